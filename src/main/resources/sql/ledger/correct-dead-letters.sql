-- Other values for open letters; what is not named stays. A field that has a number for its name belongs to the column in that
-- place, unless that has a value of its own, and a value that belongs to no column goes: who corrects has seen it.
with wanted as (select cast(:#ids as bigint[]) as ids, cast(:#table as text) as table_name, cast(:#run as uuid) as run,
                       cast(:#state as text) as state, cast(:#sqlstate as text) as sqlstate,
                       cast(:#column as text) as column_name, cast(:#before as bigint) as before,
                       cast(:#values as jsonb) as "values", cast(:#columns as jsonb) as columns)
update caravanserai.dead_letter l
set "values" = coalesce((
        select jsonb_object_agg(c.name, f.value)
        from jsonb_each(l."values") f
        join jsonb_array_elements_text(w.columns -> l.table_name) with ordinality c(name, place)
            on f.key in (c.place::text, 'field ' || c.place)
        where not jsonb_exists(w.columns -> l.table_name, f.key)), '{}')
    || coalesce((
        select jsonb_object_agg(c.name, f.value)
        from jsonb_each(l."values") f
        join jsonb_array_elements_text(w.columns -> l.table_name) c(name)
            on f.key = c.name
               or lower(f.key) = lower(c.name) and not jsonb_exists(w.columns -> l.table_name, f.key)), '{}')
    || w."values",
    as_json = array(select unnest(l.as_json) union select jsonb_object_keys(w."values"))
from wanted w
where l.state = 'open'
  and (w.ids is null or l.id = any (w.ids))
  and (w.table_name is null or l.table_name = w.table_name)
  and (w.run is null or l.run = w.run)
  and (w.state is null or l.state = w.state)
  and (w.sqlstate is null or l.sqlstate = w.sqlstate)
  and (w.column_name is null or l.column_name = w.column_name)
  and (w.before is null or l.id < w.before)
