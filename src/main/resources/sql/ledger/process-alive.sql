-- This process lives; what was not heard of for days is forgotten.
with gone as (
    delete from caravanserai.process where seen_at < clock_timestamp() - interval '2 days'
)
insert into caravanserai.process (owner) values (:#${body})
on conflict (owner) do update set seen_at = clock_timestamp()
