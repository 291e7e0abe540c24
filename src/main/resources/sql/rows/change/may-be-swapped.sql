-- Whether rows of a table may go and come again: nothing of other rows goes along with them, and these columns are all that they hold.
select not exists (select from pg_catalog.pg_constraint c
                   where c.contype = 'f' and c.confdeltype in ('c', 'n', 'd')
                     and (c.confrelid = w.oid or c.confrelid in (select relid from pg_catalog.pg_partition_tree(w.oid))))
   and not exists (select from pg_catalog.pg_attribute a
                   where a.attrelid = w.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                     and a.attname::text <> all (w.columns)) as may
from (select ?::pg_catalog.regclass::pg_catalog.oid as oid, ?::text[] as columns) w
