-- A part of a table that waits to be copied.
insert into caravanserai.chunk
    (run, number, schema_name, table_name, part_schema, part_name, into_schema, into_name, first_block, end_block, blocks)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
