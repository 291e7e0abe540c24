-- A chunk that has to be copied, again or still.
update caravanserai.chunk set state = 'open', rows = null, checksum = null, owner = null, lease_until = null, done_at = null
where run = ? and number = ?
