-- The bytes of a table's rows with its partitions', on disk.
select coalesce(sum(pg_table_size(x.t)), 0) as bytes
from (select ?::regclass as t union select relid from pg_partition_tree(?::regclass)) x
