-- The triggers of a table that fire for ordinary sessions, each with how it was enabled; the server's own are not among them.
select tgname as name, tgenabled = 'A' as always
from pg_catalog.pg_trigger
where tgrelid = ? and not tgisinternal and tgenabled in ('O', 'A') and tgparentid = 0
order by tgname
