-- The columns of a table; none where there is no such table.
select attname
from pg_attribute
where attrelid = to_regclass(?) and attnum > 0 and not attisdropped
order by attnum
