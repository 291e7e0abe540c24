-- The partitions of a table, at any depth: a truncate of one is not told to the table it belongs to.
select p.relid::regclass::text from pg_partition_tree(?::regclass) p where p.parentrelid is not null
