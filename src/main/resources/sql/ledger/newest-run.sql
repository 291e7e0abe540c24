-- The run that began last.
select id from caravanserai.run order by id desc limit 1
