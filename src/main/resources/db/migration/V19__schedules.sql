-- When each schedule was last seen to, so that what fell due while no service ran can be done at the next start.

create table schedule (
    name      text primary key,
    cron      text not null,
    time_zone text not null,
    seen_at   timestamptz not null
);
comment on table schedule is 'caravanserai: schedules, and the time up to which nothing that fell due is outstanding.';
