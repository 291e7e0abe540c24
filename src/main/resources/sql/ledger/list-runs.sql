-- The latest runs that fit.
with wanted as (select cast(:#kind as text) as kind, cast(:#state as text) as state,
                       cast(:#subject as text) as subject, cast(:#before as uuid) as before)
select r.*
from caravanserai.run r, wanted w
where (w.kind is null or r.kind = w.kind)
  and (w.state is null or r.state = w.state)
  and (w.subject is null or r.subject = w.subject)
  and (w.before is null or r.id < w.before)
order by r.id desc
limit :#limit
