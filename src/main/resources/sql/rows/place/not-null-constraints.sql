-- Constraints of a table that say that a column is not null and whose names begin so; servers before 18 have none.
select conname
from pg_catalog.pg_constraint
where conrelid = ?::regclass and contype = 'n' and starts_with(conname, ?)
order by 1
