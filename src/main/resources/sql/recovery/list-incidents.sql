-- The latest incidents that are meant; changed rows alone only where they are asked for.
with wanted as (select cast(? as uuid) as id, cast(? as timestamptz) as since, cast(? as text) as table_name,
                       cast(? as text) as kind, cast(? as bigint) as most)
select i.*
from caravanserai.incident i, wanted w
where (w.id is null or i.id = w.id)
  and (w.since is null or i.committed_at >= w.since)
  and (w.table_name is null or i.table_name = w.table_name)
  and (case when w.kind is null then w.id is not null or i.kind <> 'update' else i.kind = w.kind end)
order by i.committed_at desc, i.lsn desc, i.table_name
limit (select most from wanted)
