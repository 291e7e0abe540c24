-- Something to be told that is no run's end; of those with one key only the first is kept.
insert into caravanserai.notice (event, subject, detail, once)
values (:#event, :#subject, cast(:#detail as jsonb), cast(:#once as text))
on conflict do nothing
