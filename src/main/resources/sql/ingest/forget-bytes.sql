-- The user wants the same bytes once more.
delete from caravanserai.loaded_file where table_name = ? and sha256 = ?
