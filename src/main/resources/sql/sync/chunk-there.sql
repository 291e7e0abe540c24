-- The rows of a chunk are there, whoever brought them and whatever was known of it.
update caravanserai.chunk set state = 'done', rows = ?, checksum = ?, owner = ?, lease_until = null, done_at = clock_timestamp()
where run = ? and number = ? and state <> 'done'
