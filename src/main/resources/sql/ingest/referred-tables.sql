-- Which tables each of these refers to by foreign keys, directly or over others, so that those can be loaded before it; a partition counts as the table that it is a part of.
with recursive refers as (
    select distinct coalesce(pg_partition_root(conrelid)::oid, conrelid) as child,
                    coalesce(pg_partition_root(confrelid)::oid, confrelid) as parent
    from pg_constraint
    where contype = 'f'
), wanted as (
    select w.id, coalesce(pg_partition_root(w.id::oid)::oid, w.id::oid) as whole
    from unnest(?::bigint[]) w (id)
), reached as (
    select w.whole as first, r.parent from wanted w join refers r on r.child = w.whole
    union
    select a.first, r.parent from reached a join refers r on r.child = a.parent
)
select id, whole::bigint as whole, array(select parent::bigint from reached where first = whole) as refers_to
from wanted
