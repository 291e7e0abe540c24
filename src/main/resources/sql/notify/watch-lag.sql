-- Flows whose last good sync or copy began so many seconds ago or more, told of once until one is done again.
with last as (
    select f.flow as subject,
           (select max(r.started_at)
            from caravanserai.run r
            where r.subject = f.flow and r.kind in ('sync', 'copy') and r.state = 'done') as done
    from unnest(cast(:#flows as text[])) as f(flow)
), past as (
    select subject, done, extract(epoch from clock_timestamp() - done)::bigint as seconds
    from last
    where done <= clock_timestamp() - cast(:#lag as bigint) * interval '1 second'
), over as (
    delete from caravanserai.alarm a
    where a.event = 'lag' and not exists (select from past p where p.subject = a.subject)
), raised as (
    insert into caravanserai.alarm (event, subject)
    select 'lag', subject from past
    on conflict do nothing
    returning subject
)
insert into caravanserai.notice (event, subject, detail)
select 'lag', p.subject, jsonb_build_object('seconds', p.seconds, 'limitSeconds', cast(:#lag as bigint), 'lastDone', p.done)
from past p
join raised r on r.subject = p.subject
