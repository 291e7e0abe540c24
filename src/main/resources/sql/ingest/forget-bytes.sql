-- No row of these bytes went in.
delete from caravanserai.loaded_file where table_name = ? and sha256 = ?
