-- Every partition below the tables, with its parent.
with recursive tree(parent, oid) as (
    select i.inhparent, i.inhrelid
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid and c.relispartition
    where i.inhparent = any(?::oid[]) and not i.inhdetachpending
    union
    select i.inhparent, i.inhrelid
    from tree t
    join pg_inherits i on i.inhparent = t.oid and not i.inhdetachpending
)
select t.parent, c.oid as table_oid, n.nspname as schema, c.relname as name, c.relkind as kind,
       c.relpersistence as persistence,
       pg_get_expr(c.relpartbound, c.oid) as bound,
       pg_get_partkeydef(c.oid) as partition_key,
       array(select unnest(c.reloptions)
             union all
             select 'toast.' || o from pg_class x, unnest(x.reloptions) o where x.oid = c.reltoastrelid) as options,
       obj_description(c.oid, 'pg_class') as comment
from tree t
join pg_class c on c.oid = t.oid
join pg_namespace n on n.oid = c.relnamespace
order by n.nspname, c.relname
