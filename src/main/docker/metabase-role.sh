#!/usr/bin/env bash
# Makes the role that Metabase asks the database as, which can read and nothing else; again and again, if need be.
set -euo pipefail

PGPASSWORD=$(<"$1/postgres-password")
export PGPASSWORD

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set password="$(<"$1/metabase-role-password")" <<'SQL'
select 'create role metabase' where not exists (select from pg_roles where rolname = 'metabase') \gexec
alter role metabase login nosuperuser nocreatedb nocreaterole password :'password';
alter role metabase set default_transaction_read_only = on;
alter role metabase set timezone = 'UTC';
grant pg_read_all_data to metabase;
SQL
