#!/usr/bin/env bash
# Every case after the other, then one table of all their results.
. "$(dirname "$0")/lib.sh"

RESULTS=$(mktemp)
export RESULTS
trap 'rm -f "$RESULTS"' EXIT

broken=()
for case in clean keyed bad1 bad10 pgloader upsert undo values bigfile smallfiles snapshot restore backup-table diff put-back \
    copy sync-changed sync-new compare many-tables base-backup receive incidents lost-rows rewind at-risk dead-rows dumps-read; do
    "$BENCH/$case.sh" || broken+=("$case")
    echo
done
printf '%-11s %-14s %12s %18s %7s %8s\n' case who median speed ratio target
table <"$RESULTS"
[[ ${#broken[@]} -eq 0 ]] || fail "these did not end: ${broken[*]}"
