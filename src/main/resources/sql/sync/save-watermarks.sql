-- How far the streams of a flow have come.
insert into caravanserai_sync.watermark (flow, schema_name, table_name, stream, at, key, seen, files)
select ?, w.schema, w.name, w.stream, w.at, w.key, w.seen, w.files
from pg_catalog.jsonb_to_recordset(?::jsonb)
    as w(schema text, name text, stream text, at text, key text[], seen bigint, files text)
on conflict (flow, schema_name, table_name, stream) do update
set at = excluded.at, key = excluded.key, seen = excluded.seen, files = excluded.files
