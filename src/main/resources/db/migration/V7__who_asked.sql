-- Who asked for a run, and what its kind says of its letters, so that no statement knows the kinds there are.

alter table run add asked_by text;
comment on column run.asked_by is 'The name of the user who asked for it; null where there are no users, and for files and schedules.';

alter table run add counts_letters boolean not null default false;
comment on column run.counts_letters is 'Its rejected rows are its dead letters, counted where they stand.';
update run set counts_letters = true where kind in ('ingest', 'restore', 'drill');
