-- Whether any run ever left a proof here that our user may read: one that may not has left none.
select exists (select from pg_class c
               join pg_namespace n on n.oid = c.relnamespace
               where n.nspname = 'caravanserai_kept' and c.relname = 'proof'
                 and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select'))
