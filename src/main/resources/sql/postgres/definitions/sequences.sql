-- The sequences behind identity columns, those that belong to a column, and those a default draws from without owning.
select u.table_oid, s.oid as sequence, n.nspname as schema, s.relname as name, u.column_name, u.kind,
       format_type(q.seqtypid, null) as type, q.seqstart as start, q.seqincrement as increment, q.seqmin as minimum,
       q.seqmax as maximum, q.seqcache as cache, q.seqcycle as cycle, s.relpersistence = 'u' as unlogged,
       has_sequence_privilege(s.oid, 'SELECT') as readable
from (
    select d.refobjid as table_oid, d.objid as sequence, a.attnum, a.attname as column_name,
           case d.deptype when 'i' then 'IDENTITY' else 'OWNED' end as kind
    from pg_depend d
    join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
      and d.refobjid = any(?::oid[]) and d.refobjsubid > 0 and d.deptype in ('a', 'i')
    union
    select f.adrelid, d.refobjid, 0, null, 'SHARED'
    from pg_attrdef f
    join pg_depend d on d.classid = 'pg_attrdef'::regclass and d.objid = f.oid and d.refclassid = 'pg_class'::regclass
    where f.adrelid = any(?::oid[])
      and not exists (select from pg_depend o
                      where o.classid = 'pg_class'::regclass and o.objid = d.refobjid and o.deptype in ('a', 'i')
                        and o.refclassid = 'pg_class'::regclass and o.refobjid = f.adrelid)
) u
join pg_class s on s.oid = u.sequence and s.relkind = 'S'
join pg_namespace n on n.oid = s.relnamespace
join pg_sequence q on q.seqrelid = s.oid
order by u.attnum, n.nspname, s.relname
