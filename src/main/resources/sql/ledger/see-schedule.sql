-- Nothing of a schedule is outstanding up to this time; one that was set otherwise begins anew.
insert into caravanserai.schedule as s (name, cron, time_zone, seen_at) values (?, ?, ?, ?::timestamptz)
on conflict (name) do update
set seen_at = case when (s.cron, s.time_zone) = (excluded.cron, excluded.time_zone)
                   then greatest(s.seen_at, excluded.seen_at) else excluded.seen_at end,
    cron = excluded.cron, time_zone = excluded.time_zone
