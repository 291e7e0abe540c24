-- These are to be told; of several processes that find it out at the same time one writes it down.
with told as (
    insert into caravanserai.delivery (notice, rule, channel)
    select cast(:#id as bigint), rule, channel
    from unnest(cast(:#rules as text[]), cast(:#channels as text[])) as who(rule, channel)
    on conflict do nothing
)
update caravanserai.notice
set sorted = true
where id = cast(:#id as bigint)
