-- The triggers of tables that are not the server's own.
select t.tgrelid as table_oid, t.tgname as name, pg_get_triggerdef(t.oid) as definition,
       case t.tgenabled when 'D' then 'DISABLED' when 'R' then 'REPLICA' when 'A' then 'ALWAYS' else 'ENABLED' end as enabled
from pg_trigger t
where t.tgrelid = any(?::oid[]) and not t.tgisinternal and t.tgparentid = 0
order by t.tgname
