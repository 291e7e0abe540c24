-- How much disk some tables take, with their partitions: only for showing how far a reading is, and for taking the largest first.
select w.oid, (select coalesce(sum(pg_table_size(x.t)), 0)
               from (select w.oid::regclass as t union select relid from pg_partition_tree(w.oid::regclass)) x) as bytes
from unnest(?::oid[]) w(oid)
