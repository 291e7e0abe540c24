-- What stands on tables without being part of them or of each other, and would go with them.
with old(oid) as (
    select relid from unnest(?::oid[]) t(oid), pg_partition_tree(t.oid)
    union select oid from unnest(?::oid[]) t(oid)
), owned(classid, oid) as (
    select 'pg_class'::regclass::oid, oid from old
    union select 'pg_class'::regclass, indexrelid from pg_index where indrelid in (select oid from old)
    union select 'pg_type'::regclass, t.oid from pg_type t join pg_class c on t.typrelid = c.oid where c.oid in (select oid from old)
    union select 'pg_type'::regclass, t.typarray from pg_type t join pg_class c on t.typrelid = c.oid
          where c.oid in (select oid from old) and t.typarray <> 0
    union select 'pg_class'::regclass, d.objid from pg_depend d
          where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
            and d.refobjid in (select oid from old)
)
select distinct case when v.oid is not null then 'view ' || v.oid::regclass
                     else pg_describe_object(d.classid, d.objid, 0) end as dependent
from pg_depend d
join owned o on o.classid = d.refclassid and o.oid = d.refobjid
left join pg_rewrite w on d.classid = 'pg_rewrite'::regclass and w.oid = d.objid
left join pg_class v on v.oid = w.ev_class
left join pg_constraint k on d.classid = 'pg_constraint'::regclass and k.oid = d.objid
left join pg_attrdef f on d.classid = 'pg_attrdef'::regclass and f.oid = d.objid
left join pg_policy p on d.classid = 'pg_policy'::regclass and p.oid = d.objid
left join pg_trigger g on d.classid = 'pg_trigger'::regclass and g.oid = d.objid
where d.deptype = 'n'
  and not exists (select from owned x where x.classid = d.classid and x.oid = d.objid)
  and coalesce(k.conrelid, f.adrelid, p.polrelid, g.tgrelid, v.oid, 0) not in (select oid from old)
union
select 'publication ' || pubname from pg_publication_rel r join pg_publication p on p.oid = r.prpubid
where r.prrelid in (select oid from old)
order by 1
