-- Rows of a table were letters of a run before.
insert into caravanserai.table_change (table_oid, run, kind, letters_of) values (?, ?, 'load', ?)
