-- Whether nothing is left of what flows keep here.
select not exists (select from pg_catalog.pg_class c where c.relnamespace = n.oid)
   and not exists (select from pg_catalog.pg_proc p where p.pronamespace = n.oid) as empty
from pg_catalog.pg_namespace n
where n.nspname = 'caravanserai_sync'
