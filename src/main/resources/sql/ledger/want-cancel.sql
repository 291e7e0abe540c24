-- Somebody wants this run to stop.
update caravanserai.run set cancel_wanted = true where id = ? and state = 'running'
