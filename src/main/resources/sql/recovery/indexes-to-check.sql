-- Every B-tree that is in use.
select c.oid, n.nspname as schema, c.relname as name
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_index i on i.indexrelid = c.oid
join pg_am a on a.oid = c.relam
where a.amname = 'btree'
  and c.relkind = 'i'
  and c.relpersistence = 'p'
  and i.indisready
  and i.indisvalid
order by c.oid
