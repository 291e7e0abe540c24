-- Some of those that go; what another process has in hand is left to it.
select t.id
from caravanserai.run t
where t.id in (select o.id from ({rows/undo/old-runs.sql}) o limit 10000)
for update skip locked
