-- What is under way on the source, before anything is seen of it. Locks are looked at before prepared transactions: one that is being prepared is found among the one or the other.
select set_config('caravanserai.schemas', current_schemas(false)::text, true);
set local search_path = pg_catalog;
select l.virtualtransaction as id, (extract(epoch from a.xact_start) * 1000000)::bigint as started
from pg_locks l
join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'virtualxid' and l.mode = 'ExclusiveLock' and l.granted and l.pid <> pg_backend_pid()
  and a.datid = (select oid from pg_database where datname = current_database())
  -- The server's own processes write no rows, and may take hours.
  and a.usesysid is not null;
select transaction::text as id from pg_prepared_xacts where database = current_database();
select (extract(epoch from transaction_timestamp()) * 1000000)::bigint as clock,
       (select system_identifier from pg_control_system()) || '/'
           || (select oid from pg_database where datname = current_database()) as database,
       (select system_identifier from pg_control_system()) || '/'
           || case when pg_is_in_recovery() then '' else substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) end as timeline,
       -- After a restart, a crash or a failover numbers of transactions that were not yet safe may be given out again.
       -- A server that crashed and goes on in the same process has lost its statistics.
       (extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint || '/'
           || case when pg_is_in_recovery() then '' else substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) end || '/'
           || (select coalesce((extract(epoch from stats_reset) * 1000000)::bigint::text, '') from pg_stat_bgwriter)
           as incarnation,
       pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next_xid,
       pg_is_in_recovery() as standby
