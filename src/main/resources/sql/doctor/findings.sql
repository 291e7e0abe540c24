-- What is wrong with the server or will be, and what the ledger tells of work that is not done: each with what to do. Waits for no lock.
select 'version' as subject,
       'PostgreSQL ' || current_setting('server_version') || ' is older than 14' as finding,
       'move to a server from 14 to 18' as hint
 where current_setting('server_version_num')::int4 < 140000
union all
select 'rights',
       format('%s may not make %s in the database %s', current_user, r.what, current_database()),
       format('grant %s on database %I to %I', r.privilege, current_database(), current_user)
  from (values ('schemas', 'create'), ('temporary tables', 'temporary')) r (what, privilege)
 where not has_database_privilege(current_database(), r.privilege)
union all
select 'settings',
       s.name || ' is off: a crash of the machine may damage what was committed',
       format('alter system set %I = on, and reload', s.name)
  from pg_settings s
 where s.name in ('fsync', 'full_page_writes') and s.setting = 'off'
union all
select 'clocks',
       format('the clock of the server is %s seconds away from this machine''s', round(abs(c.seconds))),
       'let both take the time from the same source (NTP)'
  from (select extract(epoch from clock_timestamp() - ?::timestamptz) as seconds) c
 where abs(c.seconds) > 5
union all
select 'connections',
       format('%s of %s connections are taken', c.taken, current_setting('max_connections')),
       'end what is idle, or raise max_connections'
  from (select count(*) as taken from pg_stat_activity where backend_type = 'client backend') c
 where c.taken > 0.9 * current_setting('max_connections')::int4
union all
select 'locks',
       format('process %s of %s waits for a lock since %s', a.pid, a.usename, a.state_change),
       format('see who holds it: select pg_blocking_pids(%s)', a.pid)
  from pg_stat_activity a
 where a.wait_event_type = 'Lock' and a.state_change < now() - interval '5 minutes'
union all
select 'transactions',
       format('a transaction of %s (process %s) is open since %s and does nothing', a.usename, a.pid, a.xact_start),
       format('it keeps dead rows and locks: select pg_terminate_backend(%s)', a.pid)
  from pg_stat_activity a
 where a.state like 'idle in transaction%' and a.xact_start < now() - interval '1 hour'
union all
select 'transactions',
       format('the prepared transaction %s is open since %s', p.gid, p.prepared),
       format('commit prepared %L, or rollback prepared %L', p.gid, p.gid)
  from pg_prepared_xacts p
 where p.prepared < now() - interval '1 hour'
union all
select 'transactions',
       format('the oldest transaction of the database %s is %s transactions ago, and at 2,000,000,000 it stands still',
              d.datname, age(d.datfrozenxid)),
       'vacuum freeze its tables'
  from pg_database d
 where age(d.datfrozenxid) > 1500000000
union all
select 'log',
       format('the server cannot archive its log: %s failed at %s', a.last_failed_wal, a.last_failed_time),
       'see the server''s log for what its archive_command said, and the room at the archive'
  from pg_stat_archiver a
 where a.last_failed_time > coalesce(a.last_archived_time, '-infinity')
union all
select 'log',
       format('the slot %s keeps the log back and nobody reads it (%s)', r.slot_name, coalesce(r.wal_status, 'unknown')),
       format('start its reader, or: select pg_drop_replication_slot(%L)', r.slot_name)
  from pg_replication_slots r
 where not r.active and coalesce(r.wal_status, '') in ('extended', 'unreserved', 'lost')
union all
select 'indexes',
       format('the index %s is not valid and is not used', i.indexrelid::regclass),
       format('reindex index concurrently %s', i.indexrelid::regclass)
  from pg_index i
 where not i.indisvalid
   and i.indexrelid not in (select p.index_relid from pg_stat_progress_create_index p where p.index_relid is not null)
union all
select 'letters',
       format('%s dead letters of %s wait since more than 30 days', count(*), l.table_name),
       'correct and redrive, or discard them: GET /api/v1/dead-letters'
  from caravanserai.dead_letter l
  join caravanserai.run r on r.id = l.run
 where l.state = 'open' and r.started_at < now() - interval '30 days'
 group by l.table_name
union all
select 'proofs',
       case when p.proven is null then 'no snapshot was ever proven by a restore'
            else format('the last proof of a snapshot is of %s', p.proven) end,
       'verify one: POST /api/v1/snapshots/latest/verify'
  from (select max(r.ended_at) filter (where r.kind = 'verify') as proven,
               max(r.ended_at) filter (where r.kind = 'snapshot') as made
          from caravanserai.run r
         where r.kind in ('snapshot', 'verify') and r.state = 'done') p
 where p.made > coalesce(p.proven, '-infinity') + interval '7 days'
    or p.made < now() - interval '7 days' and p.proven is null
union all
select 'runs',
       format('the last %s of %s failed at %s', f.kind, f.subject, f.ended_at),
       'see why: GET /api/v1/runs/' || f.id
  from (select distinct on (r.kind, r.subject) r.*
          from caravanserai.run r
         where r.ended_at > now() - interval '7 days'
         order by r.kind, r.subject, r.id desc) f
 where f.state = 'failed'
