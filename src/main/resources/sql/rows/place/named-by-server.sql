-- How to rename indexes and not-null constraints of a relation whose names begin so: the server named them after it.
with asked (relation, beginning) as (select ?::regclass, ?::text)
select format('alter index %I.%I rename to ', n.nspname, c.relname) as statement, c.relname as name
from asked
join pg_catalog.pg_index i on i.indrelid = relation
join pg_catalog.pg_class c on c.oid = i.indexrelid and starts_with(c.relname, beginning)
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
union all
select format('alter table %s rename constraint %I to ', relation, conname), conname
from asked
join pg_catalog.pg_constraint on conrelid = relation
where contype = 'n' and coninhcount = 0 and starts_with(conname, beginning)
order by 1
