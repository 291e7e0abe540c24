-- Notices of which nobody found out yet who is to be told.
select id, event, subject, detail, made_at
from caravanserai.notice
where not sorted
order by id
limit 500
