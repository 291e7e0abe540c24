#!/usr/bin/env bash
# What differs between two tables, 10 rows of all, against one hash query over each of them.
. "$(dirname "$0")/orders.lib.sh"

before() {
    :
}

ours() {
    ask GET "snapshots/t_backup/diff?table=t"
    OURS=$WALL
    [[ $RUN == *'"missing":4,"changed":3,"added":3,'* ]] || fail "not the ten rows: $RUN"
}

theirs() {
    timed sql -c "$(hash_query t)" -c "$(hash_query t_backup)" -o /dev/null
    THEIRS=$TOOK
}

open_house
create_orders
ask POST snapshots '{"tables":["t"],"as":"table"}'
sql <<-SQL
	delete from t where id in (5, $ROWS / 5, $ROWS / 2, $ROWS - 1);
	update t set amount = amount + 1 where id in (6, $ROWS / 3, $ROWS);
	insert into t select id + $ROWS, customer_id, placed_at, amount, status, note, paid from t where id in (7, 8, 9);
	vacuum (analyze) t_backup;
	vacuum (analyze) t;
SQL
SAME=no
side_by_side diff 0.5 'two hash queries'
