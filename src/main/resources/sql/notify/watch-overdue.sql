-- Runs that are at work for so many seconds or more, told of once.
with past as (
    select id::text as subject, kind, subject as about, started_at
    from caravanserai.run
    where state = 'running' and started_at <= clock_timestamp() - cast(:#overdue as bigint) * interval '1 second'
), over as (
    delete from caravanserai.alarm a
    where a.event = 'overdue' and not exists (select from past p where p.subject = a.subject)
), raised as (
    insert into caravanserai.alarm (event, subject)
    select 'overdue', subject from past
    on conflict do nothing
    returning subject
)
insert into caravanserai.notice (event, subject, detail)
select 'overdue', p.about, jsonb_build_object('run', p.subject, 'kind', p.kind, 'startedAt', p.started_at,
                                              'limitSeconds', cast(:#overdue as bigint))
from past p
join raised r on r.subject = p.subject
