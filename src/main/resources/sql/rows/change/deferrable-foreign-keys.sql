-- The foreign keys of a table that can wait until the end of a transaction, and what they point to. By to_jsonb, since servers before 18 know neither periods nor foreign keys that are not enforced.
select f.conname as name, f.confrelid as referenced_table, f.confmatchtype = 'f' as match_full,
       case when r.relkind = 'p' then '' else 'only ' end || format('%I.%I', n.nspname, r.relname) as relation,
       (select array_agg(a.attname::text order by k.place)
        from unnest(f.conkey) with ordinality k(attnum, place)
        join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.attnum) as columns,
       (select array_agg(a.attname::text order by k.place)
        from unnest(f.confkey) with ordinality k(attnum, place)
        join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.attnum) as referenced,
       (select array_agg(format('operator(%I.%s)', s.nspname, o.oprname) order by k.place)
        from unnest(f.conpfeqop) with ordinality k(operator, place)
        join pg_operator o on o.oid = k.operator
        join pg_namespace s on s.oid = o.oprnamespace) as operators
from pg_constraint f
join pg_class r on r.oid = f.confrelid
join pg_namespace n on n.oid = r.relnamespace
where f.conrelid = ? and f.contype = 'f' and f.condeferrable
  -- Of a foreign key to a partitioned table there is one more for each partition, which a row need not meet.
  and not exists (select from pg_constraint p where p.oid = f.conparentid and p.conrelid = f.conrelid)
  and not coalesce((to_jsonb(f) ->> 'conperiod')::boolean, false)
  and coalesce((to_jsonb(f) ->> 'conenforced')::boolean, true)
order by f.conname
