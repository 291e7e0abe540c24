#!/usr/bin/env bash
# Run by PostgreSQL's image when it makes a new database: the service may take base backups and receive the log, and a slot
# that nobody reads cannot fill the disk.
set -euo pipefail

# By password, and from other containers only: the image trusts those of its own.
printf 'host replication "%s" samenet scram-sha-256\n' "$POSTGRES_USER" >>"$PGDATA/pg_hba.conf"

psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" \
  --set=role="$POSTGRES_USER" --set=most="${MAX_SLOT_WAL_KEEP_SIZE:-10GB}" <<'SQL'
alter role :"role" replication;
alter system set max_slot_wal_keep_size = :'most';
select pg_reload_conf();
SQL
