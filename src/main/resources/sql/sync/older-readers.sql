-- Transactions of this database that see it as it was before now: what came since is not there for them.
select pid, xact_start
from pg_stat_activity
where datid = (select oid from pg_database where datname = current_database())
  and backend_type = 'client backend'
  and pid <> pg_backend_pid()
  and backend_xmin is not null
  and xact_start < ?
