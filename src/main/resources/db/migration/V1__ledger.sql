-- The ledger: what happened, to which bytes, in numbers. Flyway creates the schema.

create table run (
    id              uuid primary key,
    kind            text not null,
    subject         text not null,
    door            text not null,
    state           text not null default 'running' check (state in
                        ('running', 'done', 'done-with-rejects', 'already-done', 'refused', 'failed', 'cancelled', 'undone')),
    rows_in         bigint not null default 0 check (rows_in >= 0),
    rows_loaded     bigint not null default 0 check (rows_loaded >= 0),
    rows_rejected   bigint not null default 0 check (rows_rejected >= 0),
    rows_unchanged  bigint not null default 0 check (rows_unchanged >= 0),
    rows_skipped    bigint not null default 0 check (rows_skipped >= 0),
    progress_done   bigint not null default 0,
    progress_total  bigint,
    progress_unit   text not null default 'rows',
    started_at      timestamptz not null default clock_timestamp(),
    ended_at        timestamptz,
    detail          jsonb not null default '{}',
    problem         jsonb,
    owner           text not null,
    idempotency_key text unique,
    cancel_wanted   boolean not null default false,
    constraint every_row_is_accounted_for check
        (state = 'running' or rows_in = rows_loaded + rows_rejected + rows_unchanged + rows_skipped),
    constraint only_a_running_run_has_no_end check ((state = 'running') = (ended_at is null))
);
comment on table run is 'One row for every run, whatever became of it.';
comment on column run.owner is 'The installation that runs it; its next start finishes or undoes what a crash left running.';
create index run_by_kind on run (kind, id);
create index run_by_subject on run (subject, id);
create index run_in_hand on run (owner) where state = 'running';

create table loaded_file (
    table_name text not null,
    sha256     bytea not null check (length(sha256) = 32),
    bytes      bigint not null,
    run        uuid not null references run,
    primary key (table_name, sha256)
);
create index loaded_file_by_size on loaded_file (table_name, bytes);
comment on table loaded_file is 'The bytes each table has taken in. Inserted in the transaction of the rows: the same bytes load once.';

create table dead_letter (
    id          bigint generated always as identity primary key,
    run         uuid not null references run,
    table_name  text not null,
    file        text not null,
    line        bigint not null,
    column_name text,
    sqlstate    text not null,
    reason      text not null,
    raw         bytea not null,
    encoding    text not null,
    "values"    jsonb,
    state       text not null default 'open' check (state in ('open', 'redriven', 'discarded')),
    history     jsonb not null default '[]',
    redriven_by uuid references run,
    constraint a_redriven_letter_names_its_run check ((state = 'redriven') = (redriven_by is not null))
);
comment on table dead_letter is 'A row that could not go where it should, with the reason and its bytes as received.';
comment on column dead_letter.line is 'The line of the file on which the record begins, from 1; for a JSON body the place in the array.';
comment on column dead_letter.history is 'Earlier failures of this letter, oldest first.';
create index dead_letter_by_run on dead_letter (run, id);
create index dead_letter_by_table on dead_letter (table_name, id);
create index dead_letter_open on dead_letter (id) where state = 'open';
