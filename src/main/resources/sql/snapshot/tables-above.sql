-- What a table is a partition of, the topmost first; the table itself is the last.
select n.nspname as schema, c.relname as name
from pg_partition_ancestors(?::oid) with ordinality a(relid, place)
join pg_class c on c.oid = a.relid
join pg_namespace n on n.oid = c.relnamespace
order by a.place desc
