-- The databases that letters of a filter are for.
with wanted as (select ?::bigint[] as ids, ?::text as table_name, ?::uuid as run, ?::text as state, ?::text as sqlstate,
                       ?::text as column_name, ?::bigint as before)
select distinct coalesce(r.detail ->> 'database', 'main') as database
from caravanserai.dead_letter l
join caravanserai.run r on r.id = l.run, wanted w
where (w.ids is null or l.id = any (w.ids))
  and (w.table_name is null or l.table_name = w.table_name)
  and (w.run is null or l.run = w.run)
  and (w.state is null or l.state = w.state)
  and (w.sqlstate is null or l.sqlstate = w.sqlstate)
  and (w.column_name is null or l.column_name = w.column_name)
  and (w.before is null or l.id < w.before)
order by 1
