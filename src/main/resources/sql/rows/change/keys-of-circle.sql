-- The foreign keys among tables, or their partitions, that cannot wait for the end of a transaction, as the beginning of a statement that changes them.
with part(oid) as (
    select unnest(?::oid[])
    union
    select p.relid::oid from unnest(?::oid[]) t(oid) cross join lateral pg_partition_tree(t.oid) p
)
select format('alter table %I.%I alter constraint %I', n.nspname, c.relname, f.conname) as statement
from pg_constraint f
join pg_class c on c.oid = f.conrelid
join pg_namespace n on n.oid = c.relnamespace
where f.contype = 'f' and not f.condeferrable and f.conparentid = 0
  and f.conrelid in (select oid from part) and f.confrelid in (select oid from part)
order by 1
