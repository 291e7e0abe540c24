-- Whether somebody's trigger or rule on a table or its partitions would see rows go and come that are to be updated.
select exists (select from pg_catalog.pg_trigger g
               where g.tgrelid = any (w.relations)
                 and (not g.tgisinternal or g.tgparentid <> 0)
                 and not exists (select from pg_catalog.pg_constraint k where k.oid = g.tgconstraint and k.contype <> 't')
                 -- Insert, delete and update: what is to see an update would miss it.
                 and g.tgtype & (4 | 8 | 16) <> 0
                 and g.tgenabled::text in ('A', w.fires))
    or exists (select from pg_catalog.pg_rewrite r
               where r.ev_class = any (w.relations) and r.ev_type::text in ('2', '3', '4')
                 and r.ev_enabled::text in ('A', w.fires)) as sees
from (select array_append(array(select relid::pg_catalog.oid from pg_catalog.pg_partition_tree(t.oid)), t.oid) as relations,
             case pg_catalog.current_setting('session_replication_role') when 'replica' then 'R' else 'O' end as fires
      from (select ?::pg_catalog.regclass::pg_catalog.oid as oid) t) w
