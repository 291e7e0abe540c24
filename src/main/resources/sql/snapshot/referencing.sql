-- The foreign keys that point to a table, to one of its partitions or to what it is a partition of, and what deleting rows does to the rows that refer to them.
select n.nspname as schema, c.relname as name, f.confdeltype::text as on_delete, f.conname as constraint_name,
       f.confrelid as referenced_table,
       (select array_agg(a.attname::text order by k.place)
        from unnest(f.conkey) with ordinality k(attnum, place)
        join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.attnum) as columns,
       (select array_agg(a.attname::text order by k.place)
        from unnest(f.confkey) with ordinality k(attnum, place)
        join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.attnum) as referenced
from (select ?::oid as oid) t
join pg_constraint f on f.confrelid = t.oid
                     or f.confrelid in (select relid from pg_partition_tree(t.oid))
                     or f.confrelid in (select relid from pg_partition_ancestors(t.oid))
join pg_class c on c.oid = f.conrelid
join pg_namespace n on n.oid = c.relnamespace
where f.contype = 'f'
  -- What partitions have from their tables is said once, by the tables.
  and not exists (select from pg_constraint p where p.oid = f.conparentid
                  and (p.confrelid = t.oid
                       or p.confrelid in (select relid from pg_partition_tree(t.oid))
                       or p.confrelid in (select relid from pg_partition_ancestors(t.oid))))
order by 1, 2, f.conname
