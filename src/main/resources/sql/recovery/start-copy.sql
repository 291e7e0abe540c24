-- From here on the log holds whole pages; the name of the segment tells the timeline.
select s.lsn::text as lsn, left(pg_walfile_name(s.lsn), 8) as timeline
from (select pg_backup_start('caravanserai', true) as lsn) s
