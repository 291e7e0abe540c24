#!/usr/bin/env bash
# What it costs that a load can be undone: rows over rows that are there, half of them changed, and rows into an empty
# table, as a raw body; against the same through a service with ingest.undo=false on the same server.
. "$(dirname "$0")/lib.sh"

OFF=
OFF_PORT=

stop_off() {
    [[ -z $OFF ]] || kill -KILL "$OFF" 2>/dev/null || :
    leave
}

start_off() {
    local on=$SERVICE port=$HTTP_PORT
    export INGEST_UNDO=false
    start_service "$WORK/without"
    unset INGEST_UNDO
    OFF=$SERVICE OFF_PORT=$HTTP_PORT SERVICE=$on HTTP_PORT=$port
}

before() {
    reset
    sql -c 'truncate caravanserai.load_trace'
    if [[ $MODE == upsert ]]; then
        sql -c "\\copy t from '$WORK/base.csv' with (format csv, header)"
    fi
    sql -c 'vacuum (analyze) t' -c checkpoint
}

send() {
    RUN=$(curl --silent --show-error --upload-file "$WORK/changed.csv" --request POST \
        --header 'Content-Type: text/csv' --header 'Prefer: wait=600' --header 'Expect:' \
        "http://127.0.0.1:$1/api/v1/tables/t/rows?mode=$MODE")
    if [[ $MODE == upsert ]]; then
        expect_run "done" "$ROWS" $((ROWS / 2)) 0 $((ROWS / 2))
    else
        expect_run "done" "$ROWS" "$ROWS" 0 0
    fi
}

ours() {
    timed send "$HTTP_PORT"
    WALL=$TOOK
    OURS=$(micros "$(of_run seconds)")
    [[ $RUN == *'"undoUntil"'* ]] || fail "the run cannot be undone: $RUN"
}

theirs() {
    timed send "$OFF_PORT"
    THEIRS_WALL=$TOOK
    THEIRS=$(micros "$(of_run seconds)")
    [[ $RUN != *'"undoUntil"'* ]] || fail "the run can be undone: $RUN"
}

[[ $((ROWS % 2)) -eq 0 ]] || fail 'ROWS is odd'
open_house
trap stop_off EXIT
start_off
create_table
rows "$WORK/base.csv"
rows "$WORK/changed.csv" changed=2
MODE=upsert
side_by_side undo-upsert 0.87 'undo off'
MODE=insert
side_by_side undo-insert 0.87 'undo off'
