#!/usr/bin/env bash
# Which rows of which table a failover would lose, counted in BYTES (100 MB) of log that the standby lacks, from the call to
# the answer. The standby is a slot that nobody comes for.
. "$(dirname "$0")/recovery.lib.sh"

BYTES=${BYTES:-100000000}

# at_risk ROWS: asks once, and leaves the microseconds in TOOK.
at_risk() {
    timed ask GET replication
    [[ $RUN == *"\"table\":\"t\",\"inserted\":$1,\"updated\":0,\"deleted\":0"* ]] \
        || fail "not $1 rows of t are at risk: $RUN"
}

open_house
sql -c 'create table t (id bigint, a int, note text)'
ask POST base-backups
sql -o /dev/null -c "select pg_create_physical_replication_slot('standby', true)"
START=$(lsn)
fill "$((BYTES * 2 / 3))"
END=$(lsn)
ROWS=$(sql -c 'select count(*) from t')
WRITTEN=$(sql -c "select '$END'::pg_lsn - '$START'::pg_lsn")
until_true "select coalesce(bool_or(flush_lsn >= '$END'), false) from pg_stat_replication where application_name = 'caravanserai_wal'"
TIMES=()
for ((run = 0; run <= RUNS; run++)); do
    at_risk "$ROWS"
    [[ $run -eq 0 ]] || TIMES+=("$TOOK")
done
result at-risk 'ours, wall' "$((WRITTEN / 1000000))" MB "$(median "${TIMES[@]}")" - 100
