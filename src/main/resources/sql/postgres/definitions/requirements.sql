-- What must be there before the tables can be made: functions, operators, collations and the like, or their extension.
with recursive used(table_oid, typ) as (
    select a.attrelid, a.atttypid
    from pg_attribute a
    where a.attrelid = any(?::oid[]) and a.attnum > 0 and not a.attisdropped and a.atttypid >= 16384
    union
    select u.table_oid, b.below
    from used u
    join ({postgres/types-below.sql}) b on b.type = u.typ
), own(table_oid, classid, objid) as (
    select t, 'pg_class'::regclass, t from unnest(?::oid[]) t
    union select adrelid, 'pg_attrdef'::regclass, oid from pg_attrdef where adrelid = any(?::oid[])
    union select conrelid, 'pg_constraint'::regclass, oid from pg_constraint where conrelid = any(?::oid[])
    union select indrelid, 'pg_class'::regclass, indexrelid from pg_index where indrelid = any(?::oid[])
    union select table_oid, 'pg_type'::regclass, typ from used
    union select u.table_oid, 'pg_constraint'::regclass, k.oid from used u join pg_constraint k on k.contypid = u.typ
    union select u.table_oid, 'pg_class'::regclass, t.typrelid from used u join pg_type t on t.oid = u.typ and t.typtype = 'c'
)
select distinct o.table_oid,
       case when x.extname is null then i.type else 'extension' end as kind,
       coalesce(x.extname, i.identity) as name
from own o
join pg_depend d on d.classid = o.classid and d.objid = o.objid and d.deptype = 'n' and d.refobjid >= 16384
    and d.refclassid in ('pg_proc'::regclass, 'pg_operator'::regclass, 'pg_opclass'::regclass, 'pg_opfamily'::regclass,
                         'pg_collation'::regclass, 'pg_ts_config'::regclass, 'pg_ts_dict'::regclass, 'pg_am'::regclass)
left join pg_depend e on e.classid = d.refclassid and e.objid = d.refobjid and e.deptype = 'e'
left join pg_extension x on x.oid = e.refobjid
cross join lateral pg_identify_object(d.refclassid, d.refobjid, 0) i
where not (o.classid = 'pg_type'::regclass
           and exists (select from pg_depend m
                       where m.classid = 'pg_type'::regclass and m.objid = o.objid and m.deptype = 'e'))
order by kind, name
