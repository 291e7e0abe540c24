-- An incident is over when a run has put its rows back, and open again when that run is taken back.

-- owner: recovery
alter table incident add column put_back uuid;
comment on column incident.put_back is 'The run that put its rows back; null unless the state says so.';

create function incident_follows_run() returns trigger language plpgsql as $$
begin
    if new.state = 'undone' then
        update caravanserai.incident set state = 'open', put_back = null where put_back = new.id;
    else
        update caravanserai.incident set state = 'put-back', put_back = new.id
        where id in (select h.id::uuid
                     from jsonb_array_elements_text(case jsonb_typeof(new.detail -> 'incidents')
                                                    when 'array' then new.detail -> 'incidents' else '[]' end) h(id));
    end if;
    return null;
end $$;
comment on function incident_follows_run() is 'What a run put back, or took away again, is said of the incident in the same transaction.';

create trigger incident_follows_run after update on run for each row
    when (new.kind = 'put-back' and old.state is distinct from new.state
          and new.state in ('done', 'done-with-rejects', 'undone'))
    execute function incident_follows_run();
