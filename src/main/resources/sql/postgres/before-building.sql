-- Indexes are sorted in memory, and by several processes, where the server has less to begin with.
select set_config('maintenance_work_mem', greatest(setting::bigint, 262144) || 'kB', true)
from pg_catalog.pg_settings where name = 'maintenance_work_mem'
