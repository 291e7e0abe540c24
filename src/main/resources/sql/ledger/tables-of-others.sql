-- Tables of others in the ledger's schema; ours say in their comment that they are.
select c.relname as name
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'caravanserai'
  and c.relkind in ('r', 'p', 'v', 'm', 'f')
  and not c.relispartition
  and c.relname <> 'schema_history'
  and coalesce(obj_description(c.oid, 'pg_class'), '') not like 'caravanserai: %'
order by c.relname
