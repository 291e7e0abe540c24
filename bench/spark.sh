#!/usr/bin/env bash
# A table into parts of Parquet by Spark on this machine's cores, and back into a table that is gone, against the same by the
# service alone. Start and end of a job are in it: with few rows they are most of it. ROWS=10000000 bench/spark.sh
ROWS=${ROWS:-2000000}
RUNS=${RUNS:-1}
. "$(dirname "$0")/orders.lib.sh"

# What ./mvnw -f spark/pom.xml package lays out.
HOME_OF_SPARK=$(realpath "${SPARK:-$BENCH/../spark/target/spark}")
CORES=${CORES:-2}

configure() {
    [[ -d $HOME_OF_SPARK/jars ]] || fail "there is no Spark in $HOME_OF_SPARK" "./mvnw -f spark/pom.xml package"
    mkdir "$WORK/home/config"
    cat >"$WORK/home/config/application.properties" <<-PROPERTIES
		spark.home=$HOME_OF_SPARK
		spark.master=local[$CORES]
	PROPERTIES
}

# by ENGINE: a set of Parquet; leaves its id in SET.
by() {
    ask POST snapshots "{\"tables\":[\"t\"],\"as\":\"parquet\",\"engine\":\"$1\"}"
    expect_run "done" "$ROWS" "$ROWS" 0 0
    [[ $RUN =~ \"snapshot\":\"([^\"]+)\" ]] || fail "no snapshot was made: $RUN"
    SET=${BASH_REMATCH[1]}
}

# back SET ENGINE
back() {
    ask POST "snapshots/$1/restore" "{\"into\":\"original\",\"engine\":\"$2\"}"
    expect_run "done" "$ROWS" "$ROWS" 0 0
    [[ $RUN == *"\"engine\":\"$2\""* ]] || fail "somebody else brought the rows: $RUN"
}

open_house
create_orders

before() {
    sync -f "$WORK"
}

ours() {
    by spark
    OURS=$(micros "$(of_run seconds)")
    BY_SPARK=$SET
}

theirs() {
    by service
    THEIRS=$(micros "$(of_run seconds)")
    THEIRS_WALL=$WALL
    BY_SERVICE=$SET
}

side_by_side 'snapshot by Spark' 0.67 'by the service'

before() {
    sql -c 'drop table if exists t' -c checkpoint
    sync -f "$WORK"
}

ours() {
    back "$BY_SPARK" spark
    OURS=$(micros "$(of_run seconds)")
}

theirs() {
    back "$BY_SERVICE" service
    THEIRS=$(micros "$(of_run seconds)")
    THEIRS_WALL=$WALL
}

side_by_side 'restore by Spark' 0.77 'by the service'
