-- The columns of some tables in table order, each with the type below its domain.
with recursive base(attrelid, attnum, typid, modifier, required, depth) as (
    select a.attrelid, a.attnum, a.atttypid, a.atttypmod, a.attnotnull, 0
    from pg_attribute a
    where a.attrelid = any(?::oid[]) and a.attnum > 0 and not a.attisdropped
    union all
    select b.attrelid, b.attnum, t.typbasetype, case when t.typtypmod = -1 then b.modifier else t.typtypmod end,
           b.required or t.typnotnull, b.depth + 1
    from base b
    join pg_type t on t.oid = b.typid and t.typtype = 'd'
), below as (
    select distinct on (attrelid, attnum) * from base order by attrelid, attnum, depth desc
)
select a.attrelid as relation, a.attname as name,
       format_type(a.atttypid, a.atttypmod) as type,
       -- Somebody's own type may have a built-in one's name.
       case when t.typcategory = 'A' and t.typnamespace <> 'pg_catalog'::regnamespace then '_' else '' end
           || case when t.typnamespace <> 'pg_catalog'::regnamespace then t.typnamespace::regnamespace || '.' else '' end
           || t.typname as base_type,
       format_type(b.typid, b.modifier) as plain_type,
       b.modifier,
       b.required,
       a.atthasdef or a.attidentity <> '' as defaulted,
       a.attgenerated <> '' as generated,
       b.depth > 0 as domain,
       -- Found by its schema, wherever names are looked for: else citext would be compared as text.
       case when t.typnamespace <> 'pg_catalog'::regnamespace then
           (select format('operator(%I.%s)', s.nspname, o.oprname)
            from pg_opclass k
            join pg_am m on m.oid = k.opcmethod and m.amname = 'btree'
            join pg_amop p on p.amopfamily = k.opcfamily and p.amoplefttype = k.opcintype
                          and p.amoprighttype = k.opcintype and p.amopstrategy = 3
            join pg_operator o on o.oid = p.amopopr
            join pg_namespace s on s.oid = o.oprnamespace
            where k.opcintype = t.oid and k.opcdefault and s.nspname <> 'pg_catalog') end as equality
from pg_attribute a
join below b on b.attrelid = a.attrelid and b.attnum = a.attnum
join pg_type t on t.oid = b.typid
order by a.attrelid, a.attnum
