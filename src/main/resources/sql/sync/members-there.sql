-- Constraints and indexes of the tables in schemas whose names begin so.
select n.nspname as schema, c.relname as relation, k.conname as name, true as is_constraint
from pg_constraint k
join pg_class c on c.oid = k.conrelid
join pg_namespace n on n.oid = c.relnamespace
where starts_with(n.nspname, ?)
union
select n.nspname, c.relname, i.relname, false
from pg_index x
join pg_class i on i.oid = x.indexrelid
join pg_class c on c.oid = x.indrelid
join pg_namespace n on n.oid = c.relnamespace
where starts_with(n.nspname, ?)
