-- What was done about one subject, the latest first.
select r.* from caravanserai.run r where r.subject = ? order by r.id desc limit 100
