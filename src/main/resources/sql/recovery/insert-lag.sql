-- How far a standby was behind at that time.
insert into caravanserai.replication_lag (at, standby, connected, lag_bytes, lag_seconds, unflushed_bytes)
values (?, ?, ?, cast(? as bigint), cast(? as double precision), cast(? as bigint))
on conflict do nothing
