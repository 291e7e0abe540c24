-- Foreign keys through which deleting a row t of this table would delete or blank rows elsewhere: whose they are, and the condition on those rows r.
select c.conrelid = c.confrelid as own,
       format('%I.%I', n.nspname, o.relname) as table,
       n.nspname as schema, o.relname as name,
       string_agg(format('r.%I = t.%I', referring.attname, referred.attname), ' and ') as condition
from pg_constraint c
join pg_class o on o.oid = c.conrelid
join pg_namespace n on n.oid = o.relnamespace
cross join unnest(c.conkey, c.confkey) k(referring, referred)
join pg_attribute referring on referring.attrelid = c.conrelid and referring.attnum = k.referring
join pg_attribute referred on referred.attrelid = c.confrelid and referred.attnum = k.referred
where c.contype = 'f' and c.confrelid = ? and c.conparentid = 0 and c.confdeltype in ('c', 'n', 'd')
group by c.oid, n.nspname, o.relname
