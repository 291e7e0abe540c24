-- Another drill that is at work on a table: what it has deleted is not there to be backed up.
select r.id
from caravanserai.backup_table b
join caravanserai.run r on r.id = b.run
where b.of_schema = ? and b.of_table = ?
  and r.kind = 'drill' and r.state = 'running' and r.id <> ?
  and not exists (select from caravanserai.step s where s.run = r.id and s.name = 'restore')
limit 1
