-- Dead letters of rows that were on their way into a snapshot that was not made.
delete
from caravanserai.dead_letter l
where exists (select
              from pg_catalog.pg_namespace n
              where n.nspname = ?
                and pg_catalog.obj_description(n.oid, 'pg_namespace') like '%run ' || l.run)
  and not exists (select
                  from caravanserai.run r
                  where r.id = l.run
                    and r.state in ('running', 'done', 'done-with-rejects'))
