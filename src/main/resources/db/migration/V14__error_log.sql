-- Dead letters for people and for tools that make reports: who may read this view needs no right on any table.

create function row_text(raw bytea, encoding text) returns text language plpgsql immutable strict as $$
declare
    big boolean := encoding in ('UTF_16BE', 'UTF-16BE');
    unit int;
    low int;
    place int := 0;
    text text := '';
begin
    if not big and encoding not in ('UTF_16LE', 'UTF-16LE') then
        return pg_catalog.convert_from(raw, case encoding when 'US_ASCII' then 'UTF8' else encoding end);
    end if;
    while place + 1 < pg_catalog.length(raw) loop
        unit := case when big then pg_catalog.get_byte(raw, place) * 256 + pg_catalog.get_byte(raw, place + 1)
                     else pg_catalog.get_byte(raw, place + 1) * 256 + pg_catalog.get_byte(raw, place) end;
        place := place + 2;
        if unit between 55296 and 56319 and place + 1 < pg_catalog.length(raw) then
            low := case when big then pg_catalog.get_byte(raw, place) * 256 + pg_catalog.get_byte(raw, place + 1)
                        else pg_catalog.get_byte(raw, place + 1) * 256 + pg_catalog.get_byte(raw, place) end;
            if low between 56320 and 57343 then
                unit := 65536 + (unit - 55296) * 1024 + low - 56320;
                place := place + 2;
            end if;
        end if;
        text := text || case when unit = 0 or unit between 55296 and 57343 then pg_catalog.chr(65533) else pg_catalog.chr(unit) end;
    end loop;
    return text;
exception when others then
    return pg_catalog.encode(raw, 'escape');
end $$;
comment on function row_text(bytea, text) is 'The bytes of a row as text; those that are no text in their encoding in the form of bytea.';

create view error_log as
select coalesce(r.ended_at, r.started_at) as "time",
       l.table_name as "table",
       l.file,
       l.line,
       l.column_name as "column",
       l.reason,
       row_text(l.raw, l.encoding) as "row",
       l.sqlstate,
       l.state,
       l.id as letter,
       l.run
from dead_letter l
join run r on r.id = l.run;
comment on view error_log is 'caravanserai: the dead letters, one a row: when, where, why, and the row as text. Select on it and usage of the schema are all that a reader needs.';
