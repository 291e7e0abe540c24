-- The runs of ours that did it: the one whose row that transaction wrote, or else the only one at that time that was about the table. In the ledger's own database that is no evidence alone: the transaction has to have written into the ledger.
with found as (
    select i.id, (array_agg(r.id order by r.xmin::text = i.xid::text desc))[1] as run
    from caravanserai.incident i
    join caravanserai.run r
      on r.xmin::text = i.xid::text and r.started_at <= i.committed_at
      or (i.own or i.database_name <> current_database())
         and r.started_at <= i.committed_at and (r.ended_at is null or r.ended_at >= i.committed_at)
         and (r.subject = i.table_name
              or exists (select from jsonb_array_elements(
                             case when jsonb_typeof(r.detail -> 'tables') = 'array' then r.detail -> 'tables' else '[]' end) d
                         where i.table_name in (d ->> 'table', d #>> '{}')))
    where i.id = any (cast(? as uuid[])) and i.run is null
    group by i.id, i.xid
    having bool_or(r.xmin::text = i.xid::text) or count(*) = 1
)
update caravanserai.incident i
set run = f.run
from found f
where i.id = f.id
returning i.*
