-- What is at work, the latest first.
select r.* from caravanserai.run r where r.state = 'running' order by r.id desc limit 100
