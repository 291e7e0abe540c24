#!/usr/bin/env bash
# What destroyed rows, found in BYTES (1 GB) of received log by the running service, names and all, against pg_waldump --stats
# over the same log.
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

# read_to LSN: waits until the service has read so far; leaves in READ to where it has and in AT when.
read_to() {
    until [[ $(sql -c "select '${READ:=0/0}'::pg_lsn >= '$1'") == t ]]; do
        alive
        nap 0.02
        ask GET recovery/incidents
        AT=${EPOCHREALTIME/./}
        [[ $RUN =~ \"readTo\":\"([0-9A-F/]+)\" ]] && READ=${BASH_REMATCH[1]}
    done
}

# A process that has just begun compiles what it reads by: as much log again, before what is measured, is read for that.
ours() {
    local from began
    restart
    READ=
    read_to "$START"
    from=$READ began=$AT
    read_to "$END"
    # It tells how far it is every five million records, so it may have told of the first of them late.
    OURS=$(sql -c "select round(($AT - $began) * ('$END'::pg_lsn - '$START') / ('$END'::pg_lsn - '$from'))::bigint") WALL=$OURS
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
fill "$BYTES"
START=$(lsn)
fill "$BYTES"
sql -c 'truncate t' -c 'create table done ()'
END=$(lsn)
ROWS=$((BYTES / 120))
until_true "select coalesce(bool_or(flush_lsn >= '$END'), false) from pg_stat_replication where application_name = 'caravanserai_wal'"
side_by_side incidents 0.5 'pg_waldump'
