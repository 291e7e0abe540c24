-- Whoever is at work says so.
update caravanserai.chunk
set lease_until = clock_timestamp() + ? * interval '1 second'
where run = ? and owner = ? and state = 'claimed'
