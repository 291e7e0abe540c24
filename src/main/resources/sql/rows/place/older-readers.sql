-- Transactions of this database that see it as it was before now: what came since is not there for them. Everybody may see their locks and snapshots; the type of a session whose state may not be seen is null.
select l.pid, l.virtualtransaction as transaction
from pg_locks l
join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'virtualxid' and l.mode = 'ExclusiveLock' and l.granted
  and a.datid = (select oid from pg_database where datname = current_database())
  and a.usesysid is not null
  and coalesce(a.backend_type, 'client backend') = 'client backend'
  and a.pid <> pg_backend_pid()
  and a.backend_xmin is not null
