-- For each of our sessions: limits that somebody set for a database or a role mean other people's sessions, and would end runs that take their time; short statements over the catalog are not compiled.
select set_config(s.name, case s.name when 'jit' then 'off' else '0' end, false)
from pg_settings s
where s.name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout', 'jit')
