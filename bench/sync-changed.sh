#!/usr/bin/env bash
# 1,000 changed rows of a table, against 1,000 of one a tenth its size.
. "$(dirname "$0")/flow.lib.sh"

before() {
    sql <<-SQL
		update t set amount = amount + 1, placed_at = now() where id % ($ROWS / 1000) = 7;
		update small set amount = amount + 1, placed_at = now() where id % ($ROWS / 10000) = 0;
		checkpoint;
	SQL
    # So that no transaction holds the watermark any more.
    nap 2
}

ours() {
    ask POST flows/f/sync '{"tables":["t"]}'
    OURS=$(micros "$(of_run seconds)")
    expect_run "done" 1000 1000 0 0
}

theirs() {
    ask POST flows/f/sync '{"tables":["small"]}'
    THEIRS=$(micros "$(of_run seconds)")
    THEIRS_WALL=$WALL
    expect_run "done" 1000 1000 0 0
}

open_flow t,small
create_orders
sql <<-SQL
	create table small (like t including all);
	insert into small select * from t where id <= $ROWS / 10;
	vacuum (analyze) small;
SQL
ask POST flows/f/copy
SAME=no
side_by_side sync-changed 0.77 'a tenth the table'
