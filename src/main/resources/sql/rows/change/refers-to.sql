-- Which of some tables refer to which, also by foreign keys that only some of their partitions have, or that point to one of them or to what they are a partition of.
with family as (
    select t.oid as wanted, t.oid as member
    from unnest(?::bigint[]) x(id)
    cross join lateral (select x.id::oid as oid) t
    union
    select x.id::oid, p.relid from unnest(?::bigint[]) x(id) cross join lateral pg_partition_tree(x.id::oid::regclass) p
    union
    select x.id::oid, p.relid from unnest(?::bigint[]) x(id) cross join lateral pg_partition_ancestors(x.id::oid::regclass) p
)
select distinct child.wanted::bigint as child, parent.wanted::bigint as parent
from family child
join pg_constraint f on f.conrelid = child.member and f.contype = 'f'
join family parent on parent.member = f.confrelid
where child.wanted <> parent.wanted
