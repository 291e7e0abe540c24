# shellcheck shell=bash
# A server that is rewound: four tables that refer to each other, a base backup, and ways to ask for more. Sourced by the
# scripts beside it.
. "$(dirname "${BASH_SOURCE[0]}")/orders.lib.sh"

FOUR='t orders items returns'

# ROWS rows in all.
create_four() {
    sql <<-SQL
		create table t (id int primary key, name text not null, price numeric(10,2));
		create table orders (id int primary key, t int not null references t, at timestamptz not null, note text);
		create table items (id int primary key, orders int not null references orders, n int not null);
		create table returns (items int primary key references items, why text);
		insert into t select i, 'product number ' || i, i * 0.37 from generate_series(1, $ROWS / 4) i;
		insert into orders select i, i, timestamptz '2024-01-01' + i * interval '7 seconds', 'note number ' || i
		from generate_series(1, $ROWS / 4) i;
		insert into items select i, i, i % 9 from generate_series(1, $ROWS / 4) i;
		insert into returns select i, 'did not like number ' || i from generate_series(1, $ROWS / 4) i;
		vacuum (analyze);
	SQL
}

# take_backup: leaves the run in RUN.
take_backup() {
    ask POST base-backups '{}'
    [[ $RUN == *'"state":"done"'* ]] || fail "there is no base backup: $RUN"
}

# How many incidents are told by now.
incidents() {
    sql -c "select count(*) from caravanserai.incident where kind <> 'update'"
}

# await_incidents COUNT
await_incidents() {
    local tries=0
    until [[ $(incidents) -ge $1 ]]; do
        tries=$((tries + 1))
        [[ $tries -lt 300 ]] || fail 'the loss was not told within half a minute'
        nap 0.1
    done
}
