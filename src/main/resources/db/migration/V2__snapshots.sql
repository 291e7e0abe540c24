-- Tables kept beside others, rows that a restore overwrote, and the steps of runs that are committed one by one.

create table backup_table (
    schema_name  text not null,
    table_name   text not null,
    of_schema    text not null,
    of_table     text not null,
    run          uuid not null references run,
    made_at      timestamptz not null default clock_timestamp(),
    rows         bigint not null check (rows >= 0),
    content_hash text not null,
    hash_method  text not null,
    selection    text,
    facts        jsonb not null,
    primary key (schema_name, table_name)
);
comment on table backup_table is 'Snapshots that are kept as tables. Written in the transaction that makes the table.';
comment on column backup_table.selection is 'Which rows were chosen; null for all.';
create index backup_table_of on backup_table (of_schema, of_table);

create table kept_rows (
    run         uuid not null references run,
    place       int not null,
    schema_name text not null,
    table_name  text not null,
    kept_in     text not null,
    facts       jsonb not null,
    primary key (run, place)
);
comment on table kept_rows is 'What a restore overwrote, deleted or added, in tables of schema caravanserai_kept: its undo.';

create table step (
    run        uuid not null references run,
    name       text not null,
    detail     jsonb not null default '{}',
    done_at    timestamptz not null default clock_timestamp(),
    primary key (run, name)
);
comment on table step is 'Steps of a run that commit one by one; the next start finishes or undoes what a crash left between two.';

create schema if not exists caravanserai_kept;
