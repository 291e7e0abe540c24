#!/usr/bin/env bash
# 1,000 missing rows out of files back into the table, against the hash queries of the diff.
. "$(dirname "$0")/orders.lib.sh"

before() {
    sql <<-SQL
		delete from t where id % ($ROWS / 1000) = 7;
		checkpoint;
	SQL
}

ours() {
    ask POST "snapshots/$SET/restore" '{"into":"original","rows":"missing"}'
    OURS=$(micros "$(of_run seconds)")
    expect_run "done" "$ROWS" 1000 0 $((ROWS - 1000))
}

theirs() {
    timed sql -c "$(hash_query t)" -c "$(hash_query t)" -o /dev/null
    THEIRS=$TOOK
}

open_house
create_orders
make_set
SAME=no
side_by_side put-back 0.4 'two hash queries'
