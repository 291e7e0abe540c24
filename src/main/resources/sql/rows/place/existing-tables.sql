-- What stands where tables are to go.
select n.nspname as schema, c.relname as name, c.oid, c.relkind as kind, c.relispartition as is_partition
from unnest(?::text[], ?::text[]) w(schema, name)
join pg_namespace n on n.nspname = w.schema
join pg_class c on c.relnamespace = n.oid and c.relname = w.name
