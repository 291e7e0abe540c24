-- Runs of one process that somebody wants to stop.
select id from caravanserai.run where owner = ? and state = 'running' and cancel_wanted
