# shellcheck shell=bash
# A file in which one row of EVERY is bad, through the inbox, against psql's \copy of the clean file into the same table:
# nobody else loads the bad one. Sourced by bad1.sh and bad10.sh.

before() {
    reset
}

ours() {
    drop t.csv "$WORK/bad.csv"
    expect_run done-with-rejects "$ROWS" $((ROWS - BAD)) "$BAD" 0
    local letters
    letters=$(sql -c "select string_agg(sqlstate || ' ' || n, ', ' order by sqlstate)
        from (select sqlstate, count(*) n from caravanserai.dead_letter where state = 'open' group by 1) l")
    # A fifth each; the first of the five kinds get what does not divide by five.
    local fifth=$((BAD / 5)) over=$((BAD % 5)) expected
    expected="22P02 $((fifth + (over > 0))), 23502 $((fifth + (over > 1))), 23503 $fifth, 23505 $((fifth + (over > 3))), 23514 $((fifth + (over > 2)))"
    [[ $letters == "$expected" ]] || fail "the dead letters are $letters instead of $expected"
}

theirs() {
    timed sql -c "\\copy t from '$WORK/clean.csv' with (format csv, header)"
    THEIRS=$TOOK
}

measure_bad() { # CASE EVERY TARGET
    local every=$2
    BAD=$((ROWS / every))
    [[ $((ROWS % every)) -eq 0 ]] || fail "ROWS is no multiple of $every"
    # The peer is given the clean file, so the rows that end up there are others.
    SAME=no
    open_house
    create_table
    create_parents
    rows "$WORK/clean.csv"
    rows "$WORK/bad.csv" "every=$every"
    side_by_side "$1" "$3" 'psql \copy'
}
