-- These bytes go into this table now; nothing is inserted when they did before.
insert into caravanserai.loaded_file (table_name, sha256, bytes, run, table_oid, mode, options, began)
values (?, ?, ?, ?, ?, ?, ?, nextval('caravanserai.table_change_id_seq'))
on conflict do nothing
