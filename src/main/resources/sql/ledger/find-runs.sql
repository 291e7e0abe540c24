-- Several runs.
select * from caravanserai.run where id = any (?::uuid[])
