-- The same up to PostgreSQL 14.
select s.lsn::text as lsn, left(pg_walfile_name(s.lsn), 8) as timeline
from (select pg_start_backup('caravanserai', true, false) as lsn) s
