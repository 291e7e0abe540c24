-- What has to be known of a server whose files are copied: where they are, since when it runs, and how it writes.
select current_setting('data_directory') as folder,
       extract(epoch from pg_postmaster_start_time())::int8 as started,
       current_setting('server_version') as version,
       current_setting('server_version_num')::int4 / 10000 as major,
       current_setting('data_checksums') = 'on' as checksums,
       pg_size_bytes(current_setting('wal_segment_size'))::int4 as segment_bytes
