-- Every table of a database that is its own: partitions belong to their table, and the ledger, the system's schemas and what an extension brought are no tables here. Asks for no size, which would wait for locks.
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
order by c.relpages desc, 1, 2
