#!/usr/bin/env bash
# A clean file through the inbox, against psql's \copy of the same file.
. "$(dirname "$0")/lib.sh"

before() {
    reset
}

ours() {
    drop t.csv "$WORK/clean.csv"
    expect_run "done" "$ROWS" "$ROWS" 0 0
}

theirs() {
    timed sql -c "\\copy t from '$WORK/clean.csv' with (format csv, header)"
    THEIRS=$TOOK
}

open_house
create_table
rows "$WORK/clean.csv"
side_by_side clean 0.9 'psql \copy'
