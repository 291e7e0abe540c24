-- Whether there is a ledger here in which the present user may look backups up.
select count(*) = 2
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'caravanserai' and c.relname in ('backup_table', 'copy')
  and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
