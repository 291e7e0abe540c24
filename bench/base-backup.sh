#!/usr/bin/env bash
# A base backup of a server of BYTES (3 GB), its log included, against pg_basebackup with the same compression.
. "$(dirname "$0")/recovery.lib.sh"

BYTES=${BYTES:-3000000000}

ours() {
    timed ask POST base-backups
    WALL=$TOOK
    [[ $RUN == *'"state":"done"'* ]] || fail "the base backup is not done: $RUN"
    OURS=$(micros "$(of_run seconds)")
    rm -rf "${WORK:?}"/data/base-backups/*-base*
}

theirs() {
    timed "$BIN/pg_basebackup" --pgdata="$WORK/theirs" --format=tar --compress=client-zstd:1 --wal-method=stream \
        --checkpoint=fast --manifest-checksums=CRC32C
    THEIRS=$TOOK
    rm -rf "${WORK:?}/theirs"
}

configure() {
    fill "$BYTES"
}

open_house
ROWS=$(sql -c 'select count(*) from t')
side_by_side base-backup 0.91 pg_basebackup
