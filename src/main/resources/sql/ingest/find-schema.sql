-- Whether there is a schema of that name, and whether it belongs to the server or to our own ledger.
select nspname ~ '^pg_' or nspname in ('information_schema', 'caravanserai') as reserved
from pg_namespace
where nspname = ?
