-- The logs that were made for a flow, also of tables that are not there any more, or are called otherwise now.
select c.relname as log, substring(w.words from '^Keys that went from (.*), for the flow ') as logged
from (select ', for the flow ' || ?::text || '.' as ending) f
join pg_catalog.pg_namespace n on n.nspname = 'caravanserai_sync'
join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relkind = 'r' and c.relname ~ '^gone_[0-9a-f]{32}$'
cross join lateral (select pg_catalog.obj_description(c.oid, 'pg_class') as words) w
where right(w.words, length(f.ending)) = f.ending
order by 2
