-- The triggers that write into a log, wherever their tables are now: one that was a partition keeps them when it is detached, renamed or moved.
select format('drop trigger if exists %I on %I.%I', t.tgname, n.nspname, c.relname) as statement
from pg_catalog.pg_trigger t
join pg_catalog.pg_class c on c.oid = t.tgrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where t.tgfoid = pg_catalog.to_regprocedure(?) and t.tgparentid = 0 and not t.tgisinternal
order by n.nspname, c.relname, t.tgname
