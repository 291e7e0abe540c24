-- Which processes are at work, so that the runs of one that is gone are taken over, and those of a living one are not.

create table process (
    owner   text primary key,
    seen_at timestamptz not null default clock_timestamp()
);
comment on table process is 'Processes that say every few seconds that they live. A run names its process as its owner.';
