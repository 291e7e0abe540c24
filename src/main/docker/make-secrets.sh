#!/usr/bin/env bash
# Writes the database's password into a folder: the one that is given in POSTGRES_PASSWORD, else a random one, once.
set -euo pipefail

# Who the service runs as; the database's image reads it as root.
readonly OWNER=${SECRETS_OWNER:-10001:10001}

readonly folder=$1
readonly secret=$folder/postgres-password

if [[ -n ${POSTGRES_PASSWORD:-} ]]; then
  password=$POSTGRES_PASSWORD
elif [[ -s $secret ]]; then
  exit 0
else
  password=$(od -An -v -N24 -tx1 /dev/urandom | tr -d ' \n')
fi

# Whole or not at all: half a password would stay for ever.
umask 0077
rm -f "$secret.part"
printf '%s' "$password" >"$secret.part"
chown "$OWNER" "$secret.part"
mv "$secret.part" "$secret"
