-- The files that a copy of the catalogs alone can do without; where a sequence stands is asked there.
select pg_relation_filenode(oid)::int8 as file
from pg_class
where oid >= 16384
  and relkind in ('r', 'i', 't', 'm')
  and pg_relation_filenode(oid) is not null
