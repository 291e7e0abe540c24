# shellcheck shell=bash
# What the measurements of recovery share: a server whose log can be followed, and a service that is asked over HTTP.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Nobody is sent away who is stopped for a while, and the log is there for whoever reads it afterwards.
SERVER_OPTIONS="-c wal_sender_timeout=0 -c max_wal_size=4GB -c wal_keep_size=${KEEP:-4GB} -c max_wal_senders=10 $SERVER_OPTIONS"

# Nothing is held against each other by rows here.
SAME=no

content() {
    :
}

before() {
    sql -c checkpoint
    sync -f "$WORK"
}

# ask METHOD PATH [BODY]: leaves the answer in RUN.
ask() {
    RUN=$(curl --silent --show-error --request "$1" --header 'Content-Type: application/json' \
        --header 'Prefer: wait=240' ${3:+--data "$3"} "http://127.0.0.1:$HTTP_PORT/api/v1/$2")
}

# fill BYTES: so many of table t, about 120 a row, whose text compresses as that of people does.
fill() {
    local rows=$(($1 / 120))
    sql <<-SQL
		set client_min_messages = warning;
		create table if not exists t (id bigint, a int, note text);
		insert into t select n, n % 1000, md5((n % 5000)::text) || ' some words that come again and again ' || n
		from generate_series(1, $rows) n;
	SQL
}

lsn() {
    sql -c 'select pg_current_wal_flush_lsn()'
}

# until_true QUERY: asks every 20 ms.
until_true() {
    until [[ $(sql -c "$1") == t ]]; do
        alive
        nap 0.02
    done
}
