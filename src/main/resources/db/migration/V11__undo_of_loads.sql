-- What a load did to a table, so that it can be taken back.

-- owner: rows
create table load_trace (
    run         uuid not null references run,
    place       int not null,
    schema_name text not null,
    table_name  text not null,
    table_oid   bigint not null,
    server      text not null,
    first_xid   bigint not null,
    xids        bigint[] not null,
    inserted    bigint not null check (inserted >= 0),
    replaced    boolean not null,
    kept_in     text,
    facts       jsonb not null,
    made_at     timestamptz not null default clock_timestamp(),
    primary key (run, place)
);
comment on table load_trace is 'caravanserai: what a load did to a table. The rows that it put in are those that these transactions wrote; what it overwrote is in a table of schema caravanserai_kept.';
comment on column load_trace.server is 'Server and database in which the numbers of transactions mean anything.';
comment on column load_trace.first_xid is 'The first of them, with its epoch.';
comment on column load_trace.inserted is 'Rows that were put in; those that are not found any more were touched since.';
comment on column load_trace.kept_in is 'Where the rows are that it overwrote or deleted, quoted; null where it did neither.';
create index load_trace_of on load_trace (table_oid);
create index load_trace_age on load_trace (made_at);
