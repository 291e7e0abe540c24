-- The partitions of a table, in any depth.
select relid::oid::bigint from pg_partition_tree(?::oid)
