-- Schemas whose names begin so, and what is said of them.
select n.nspname as name, pg_catalog.obj_description(n.oid, 'pg_namespace') as said
from pg_catalog.pg_namespace n
where starts_with(n.nspname, ?)
order by 1
