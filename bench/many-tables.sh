#!/usr/bin/env bash
# A database of many small tables: snapshot, verification and restore of all against pg_dump and pg_restore, copy against
# pgcopydb, and a sync that finds nothing or little to do. The two sides of each take turns, so that what else the machine
# does meets both.
TABLES=${TABLES:-2000}
EACH=${EACH:-20}
RUNS=${RUNS:-3}
ROWS=$((TABLES * EACH))
# One transaction touches all of them.
SERVER_OPTIONS="-c max_locks_per_transaction=${LOCKS:-1024}"
. "$(dirname "$0")/orders.lib.sh"

# Tables a second that 3 ms for each are.
BOUND=333

# The other databases, and the flow to one of them; all tables of the first are there before the service starts.
configure() {
    "$BIN/createdb" copy
    "$BIN/createdb" restored
    sql <<-SQL
		do \$\$
		begin
		  for i in 1..$TABLES loop
		    execute format('create table many_%s(id int primary key, v text, updated_at timestamptz default now())', i);
		    execute format('insert into many_%s select g, md5(g::text) from generate_series(1, $EACH) g', i);
		    if i % 100 = 0 then commit; end if;
		  end loop;
		end \$\$;
		vacuum (analyze);
	SQL
    # pgcopydb takes all of a database; this one has the tables and no ledger.
    "$BIN/createdb" --template="$PGDATABASE" only
    mkdir "$WORK/home/config"
    cat >"$WORK/home/config/application.properties" <<-PROPERTIES
		databases.copy.jdbc-url=jdbc:postgresql://$PGHOST:$PGPORT/copy
		databases.copy.username=$PGUSER
		databases.copy.password=$PGPASSWORD
		databases.restored.jdbc-url=jdbc:postgresql://$PGHOST:$PGPORT/restored
		databases.restored.username=$PGUSER
		databases.restored.password=$PGPASSWORD
		sync.flows.bench.to=copy
	PROPERTIES
}

# What all tables of a database hold.
content() {
    sql --dbname="$1" <<-'SQL'
		select sum((xpath('//n/text()', x))[1]::text::bigint) || ' ' || sum((xpath('//h/text()', x))[1]::text::numeric)
		from (select query_to_xml(format('select count(*) as n, coalesce(sum(hashtextextended(t::text, 0)), 0) as h
		                                  from %I.%I t', nspname, relname), false, false, '') as x
		      from pg_class c join pg_namespace n on n.oid = relnamespace
		      where relkind = 'r' and relname ~ '^many_') s
	SQL
}

same() {
    [[ $(content "$1") == "$WHOLE" ]] || fail "the tables in $1 are not those there were"
}

afresh() {
    "$BIN/dropdb" --force "$1"
    "$BIN/createdb" "$1"
    sql -c checkpoint
    sync -f "$WORK"
}

take() {
    OURS=$(micros "$(of_run seconds)")
    say "  $1: ours $(seconds "$OURS") s${2:+, $2 $(seconds "$TOOK") s}"
}

pg_dump_all() {
    "$BIN/pg_dump" --format=directory --jobs=2 --exclude-schema=caravanserai --file="$WORK/dump" "$PGDATABASE"
}

clone() {
    pgcopydb clone --dir "$WORK/pgcopydb" --table-jobs 2 --index-jobs 2 --skip-extensions \
        --source "postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/only" \
        --target "postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/copy" >"$WORK/pgcopydb.log" 2>&1 \
        || fail "pgcopydb does not end well: $(tail -n 5 "$WORK/pgcopydb.log")"
}

snapshot() {
    rm -rf "$WORK/dump" "${WORK:?}"/data/snapshots/2*
    sql -c checkpoint
    sync -f "$WORK"
    ask POST snapshots '{}'
    expect_run "done" "$ROWS" "$ROWS" 0 0
    [[ $RUN =~ \"snapshot\":\"([^\"]+)\" ]] || fail "no snapshot was made: $RUN"
    SET=${BASH_REMATCH[1]}
    timed pg_dump_all
    take snapshot 'pg_dump -j2'
}

verify() {
    ask POST "snapshots/$SET/verify"
    expect_run "done" "$ROWS" "$ROWS" 0 0
    take verify
}

restore() {
    afresh restored
    timed "$BIN/pg_restore" --jobs=2 --dbname=restored "$WORK/dump"
    local theirs=$TOOK
    same restored
    afresh restored
    ask POST "snapshots/$SET/restore" '{"into":"original","database":"restored"}'
    expect_run "done" "$ROWS" "$ROWS" 0 0
    same restored
    TOOK=$theirs
    take restore 'pg_restore -j2'
}

copy() {
    afresh copy
    rm -rf "$WORK/pgcopydb"
    timed clone
    local theirs=$TOOK
    same copy
    afresh copy
    ask POST flows/bench/copy '{}'
    expect_run "done" "$ROWS" "$ROWS" 0 0
    same copy
    TOOK=$theirs
    take copy pgcopydb
}

nothing() {
    # The first after a copy looks at rows of the last moments once more.
    ask POST flows/bench/sync '{}'
    ask POST flows/bench/sync '{}'
    expect_run "done" 0 0 0 0
    take 'sync, nothing'
}

some() {
    sql -c "do \$\$ begin for i in 1..20 loop
        execute format('update many_%s set v = v || %L, updated_at = now() where id = 1', i, 'x'); end loop; end \$\$"
    ask POST flows/bench/sync '{}'
    expect_run "done" 20 20 0 0
    take 'sync, 20 tables'
    [[ $(content copy) == "$(content "$PGDATABASE")" ]] || fail 'the sync did not bring what was changed'
    WHOLE=$(content "$PGDATABASE")
}

command -v pgcopydb >/dev/null || apt-get install -y pgcopydb >/dev/null || fail 'pgcopydb is missing' 'install it'
open_house
WHOLE=$(content "$PGDATABASE")
printf 'many-tables: %s tables of %s rows, heap %s, PostgreSQL %s\n' \
    "$TABLES" "$EACH" "$HEAP" "$(sql -c 'show server_version')"

declare -A ours=() theirs=()
for ((run = 0; run <= RUNS; run++)); do
    for case in ${CASES:-snapshot verify restore copy nothing some}; do
        TOOK=0
        "$case"
        if [[ $run -gt 0 ]]; then
            ours[$case]+="$OURS "
            theirs[$case]+="$TOOK "
        fi
    done
    # What the flow changed is in the next set, and in what pgcopydb takes.
    "$BIN/dropdb" --force only
    "$BIN/createdb" only
    "$BIN/pg_dump" --exclude-schema=caravanserai "$PGDATABASE" | sql --dbname=only >/dev/null
done

# against CASE PEER TARGET
against() {
    [[ -n ${ours[$1]:-} ]] || return 0
    # shellcheck disable=SC2086
    local peer
    # shellcheck disable=SC2086
    peer=$(median ${theirs[$1]})
    result "$1" "$2" "$TABLES" tables "$peer" '' ''
    # shellcheck disable=SC2086
    result "$1" 'ours, run' "$TABLES" tables "$(median ${ours[$1]})" "$peer" "$3"
}

alone() {
    [[ -n ${ours[$1]:-} ]] || return 0
    # shellcheck disable=SC2086
    result "$2" 'ours, run' "$TABLES" tables "$(median ${ours[$1]})" - "$BOUND"
}

against snapshot 'pg_dump -j2' 0.33
alone verify verify
against restore 'pg_restore -j2' 1.0
against copy pgcopydb 1.0
alone nothing sync-0
alone some sync-20
