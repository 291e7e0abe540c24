-- The type of that name as the server spells it, if a column can be of it.
select format_type(t.oid, null) as name
from pg_type t
where t.oid = to_regtype(?::text) and t.typtype <> 'p' and t.typisdefined
