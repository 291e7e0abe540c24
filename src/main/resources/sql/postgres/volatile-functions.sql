-- Which functions that a view calls, itself or in views that it reads, may answer otherwise each time they are asked.
with recursive called_by as (
    select r.oid
    from pg_catalog.pg_rewrite r
    where r.ev_class = pg_catalog.to_regclass(?)
    union
    select r.oid
    from called_by c
    join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = c.oid
                               and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    join pg_catalog.pg_class v on v.oid = d.refobjid and v.relkind = 'v'
    join pg_catalog.pg_rewrite r on r.ev_class = v.oid and r.ev_type = '1'
)
select distinct p.oid::pg_catalog.regprocedure::text as function
from called_by c
join pg_catalog.pg_rewrite r on r.oid = c.oid
-- The server's own functions are no dependencies, but the rule names all of them.
cross join lateral pg_catalog.regexp_matches(r.ev_action::text, ':(?:funcid|opfuncid|winfnoid) (\d+)', 'g') f (ids)
join pg_catalog.pg_proc p on p.oid = f.ids[1]::pg_catalog.oid
where p.provolatile = 'v'
order by 1
