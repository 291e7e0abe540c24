-- What somebody may want to be told is written down with what it is about, and kept until everybody was told.

-- owner: notify
create table notice (
    id      bigint generated always as identity primary key,
    event   text not null,
    subject text not null,
    detail  jsonb not null default '{}',
    once    text unique,
    made_at timestamptz not null default clock_timestamp(),
    sorted  boolean not null default false
);
comment on table notice is 'caravanserai: what somebody may want to be told, written in the transaction of what it is about.';
comment on column notice.once is 'Of those with one text only the first is kept.';
comment on column notice.sorted is 'Whether it was found out who is to be told.';
create index notice_unsorted on notice (id) where not sorted;
create index notice_age on notice (made_at);

-- owner: notify
create table delivery (
    id      bigint generated always as identity primary key,
    notice  bigint not null references notice on delete cascade,
    rule    text not null,
    channel text not null check (channel in ('webhook', 'mail')),
    state   text not null default 'open' check (state in ('open', 'sent', 'dead')),
    tries   integer not null default 0,
    due_at  timestamptz not null default clock_timestamp(),
    problem text,
    ended_at timestamptz,
    unique (notice, rule, channel),
    check ((state = 'open') = (ended_at is null))
);
comment on table delivery is 'caravanserai: who is told of a notice by which rule, and whether he was.';
comment on column delivery.due_at is 'Tried then, or tried again: whoever has it in hand has put this off.';
comment on column delivery.problem is 'Why it could not be sent the last time.';
create index delivery_due on delivery (due_at) where state = 'open';

create function run_told() returns trigger language plpgsql as $$
begin
    insert into caravanserai.notice (event, subject, detail)
    values ('run', new.subject, pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
        'run', new.id, 'kind', new.kind, 'state', new.state, 'door', new.door, 'askedBy', new.asked_by,
        'rows', pg_catalog.jsonb_build_object('in', new.rows_in, 'loaded', new.rows_loaded, 'rejected', new.rows_rejected),
        'problem', new.problem)));
    return null;
end $$;
comment on function run_told() is 'caravanserai: a run that did not do what it was for is written down to be told of.';

create trigger run_told after update on run for each row
    when (old.state = 'running' and new.state in ('failed', 'rejected', 'refused'))
    execute function run_told();
