-- The relation of exactly this schema and name.
select c.oid, n.nspname as schema, c.relname as name, c.relkind as kind, 0 as rank,
       exists (select from pg_constraint f
               where f.contype = 'f' and f.confrelid = c.oid and f.confdeltype in ('c', 'n', 'd')) as referenced_by_cascade,
       has_table_privilege(c.oid, 'INSERT') as insertable
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = ? and c.relname = ? and c.relkind in ('r', 'p', 'v', 'm', 'f')
