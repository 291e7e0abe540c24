-- The tables that letters of a filter are for, whatever has become of them.
with wanted as (select ?::bigint[] as ids, ?::text as table_name, ?::uuid as run, ?::text as state, ?::text as sqlstate,
                       ?::text as column_name, ?::bigint as before)
select distinct l.table_name
from caravanserai.dead_letter l, wanted w
where (w.ids is null or l.id = any (w.ids))
  and (w.table_name is null or l.table_name = w.table_name)
  and (w.run is null or l.run = w.run)
  and (w.state is null or l.state = w.state)
  and (w.sqlstate is null or l.sqlstate = w.sqlstate)
  and (w.column_name is null or l.column_name = w.column_name)
  and (w.before is null or l.id < w.before)
order by 1
