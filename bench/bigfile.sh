#!/usr/bin/env bash
# Two files through the inbox, the second ten times as large: how fast, and whether memory grows with the file.
. "$(dirname "$0")/lib.sh"

# Gibibytes of the larger file.
SIZE_GB=${SIZE_GB:-5}
# Mebibytes of the smaller one.
SIZE_MB=${SIZE_MB:-500}

load() { # NAME MEBIBYTES
    local file=$WORK/big.csv count peak
    rows "$file" rows=0 "bytes=$(($2 * 1024 * 1024))"
    count=$(($(wc -l <"$file") - 1))
    reset
    # From here on the kernel notes the peak anew.
    echo 5 >"/proc/$SERVICE/clear_refs" 2>/dev/null || say 'the peak of memory is that of the whole process so far'
    drop t.csv "$file"
    peak=$("$AWK" '$1 == "VmHWM:" { printf "%.0f", $2 / 1024 }' "/proc/$SERVICE/status")
    expect_run "done" "$count" "$count" 0 0
    [[ $(sql -c 'select count(*) from t') == "$count" ]] || fail "the table does not hold $count rows"
    printf '%s: %s rows, run %s s, wall %s s, peak of resident memory %s MiB with a heap of %s\n' \
        "$1" "$count" "$(seconds "$OURS")" "$(seconds "$WALL")" "$peak" "$HEAP"
    result "$1" 'ours, run' "$count" rows "$OURS" '' ''
    result "$1" "wall, $peak MiB" "$count" rows "$WALL" '' ''
    rm "$file"
}

open_house
create_table
load "${SIZE_MB}MB" "$SIZE_MB"
load "${SIZE_GB}GB" $((SIZE_GB * 1024))
