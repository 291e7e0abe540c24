-- Runs of one process that have not ended.
select * from caravanserai.run where owner = ? and state = 'running' order by id
