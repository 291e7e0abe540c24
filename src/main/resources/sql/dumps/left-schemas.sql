-- Schemas that stand only until a snapshot of them is made, and whose runs do not go on any more.
select n.nspname
from pg_catalog.pg_namespace n
where pg_catalog.obj_description(n.oid, 'pg_namespace') like 'caravanserai: until a snapshot is made of it, run %'
  and not exists (select
                  from caravanserai.run r
                  where r.state = 'running'
                    and pg_catalog.obj_description(n.oid, 'pg_namespace') like '%run ' || r.id)
