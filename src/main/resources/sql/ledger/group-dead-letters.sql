-- Dead letters by what is wrong with them, of very many the latest. The quoted value is left out, so that letters that differ in
-- it alone are one group; long ones are cut.
with wanted as (select cast(:#ids as bigint[]) as ids, cast(:#table as text) as table_name, cast(:#run as uuid) as run,
                       cast(:#state as text) as state, cast(:#sqlstate as text) as sqlstate,
                       cast(:#column as text) as column_name, cast(:#before as bigint) as before)
select l.table_name, left(regexp_replace(l.reason, '"[^"]*"', e'\u2026', 'g'), 1000) as reason, l.column_name, l.sqlstate,
       count(*), sum(count(*)) over () as grouped
from (
select l.table_name, l.reason, l.column_name, l.sqlstate
from caravanserai.dead_letter l, wanted w
where (w.ids is null or l.id = any (w.ids))
  and (w.table_name is null or l.table_name = w.table_name)
  and (w.run is null or l.run = w.run)
  and (w.state is null or l.state = w.state)
  and (w.sqlstate is null or l.sqlstate = w.sqlstate)
  and (w.column_name is null or l.column_name = w.column_name)
  and (w.before is null or l.id < w.before)
order by l.id desc
limit 100000
) l
group by 1, 2, 3, 4
order by 5 desc, 1, 2
limit 100
