-- What a restore overwrote in one table is kept in another.
insert into caravanserai.kept_rows (run, place, schema_name, table_name, kept_in, facts)
values (?, ?, ?, ?, ?, ?::jsonb)
