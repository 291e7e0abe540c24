-- Whoever watches a run hears of it when it moves or ends, at the commit, in whichever process he is.

create function run_notice() returns trigger language plpgsql as $$
begin
    perform pg_catalog.pg_notify('caravanserai_run', new.id::text);
    return null;
end $$;
comment on function run_notice() is 'Says which run has moved; what became of it is in the table.';

create trigger run_notice after update on run for each row
    when (old.state is distinct from new.state
          or old.progress_done is distinct from new.progress_done
          or old.progress_total is distinct from new.progress_total)
    execute function run_notice();
