-- How far each of these subjects was behind, just before and just after each of its last runs that did what was asked: since the former began, and since it began itself.
select w.subject, d.at, d.seconds
from (select unnest(?::text[]) as subject, ?::text[] as kinds, ?::int as most) w
cross join lateral (select r.*, lag(r.started_at) over (order by r.id) as former
                    from (select l.id, l.started_at, l.ended_at
                          from caravanserai.run l
                          where l.subject = w.subject and l.kind = any (w.kinds) and l.state = 'done'
                          order by l.id desc limit w.most) r) r
cross join lateral (values (r.ended_at, extract(epoch from r.ended_at - r.former)),
                           (r.ended_at, extract(epoch from r.ended_at - r.started_at))) d(at, seconds)
where d.seconds is not null
order by w.subject, r.id, d.seconds desc
