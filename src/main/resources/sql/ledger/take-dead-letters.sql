-- Takes the next open letters for a redrive. Two redrives at once never take the same one; what fails again is opened again.
with wanted as (select ?::bigint[] as ids, ?::text as table_name, ?::uuid as run, ?::text as state, ?::text as sqlstate,
                       ?::text as column_name, ?::bigint as before),
page as (
    select l.id
    from caravanserai.dead_letter l, wanted w
    where l.state = 'open'
      and (w.ids is null or l.id = any (w.ids))
      and (w.table_name is null or l.table_name = w.table_name)
      and (w.run is null or l.run = w.run)
      and (w.state is null or l.state = w.state)
      and (w.sqlstate is null or l.sqlstate = w.sqlstate)
      and (w.column_name is null or l.column_name = w.column_name)
      and (w.before is null or l.id < w.before)
      and l.id > ?
    order by l.id
    limit ?
    for update of l
)
update caravanserai.dead_letter l
set state = 'redriven', redriven_by = ?
from page, caravanserai.run r
where l.id = page.id
  and r.id = l.run
returning l.*, r.detail -> 'options' as options, r.detail ->> 'mode' as mode,
          r.detail -> 'values' as account
