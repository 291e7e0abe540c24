-- The schemas of a database: rows of new relations name theirs by number.
select oid, nspname as name
from pg_namespace
order by oid
