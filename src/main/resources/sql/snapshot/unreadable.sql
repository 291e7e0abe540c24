-- Of some tables those that this user may not read whole, each with what is missing: a row that a policy hides would be missing in a set without a word.
select n.nspname as schema, c.relname as name,
       case
           when not has_schema_privilege(n.oid, 'USAGE') then 'usage on schema ' || quote_ident(n.nspname)
           when not has_table_privilege(c.oid, 'SELECT')
               then 'select on ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname)
           else ''
       end as missing
from unnest(?::text[], ?::text[]) with ordinality w(schema, name, place)
join pg_namespace n on n.nspname = w.schema
join pg_class c on c.relnamespace = n.oid and c.relname = w.name
where not has_schema_privilege(n.oid, 'USAGE')
   or not has_table_privilege(c.oid, 'SELECT')
   or row_security_active(c.oid)
order by w.place
