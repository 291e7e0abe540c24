# shellcheck shell=bash
# What every measurement needs: one throw-away PostgreSQL, one service in front of it, the same rows for both sides, a
# clock. Sourced by the scripts beside it, each of which is one case.
set -euo pipefail
export LC_ALL=C TZ=UTC

BENCH=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# --- What may be changed from outside ---------------------------------------------------------------------------

# The packaged service.
JAR=${JAR:-$BENCH/../target/quarkus-app/quarkus-run.jar}
# Its whole heap.
HEAP=${HEAP:-256m}
# Counted runs of each side; one more of each goes before them and is not counted.
RUNS=${RUNS:-5}
ROWS=${ROWS:-1000000}
SEED=${SEED:-7}
# The disk that everything is on: the server's data, the service's data, the files.
BENCH_DIR=${BENCH_DIR:-/var/tmp}
# Who runs the server when we are root, which PostgreSQL refuses.
POSTGRES_USER=${POSTGRES_USER:-postgres}
# The system's own awk is not always the fast one.
AWK=${AWK:-$(command -v mawk || command -v awk)}
# What a case needs of the server beside its default settings, as in `-c max_connections=200`.
SERVER_OPTIONS=${SERVER_OPTIONS:-}
# One line per result is added here; all.sh makes its table of them.
RESULTS=${RESULTS:-}

# --- Words ------------------------------------------------------------------------------------------------------

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "cannot measure: $1"
    [[ -z ${2:-} ]] || say "HINT: $2"
    exit 1
}

need() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || fail "$tool is missing" "install it, as with: apt-get install -y $tool"
    done
}

# --- The clock, in microseconds and without a process -----------------------------------------------------------

# A pipe that never says anything: reading from it is a sleep without a process, which would disturb what is measured.
exec {NOTHING}<> <(:)

nap() {
    read -rt "$1" -u "$NOTHING" || :
}

# Sets TOOK to the microseconds that a command took.
timed() {
    local start=${EPOCHREALTIME/./}
    "$@"
    TOOK=$((${EPOCHREALTIME/./} - start))
}

# Microseconds as seconds.
seconds() {
    printf '%d.%03d' $(($1 / 1000000)) $(($1 % 1000000 / 1000))
}

# Seconds as microseconds.
micros() {
    "$AWK" -v s="$1" 'BEGIN { printf "%.0f", s * 1000000 }'
}

median() {
    printf '%s\n' "$@" | sort -n \
        | "$AWK" '{ a[NR] = $1 } END { printf "%.0f", NR % 2 ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'
}

# --- The house: everything in one folder, gone at the end -------------------------------------------------------

WORK=
SERVER=
SERVICE=

leave() {
    local code=$?
    trap - EXIT INT TERM
    if [[ -n $SERVICE ]] && kill -KILL "$SERVICE" 2>/dev/null; then
        wait "$SERVICE" 2>/dev/null || :
    fi
    if [[ -n $SERVER ]]; then
        as_postgres "$BIN/pg_ctl" stop --pgdata="$WORK/postgres" --mode=immediate --silent >&2 || :
    fi
    if [[ -n $WORK ]]; then
        rm -rf "$WORK"
    fi
    exit "$code"
}

# Makes the folder, starts the server in it and the service in front of the server.
open_house() {
    need pg_config java curl "$AWK"
    BIN=$(pg_config --bindir)
    [[ -x $BIN/initdb ]] || fail "$BIN holds no server" "apt-get install -y postgresql"
    [[ -f $JAR ]] || fail "$JAR is missing" "./mvnw package, or say where it is: JAR=…"
    JAR=$(realpath "$JAR")
    WORK=$(mktemp -d "$BENCH_DIR/caravanserai-bench.XXXXXXXX")
    trap leave EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    # The server's user has to get through to its own folder.
    chmod 711 "$WORK"
    mkdir "$WORK/home" "$WORK/files"
    start_postgres
    configure
    start_service
}

# A case that needs more than a server says so here, before the service starts.
configure() {
    :
}

as_postgres() {
    if [[ $(id -u) -ne 0 ]]; then
        "$@"
    elif command -v runuser >/dev/null; then
        runuser -u "$POSTGRES_USER" -- "$@"
    else
        su -s /bin/sh "$POSTGRES_USER" -c "$(printf '%q ' "$@")"
    fi
}

free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
}

# A server as initdb leaves it: default settings, fsync on. Only where it listens is said.
start_postgres() {
    export PGHOST=127.0.0.1 PGPORT PGUSER=postgres PGPASSWORD PGDATABASE=bench
    PGPORT=$(free_port)
    PGPASSWORD=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    mkdir "$WORK/postgres"
    printf '%s\n' "$PGPASSWORD" >"$WORK/password"
    if [[ $(id -u) -eq 0 ]]; then
        chown "$POSTGRES_USER" "$WORK/postgres" "$WORK/password"
    fi
    (
        cd /
        as_postgres "$BIN/initdb" --pgdata="$WORK/postgres" --username="$PGUSER" --pwfile="$WORK/password" \
            --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 >/dev/null
        as_postgres "$BIN/pg_ctl" start --pgdata="$WORK/postgres" --log="$WORK/postgres/log" --silent --wait \
            --options="-p $PGPORT -c listen_addresses=127.0.0.1 -c unix_socket_directories='' ${SERVER_OPTIONS:-}" \
            || fail "the server does not start: $(tail -n 5 "$WORK/postgres/log")"
    )
    SERVER=started
    "$BIN/createdb" "$PGDATABASE"
}

sql() {
    "$BIN/psql" --no-psqlrc --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1 "$@"
}

# start_service [DATA]: over the server, with a data directory of its own.
start_service() {
    local data=${1:-$WORK/data}
    HTTP_PORT=$(free_port)
    (
        cd "$WORK/home"
        export QUARKUS_HTTP_PORT=$HTTP_PORT DATA_DIR=$data
        export QUARKUS_DATASOURCE_JDBC_URL="jdbc:postgresql://$PGHOST:$PGPORT/$PGDATABASE"
        export QUARKUS_DATASOURCE_USERNAME=$PGUSER QUARKUS_DATASOURCE_PASSWORD=$PGPASSWORD
        exec java "-Xmx$HEAP" -jar "$JAR"
    ) >"$WORK/service.log" 2>&1 &
    SERVICE=$!
    local tries=0
    until curl --silent --fail --output /dev/null "http://127.0.0.1:$HTTP_PORT/q/health/ready"; do
        alive
        tries=$((tries + 1))
        [[ $tries -lt 600 ]] || fail "the service is not ready after a minute: $(tail -n 20 "$WORK/service.log")"
        nap 0.1
    done
}

alive() {
    [[ -d /proc/$SERVICE ]] || fail "the service has died: $(tail -n 20 "$WORK/service.log")"
}

# --- Rows -------------------------------------------------------------------------------------------------------

# rows FILE [NAME=VALUE…]: writes a file of rows; see rows.awk for the names.
rows() {
    local file=$1 given=() pair
    shift
    for pair in "rows=$ROWS" "seed=$SEED" "$@"; do
        given+=(-v "$pair")
    done
    "$AWK" "${given[@]}" -f "$BENCH/rows.awk" >"$file"
}

# The table that is measured; create_parents gives it a foreign key.
create_table() {
    sql <<-SQL
		create table t (
		    id        int primary key,
		    name      text not null,
		    at        timestamptz not null,
		    parent_id int not null,
		    price     numeric(10,2) check (price >= 0),
		    note      text
		);
	SQL
}

create_parents() {
    sql <<-'SQL'
		create table parent (id int primary key);
		insert into parent select generate_series(1, 1000);
		alter table t add foreign key (parent_id) references parent;
		analyze parent;
	SQL
}

# Both sides begin with the same: an empty table, nothing waiting to be written, and a service that has not seen the bytes.
reset() {
    sql <<-'SQL'
		truncate t;
		truncate caravanserai.loaded_file, caravanserai.dead_letter;
		checkpoint;
	SQL
    # Put away by the runs before.
    rm -rf "${WORK:?}"/data/inbox/.[a-z]*
    sync -f "$WORK"
}

# Which rows a table holds, whatever their order.
content() {
    sql -c "select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) from t"
}

# --- Our side ---------------------------------------------------------------------------------------------------

# drop NAME FILE: moves a file into the inbox as a careful sender does, whole and from beside it, and waits until it has
# been put away. Leaves the run in RUN, its own seconds in OURS and those from the move to the end in WALL.
drop() {
    local name=$1 inbox=$WORK/data/inbox verdict start
    # A link instead of a copy: nothing is left to be written to disk while the clock runs.
    ln "$2" "$WORK/files/$name"
    touch -d '1 minute ago' "$WORK/files/$name"
    start=${EPOCHREALTIME/./}
    mv "$WORK/files/$name" "$inbox/$name"
    while :; do
        for verdict in loaded rejected already refused failed cancelled; do
            [[ ! -e $inbox/.$verdict/$name ]] || break 2
        done
        alive
        nap 0.01
    done
    WALL=$((${EPOCHREALTIME/./} - start))
    RUN=$(<"$inbox/.$verdict/$name.run.json")
    OURS=$(micros "$(of_run seconds)")
}

# of_run NAME: a number of the run in RUN.
of_run() {
    [[ $RUN =~ \"$1\":([0-9.Ee-]+) ]] || fail "the run has no $1: $RUN"
    echo "${BASH_REMATCH[1]}"
}

# expect_run STATE IN LOADED REJECTED UNCHANGED: a fast run that did something else is no result.
expect_run() {
    [[ $RUN == *"\"state\":\"$1\""* ]] || fail "the run is not $1: $RUN"
    local counts
    counts="$(of_run in) $(of_run loaded) $(of_run rejected) $(of_run unchanged)"
    [[ $counts == "$2 $3 $4 $5" ]] || fail "in, loaded, rejected, unchanged are $counts instead of $2 $3 $4 $5: $RUN"
}

# --- Side by side -----------------------------------------------------------------------------------------------

# side_by_side CASE TARGET PEER: in turn and RUNS times, after one uncounted run of each. The case defines `ours`, which
# sets OURS and WALL, and `theirs`, which sets THEIRS, all in microseconds; `before` makes them begin with the same.
# A peer that is a run of ours sets THEIRS_WALL too, so that wall is held against wall.
side_by_side() {
    local case=$1 target=$2 peer=$3 run ours=() wall=() theirs=() theirs_wall=() mine
    printf '%s: %s rows, heap %s, PostgreSQL %s\n' "$case" "$ROWS" "$HEAP" "$(sql -c 'show server_version')"
    for ((run = 0; run <= RUNS; run++)); do
        before
        ours
        mine=$(content)
        before
        theirs
        if [[ ${SAME:-yes} == yes && $mine != "$(content)" ]]; then
            fail "$case: the two sides did not end with the same rows: $mine and $(content)"
        fi
        printf '  %-7s ours %9s s, wall %9s s    %s %9s s\n' \
            "$([[ $run -eq 0 ]] && echo warm-up || echo "run $run")" \
            "$(seconds "$OURS")" "$(seconds "$WALL")" "$peer" "$(seconds "$THEIRS")"
        if [[ $run -gt 0 ]]; then
            ours+=("$OURS") wall+=("$WALL") theirs+=("$THEIRS") theirs_wall+=("${THEIRS_WALL:-$THEIRS}")
        fi
    done
    local peers
    peers=$(median "${theirs[@]}")
    result "$case" "$peer" "$ROWS" rows "$peers" '' ''
    result "$case" 'ours, run' "$ROWS" rows "$(median "${ours[@]}")" "$peers" "$target"
    result "$case" 'ours, wall' "$ROWS" rows "$(median "${wall[@]}")" \
        "$(median "${theirs_wall[@]}")" "$target"
}

# result CASE WHO COUNT UNIT MICROSECONDS PEER TARGET: one line. With the peer's microseconds the target is a ratio of
# the speeds; with `-` for the peer it is a speed; without a target there is no verdict.
result() {
    "$AWK" -F '\t' -v OFS='\t' '{
        speed = $3 / $5 * 1000000
        ratio = $6 + 0 > 0 ? $6 / $5 : ""
        reached = $6 == "-" ? speed : ratio
        verdict = $7 == "" ? "" : (reached >= $7 + 0 ? "PASS" : "short")
        print $1, $2, sprintf("%.3f", $5 / 1000000), sprintf("%.0f %s/s", speed, $4),
            (ratio == "" ? "" : sprintf("%.2f", ratio)), $7, verdict
    }' <<<"$(printf '%s\t%s\t%s\t%s\t%s\t%s\t%s' "$@")" | tee -a "${RESULTS:-/dev/null}" | table
}

# Tab-separated results as a table.
table() {
    "$AWK" -F '\t' '{ printf "%-11s %-14s %10s s %18s %7s %8s  %s\n", $1, $2, $3, $4, $5, $6 == "" ? "" : ">= " $6, $7 }'
}
