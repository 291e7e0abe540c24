-- Copies of a flow that are under way and have chunks left that nobody has.
select r.id, s.detail
from caravanserai.run r
join caravanserai.step s on s.run = r.id and s.name = 'copy-offered'
where r.kind = 'copy' and r.subject = ? and r.state = 'running'
  and exists (select from caravanserai.chunk c
              where c.run = r.id and (c.state = 'open' or c.state = 'claimed' and c.lease_until < clock_timestamp()))
order by r.id
