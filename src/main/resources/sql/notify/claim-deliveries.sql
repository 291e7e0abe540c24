-- What is due goes to the process that asks; put off meanwhile, so that it comes again should that process break off.
with due as (
    select id
    from caravanserai.delivery
    where state = 'open' and due_at <= clock_timestamp()
    order by id
    limit 500
    for update skip locked
), claimed as (
    update caravanserai.delivery d
    set due_at = clock_timestamp() + interval '5 minutes',
        tries  = tries + 1
    from due
    where d.id = due.id
    returning d.id, d.notice, d.rule, d.channel, d.tries
)
select c.id as delivery, c.rule, c.channel, c.tries, n.id, n.event, n.subject, n.detail, n.made_at
from claimed c
join caravanserai.notice n on n.id = c.notice
order by n.id, c.id
