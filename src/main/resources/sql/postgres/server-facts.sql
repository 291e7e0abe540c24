-- What a snapshot has to remember of the server it was taken from; the first statement of its transaction exports it.
select pg_export_snapshot() as snapshot,
       current_database() as database,
       current_setting('server_version') as version,
       current_setting('server_version_num')::int as version_number,
       (select system_identifier::text from pg_control_system()) as system_identifier,
       (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end)::text as lsn
