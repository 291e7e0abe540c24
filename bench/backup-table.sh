#!/usr/bin/env bash
# A table into a table beside it, against create table as and a primary key.
. "$(dirname "$0")/orders.lib.sh"

before() {
    sql -c 'drop table if exists t_backup, t_copy' -c 'truncate caravanserai.backup_table' -c checkpoint
    sync -f "$WORK"
}

ours() {
    ask POST snapshots '{"tables":["t"],"as":"table"}'
    OURS=$(micros "$(of_run seconds)")
    expect_run "done" "$ROWS" "$ROWS" 0 0
}

theirs() {
    timed sql --single-transaction -c 'create table t_copy as select * from t' -c 'alter table t_copy add primary key (id)'
    THEIRS=$TOOK
}

open_house
create_orders
side_by_side backup-table 0.91 'create table as'
