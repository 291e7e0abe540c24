-- These could not be told: tried again after 10 s, 40 s, and so on to an hour, and given up in the end.
update caravanserai.delivery
set state    = case when tries >= cast(:#most as integer) then 'dead' else 'open' end,
    ended_at = case when tries >= cast(:#most as integer) then clock_timestamp() end,
    due_at   = clock_timestamp() + least(interval '1 hour', interval '10 seconds' * power(4, least(tries, 10) - 1)),
    problem  = :#problem
where id = any (cast(:#ids as bigint[])) and state = 'open'
