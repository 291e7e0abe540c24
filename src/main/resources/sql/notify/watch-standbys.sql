-- Standbys that are further behind than they may be, told of once until they are not.
with past as (
    select subject, detail
    from unnest(cast(:#subjects as text[]), cast(:#details as text[])) as behind(subject, detail)
), over as (
    delete from caravanserai.alarm a
    where a.event = 'standby' and not exists (select from past p where p.subject = a.subject)
), raised as (
    insert into caravanserai.alarm (event, subject)
    select 'standby', subject from past
    on conflict do nothing
    returning subject
)
insert into caravanserai.notice (event, subject, detail)
select 'lag', p.subject, p.detail::jsonb
from past p
join raised r on r.subject = p.subject
