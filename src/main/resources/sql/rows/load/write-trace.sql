-- What a load did to a table is written down in the transaction that did it.
insert into caravanserai.load_trace (run, place, schema_name, table_name, table_oid, server, first_xid, xids, inserted, replaced, kept_in, facts)
select ?, ?, ?, ?, ?, (select system_identifier from pg_control_system()) || '/' || d.oid,
       pg_current_xact_id()::text::bigint, ?::bigint[], ?, ?, ?, ?::jsonb
from pg_database d
where d.datname = current_database()
