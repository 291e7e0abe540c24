-- How far the server is, to whom it sends its log, and for whom it keeps some: in one statement, so that the places can be held against each other.
with here as materialized (
    select pg_is_in_recovery() as standby,
           case when pg_is_in_recovery()
                then greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
                else pg_current_wal_lsn() end::text as lsn,
           case when pg_is_in_recovery()
                then greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
                else pg_current_wal_flush_lsn() end::text as flushed,
           (select timeline_id from pg_control_checkpoint()) as timeline,
           (select system_identifier::text from pg_control_system()) as system_identifier,
           current_user::text as role,
           pg_has_role(current_user, 'pg_read_all_stats', 'usage') as sees_all
)
select here.*,
       r.pid,
       r.application_name,
       host(r.client_addr) as address,
       r.client_port,
       r.state,
       r.sync_state,
       r.sent_lsn::text as sent_lsn,
       r.write_lsn::text as write_lsn,
       r.flush_lsn::text as flush_lsn,
       r.replay_lsn::text as replay_lsn,
       extract(epoch from r.flush_lag)::float8 as flush_seconds,
       extract(epoch from r.replay_lag)::float8 as replay_seconds,
       s.slot_name::text as slot_name,
       s.slot_type,
       s.temporary,
       s.restart_lsn::text as restart_lsn,
       s.wal_status
from here
left join (pg_stat_replication r full join pg_replication_slots s on s.active_pid = r.pid) on true
order by s.slot_name, r.application_name, r.pid
