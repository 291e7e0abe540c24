-- The tables that are asked for, with what belongs to a table as a whole.
select c.oid as table_oid, n.nspname as schema, c.relname as name, c.relkind as kind, c.relpersistence as persistence,
       pg_get_partkeydef(c.oid) as partition_key,
       c.relrowsecurity as row_security, c.relforcerowsecurity as row_security_forced,
       c.relreplident as replica_identity,
       (select ic.relname from pg_index i join pg_class ic on ic.oid = i.indexrelid
        where i.indrelid = c.oid and i.indisreplident) as replica_identity_index,
       array(select unnest(c.reloptions)
             union all
             select 'toast.' || o from pg_class t, unnest(t.reloptions) o where t.oid = c.reltoastrelid) as options,
       obj_description(c.oid, 'pg_class') as comment
from unnest(?::text[], ?::text[]) with ordinality w(schema, name, place)
join pg_namespace n on n.nspname = w.schema
join pg_class c on c.relnamespace = n.oid and c.relname = w.name
where c.relkind in ('r', 'p') and c.relpersistence in ('p', 'u')
order by w.place
