-- Transactions that destroyed rows, as the log of the server tells.

-- owner: recovery
create table incident (
    id                uuid primary key default gen_random_uuid(),
    system_identifier text not null,
    kind              text not null check (kind in ('truncate', 'drop', 'delete', 'update')),
    database_name     text not null,
    table_name        text,
    rows              bigint check (rows >= 0),
    exact             boolean not null,
    unlogged          boolean not null,
    own               boolean not null,
    xid               bigint not null,
    lsn               pg_lsn not null,
    committed_at      timestamptz not null,
    run               uuid,
    state             text not null default 'open' check (state in ('open', 'left', 'put-back')),
    check (table_name is not null or kind = 'drop')
);
comment on table incident is 'caravanserai: transactions that destroyed rows, one row a table, read from the log of the server.';
comment on column incident.table_name is 'Null where a whole database was dropped.';
comment on column incident.rows is 'Null where nobody knows how many.';
comment on column incident.exact is 'Whether the rows were counted, or are as many as the catalog had.';
comment on column incident.unlogged is 'The rows were never in the log: no recovery brings them back.';
comment on column incident.own is 'The transaction wrote into the ledger too, as only the service does.';
comment on column incident.lsn is 'Recovering to just before it undoes the loss.';
comment on column incident.run is 'What the service did itself, which alarms nobody.';
create unique index incident_once on incident (system_identifier, lsn, kind, database_name, coalesce(table_name, ''));
create index incident_age on incident (committed_at);
