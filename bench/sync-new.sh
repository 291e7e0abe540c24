#!/usr/bin/env bash
# 1,000,000 new rows of one equal time, against a binary copy pipe of them into the same table, whose indexes stand.
ROWS=${ROWS:-1000000}
. "$(dirname "$0")/flow.lib.sh"

before() {
    copy_sql <<-'SQL'
		truncate t;
		truncate caravanserai_sync.tick, caravanserai_sync.watermark;
		checkpoint;
	SQL
}

ours() {
    ask POST flows/f/sync
    OURS=$(micros "$(of_run seconds)")
    expect_run "done" "$ROWS" "$ROWS" 0 0
}

pipe() {
    sql -c 'copy t to stdout (format binary)' | copy_sql -c 'copy t from stdin (format binary)'
}

theirs() {
    timed pipe
    THEIRS=$TOOK
}

content() {
    copy_sql -c "select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) from t"
}

open_flow t
create_orders
sql -c "update t set placed_at = '2024-06-01'" -c 'vacuum (full, analyze) t'
"$BIN/pg_dump" --schema-only --table=t | copy_sql >/dev/null
ask POST flows/f/sync
side_by_side sync-new 0.55 'copy pipe'
