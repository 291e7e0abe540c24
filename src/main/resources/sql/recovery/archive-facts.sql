-- How the server is set up for an archive of its own, and how far that is. A setting that this version lacks is null.
select current_setting('server_version_num')::int4 / 10000 as major,
       pg_size_bytes(current_setting('wal_segment_size'))::int4 as segment_bytes,
       current_setting('archive_mode') as archive_mode,
       current_setting('archive_command', true) as archive_command,
       current_setting('archive_library', true) as archive_library,
       s.last_archived_wal, s.last_archived_time, s.last_failed_wal, s.last_failed_time
from pg_stat_archiver s
