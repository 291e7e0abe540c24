-- What a copy has to know in the transactions of its rows is in the database that it writes to; two may make it at once.
select pg_advisory_xact_lock(hashtextextended('caravanserai_sync', 0));

create schema if not exists caravanserai_sync;

create table if not exists caravanserai_sync.copying (
    run         uuid primary key,
    attempt     int not null,
    fingerprint text,
    made        jsonb not null default '[]',
    result      json
);
comment on table caravanserai_sync.copying is 'Copies that write here. Every transaction of an attempt holds its row, so an earlier attempt cannot write any more.';
comment on column caravanserai_sync.copying.fingerprint is 'Of the tables as they were made; a later attempt that finds others on the source begins anew.';
comment on column caravanserai_sync.copying.made is 'How to take back what was made beside the tables.';
comment on column caravanserai_sync.copying.result is 'What is told of the copy; written in the transaction that puts the tables in place.';

create table if not exists caravanserai_sync.arrived (
    run      uuid not null references caravanserai_sync.copying on delete cascade,
    chunk    int not null,
    rows     bigint not null,
    checksum bigint not null,
    xid      text not null,
    primary key (run, chunk)
);
comment on table caravanserai_sync.arrived is 'The chunks whose rows are here, written in the transaction of the rows.';
comment on column caravanserai_sync.arrived.xid is 'That transaction, by which its rows are found again.';
