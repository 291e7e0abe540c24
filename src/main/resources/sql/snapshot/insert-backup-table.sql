-- A snapshot kept as a table, in the transaction that made the table.
insert into caravanserai.backup_table
    (schema_name, table_name, of_schema, of_table, run, rows, content_hash, hash_method, selection, facts)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
