-- One run.
select * from caravanserai.run where id = ?
