-- The steps of a run that are done.
select name, detail, done_at from caravanserai.step where run = ? order by done_at
