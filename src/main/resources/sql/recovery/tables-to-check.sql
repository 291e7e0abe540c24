-- Everything that has rows in a file of its own, the catalogs too; of an unlogged table only its emptiness came through.
select c.oid, n.nspname as schema, c.relname as name
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'm', 't')
  and c.relpersistence = 'p'
order by c.oid
