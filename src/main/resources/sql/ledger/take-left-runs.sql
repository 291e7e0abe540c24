-- Runs of this installation whose process is gone are taken over: every process holds a lock on its name as long as it lives.
with mine as (select ?::text as owner, ?::text as installation, ?::text as processes)
update caravanserai.run r
set owner = m.owner
from mine m
where r.state = 'running'
  and r.owner <> m.owner
  and (r.owner = m.installation or r.owner like m.processes)
  and not exists (select from pg_catalog.pg_locks l
                  where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
                    and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
                    and (l.classid::bigint << 32 | l.objid::bigint)
                        = pg_catalog.hashtextextended('caravanserai process ' || r.owner, 0))
