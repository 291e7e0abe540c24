#!/usr/bin/env bash
# Writes passwords into a folder: the database's, which is the one that is given in POSTGRES_PASSWORD, else a random one, and
# random ones for a Metabase beside it, each once.
set -euo pipefail

# Who the service runs as; the database's image reads it as root.
readonly OWNER=${SECRETS_OWNER:-10001:10001}

readonly folder=$1

make() {
  local secret=$folder/$1 given=$2 password
  if [[ -n $given ]]; then
    password=$given
  elif [[ -s $secret ]]; then
    return
  else
    password=$(od -An -v -N24 -tx1 /dev/urandom | tr -d ' \n')
  fi
  # Whole or not at all: half a password would stay for ever.
  rm -f "$secret.part"
  printf '%s' "$password" >"$secret.part"
  chown "$OWNER" "$secret.part"
  mv "$secret.part" "$secret"
}

umask 0077
make postgres-password "${POSTGRES_PASSWORD:-}"
make metabase-role-password ""
make metabase-admin-password ""
