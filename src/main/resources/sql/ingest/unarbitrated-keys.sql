-- Unique indexes of a table that no insert can look into for a row that is there: checked later, or not whole.
select c.relname as name, i.indimmediate as immediate
from pg_index i
join pg_class c on c.oid = i.indexrelid
where i.indrelid = cast(? as oid) and i.indisunique and not (i.indimmediate and i.indisvalid)
