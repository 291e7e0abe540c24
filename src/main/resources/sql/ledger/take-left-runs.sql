-- Runs of this installation whose process is gone become this process's: what ran in the same folder has given it up, and
-- what runs in a copy of it elsewhere is heard of every few seconds, as long as this process is heard of too.
with mine as (select ?::text as owner, ?::text as installation, ?::text as here, ?::boolean as steady)
update caravanserai.run r
set owner = m.owner
from mine m
where r.state = 'running'
  and r.owner <> m.owner
  and (r.owner = m.installation
       or starts_with(r.owner, m.here || '/')
       or m.steady
          and starts_with(r.owner, m.installation || '/')
          and not exists (select from caravanserai.process p
                          where p.owner = r.owner and p.seen_at > clock_timestamp() - interval '30 seconds'))
