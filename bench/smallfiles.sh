#!/usr/bin/env bash
# Many small files dropped at once, until the last of them has been put away.
. "$(dirname "$0")/lib.sh"

FILES=${FILES:-10000}
# Rows of one file.
EACH=${EACH:-20}

prepare() {
    rm -rf "$WORK/many"
    mkdir "$WORK/many"
    rows "$WORK/all.csv" "rows=$((FILES * EACH))"
    "$AWK" -v each="$EACH" -v folder="$WORK/many" '
        NR == 1 { header = $0; next }
        (NR - 2) % each == 0 {
            close(file)
            file = sprintf("%s/%06d.csv", folder, ++n)
            print header >file
        }
        { print >file }' "$WORK/all.csv"
    find "$WORK/many" -name '*.csv' -exec touch -d '1 minute ago' {} +
}

# All at once, and nothing is asked of the service or the server while they are at work.
all_through_inbox() {
    find "$WORK/many" -name '*.csv' -exec mv -t "$WORK/data/inbox/t" {} +
    while [[ -n $(find "$WORK/data/inbox/t" -maxdepth 1 -name '*.csv' -print -quit) ]]; do
        alive
        nap 0.2
    done
}

open_house
create_table
took=()
printf 'smallfiles: %s files of %s rows\n' "$FILES" "$EACH"
for ((run = 0; run <= RUNS; run++)); do
    prepare
    reset
    sql -c 'set client_min_messages = warning' -c 'truncate caravanserai.run cascade'
    mkdir -p "$WORK/data/inbox/t"
    timed all_through_inbox
    loaded=$(find "$WORK/data/inbox/.loaded/t" -name '*.csv' | wc -l)
    facts="$loaded $(sql -c 'select count(*) from t') $(sql -c "select count(*) from caravanserai.run where state = 'done'")"
    [[ $facts == "$FILES $((FILES * EACH)) $FILES" ]] || fail "files loaded, rows, runs done are $facts"
    printf '  %-7s %9s s\n' "$([[ $run -eq 0 ]] && echo warm-up || echo "run $run")" "$(seconds "$TOOK")"
    [[ $run -eq 0 ]] || took+=("$TOOK")
done
result smallfiles 'ours, wall' "$FILES" files "$(median "${took[@]}")" - 300
