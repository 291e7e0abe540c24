-- Every table that is its own: partitions belong to their table, the ledger and the system's schemas are no tables here, and a table kept as a backup of another is not backed up itself. Asks for no size, which would wait for locks.
select n.nspname as schema, c.relname as name
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p')
  and not c.relispartition
  and c.relpersistence <> 't'
  and n.nspname not in ('pg_catalog', 'information_schema', 'caravanserai')
  and n.nspname !~ '^(pg_(toast|temp)|caravanserai_)'
  and not exists (select from pg_depend d
                  where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
  and not exists (select from caravanserai.backup_table b
                  where b.schema_name = n.nspname and b.table_name = c.relname)
order by c.relpages desc, 1, 2
