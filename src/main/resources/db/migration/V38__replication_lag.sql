-- How far standbys were behind, from look to look.

-- owner: recovery
create table replication_lag (
    at              timestamptz not null,
    standby         text not null,
    connected       boolean not null,
    lag_bytes       bigint check (lag_bytes >= 0),
    lag_seconds     double precision check (lag_seconds >= 0),
    unflushed_bytes bigint check (unflushed_bytes >= 0),
    primary key (at, standby)
);
comment on table replication_lag is 'caravanserai: how far each standby was behind, one row a look, for some days.';
comment on column replication_lag.connected is 'Whether the log was sent to it.';
comment on column replication_lag.lag_bytes is 'Log that it did not show yet; null where nobody knew.';
comment on column replication_lag.lag_seconds is 'Since it last showed everything.';
comment on column replication_lag.unflushed_bytes is 'Log that was not on its disk: what committed there would have been lost.';
