-- The tables of users whose rows this transaction has changed so far, and how many changes that were.
select relid::bigint as oid, schemaname as schema, relname as name, n_tup_ins + n_tup_upd + n_tup_del as changes
from pg_stat_xact_user_tables
where n_tup_ins + n_tup_upd + n_tup_del > 0
  and schemaname !~ '^(pg_|caravanserai)'
