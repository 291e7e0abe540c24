-- The triggers and rules that users made on a table and its partitions, what a partition has from its parent after that; and when each fires.
with own as (
    select p.relid as oid, p.level from pg_partition_tree(?) p
    union
    select o.oid, 0 from pg_class o where o.oid = ?
)
select n.nspname as schema, c.relname as name, x.kind, x.made, x.fires
from (select own.oid, own.level, 'trigger' as kind, t.tgname as made, t.tgenabled::text as fires
      from own
      join pg_trigger t on t.tgrelid = own.oid
      where (not t.tgisinternal or t.tgparentid <> 0)
        and not exists (select from pg_constraint k where k.oid = t.tgconstraint and k.contype <> 't')
      union all
      select own.oid, own.level, 'rule', r.rulename, r.ev_enabled::text
      from own
      join pg_rewrite r on r.ev_class = own.oid and r.ev_type <> '1') x
join pg_class c on c.oid = x.oid
join pg_namespace n on n.oid = c.relnamespace
order by x.level, 1, 2, 3, 4
