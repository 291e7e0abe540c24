-- Drills that have deleted rows of these tables and not put them back yet.
select b.of_schema, b.of_table, r.id
from caravanserai.backup_table b
join caravanserai.run r on r.id = b.run
where (b.of_schema, b.of_table) in (select schema_name, table_name from unnest(?::text[], ?::text[]) t(schema_name, table_name))
  and r.kind = 'drill' and r.state = 'running'
  and exists (select from caravanserai.step s where s.run = r.id and s.name = 'delete')
  and not exists (select from caravanserai.step s where s.run = r.id and s.name = 'restore')
order by 1, 2
limit 1
