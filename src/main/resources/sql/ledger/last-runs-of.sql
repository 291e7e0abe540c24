-- Of each of these subjects the last run of these kinds that ended, and when one last did what was asked.
select w.subject, l.id, l.state, l.started_at as last_started,
       (select d.started_at from caravanserai.run d
        where d.subject = w.subject and d.kind = any (w.kinds) and d.state = 'done'
        order by d.id desc limit 1) as done_started
from (select unnest(?::text[]) as subject, ?::text[] as kinds) w
left join lateral (select r.* from caravanserai.run r
                   where r.subject = w.subject and r.kind = any (w.kinds) and r.state <> 'running'
                   order by r.id desc limit 1) l on true
