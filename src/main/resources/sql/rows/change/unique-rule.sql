-- A unique index or an exclusion constraint of a table, found by its name or by that of a partition's part of it: how it is taken off and made again. None where something of it would not come again, or where it is the primary key.
with recursive up as (
    select i.oid, 0 as level
    from pg_catalog.pg_class i
    join pg_catalog.pg_namespace n on n.oid = i.relnamespace
    where n.nspname = ? and i.relname = ? and i.relkind in ('i', 'I')
    union all
    select h.inhparent, up.level + 1 from up join pg_catalog.pg_inherits h on h.inhrelid = up.oid
), top as (
    select oid from up order by level desc limit 1
)
select tn.nspname as schema, t.relname as name,
       case when k.oid is null then format('drop index %I.%I', n.nspname, c.relname)
            else format('alter table %I.%I drop constraint %I', tn.nspname, t.relname, k.conname) end as off,
       case when k.oid is null then regexp_replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
            else format('alter table %I.%I add constraint %I %s', tn.nspname, t.relname, k.conname,
                        pg_get_constraintdef(k.oid)) end
       || case when obj_description(i.indexrelid, 'pg_class') is null then ''
               else format('; comment on index %I.%I is %L', n.nspname, c.relname, obj_description(i.indexrelid, 'pg_class')) end
       || case when obj_description(k.oid, 'pg_constraint') is null then ''
               else format('; comment on constraint %I on %I.%I is %L', k.conname, tn.nspname, t.relname,
                           obj_description(k.oid, 'pg_constraint')) end
       || case when i.indisreplident then format('; alter table %I.%I replica identity using index %I', tn.nspname, t.relname, c.relname)
               else '' end
       || case when i.indisclustered then format('; alter table %I.%I cluster on %I', tn.nspname, t.relname, c.relname)
               else '' end as again
from top
join pg_catalog.pg_index i on i.indexrelid = top.oid
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_class t on t.oid = i.indrelid
join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
left join pg_catalog.pg_constraint k on k.conindid = i.indexrelid and k.conrelid = i.indrelid and k.contype in ('u', 'x')
where not i.indisprimary and i.indisvalid and c.reltablespace = 0
  -- What was told the planner of its expressions.
  and not exists (select from pg_catalog.pg_attribute a
                  where a.attrelid = c.oid and coalesce((to_jsonb(a) ->> 'attstattarget')::int, -1) >= 0)
