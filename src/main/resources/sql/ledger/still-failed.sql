-- Runs of the last days that did not do what was asked, and after which none of their kind and subject did.
select r.*
from caravanserai.run r
where r.id > ?
  and r.state in ('failed', 'refused', 'rejected')
  and not exists (select from caravanserai.run s
                  where s.subject = r.subject and s.kind = r.kind and s.id > r.id
                    and s.state in ('done', 'done-with-rejects', 'already-done', 'running'))
order by r.id desc
limit 20
