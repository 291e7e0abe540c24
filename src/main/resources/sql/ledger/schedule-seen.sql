-- The time up to which nothing of a schedule is outstanding, if it has been the same since.
select seen_at from caravanserai.schedule where name = ? and cron = ? and time_zone = ?
