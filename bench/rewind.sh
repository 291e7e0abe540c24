#!/usr/bin/env bash
# A recovery to a point after 1 GB of log (WAL_MB), from the call to a server that answers; against the same steps typed by
# hand: the base backup of pg_basebackup unpacked, restore_command=cp, recovery_target_lsn, promote.
ROWS=${ROWS:-400000}
WAL_MB=${WAL_MB:-1024}
. "$(dirname "$0")/rewound.lib.sh"

BY_HAND=
UNIT_BYTES=

stop_by_hand() {
    if [[ -n $BY_HAND ]]; then
        (cd / && as_postgres "$BIN/pg_ctl" stop --pgdata="$BY_HAND" --mode=immediate --silent) || :
    fi
    BY_HAND=
}

leave_all() {
    local code=$?
    stop_by_hand
    (exit "$code")
    leave
}

written() {
    sql -c "select pg_wal_lsn_diff(pg_current_wal_lsn(), '$FROM')::bigint / 1048576"
}

write_log() {
    FROM=$(sql -c 'select pg_current_wal_lsn()')
    while [[ $(written) -lt $WAL_MB ]]; do
        sql -c "update t set price = price + 1 where id % 2 = 0" -c "update orders set note = note || 'x' where id % 3 = 0" \
            -c 'checkpoint'
    done
    UNIT_BYTES=$(sql -c "select pg_wal_lsn_diff(pg_current_wal_lsn(), '$FROM')::bigint")
}

before() {
    stop_by_hand
    rm -rf "$WORK/by-hand"
    sync -f "$WORK"
}

ours() {
    ask POST recoveries "{\"target\":{\"lsn\":\"$TARGET\"}}"
    OURS=$(micros "$(of_run seconds)")
    [[ $RUN =~ \"recovery\":\"([^\"]+)\" ]] || fail "there is no recovered server: $RUN"
    local recovery=${BASH_REMATCH[1]}
    curl --silent --fail --output /dev/null --request DELETE "http://127.0.0.1:$HTTP_PORT/api/v1/recoveries/$recovery" \
        || fail 'the recovered server does not go'
}

recover_by_hand() {
    local data=$WORK/by-hand tries=0
    mkdir -m 700 "$data"
    tar -xf "$WORK/backup/base.tar" -C "$data"
    cat >>"$data/postgresql.auto.conf" <<-CONF
		port = $HAND_PORT
		restore_command = 'cp $WORK/archive/%f %p'
		recovery_target_lsn = '$TARGET'
		recovery_target_inclusive = off
		recovery_target_action = promote
	CONF
    touch "$data/recovery.signal"
    [[ $(id -u) -ne 0 ]] || chown -R "$POSTGRES_USER" "$data"
    BY_HAND=$data
    (cd / && as_postgres "$BIN/pg_ctl" start --pgdata="$data" --log="$WORK/archive/by-hand.log" --silent --wait \
        --options="-c listen_addresses=127.0.0.1 -c unix_socket_directories=''")
    until [[ $(PGPORT=$HAND_PORT sql -c 'select pg_is_in_recovery()' 2>/dev/null) == f ]]; do
        tries=$((tries + 1))
        [[ $tries -lt 6000 ]] || fail "it does not recover: $(tail -n 5 "$WORK/archive/by-hand.log")"
        nap 0.1
    done
}

theirs() {
    timed recover_by_hand
    THEIRS=$TOOK
}

open_house
trap leave_all EXIT
create_four
take_backup
mkdir "$WORK/archive"
[[ $(id -u) -ne 0 ]] || chown "$POSTGRES_USER" "$WORK/archive"
"$BIN/pg_basebackup" --pgdata="$WORK/backup" --format=tar --wal-method=fetch --checkpoint=fast
sql -c "select pg_create_physical_replication_slot('kept', true)" -o /dev/null
write_log
TARGET=$(sql -c 'select pg_current_wal_insert_lsn()')
sql -c 'insert into t values (0, $$too late$$, 0)' -c 'select pg_switch_wal()' -o /dev/null
# An archive as archive_command=cp would have left it.
for segment in "$WORK"/postgres/pg_wal/0*; do
    [[ ! -f $segment ]] || cp "$segment" "$WORK/archive/"
done
[[ $(id -u) -ne 0 ]] || chown -R "$POSTGRES_USER" "$WORK/archive"
HAND_PORT=$(free_port)
tries=0
until [[ $(curl --silent "http://127.0.0.1:$HTTP_PORT/api/v1/recovery/window") == *'"lsn"'* \
    && $(sql -c "select bool_and(flush_lsn > '$TARGET') from pg_stat_replication") == t ]]; do
    tries=$((tries + 1))
    [[ $tries -lt 600 ]] || fail 'the log is not received within a minute'
    nap 0.1
done
SAME=no
ROWS=$((UNIT_BYTES / 1048576))
side_by_side rewind 1.43 'by hand'
