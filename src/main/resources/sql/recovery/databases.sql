-- The databases of a server, with those that let nobody in.
select oid, datname as name, datallowconn as open
from pg_database
order by oid
