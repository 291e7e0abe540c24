-- The constraints of tables and partitions, and whether they are their own or from above. No text names the table itself.
-- What later servers added to the catalog is read through JSON, which does not mind when it is not there.
select c.conrelid as table_oid, c.contype as kind, c.conname as name, k.columns, c.coninhcount = 0 as own,
       case c.contype
           when 'f' then null
           when 'p' then 'PRIMARY KEY' || x.definition
           when 'u' then 'UNIQUE' || x.definition
           else pg_get_constraintdef(c.oid) end as definition,
       coalesce((j.c ->> 'conperiod')::boolean, false) as period,
       rn.nspname as references_schema, r.relname as references_name,
       (select array_agg(a.attname::text order by f.place)
        from unnest(c.confkey) with ordinality f(attnum, place)
        join pg_attribute a on a.attrelid = c.confrelid and a.attnum = f.attnum) as referenced_columns,
       case when c.contype = 'f' then concat(
           case c.confmatchtype when 'f' then ' MATCH FULL' end,
           ' ON UPDATE ' || upd.action,
           ' ON DELETE ' || del.action,
           (select ' (' || string_agg(quote_ident(a.attname), ', ' order by f.place) || ')'
            from jsonb_array_elements_text(case jsonb_typeof(j.c -> 'confdelsetcols')
                when 'array' then j.c -> 'confdelsetcols' end) with ordinality f(attnum, place)
            join pg_attribute a on a.attrelid = c.conrelid and a.attnum = f.attnum::int),
           timing.text,
           case when not (j.c ->> 'conenforced')::boolean then ' NOT ENFORCED'
                when not c.convalidated then ' NOT VALID' end) end as rules,
       obj_description(c.oid, 'pg_constraint') as comment
from pg_constraint c
cross join lateral (select to_jsonb(c) - 'conbin' as c) j
cross join lateral (
    select coalesce(array_agg(a.attname::text order by f.place), '{}') as columns,
           string_agg(quote_ident(a.attname), ', ' order by f.place) as list
    from unnest(c.conkey) with ordinality f(attnum, place)
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = f.attnum) k
cross join lateral (
    select case when c.condeferrable then ' DEFERRABLE' else '' end
        || case when c.condeferred then ' INITIALLY DEFERRED' else '' end as text) timing
left join lateral (
    select concat(case when (to_jsonb(i) ->> 'indnullsnotdistinct')::boolean then ' NULLS NOT DISTINCT' end,
                  ' (', k.list, case when (j.c ->> 'conperiod')::boolean then ' WITHOUT OVERLAPS' end, ')',
                  (select ' INCLUDE (' || string_agg(quote_ident(a.attname), ', ' order by f.place) || ')'
                   from unnest(i.indkey::int2[]) with ordinality f(attnum, place)
                   join pg_attribute a on a.attrelid = i.indrelid and a.attnum = f.attnum
                   where f.place > i.indnkeyatts),
                  (select ' WITH (' || string_agg(quote_ident(split_part(o, '=', 1)) || '='
                       || quote_literal(substr(o, strpos(o, '=') + 1)), ', ') || ')'
                   from unnest(ic.reloptions) o),
                  timing.text) as definition
    from pg_index i
    join pg_class ic on ic.oid = i.indexrelid
    where i.indexrelid = c.conindid) x on c.contype in ('p', 'u')
left join (values ('r', 'RESTRICT'), ('c', 'CASCADE'), ('n', 'SET NULL'), ('d', 'SET DEFAULT')) upd(code, action)
    on upd.code = c.confupdtype::text
left join (values ('r', 'RESTRICT'), ('c', 'CASCADE'), ('n', 'SET NULL'), ('d', 'SET DEFAULT')) del(code, action)
    on del.code = c.confdeltype::text
left join pg_class r on r.oid = nullif(c.confrelid, 0)
left join pg_namespace rn on rn.oid = r.relnamespace
where c.conrelid = any(?::oid[])
  and (c.contype in ('p', 'u', 'x', 'c', 'f') or c.contype = 'n' and not c.convalidated)
  -- A foreign key to a partitioned table has a row more for each partition there.
  and not exists (select from pg_constraint p where p.oid = c.conparentid and p.conrelid = c.conrelid)
order by strpos('puxncf', c.contype::text), c.conname
