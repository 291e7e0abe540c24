-- Other values for open letters of one table, each its own; what is not named stays, as in correct-dead-letters.sql.
with wanted as (select (c ->> 'id')::bigint as id, c -> 'values' as "values", cast(? as jsonb) as columns
                from jsonb_array_elements(cast(? as jsonb)) c)
update caravanserai.dead_letter l
set "values" = coalesce((
        select jsonb_object_agg(c.name, f.value)
        from jsonb_each(l."values") f
        join jsonb_array_elements_text(w.columns) with ordinality c(name, place)
            on f.key in (c.place::text, 'field ' || c.place)
        where not jsonb_exists(w.columns, f.key)), '{}')
    || coalesce((
        select jsonb_object_agg(c.name, f.value)
        from jsonb_each(l."values") f
        join jsonb_array_elements_text(w.columns) c(name)
            on f.key = c.name or lower(f.key) = lower(c.name) and not jsonb_exists(w.columns, f.key)), '{}')
    || w."values",
    as_json = array(select unnest(l.as_json) union select jsonb_object_keys(w."values"))
from wanted w
where l.id = w.id and l.state = 'open'
