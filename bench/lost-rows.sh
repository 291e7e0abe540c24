#!/usr/bin/env bash
# Four truncated tables that refer to each other, 1,000,000 rows in all, put back from a recovered server; against COPY of
# the same rows out of files into the same tables with their keys.
. "$(dirname "$0")/rewound.lib.sh"

# Which rows all four hold.
content() {
    local table
    for table in $FOUR; do
        sql -c "select count(*) || ' ' || coalesce(sum(hashtextextended(x::text, 0)), 0) from $table x"
    done
}

before() {
    local told
    told=$(incidents)
    if [[ $(sql -c 'select exists (select from t)') == t ]]; then
        sql -c 'truncate t cascade'
        await_incidents $((told + 4))
    fi
    # What is kept for an undo would grow from run to run.
    sql <<-'SQL'
		do $$ declare kept record; begin
		    for kept in select tablename from pg_tables where schemaname = 'caravanserai_kept' loop
		        execute format('drop table caravanserai_kept.%I', kept.tablename);
		    end loop;
		end $$;
		truncate caravanserai.kept_rows;
		checkpoint;
	SQL
}

ours() {
    ask POST "recoveries/$RECOVERY/put-back" '{}'
    OURS=$(micros "$(of_run seconds)")
    expect_run "done" "$ROWS" "$ROWS" 0 0
}

copy_all() {
    local table
    for table in $FOUR; do
        sql -c "\\copy $table from '$WORK/$table.copy'"
    done
}

theirs() {
    timed copy_all
    THEIRS=$TOOK
}

[[ $((ROWS % 4)) -eq 0 ]] || fail 'ROWS are not those of four tables'
open_house
create_four
for table in $FOUR; do
    sql -c "\\copy $table to '$WORK/$table.copy'"
done
take_backup
sql -c 'truncate t cascade'
await_incidents 4
INCIDENT=$(sql -c "select id from caravanserai.incident where table_name = 't' limit 1")
ask POST recoveries "{\"target\":{\"before\":\"$INCIDENT\"}}"
[[ $RUN =~ \"recovery\":\"([^\"]+)\" ]] || fail "there is no recovered server: $RUN"
RECOVERY=${BASH_REMATCH[1]}
side_by_side lost-rows 0.67 'COPY'
