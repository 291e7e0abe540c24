-- A run changed rows of a table.
insert into caravanserai.table_change (table_oid, run, kind) values (?, ?, ?)
