-- What the last sync of a flow left on the target, and which database that is; no lock is waited for forever.
select pg_catalog.set_config('lock_timeout', ?, true),
       pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended(?::text, 0)) as free,
       (select system_identifier from pg_catalog.pg_control_system()) || '/'
           || (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()) as database;
select horizon from caravanserai_sync.tick where flow = ?;
select * from caravanserai_sync.watermark where flow = ?;
set local search_path = pg_catalog;
