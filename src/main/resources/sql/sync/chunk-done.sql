-- The rows of a chunk have arrived. Whoever no longer has it says nothing: it may be to be copied again by now.
update caravanserai.chunk set state = 'done', rows = ?, checksum = ?, lease_until = null, done_at = clock_timestamp()
where run = ? and number = ? and owner = ? and state = 'claimed'
