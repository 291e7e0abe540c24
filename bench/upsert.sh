#!/usr/bin/env bash
# An upsert over rows that are there, half of them changed, sent as a raw body; against \copy into a temporary table and
# one insert … on conflict do update.
. "$(dirname "$0")/lib.sh"

before() {
    reset
    sql -c "\\copy t from '$WORK/base.csv' with (format csv, header)" -c 'vacuum (analyze) t' -c checkpoint
}

send() {
    RUN=$(curl --silent --show-error --upload-file "$WORK/changed.csv" --request POST \
        --header 'Content-Type: text/csv' --header 'Prefer: wait=600' --header 'Expect:' \
        "http://127.0.0.1:$HTTP_PORT/api/v1/tables/t/rows?mode=upsert")
}

ours() {
    timed send
    WALL=$TOOK
    OURS=$(micros "$(of_run seconds)")
    expect_run "done" "$ROWS" $((ROWS / 2)) 0 $((ROWS / 2))
}

theirs() {
    timed sql --single-transaction <<-SQL
		create temporary table stage (like t) on commit drop;
		\\copy stage from '$WORK/changed.csv' with (format csv, header)
		insert into t select * from stage
		on conflict (id) do update set name = excluded.name, at = excluded.at, parent_id = excluded.parent_id,
		    price = excluded.price, note = excluded.note;
	SQL
    THEIRS=$TOOK
}

[[ $((ROWS % 2)) -eq 0 ]] || fail 'ROWS is odd'
open_house
create_table
rows "$WORK/base.csv"
rows "$WORK/changed.csv" changed=2
side_by_side upsert 0.9 '\copy, upsert'
