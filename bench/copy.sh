#!/usr/bin/env bash
# A database copied to another, the checksums of both sides included, against pgcopydb; then into a table whose indexes
# stand, against a binary pipe of two psql.
. "$(dirname "$0")/orders.lib.sh"

# The other database, and the flow to it.
configure() {
    "$BIN/createdb" copy
    mkdir "$WORK/home/config"
    cat >"$WORK/home/config/application.properties" <<-PROPERTIES
		databases.copy.jdbc-url=jdbc:postgresql://$PGHOST:$PGPORT/copy
		databases.copy.username=$PGUSER
		databases.copy.password=$PGPASSWORD
		sync.flows.bench.to=copy
		sync.flows.bench.tables=t
	PROPERTIES
}

content() {
    sql --dbname=copy -c "select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) from t"
}

settle() {
    sql --dbname=copy -c checkpoint
    sync -f "$WORK"
}

ours() {
    ask POST flows/bench/copy '{}'
    OURS=$(micros "$(of_run seconds)")
    expect_run "done" "$ROWS" "$ROWS" 0 0
}

clone() {
    pgcopydb clone --dir "$WORK/pgcopydb" --table-jobs 2 --index-jobs 2 --skip-extensions \
        --source "postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/only" \
        --target "postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/copy" >"$WORK/pgcopydb.log" 2>&1 \
        || fail "pgcopydb does not end well: $(tail -n 5 "$WORK/pgcopydb.log")"
}

pipe() {
    sql -c 'copy t to stdout (format binary)' | sql --dbname=copy -c 'copy t from stdin (format binary)'
}

command -v pgcopydb >/dev/null || apt-get install -y pgcopydb >/dev/null || fail 'pgcopydb is missing' 'install it'
open_house
create_orders
# pgcopydb takes all of a database; this one has the table and no ledger.
"$BIN/createdb" only
"$BIN/pg_dump" --table=t | sql --dbname=only >/dev/null
sql --dbname=only -c 'vacuum (analyze) t'

before() {
    "$BIN/dropdb" --force copy
    "$BIN/createdb" copy
    rm -rf "$WORK/pgcopydb"
    settle
}

theirs() {
    timed clone
    THEIRS=$TOOK
}

side_by_side copy 1.0 'pgcopydb clone'

before() {
    sql --dbname=copy -c 'truncate t'
    settle
}

theirs() {
    timed pipe
    THEIRS=$TOOK
}

# 1.05 times the pipe's time.
side_by_side copy-over 0.95 'psql binary pipe'
