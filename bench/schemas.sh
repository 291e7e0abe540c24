#!/usr/bin/env bash
# Takes whole schemas through all that the service does with tables, and says of each table what is equal afterwards.
#
#   bench/schemas.sh NAME=FILE[,FILE…] …
#
# Each NAME is a database that the files make, in that order, as in pagila=pagila-schema.sql,pagila-data.sql. The schemas
# are fetched separately. What is equal is judged by count and hash of all rows, asked of the database itself.
. "$(dirname "$0")/orders.lib.sh"

[[ $# -gt 0 ]] || fail "no schema was named" "bench/schemas.sh pagila=pagila-schema.sql,pagila-data.sql"

FAULTS=0

# member PATH: a member of the answer in RUN, as in detail,snapshot.
member() {
    local answer
    answer=$(printf '%s' "$RUN" | tr -d '\n')
    PGDATABASE=bench sql --set=answer="$answer" --set=path="{$1}" <<<"select :'answer'::json #>> :'path'"
}

# The schema's own tables that hold rows, partitioned ones as a whole.
find_tables() {
    TABLES=$(sql -c "select quote_ident(n.nspname) || '.' || quote_ident(c.relname)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence = 'p'
              and n.nspname !~ '^(pg_|information_schema|caravanserai)' order by 1")
}

# hashes [DATABASE]: a line for each table with its count and hash.
hashes() {
    local table
    while read -r table; do
        PGDATABASE=${1:-$PGDATABASE} sql -c "select '$table ' || count(*) || ' ' ||
            coalesce(sum(hashtextextended(x::text, 0)), 0) from $table x" 2>&1 || echo "$table cannot be read"
    done <<<"$TABLES"
}

# verdict STEP WANTED FOUND: names the tables that differ.
verdict() {
    if [[ $2 == "$3" ]]; then
        printf '  %-44s equal: %s tables\n' "$1" "$(wc -l <<<"$2")"
    else
        FAULTS=$((FAULTS + 1))
        printf '  %-44s DIFFERS\n' "$1"
        diff <(echo "$2") <(echo "$3") | sed -n 's/^[<>]/      &/p' | head -20 || :
    fi
}

# expect STEP STATE…: the run in RUN ended in one of these states.
expect() {
    local step=$1 state
    shift
    state=$(member state)
    if [[ " $* " == *" $state "* ]]; then
        return 0
    fi
    FAULTS=$((FAULTS + 1))
    printf '  %-44s %s: %s\n' "$step" "${state:-refused}" "$(member detail)"
    return 1
}

# Some rows to which nothing refers are lost, with what goes by cascade, and some are overwritten, without a trigger of the
# schema's own acting.
damage() {
    sql <<-'SQL'
		do $$
		declare
		    t record;
		    lost record;
		    c text;
		begin
		    for t in
		        select r.oid::regclass as name, r.oid from pg_class r join pg_namespace n on n.oid = r.relnamespace
		        where r.relkind in ('r', 'p') and not r.relispartition and r.relpersistence = 'p'
		          and n.nspname !~ '^(pg_|information_schema|caravanserai)'
		    loop
		        execute format('alter table %s disable trigger user', t.name);
		        for lost in execute format('select x.tableoid::regclass as part, x.ctid as place from %s x'
		            ' where abs(hashtext(x::text)) %% 10 = 3', t.name)
		        loop
		            begin
		                execute format('delete from %s where ctid = %L', lost.part, lost.place);
		            exception when foreign_key_violation or not_null_violation then
		                continue;
		            end;
		        end loop;
		        select quote_ident(a.attname) into c from pg_attribute a
		        where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
		          and a.atttypid in ('text'::regtype, 'varchar'::regtype)
		          and not exists (select from pg_index i where i.indrelid = t.oid and a.attnum = any (i.indkey))
		          and not exists (select from pg_constraint k where k.conrelid = t.oid and a.attnum = any (k.conkey))
		        order by a.attnum limit 1;
		        if c is not null then
		            execute format('update %s x set %s = reverse(%s) where abs(hashtext(x::text)) %% 10 = 4', t.name, c, c);
		        end if;
		        execute format('alter table %s enable trigger user', t.name);
		    end loop;
		end $$;
	SQL
}

empty() {
    sql -c "truncate $(paste -sd, <<<"$TABLES")"
}

life() {
    local name=$1 before damaged form set table
    find_tables
    before=$(hashes)
    printf '%s: %s tables, %s\n' "$name" "$(wc -l <<<"$before")" "$(sql -c "select pg_size_pretty(pg_database_size('$PGDATABASE'))")"
    for form in files avro parquet; do
        ask POST snapshots "{\"as\":\"$form\"}"
        expect "snapshot as $form" done || continue
        set=$(member detail,snapshot)
        ask POST "snapshots/$set/verify"
        expect "verify of $form" done || :
        damage
        damaged=$(hashes)
        ask POST "snapshots/$set/restore" '{"into":"original","rows":"all"}'
        expect "restore of $form into the damaged original" done || :
        verdict "rows after the restore of $form" "$before" "$(hashes)"
        ask POST "runs/$(member id)/undo"
        expect "undo of it" undone || :
        verdict "rows after the undo" "$damaged" "$(hashes)"
        empty
        ask POST "snapshots/$set/restore" '{"into":"original","rows":"all"}'
        expect "restore of $form into empty tables" done || :
        verdict "rows after it" "$before" "$(hashes)"
    done
    ask POST snapshots '{"as":"table"}'
    expect "snapshot as tables" done || :
    while read -r table; do
        [[ $(sql -c "select exists (select from $table)") == t ]] || continue
        ask POST drills "{\"table\":\"${table//\"/\\\"}\",\"rows\":1}"
        expect "drill of $table" done || :
        [[ $(member detail,equal) == true ]] || printf '  %-44s not proven equal\n' "drill of $table"
    done <<<"$TABLES"
    verdict "rows after all drills" "$before" "$(hashes)"
    ask POST flows/everything/copy
    expect copy done || :
    verdict "rows of the copy" "$before" "$(hashes "${name}_copy")"
    damage
    damaged=$(hashes)
    ask POST flows/everything/repair
    expect "repair of the copy" done || :
    verdict "rows of the copy after the repair" "$damaged" "$(hashes "${name}_copy")"
    ask POST flows/everything/compare
    expect compare done || :
}

configure() {
    mkdir -p "$WORK/home/config"
    cat >"$WORK/home/config/application.properties" <<-PROPERTIES
		databases.copy.jdbc-url=jdbc:postgresql://$PGHOST:$PGPORT/${PGDATABASE}_copy
		databases.copy.username=$PGUSER
		databases.copy.password=$PGPASSWORD
		sync.flows.everything.to=copy
	PROPERTIES
}

open_house
for schema in "$@"; do
    kill -KILL "$SERVICE" 2>/dev/null && wait "$SERVICE" 2>/dev/null || :
    PGDATABASE=${schema%%=*}
    for database in "$PGDATABASE" "${PGDATABASE}_copy"; do
        PGDATABASE=bench sql -c "create database $database"
    done
    IFS=, read -ra files <<<"${schema#*=}"
    for file in "${files[@]}"; do
        "$BIN/psql" --no-psqlrc --quiet --output=/dev/null --file="$file" 2>&1 | grep 'ERROR' | head -5 >&2 || :
    done
    rm -rf "$WORK/data"
    configure
    start_service
    life "$PGDATABASE"
done
say "$FAULTS faults"
[[ $FAULTS -eq 0 ]]
