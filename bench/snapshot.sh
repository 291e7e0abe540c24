#!/usr/bin/env bash
# A table into files, every hash included, against pg_dump's directory format.
. "$(dirname "$0")/orders.lib.sh"

before() {
    rm -rf "$WORK/dump" "${WORK:?}"/data/snapshots/2*
    sql -c checkpoint
    sync -f "$WORK"
}

ours() {
    make_set
    OURS=$(micros "$(of_run seconds)")
    expect_run "done" "$ROWS" "$ROWS" 0 0
}

theirs() {
    timed "$BIN/pg_dump" --format=directory --jobs=2 --compress="$COMPRESS" --table=t --file="$WORK/dump"
    THEIRS=$TOOK
}

open_house
create_orders
# zstd from 16 on.
COMPRESS=1
[[ $("$BIN/pg_dump" --version) =~ \ ([0-9]+) && ${BASH_REMATCH[1]} -lt 16 ]] || COMPRESS=zstd:1
side_by_side snapshot 1.0 "pg_dump -j2 -Z$COMPRESS"
