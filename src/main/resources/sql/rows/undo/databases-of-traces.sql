-- The databases that the ledger is not in, and where loads left what takes them back; also if that was to go a while ago.
select distinct r.detail->>'database' as database
from caravanserai.run r
where r.kind in ('ingest', 'redrive') and r.detail->>'database' is not null
  and (r.detail->>'undoUntil')::timestamptz > clock_timestamp() - interval '2 days'
