-- Who inherits from whom, as far as one of the two is among these tables; partitions are no heirs here.
select hn.nspname as heir_schema, h.relname as heir_name, pn.nspname as parent_schema, p.relname as parent_name
from pg_inherits i
join pg_class h on h.oid = i.inhrelid and not h.relispartition and h.relkind in ('r', 'f')
join pg_namespace hn on hn.oid = h.relnamespace
join pg_class p on p.oid = i.inhparent
join pg_namespace pn on pn.oid = p.relnamespace
join (select ?::text[] as schemas, ?::text[] as names) w on true
where exists (select from unnest(w.schemas, w.names) t(schema, name)
              where (t.schema, t.name) in ((hn.nspname, h.relname), (pn.nspname, p.relname)))
order by 1, 2, i.inhseqno
