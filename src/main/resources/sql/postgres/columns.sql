-- The columns of a table in table order, each with the type below its domain.
with recursive base(attnum, typid, modifier, required, depth) as (
    select a.attnum, a.atttypid, a.atttypmod, a.attnotnull, 0
    from pg_attribute a
    where a.attrelid = ? and a.attnum > 0 and not a.attisdropped
    union all
    select b.attnum, t.typbasetype, case when t.typtypmod = -1 then b.modifier else t.typtypmod end,
           b.required or t.typnotnull, b.depth + 1
    from base b
    join pg_type t on t.oid = b.typid and t.typtype = 'd'
), below as (
    select distinct on (attnum) * from base order by attnum, depth desc
)
select a.attname as name,
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
       b.depth > 0 as domain
from pg_attribute a
join below b on b.attnum = a.attnum
join pg_type t on t.oid = b.typid
where a.attrelid = ?::oid
order by a.attnum
