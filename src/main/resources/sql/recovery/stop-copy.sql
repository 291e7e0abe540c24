-- The end of the copy; the server does not wait for an archive of its own.
select lsn::text as lsn, labelfile, spcmapfile
from pg_backup_stop(false)
