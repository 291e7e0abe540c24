-- A run brought back rows of a table as they were before.
insert into caravanserai.table_change (table_oid, run, kind)
select c.oid::bigint, ?::uuid, 'reset'
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = ? and c.relname = ?
