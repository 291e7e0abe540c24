-- Whom tables inherit from and who inherits from them; a partition's parent is one too, but partitions are no heirs here.
select t.table_oid, t.parent, n.nspname as schema, c.relname as name
from (
    select i.inhrelid as table_oid, true as parent, i.inhparent as other, i.inhseqno as place
    from pg_inherits i
    where i.inhrelid = any(?::oid[])
    union all
    select i.inhparent, false, i.inhrelid, 0
    from pg_inherits i
    where i.inhparent = any(?::oid[])
) t
join pg_class c on c.oid = t.other and (t.parent or not c.relispartition)
join pg_namespace n on n.oid = c.relnamespace
order by t.place, n.nspname, c.relname
