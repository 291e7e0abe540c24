-- The rows of a chunk have arrived, whoever brought them.
update caravanserai.chunk set state = 'done', rows = ?, checksum = ?, owner = ?, lease_until = null, done_at = clock_timestamp()
where run = ? and number = ? and state <> 'done'
