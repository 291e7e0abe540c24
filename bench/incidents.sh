#!/usr/bin/env bash
# What destroyed rows, found in BYTES (1 GB) of received log by the running service, names and all, against pg_waldump --stats
# over the same log. The service looks every second or so, which counts against it.
. "$(dirname "$0")/recovery.lib.sh"

BYTES=${BYTES:-1000000000}
STATE=

configure() {
    export RECOVERY_WAL_RECEIVE=on
}

restart() {
    kill "$SERVICE"
    wait "$SERVICE" || :
    rm -f "$STATE"
    start_service
}

has_read() {
    ask GET recovery/incidents
    [[ $RUN =~ \"readTo\":\"([0-9A-F/]+)\" ]] || return 1
    [[ $(sql -c "select '${BASH_REMATCH[1]}'::pg_lsn >= '$END'") == t ]]
}

all_read() {
    until has_read; do
        alive
        nap 0.02
    done
}

ours() {
    restart
    timed all_read
    OURS=$TOOK WALL=$TOOK
    [[ $RUN == *'"truncate"'* ]] || fail "the truncate is no incident: $RUN"
}

theirs() {
    timed "$BIN/pg_waldump" --stats --path="$WORK/postgres/pg_wal" --start="$START" --end="$END" >/dev/null
    THEIRS=$TOOK
}

open_house
STATE=$WORK/data/wal/incidents.state
sql -c 'create table t (id bigint, a int, note text)'
ask POST base-backups
START=$(lsn)
fill "$BYTES"
sql -c 'truncate t' -c 'create table done ()'
END=$(lsn)
ROWS=$((BYTES / 120))
until_true "select coalesce(bool_or(flush_lsn >= '$END'), false) from pg_stat_replication where application_name = 'caravanserai_wal'"
side_by_side incidents 0.5 'pg_waldump'
