-- These were told.
update caravanserai.delivery
set state = 'sent', problem = null, ended_at = clock_timestamp()
where id = any (cast(:#ids as bigint[])) and state = 'open'
