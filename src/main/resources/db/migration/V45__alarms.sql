-- What is told once until it is over, and losses of rows, which are told with what is known of them.

-- owner: notify
create table alarm (
    event     text not null,
    subject   text not null,
    raised_at timestamptz not null default clock_timestamp(),
    primary key (event, subject)
);
comment on table alarm is 'caravanserai: limits that are passed, and were told of.';

create function incident_told() returns trigger language plpgsql as $$
begin
    insert into caravanserai.notice (event, subject, detail)
    values ('incident', coalesce(new.table_name, new.database_name), pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
        'incident', new.id, 'kind', new.kind, 'database', new.database_name, 'rows', new.rows, 'lsn', new.lsn::text,
        'committedAt', new.committed_at)));
    return null;
end $$;
comment on function incident_told() is 'caravanserai: a loss of rows that was not of our own doing is written down to be told of.';

create trigger incident_told after insert on incident for each row
    when (new.state = 'open' and new.run is null and not new.own and new.kind <> 'update')
    execute function incident_told();
