-- Foreign keys through which deleting rows t of a table would delete or blank rows elsewhere, also those that point to one of its partitions or to what it is a partition of: whose they are, which tables hold rows of those or are above them, and the condition on those rows r.
select n.nspname as schema, o.relname as name,
       case o.relkind when 'p' then '' else 'only ' end || format('%I.%I', n.nspname, o.relname) as relation,
       array(select c.conrelid::bigint
             union select relid::oid::bigint from pg_partition_tree(c.conrelid)
             union select relid::oid::bigint from pg_partition_ancestors(c.conrelid)) as family,
       string_agg(format('r.%I = t.%I', referring.attname, referred.attname), ' and ')
       || case when c.confrelid <> wanted.oid
                    and c.confrelid in (select relid from pg_partition_tree(wanted.oid))
               then format(' and t.tableoid in (select relid from pg_partition_tree(%s::oid))', c.confrelid)
               else '' end as condition
from (select ?::oid as oid) wanted
join pg_constraint c on c.confrelid = wanted.oid
                     or c.confrelid in (select relid from pg_partition_tree(wanted.oid))
                     or c.confrelid in (select relid from pg_partition_ancestors(wanted.oid))
join pg_class o on o.oid = c.conrelid
join pg_namespace n on n.oid = o.relnamespace
cross join unnest(c.conkey, c.confkey) k(referring, referred)
join pg_attribute referring on referring.attrelid = c.conrelid and referring.attnum = k.referring
join pg_attribute referred on referred.attrelid = c.confrelid and referred.attnum = k.referred
where c.contype = 'f' and c.confdeltype in ('c', 'n', 'd')
  -- What partitions have from their tables is said once, by the tables.
  and not exists (select from pg_constraint p where p.oid = c.conparentid
                  and (p.confrelid = wanted.oid
                       or p.confrelid in (select relid from pg_partition_tree(wanted.oid))
                       or p.confrelid in (select relid from pg_partition_ancestors(wanted.oid))))
group by c.oid, c.conrelid, c.confrelid, c.conname, wanted.oid, n.nspname, o.relname, o.relkind
order by n.nspname, o.relname, c.conname
