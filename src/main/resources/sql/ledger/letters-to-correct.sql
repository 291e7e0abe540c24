-- Letters that a sheet names, with what they hold, kept from others until the transaction ends.
select id, table_name, state, "values"
from caravanserai.dead_letter
where id = any (?::bigint[])
order by id
for update
