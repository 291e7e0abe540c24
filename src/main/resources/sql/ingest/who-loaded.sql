-- The run that brought these bytes into this table.
select run from caravanserai.loaded_file where table_name = ? and sha256 = ?
