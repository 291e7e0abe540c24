-- The pages of tables, null where rows have no place in pages.
select n.nspname as schema, c.relname as name,
       case when c.relkind = 'r' and a.amname = 'heap'
            then pg_relation_size(c.oid) / current_setting('block_size')::bigint end as blocks
from unnest(?::text[], ?::text[]) w(schema, name)
join pg_namespace n on n.nspname = w.schema
join pg_class c on c.relnamespace = n.oid and c.relname = w.name
left join pg_am a on a.oid = c.relam
