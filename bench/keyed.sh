#!/usr/bin/env bash
# A clean file into a table with a key, a check and a foreign key, against psql's \copy of it into the same table.
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
create_parents
rows "$WORK/clean.csv"
side_by_side keyed 0.9 'psql \copy'
