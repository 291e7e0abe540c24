#!/usr/bin/env bash
# A clean file through the inbox, against pgloader.
. "$(dirname "$0")/lib.sh"

before() {
    reset
}

ours() {
    drop t.csv "$WORK/clean.csv"
    expect_run "done" "$ROWS" "$ROWS" 0 0
}

theirs() {
    timed pgloader --quiet --root-dir "$WORK/home" "$WORK/clean.load" >"$WORK/pgloader.log" 2>&1 \
        || fail "pgloader failed: $(tail -n 5 "$WORK/pgloader.log")"
    THEIRS=$TOOK
}

if ! command -v pgloader >/dev/null; then
    say "installing pgloader"
    apt-get install -y -qq pgloader >/dev/null || fail "pgloader cannot be installed" "apt-get install -y pgloader"
fi
open_house
create_table
rows "$WORK/clean.csv"
cat >"$WORK/clean.load" <<LOAD
load csv
    from '$WORK/clean.csv' (id, name, at, parent_id, price, note [null if blanks])
    into postgresql://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/$PGDATABASE
    target table public.t (id, name, at, parent_id, price, note)
    with skip header = 1,
        fields optionally enclosed by '"',
        fields escaped by double-quote,
        fields terminated by ',';
LOAD
side_by_side pgloader 5 pgloader
