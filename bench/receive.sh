#!/usr/bin/env bash
# The log of a burst of BYTES (2 GB) received by whoever was stopped meanwhile, until the server is told that all of it is on
# disk, against pg_receivewal; and how long a commit takes to be on disk here at 300 commits a second.
. "$(dirname "$0")/recovery.lib.sh"

BYTES=${BYTES:-2000000000}
KEEP=8GB
PEER=

stop_peer() {
    [[ -z $PEER ]] || kill -KILL "$PEER" 2>/dev/null || :
    [[ -z $SERVICE ]] || kill -CONT "$SERVICE" 2>/dev/null || :
    leave
}

configure() {
    export RECOVERY_WAL_RECEIVE=on
    mkdir "$WORK/theirs"
    sql -c "select pg_create_physical_replication_slot('theirs', true)" -o /dev/null
    "$BIN/pg_receivewal" --directory="$WORK/theirs" --slot=theirs --no-loop >"$WORK/receivewal.log" 2>&1 &
    PEER=$!
    trap stop_peer EXIT
}

# Before each burst both are where the server is.
before() {
    sql -c 'truncate t' -c checkpoint -c 'select pg_switch_wal()' -o /dev/null
    here caravanserai_wal "$(lsn)"
    here pg_receivewal "$(lsn)"
    rm -f "${WORK:?}"/theirs/*[0-9A-F] "${WORK:?}"/data/wal/*.zst
    sync -f "$WORK"
}

# A receiver of theirs tells of whole segments, so one that is not whole does not count for either.
here() {
    until_true "select coalesce(bool_or(flush_lsn >= '$2'::pg_lsn - mod('$2'::pg_lsn - '0/0', 16777216)), false)
                from pg_stat_replication where application_name = '$1'"
}

# burst PID NAME: what happens while it is stopped, and how long it takes then. The other one is stopped all the while.
burst() {
    kill -STOP "$SERVICE" "$PEER"
    fill "$BYTES"
    sql -c 'select pg_switch_wal()' -o /dev/null
    local end
    end=$(lsn)
    sync -f "$WORK"
    kill -CONT "$1"
    timed here "$2" "$end"
    kill -CONT "$SERVICE" "$PEER"
}

alive() {
    [[ -d /proc/$SERVICE && -d /proc/$PEER ]] || fail "a receiver has died: $(cat "$WORK/receivewal.log")"
}

ours() {
    burst "$SERVICE" caravanserai_wal
    OURS=$TOOK WALL=$TOOK
}

theirs() {
    burst "$PEER" pg_receivewal
    THEIRS=$TOOK
}

flush_lag() {
    local lags=() lag i
    "$BIN/pgbench" --initialize --quiet --scale=1 >/dev/null 2>&1
    "$BIN/pgbench" --client=4 --rate=300 --time=20 --no-vacuum >/dev/null 2>&1 &
    local load=$!
    for ((i = 0; i < 40; i++)); do
        nap 0.4
        lag=$(sql -c "select (extract(epoch from flush_lag) * 1000000)::bigint from pg_stat_replication
                      where application_name = 'caravanserai_wal' and flush_lag is not null")
        [[ -z $lag ]] || lags+=("$lag")
    done
    wait "$load"
    printf 'flush reported after %s ms at 300 commits a second (median of %d looks; at most 20 ms)\n' \
        "$("$AWK" -v us="$(median "${lags[@]}")" 'BEGIN { printf "%.1f", us / 1000 }')" "${#lags[@]}"
}

open_house
sql -c 'create table if not exists t (id bigint, a int, note text)'
ROWS=$((BYTES / 120))
side_by_side receive 1.25 pg_receivewal
flush_lag
