-- What a server says of itself that may stand by: how far it is, and by which slot and name the one above knows it.
select pg_is_in_recovery() as standby,
       pg_last_wal_receive_lsn()::text as received,
       pg_last_wal_replay_lsn()::text as replayed,
       case when pg_is_in_recovery() then pg_is_wal_replay_paused() else false end as paused,
       (select system_identifier::text from pg_control_system()) as system_identifier,
       (select timeline_id from pg_control_checkpoint()) as timeline,
       coalesce(nullif(current_setting('primary_slot_name', true), ''),
                (select slot_name from pg_stat_wal_receiver)) as slot_name,
       (select substring(conninfo from 'application_name=''?([^ '']+)') from pg_stat_wal_receiver) as application_name,
       exists (select from pg_stat_wal_receiver) as receives
