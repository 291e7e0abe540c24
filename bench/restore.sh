#!/usr/bin/env bash
# The table out of files into a database that has it no more, indexes and the proof by content hash included, against
# pg_restore of the same table.
. "$(dirname "$0")/orders.lib.sh"

before() {
    sql -c 'drop table if exists t' -c 'truncate caravanserai.kept_rows' -c checkpoint
    sync -f "$WORK"
}

ours() {
    ask POST "snapshots/$SET/restore" '{"into":"original"}'
    OURS=$(micros "$(of_run seconds)")
    expect_run "done" "$ROWS" "$ROWS" 0 0
}

theirs() {
    timed "$BIN/pg_restore" --jobs=2 --dbname="$PGDATABASE" "$WORK/dump"
    THEIRS=$TOOK
}

open_house
create_orders
make_set
"$BIN/pg_dump" --format=directory --jobs=2 --compress=1 --table=t --file="$WORK/dump"
side_by_side restore 1.0 'pg_restore -j2'
