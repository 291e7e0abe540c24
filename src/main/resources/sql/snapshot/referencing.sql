-- The foreign keys that point to a table, and what deleting its rows does to the rows that refer to them.
select n.nspname as schema, c.relname as name, f.confdeltype::text as on_delete, f.conname as constraint_name,
       (select array_agg(a.attname::text order by k.place)
        from unnest(f.conkey) with ordinality k(attnum, place)
        join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.attnum) as columns,
       (select array_agg(a.attname::text order by k.place)
        from unnest(f.confkey) with ordinality k(attnum, place)
        join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.attnum) as referenced
from pg_constraint f
join pg_class c on c.oid = f.conrelid
join pg_namespace n on n.oid = c.relnamespace
where f.contype = 'f' and f.confrelid = ? and f.conparentid = 0
order by 1, 2, f.conname
