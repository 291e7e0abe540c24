-- How many pages tables have, of partitioned ones the largest partition: ranges of them cut the rows into parts.
select w.oid, (select coalesce(max(pg_relation_size(x.t)), 0) / current_setting('block_size')::bigint
               from (select w.oid::regclass as t union select relid from pg_partition_tree(w.oid::regclass)) x) as pages
from unnest(?::oid[]) w(oid)
