-- Indexes are used even where the server holds a table for small, and no time is lost in compiling; a check that rules rows out is believed; rows of one time are sorted in memory; no lock is waited for forever.
set local enable_seqscan = off;
set local jit = off;
set local constraint_exclusion = on;
select set_config('work_mem', greatest(setting::bigint, 65536) || 'kB', true), set_config('lock_timeout', ?, true)
from pg_settings where name = 'work_mem'
