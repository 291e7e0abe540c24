-- How far a run is with each of its tables, while it works.

alter table run add column progress_tables jsonb;
comment on column run.progress_tables is 'caravanserai: the tables of a run that works, each waiting, running or done, with the rows that are through.';
