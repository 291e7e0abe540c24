#!/usr/bin/env bash
# Old dumps: how fast one is read to JSON, what reading and merging many costs against reading each alone, and loading the
# state against psql with the COPY-format dump of the same table.
. "$(dirname "$0")/lib.sh"

# Dumps that are merged, and mebibytes of each.
DUMPS=${DUMPS:-30}
SIZE_MB=${SIZE_MB:-50}
# Mebibytes of the one that is read and loaded.
LOAD_MB=${LOAD_MB:-1024}

dump() { # FILE MEBIBYTES SHIFT MONTH
    "$AWK" -v most=$(($2 * 1024 * 1024)) -v moved="$3" -v month="$4" 'BEGIN {
        print "-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n--\n-- Host: localhost    Database: shop\n-- Server version\t8.0.36"
        print "CREATE TABLE `orders` (\n  `id` int NOT NULL AUTO_INCREMENT,\n  `customer` varchar(60) DEFAULT NULL,\n  `note` text,"
        print "  `price` decimal(12,2) NOT NULL DEFAULT \x270.00\x27,\n  `updated_at` datetime DEFAULT NULL,\n  PRIMARY KEY (`id`)\n);"
        bytes = 0
        for (id = 1; bytes < most; ) {
            line = "INSERT INTO `orders` VALUES "
            for (k = 0; k < 2000; k++) {
                line = line sprintf("%s(%d,\x27customer %d\x27,\x27note %d of %d, it\\\x27s \"quoted\"\x27,%d.%02d,\x272024-01-%02d 10:%02d:%02d\x27)", k > 0 ? "," : "", id, id % 997, id, id * 7 + (id % 10 > 0 ? 0 : moved), id % 1000, id % 100, 1 + id % 28, id % 60, id % 59)
                id++
            }
            print line ";"
            bytes += length(line) + 2
        }
        printf "-- Dump completed on 20%02d-%02d-01 10:00:00\n", 10 + int(month / 12), 1 + month % 12
    }' </dev/null >"$1"
}

run() { # PATH BODY
    RUN=$(curl --silent --show-error --request POST --header 'Content-Type: application/json' --header 'Prefer: wait=240' \
        --data "$2" "http://127.0.0.1:$HTTP_PORT/api/v1/$1")
    [[ $RUN == *'"state":"done"'* ]] || fail "the run did not end well: $RUN"
    TOOK=$(micros "$(of_run seconds)")
}

folder() { # NAME
    local inbox=$WORK/data/dumps-inbox
    mkdir -p "$inbox/.$1"
    ln "$WORK/$1"/*.sql "$inbox/.$1/"
    mv "$inbox/.$1" "$inbox/$1"
}

read_archive() { # NAME
    local file=$WORK/data/dumps-inbox/.taken/$1.run.json
    folder "$1"
    until [[ -f $file ]]; do nap 1; done
    RUN=$(<"$file")
    [[ $RUN == *'"state":"done"'* ]] || fail "the archive was not made: $RUN"
    TOOK=$(micros "$(of_run seconds)")
}

open_house
say "one dump of $LOAD_MB MiB"
mkdir -p "$WORK/one"
dump "$WORK/one/one.sql" "$LOAD_MB" 0 0
read_archive one
ONE=$TOOK
result dumps-read ours "$LOAD_MB" MiB "$ONE" '' ''

say 'loading it, and psql with the same rows'
run dumps/one/load '{"schema":"ours"}'
OURS=$TOOK
{
    echo 'create schema theirs; create table theirs.orders (id integer not null, customer varchar(60), note text, price numeric(12,2) not null default 0.00, updated_at timestamp);'
    echo 'copy theirs.orders from stdin;'
    sql -c 'copy ours.orders to stdout'
    echo '\.'
    echo 'alter table theirs.orders add primary key (id);'
} >"$WORK/theirs.sql"
theirs() { sql -q -f "$WORK/theirs.sql"; }
timed theirs
THEIRS=$TOOK
result dumps-load ours "$LOAD_MB" MiB "$OURS" "$THEIRS" 0.83
result dumps-load 'psql -f' "$LOAD_MB" MiB "$THEIRS" '' ''

say "$DUMPS dumps of $SIZE_MB MiB, alone and together"
mkdir -p "$WORK/many"
ALONE=0
for ((n = 0; n < DUMPS; n++)); do
    mkdir -p "$WORK/each$n"
    dump "$WORK/each$n/d$n.sql" "$SIZE_MB" "$n" "$n"
    ln "$WORK/each$n/d$n.sql" "$WORK/many/"
    read_archive "each$n"
    ALONE=$((ALONE + TOOK))
done
read_archive many
result dumps-merge 'all together' $((DUMPS * SIZE_MB)) MiB "$TOOK" "$ALONE" 0.67
result dumps-merge 'each alone' $((DUMPS * SIZE_MB)) MiB "$ALONE" '' ''
