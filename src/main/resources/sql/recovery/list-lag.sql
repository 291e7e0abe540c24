-- How far standbys were behind, the latest first.
with wanted as (select cast(? as text) as standby, cast(? as timestamptz) as since, cast(? as bigint) as most)
select l.*
from caravanserai.replication_lag l, wanted w
where (w.standby is null or l.standby = w.standby)
  and (w.since is null or l.at >= w.since)
order by l.at desc, l.standby
limit (select most from wanted)
