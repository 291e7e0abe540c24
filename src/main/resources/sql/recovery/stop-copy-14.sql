-- The same up to PostgreSQL 14.
select lsn::text as lsn, labelfile, spcmapfile
from pg_stop_backup(false, false)
