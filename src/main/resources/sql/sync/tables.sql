-- Tables with their columns and keys, a row each: those that are wanted, or all that are their own.
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
       (select jsonb_agg(distinct jsonb_build_object('schema', rn.nspname, 'name', r.relname))
        from pg_constraint f
        join pg_class r on r.oid = f.confrelid
        join pg_namespace rn on rn.oid = r.relnamespace
        where f.conrelid = c.oid and f.contype = 'f') as refers_to,
       (select array_agg(distinct a.attname::text)
        from pg_index i
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indrelid = c.oid and i.indisvalid and i.indpred is null) as indexed,
       -- Another table of that name, and other files below it.
       (select md5(string_agg(f.oid::text, ',' order by f.oid)) || '/'
                   || md5(string_agg(f.relfilenode::text, ',' order by f.oid))
        from pg_class f
        where f.oid = c.oid
           or c.relkind = 'p' and f.oid in (select p.relid from pg_partition_tree(c.oid) p)) as files,
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
cross join (select ?::text as flow, ?::text[] as names,
                   coalesce(nullif(current_setting('caravanserai.schemas', true), ''), '{}')::name[] as schemas) asked
cross join lateral (select md5(asked.flow || '/' || n.nspname || '/' || c.relname) as name) log
left join lateral (
    select u.wanted
    from unnest(asked.names) u(wanted)
    where u.wanted = n.nspname || '.' || c.relname or u.wanted = c.relname and n.nspname = any (asked.schemas)
       or not exists (select from pg_class e
                      join pg_namespace en on en.oid = e.relnamespace
                      where u.wanted = en.nspname || '.' || e.relname
                         or u.wanted = e.relname and en.nspname = any (asked.schemas))
          and (lower(u.wanted) = lower(n.nspname || '.' || c.relname)
               or lower(u.wanted) = lower(c.relname) and n.nspname = any (asked.schemas))
    limit 1
) w on true
where n.nspname not in ('pg_catalog', 'information_schema', 'caravanserai')
  and n.nspname !~ '^(pg_(toast|temp)|caravanserai_)'
  and case when asked.names is null
           then c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
                and not exists (select from pg_depend d
                                where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
           else w.wanted is not null and c.relkind in ('r', 'p', 'v', 'm', 'f') end
order by 1, 2
