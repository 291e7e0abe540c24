-- What a sync knew of the transactions on its source.
insert into caravanserai_sync.tick (flow, horizon) values (?, ?::jsonb)
on conflict (flow) do update set horizon = excluded.horizon, done_at = pg_catalog.clock_timestamp()
