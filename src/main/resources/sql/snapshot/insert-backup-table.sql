-- A snapshot kept as a table, in the transaction that made the table; one of that name that somebody dropped is forgotten.
insert into caravanserai.backup_table
    (schema_name, table_name, of_schema, of_table, run, rows, content_hash, hash_method, selection, facts)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
on conflict (schema_name, table_name) do update
set of_schema = excluded.of_schema, of_table = excluded.of_table, run = excluded.run, made_at = excluded.made_at,
    rows = excluded.rows, content_hash = excluded.content_hash, hash_method = excluded.hash_method,
    selection = excluded.selection, facts = excluded.facts
