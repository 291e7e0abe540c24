-- Foreign keys that point to some tables, to their partitions or to what they are partitions of: whose they are, which columns they compare by which operators, and what happens to the rows that refer to one that goes or gets another value. What partitions have from their tables is said once, by the tables.
with asked as (
    select distinct x.id::oid as oid from unnest(?::bigint[]) x(id)
), family as (
    select oid as asked, oid as member from asked
    union
    select a.oid, p.relid from asked a cross join lateral pg_partition_tree(a.oid) p
    union
    select a.oid, p.relid from asked a cross join lateral pg_partition_ancestors(a.oid) p
)
select f.asked::bigint as referred, c.oid::bigint as oid, c.conname as name,
       c.confrelid::bigint as points_to,
       c.confrelid <> f.asked and c.confrelid in (select relid from pg_partition_tree(f.asked)) as points_to_part,
       c.conrelid::bigint as referring, n.nspname as schema, o.relname as table_name, o.relkind = 'p' as partitioned,
       rn.nspname as root_schema, root.relname as root_name,
       array(select c.conrelid::bigint
             union select relid::oid::bigint from pg_partition_tree(c.conrelid)
             union select relid::oid::bigint from pg_partition_ancestors(c.conrelid)) as family,
       array(select c.conrelid::bigint
             union select relid::oid::bigint from pg_partition_ancestors(c.conrelid)) as above,
       pairs.columns, pairs.referred_columns, pairs.operators,
       c.confdeltype::text as on_delete, c.confupdtype::text as on_update,
       -- Of a foreign key that blanks only some of its columns, which servers before 15 have not.
       array(select a.attname::text
             from jsonb_array_elements_text(
                      case jsonb_typeof(to_jsonb(c) -> 'confdelsetcols') when 'array' then to_jsonb(c) -> 'confdelsetcols'
                      else to_jsonb(c.conkey) end) b(attnum)
             join pg_attribute a on a.attrelid = c.conrelid and a.attnum = b.attnum::int
             order by a.attnum) as blanked
from family f
join pg_constraint c on c.confrelid = f.member and c.contype = 'f' and c.conparentid = 0
join pg_class o on o.oid = c.conrelid
join pg_namespace n on n.oid = o.relnamespace
join pg_class root on root.oid = coalesce(pg_partition_root(c.conrelid), c.conrelid)
join pg_namespace rn on rn.oid = root.relnamespace
cross join lateral (
    select array_agg(referring.attname::text order by k.place) as columns,
           array_agg(referred.attname::text order by k.place) as referred_columns,
           array_agg(
               -- Two collations are none, unless one is said; it is that of what is referred to.
               case when referring.attcollation <> referred.attcollation and referred.attcollation <> 0
               then format('collate %I.%I ', ln.nspname, l.collname) else '' end
               || case
               -- A period refers to all that it overlaps; only servers from 18 on have those.
               when (to_jsonb(c) ->> 'conperiod')::boolean and k.place = cardinality(c.conkey)
               then 'operator(pg_catalog.&&)'
               else format('operator(%I.%s)', s.nspname, p.oprname) end order by k.place) as operators
    from unnest(c.conkey, c.confkey, c.conpfeqop) with ordinality k(referring, referred, operator, place)
    join pg_attribute referring on referring.attrelid = c.conrelid and referring.attnum = k.referring
    join pg_attribute referred on referred.attrelid = c.confrelid and referred.attnum = k.referred
    join pg_operator p on p.oid = k.operator
    join pg_namespace s on s.oid = p.oprnamespace
    left join pg_collation l on l.oid = referred.attcollation
    left join pg_namespace ln on ln.oid = l.collnamespace
) pairs
order by n.nspname, o.relname, c.conname, f.asked
