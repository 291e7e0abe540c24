#!/usr/bin/env bash
# Both sides of a flow compared, all rows equal, against a full read of both at once.
. "$(dirname "$0")/flow.lib.sh"

before() {
    :
}

ours() {
    ask POST flows/f/compare
    OURS=$(micros "$(of_run seconds)")
    expect_run "done" "$ROWS" 0 0 "$ROWS"
    [[ $RUN == *'"equal":true'* ]] || fail "not equal: $RUN"
}

theirs() {
    timed read_both
    THEIRS=$TOOK
}

read_both() {
    sql -c 'copy t to stdout' >/dev/null &
    copy_sql -c 'copy t to stdout' >/dev/null
    wait $!
}

open_flow t
create_orders
# The same statements with the same seed make the same rows.
PGDATABASE=bench_copy create_orders
side_by_side compare 0.83 'full read'
