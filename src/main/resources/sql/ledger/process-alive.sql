-- This process lives; what was not heard of for days is forgotten.
with mine as (select ?::text as owner),
gone as (
    delete from caravanserai.process p
    using mine m
    where p.owner <> m.owner and p.seen_at < clock_timestamp() - interval '2 days'
)
insert into caravanserai.process (owner)
select owner from mine
on conflict (owner) do update set seen_at = clock_timestamp()
returning seen_at
