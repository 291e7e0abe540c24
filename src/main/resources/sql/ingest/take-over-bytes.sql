-- These bytes go into this table once more.
update caravanserai.loaded_file
set run = ?, table_oid = ?, mode = ?, options = ?, began = nextval('caravanserai.table_change_id_seq')
where table_name = ? and sha256 = ?
