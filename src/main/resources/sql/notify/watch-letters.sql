-- Tables with so many open letters or more, told of once until there are fewer.
with past as (
    select table_name as subject, count(*) as open
    from caravanserai.dead_letter
    where state = 'open'
    group by table_name
    having count(*) >= cast(:#letters as bigint)
), over as (
    delete from caravanserai.alarm a
    where a.event = 'letters' and not exists (select from past p where p.subject = a.subject)
), raised as (
    insert into caravanserai.alarm (event, subject)
    select 'letters', subject from past
    on conflict do nothing
    returning subject
)
insert into caravanserai.notice (event, subject, detail)
select 'letters', p.subject, jsonb_build_object('open', p.open, 'limit', cast(:#letters as bigint))
from past p
join raised r on r.subject = p.subject
