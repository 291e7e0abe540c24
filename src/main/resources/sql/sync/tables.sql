-- Tables with their columns and keys, a row each: those that are wanted, or all that are their own.
with asked as materialized (
    select ?::text as flow, ?::text[] as names,
           coalesce(nullif(current_setting('caravanserai.schemas', true), ''), '{}')::name[] as schemas
), named as materialized (
    select c.oid, table_part as name, schema_part || '.' || table_part as full_name, n.nspname = any (asked.schemas) as near,
           n.nspname || '.' || c.relname as of_old
    from asked
    cross join pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    -- As users write them: what has a point in it is quoted.
    cross join lateral (
        select case when n.nspname ~ '[."]' then '"' || replace(n.nspname, '"', '""') || '"' else n.nspname::text end as schema_part,
               case when c.relname ~ '[."]' then '"' || replace(c.relname, '"', '""') || '"' else c.relname::text end as table_part) p
    where asked.names is not null and c.relkind in ('r', 'p', 'v', 'm', 'f')
), wanted as materialized (
    select u.wanted from asked cross join unnest(asked.names) u(wanted)
), exactly as materialized (
    select w.wanted, t.oid from wanted w join named t on t.full_name = w.wanted
    union
    select w.wanted, t.oid from wanted w join named t on t.name = w.wanted and t.near
), inexactly as materialized (
    select w.wanted, t.oid from wanted w join named t on lower(t.full_name) = lower(w.wanted)
    where w.wanted not in (select e.wanted from exactly e)
    union
    select w.wanted, t.oid from wanted w join named t on lower(t.name) = lower(w.wanted) and t.near
    where w.wanted not in (select e.wanted from exactly e)
    union
    select w.wanted, t.oid from wanted w join named t on t.of_old = w.wanted or t.of_old = 'public.' || w.wanted
    where w.wanted not in (select e.wanted from exactly e)
), found as materialized (
    select distinct on (x.oid) x.oid, x.wanted
    from (select * from exactly union all select * from inexactly) x
    order by x.oid, x.wanted
)
select n.nspname as schema, c.relname as name, c.relkind::text as kind, w.wanted,
       (select jsonb_agg(jsonb_build_object(
                   'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'baseType',
                   case when t.typcategory = 'A' and t.typnamespace <> 'pg_catalog'::regnamespace then '_' else '' end
                   || case when t.typnamespace <> 'pg_catalog'::regnamespace then t.typnamespace::regnamespace || '.' else '' end
                   || t.typname,
                   'plainType', format_type(b.typid, b.modifier), 'modifier', b.modifier,
                   'required', b.required, 'defaulted', a.atthasdef or a.attidentity <> '',
                   'generated', a.attgenerated <> '', 'domain', b.depth > 0) order by a.attnum)
        from pg_attribute a
        cross join lateral (
            with recursive base(typid, modifier, required, depth) as (
                select a.atttypid, a.atttypmod, a.attnotnull, 0
                union all
                select d.typbasetype, case when d.typtypmod = -1 then base.modifier else d.typtypmod end,
                       base.required or d.typnotnull, base.depth + 1
                from base
                join pg_type d on d.oid = base.typid and d.typtype = 'd'
            )
            select * from base order by depth desc limit 1
        ) b
        join pg_type t on t.oid = b.typid
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
       (select array_agg(a.attname::text order by k.place)
        from pg_constraint p
        cross join unnest(p.conkey) with ordinality k(attnum, place)
        join pg_attribute a on a.attrelid = p.conrelid and a.attnum = k.attnum
        where p.conrelid = c.oid and p.contype = 'p') as key,
       -- Whether its key can say what a row conflicts with: not one that is looked at later, or that has periods, as servers from 18 on know them.
       exists (select from pg_index i
               where i.indrelid = c.oid and i.indisprimary and i.indimmediate and not i.indisexclusion) as arbitrated,
       (select jsonb_agg(jsonb_build_object('schema', pn.nspname, 'name', p.relname) order by i.inhseqno)
        from pg_inherits i
        join pg_class p on p.oid = i.inhparent
        join pg_namespace pn on pn.oid = p.relnamespace
        where i.inhrelid = c.oid and not c.relispartition) as inherits,
       (select jsonb_agg(jsonb_build_object('schema', hn.nspname, 'name', h.relname) order by hn.nspname, h.relname)
        from pg_inherits i
        join pg_class h on h.oid = i.inhrelid and not h.relispartition
        join pg_namespace hn on hn.oid = h.relnamespace
        where i.inhparent = c.oid) as heirs,
       -- Also by what only a partition has, and what a partition of another is a part of.
       (select jsonb_agg(distinct jsonb_build_object('schema', rn.nspname, 'name', r.relname))
        from (select c.oid where c.relkind <> 'p'
              union all
              select p.relid from pg_partition_tree(c.oid) p where c.relkind = 'p') own
        join pg_constraint f on f.conrelid = own.oid and f.contype = 'f'
        cross join lateral (select f.confrelid as oid
                            union
                            select a.relid from pg_partition_ancestors(f.confrelid) a) above
        join pg_class r on r.oid = above.oid
        join pg_namespace rn on rn.oid = r.relnamespace) as refers_to,
       (select array_agg(distinct a.attname::text)
        from pg_index i
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indrelid = c.oid and i.indisvalid and i.indpred is null) as indexed,
       -- The labels of enums anywhere below its columns.
       case when exists (select from pg_attribute a
                         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid >= 16384)
       then array(
           with recursive used(typ) as (
               select a.atttypid from pg_attribute a
               where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid >= 16384
               union
               select b.below
               from used u
               join ({postgres/types-below.sql}) b on b.type = u.typ
           )
           select format('%I.%I=%s', tn.nspname, t.typname, l.enumlabel)
           from used u
           join pg_enum l on l.enumtypid = u.typ
           join pg_type t on t.oid = u.typ
           join pg_namespace tn on tn.oid = t.typnamespace
           order by tn.nspname, t.typname, l.enumsortorder
       ) end as labels,
       case when c.relkind = 'p' then array(select pn.nspname || '.' || p.relname
             from pg_partition_tree(c.oid) k
             join pg_class p on p.oid = k.relid
             join pg_namespace pn on pn.oid = p.relnamespace
             where k.relid <> c.oid
             order by 1) end as partitions,
       -- Another table of that name, and other files below it.
       (select md5(string_agg(f.oid::text, ',' order by f.oid)) || '/'
                   || md5(string_agg(f.relfilenode::text, ',' order by f.oid))
        from (select c.oid where c.relkind <> 'p'
              union all
              select p.relid from pg_partition_tree(c.oid) p where c.relkind = 'p') own
        join pg_class f on f.oid = own.oid) as files,
       exists (select from pg_trigger g
               where g.tgrelid = c.oid and g.tgenabled in ('O', 'A')
                 and g.tgname = 'caravanserai_gone_' || log.name) as logged,
       c.relkind <> 'p' or not exists (
           select from pg_partition_tree(c.oid) p
           where p.parentrelid is not null
             and not exists (select from pg_trigger g
                             where g.tgrelid = p.relid and g.tgenabled in ('O', 'A')
                               and g.tgname = 'caravanserai_gone_all_' || log.name)) as truncates_logged
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
cross join asked
cross join lateral (select md5(asked.flow || '/' || n.nspname || '/' || c.relname) as name) log
left join found w on w.oid = c.oid
where n.nspname not in ('pg_catalog', 'information_schema', 'caravanserai')
  and n.nspname !~ '^(pg_(toast|temp)|caravanserai_)'
  and case when asked.names is null
           then c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
                and not exists (select from pg_depend d
                                where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
           else w.wanted is not null and c.relkind in ('r', 'p', 'v', 'm', 'f') end
order by 1, 2
