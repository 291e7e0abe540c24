-- The tables in schemas whose names begin so; partitions go with theirs.
select n.nspname as schema, c.relname as name
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where starts_with(n.nspname, ?) and c.relkind in ('r', 'p') and not c.relispartition
order by 1, 2
