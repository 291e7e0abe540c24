-- These bytes go into this table now; nothing is inserted when they did before.
insert into caravanserai.loaded_file (table_name, sha256, bytes, run) values (?, ?, ?, ?) on conflict do nothing
