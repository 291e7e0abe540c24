-- Rows of one time are sorted in memory.
select set_config('work_mem', greatest(setting::bigint, 65536) || 'kB', true) from pg_settings where name = 'work_mem'
