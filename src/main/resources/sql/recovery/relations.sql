-- Every relation of a database that has a file, or had one, or has partitions that do: what a number in the log is called. The file of a mapped one is not in the catalog, and a tablespace of none is the database's own.
select c.oid,
       coalesce(pg_relation_filenode(c.oid), 0) as file,
       coalesce(nullif(c.reltablespace, 0), d.dattablespace) as tablespace,
       n.nspname as schema,
       c.relname as name,
       c.relkind as kind,
       c.relpersistence as persistence,
       (c.ctid::text::point)[0]::int8 as block,
       (c.ctid::text::point)[1]::int4 as item,
       coalesce(i.indrelid, t.oid, 0) as parent,
       greatest(c.reltuples, -1)::int8 as rows
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_database d on d.datname = current_database()
left join pg_index i on i.indexrelid = c.oid
left join pg_class t on t.reltoastrelid = c.oid and c.relkind = 't'
where c.relkind in ('r', 'p', 'm', 't', 'i', 'I', 'S')
  and c.relpersistence <> 't'
order by c.oid
