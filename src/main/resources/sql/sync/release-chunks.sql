-- Whoever stops leaves its chunks to others at once.
update caravanserai.chunk set state = 'open', owner = null, lease_until = null
where run = ? and owner = ? and state = 'claimed'
