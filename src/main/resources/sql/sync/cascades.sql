-- Foreign keys by which rows elsewhere are deleted or blanked along with rows of a table or of its partitions, and whose these rows are. Of a partition it is told whose partition it is.
select n.nspname as schema, o.relname as name,
       (select case when h.relkind = 'p' then '' else 'only ' end || format('%I.%I', s.nspname, h.relname)
        from pg_class h join pg_namespace s on s.oid = h.relnamespace where h.oid = c.conrelid) as relation,
       c.conname as constraint, c.confdeltype = 'c' as deletes,
       array_agg(referring.attname::text order by k.number) as referring,
       array_agg(referred.attname::text order by k.number) as referred,
       array(select a.attname::text from pg_attribute a
             where a.attrelid = o.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
from (select ?::regclass as oid) w
join pg_constraint c on c.confrelid in (select w.oid union select relid from pg_partition_tree(w.oid))
join pg_class o on o.oid = coalesce(pg_partition_root(c.conrelid), c.conrelid)
join pg_namespace n on n.oid = o.relnamespace
cross join unnest(c.conkey, c.confkey) with ordinality k(referring, referred, number)
join pg_attribute referring on referring.attrelid = c.conrelid and referring.attnum = k.referring
join pg_attribute referred on referred.attrelid = c.confrelid and referred.attnum = k.referred
where c.contype = 'f' and c.conparentid = 0 and c.confdeltype in ('c', 'n', 'd')
group by c.oid, c.conrelid, c.conname, c.confdeltype, n.nspname, o.relname, o.oid
order by 1, 2, c.conname
