-- The open letters of a load go with it.
update caravanserai.dead_letter set state = 'discarded' where run = ? and state = 'open'
