-- The latest dead letters that fit; where that is asked for, rows and values as they came are cut to a length.
with wanted as (select cast(:#ids as bigint[]) as ids, cast(:#table as text) as table_name, cast(:#run as uuid) as run,
                       cast(:#state as text) as state, cast(:#sqlstate as text) as sqlstate,
                       cast(:#column as text) as column_name, cast(:#before as bigint) as before,
                       cast(:#cut as int) as cut)
select l.id, l.run, l.table_name, l.file, l.line, l.column_name, l.sqlstate, left(l.reason, coalesce(w.cut, 1000000000)) as reason,
       substring(l.raw from 1 for coalesce(w.cut, 1000000000)) as raw, l.encoding,
       case when w.cut is null or pg_column_size(l."values") < w.cut then l."values"
            else (select jsonb_object_agg(v.key, case when length(v.value::text) <= w.cut then v.value
                                                      else to_jsonb(left(jsonb_extract_path_text(v.value, variadic array[]::text[]), w.cut) || e'\u2026') end)
                  from jsonb_each(l."values") v) end as "values",
       l.state, l.history, l.redriven_by
from caravanserai.dead_letter l, wanted w
where (w.ids is null or l.id = any (w.ids))
  and (w.table_name is null or l.table_name = w.table_name)
  and (w.run is null or l.run = w.run)
  and (w.state is null or l.state = w.state)
  and (w.sqlstate is null or l.sqlstate = w.sqlstate)
  and (w.column_name is null or l.column_name = w.column_name)
  and (w.before is null or l.id < w.before)
order by l.id desc
limit :#limit
