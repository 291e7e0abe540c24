-- Runs go when nobody wants them any more: with them their letters, steps and chunks, but not the hash of the bytes that they loaded.

alter table loaded_file drop constraint loaded_file_run_fkey;
comment on column loaded_file.run is 'The run that loaded them, which may be gone.';

alter table dead_letter
    drop constraint dead_letter_run_fkey,
    add constraint dead_letter_run_fkey foreign key (run) references run on delete cascade;
alter table backup_table
    drop constraint backup_table_run_fkey,
    add constraint backup_table_run_fkey foreign key (run) references run on delete cascade;
alter table kept_rows
    drop constraint kept_rows_run_fkey,
    add constraint kept_rows_run_fkey foreign key (run) references run on delete cascade;
alter table step
    drop constraint step_run_fkey,
    add constraint step_run_fkey foreign key (run) references run on delete cascade;
alter table chunk
    drop constraint chunk_run_fkey,
    add constraint chunk_run_fkey foreign key (run) references run on delete cascade;
alter table load_trace
    drop constraint load_trace_run_fkey,
    add constraint load_trace_run_fkey foreign key (run) references run on delete cascade;

create index backup_table_by_run on backup_table (run);
create index run_by_end on run (kind, ended_at);
