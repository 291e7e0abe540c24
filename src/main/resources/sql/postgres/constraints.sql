-- The rules of some tables, of each the primary key first: its constraints, and the unique indexes that are none.
select case when x.kind = 'p' then 0 else 1 end as rank, x.*
from (
    select c.conrelid as relation, c.contype::text as kind, c.conname as name,
           (select array_agg(a.attname::text order by k.place)
            from unnest(c.conkey) with ordinality k(attnum, place)
            join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum) as columns,
           pg_get_expr(c.conbin, c.conrelid) as expression,
           rn.nspname as references_schema, r.relname as references_name,
           (select array_agg(a.attname::text order by k.place)
            from unnest(c.confkey) with ordinality k(attnum, place)
            join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.attnum) as referenced_columns
    from pg_constraint c
    left join pg_class r on r.oid = nullif(c.confrelid, 0)
    left join pg_namespace rn on rn.oid = r.relnamespace
    where c.conrelid = any(?::oid[]) and c.contype in ('p', 'u', 'f', 'c', 'x')
    union all
    select i.indrelid, 'u', ic.relname,
           case when i.indpred is null and i.indexprs is null then
               (select array_agg(a.attname::text order by k.place)
                from unnest(i.indkey::int2[]) with ordinality k(attnum, place)
                join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
                where k.place <= i.indnkeyatts) end,
           null, null, null, null
    from pg_index i
    join pg_class ic on ic.oid = i.indexrelid
    where i.indrelid = any(?::oid[]) and i.indisunique
      and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.conrelid = i.indrelid
                      and c.contype in ('p', 'u', 'x'))
) x
order by x.relation, 1, x.name
