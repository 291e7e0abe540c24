-- Ends the segment that is being written, so that it is archived now. Something has to be in it.
select pg_walfile_name(pg_switch_wal())
from (select pg_create_restore_point('caravanserai archive check')) written
