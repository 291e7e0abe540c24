-- The partitions with rows of every table of which one is named, and the statement that makes each again, without its rows.
with named as (
    select pg_partition_root(c.oid) as root
    from unnest(?::text[], ?::text[]) w(schema, name)
    join pg_namespace n on n.nspname = w.schema
    join pg_class c on c.relnamespace = n.oid and c.relname = w.name and c.relispartition
)
select distinct rn.nspname as root_schema, r.relname as root_name, n.nspname as schema, c.relname as name,
       format('%s %I.%I partition of %I.%I %s', 'create ' || 'table', n.nspname, c.relname, pn.nspname, p.relname,
              pg_get_expr(c.relpartbound, c.oid)) as statement
from named m
join pg_class r on r.oid = m.root
join pg_namespace rn on rn.oid = r.relnamespace
cross join lateral pg_partition_tree(m.root) t
join pg_class c on c.oid = t.relid
join pg_namespace n on n.oid = c.relnamespace
join pg_class p on p.oid = t.parentrelid
join pg_namespace pn on pn.oid = p.relnamespace
where t.isleaf
order by 1, 2, 3, 4
