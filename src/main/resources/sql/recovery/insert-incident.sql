-- Writes down an incident, once.
insert into caravanserai.incident
    (system_identifier, kind, database_name, table_name, rows, exact, unlogged, own, xid, lsn, committed_at)
values (?, ?, ?, ?, cast(? as bigint), ?, ?, ?, ?, cast(? as pg_lsn), ?)
on conflict do nothing
returning *
