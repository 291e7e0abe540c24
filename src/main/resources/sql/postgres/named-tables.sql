-- The relations of exactly these schemas and names, in their order.
select c.oid, n.nspname as schema, c.relname as name, c.relkind as kind, 0 as rank,
       exists (select from pg_constraint f
               where f.contype = 'f' and f.confrelid = c.oid and f.confdeltype in ('c', 'n', 'd')) as referenced_by_cascade,
       has_table_privilege(c.oid, 'INSERT') as insertable
from unnest(?::text[], ?::text[]) with ordinality w(schema, name, place)
join pg_namespace n on n.nspname = w.schema
join pg_class c on c.relnamespace = n.oid and c.relname = w.name
where c.relkind in ('r', 'p', 'v', 'm', 'f')
order by w.place
