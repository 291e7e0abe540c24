-- The triggers that users made on a table and its partitions, what a partition has from its parent after that; and when each fires.
select n.nspname as schema, c.relname as name, t.tgname as trigger, t.tgenabled::text as fires
from (select p.relid, p.level from pg_partition_tree(?) p
      union
      select o.oid, 0 from pg_class o where o.oid = ?) x
join pg_trigger t on t.tgrelid = x.relid
join pg_class c on c.oid = x.relid
join pg_namespace n on n.oid = c.relnamespace
where (not t.tgisinternal or t.tgparentid <> 0)
  and not exists (select from pg_constraint k where k.oid = t.tgconstraint and k.contype <> 't')
order by x.level, 1, 2, 3
