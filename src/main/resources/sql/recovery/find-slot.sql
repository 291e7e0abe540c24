-- How much of its log the server keeps for us, whether some of that is gone, and whether it would keep it for ever.
select restart_lsn::text as restart_lsn,
       coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::int8 as retained_bytes,
       coalesce(wal_status = 'lost', false) or restart_lsn is null as lost,
       (select setting = '-1' from pg_settings where name = 'max_slot_wal_keep_size') as boundless
from pg_replication_slots
where slot_name = ?
