#!/usr/bin/env bash
# A tenth of ROWS (1,000,000) rows deleted, three fifths of them in a row and the others scattered, and brought back out of the
# file of their table, which nobody has read since: from the call to the server that has them. Each of them has to be as it was.
. "$(dirname "$0")/recovery.lib.sh"

# dead_rows: leaves the run in RUN.
dead_rows() {
    ask POST recoveries '{"from":"heap","table":"t"}'
    [[ $RUN == *'"state":"done"'* ]] || fail "no rows came back: $RUN"
}

# there ARGUMENTS: as sql, on the server that has them.
there() {
    local port id
    [[ $RUN =~ \"port\":([0-9]+) ]] || fail "the server has no port: $RUN"
    port=${BASH_REMATCH[1]}
    [[ $RUN =~ \"recovery\":\"([0-9TZ-]+)\" ]] || fail "the server has no name: $RUN"
    id=${BASH_REMATCH[1]}
    PGUSER=caravanserai_recovery PGPASSWORD=$(<"$WORK/data/recoveries/$id/password") PGPORT=$port sql "$@"
}

open_house
sql <<-SQL
	create table t (id int primary key, grp int, name text, note text, amount numeric, born date, tags text[])
	    with (autovacuum_enabled = off);
	insert into t select i, i % 100, 'name ' || i, md5(i::text), i / 7.0, date '2000-01-01' + i % 9000, array['a', i::text]
	from generate_series(1, $ROWS) i;
	create table deleted as select * from t
	where id <= $ROWS * 6 / 100 or id > $ROWS / 10 and id % 45 = 0 and id <= $ROWS / 10 + 45 * ($ROWS * 4 / 100);
	delete from t where id in (select id from deleted);
SQL
LOST=$(sql -c 'select count(*) from deleted')
TRUTH=$(sql -c 'select sum(hashtextextended(d::text, 0)) from deleted d')
TIMES=()
for ((run = 1; run <= RUNS; run++)); do
    timed dead_rows
    TIMES+=("$TOOK")
    FOUND=$(there -c "select count(*) || ' ' || sum(hashtextextended(t::text, 0)) from t")
    [[ $FOUND == "$LOST $TRUTH" ]] || fail "what came back is not what was deleted: $FOUND instead of $LOST $TRUTH"
    [[ $RUN =~ \"recovery\":\"([0-9TZ-]+)\" ]]
    ask DELETE "recoveries/${BASH_REMATCH[1]}"
done
result dead-rows 'ours, wall' "$LOST" rows "$(median "${TIMES[@]}")" - 6667

# The same after somebody has looked, and after a vacuum: of those in a row nearly all are still there, and none is wrong.
sql -o /dev/null -c 'select count(*) from t' -c 'vacuum t' -c 'create table back (like t)'
dead_rows
there -c 'copy t to stdout' | sql -c 'copy back from stdin'
WRONG=$(sql -c 'select count(*) from (select * from back except select * from deleted) w')
[[ $WRONG == 0 ]] || fail "$WRONG rows came back that were not deleted"
IN_A_ROW=$(sql -c "select count(*) from back where id <= $ROWS * 6 / 100")
say "after a vacuum: $IN_A_ROW of $((ROWS * 6 / 100)) rows in a row, $(sql -c 'select count(*) from back') in all, none of them wrong"
[[ $((IN_A_ROW * 100)) -ge $((ROWS * 6 / 100 * 99)) ]] || fail 'fewer than 99 of 100 rows in a row came back after a vacuum'
