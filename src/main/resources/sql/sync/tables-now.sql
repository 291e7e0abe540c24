-- What tables are made of once they are locked, to be held against what was found before.
select n.nspname as schema, c.relname as name,
       array[(select md5(string_agg(f.oid::text, ',' order by f.oid)) || '/'
                         || md5(string_agg(f.relfilenode::text, ',' order by f.oid))
              from pg_class f
              where f.oid = c.oid
                 or c.relkind = 'p' and f.oid in (select p.relid from pg_partition_tree(c.oid) p))]
           || array(select a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
                    from pg_attribute a
                    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                    order by a.attnum) as made
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.oid = any (?::text[]::regclass[])
