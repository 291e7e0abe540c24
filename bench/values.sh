#!/usr/bin/env bash
# The same rows with times as Americans write them, and with German times and decimal commas, through the inbox, against the
# file that has them as ISO 8601 and PostgreSQL do. Nobody tells how they are written: the values show it.
. "$(dirname "$0")/lib.sh"

before() {
    reset
}

ours() {
    drop t.csv "$WORK/$SPELT.csv"
    expect_run "done" "$ROWS" "$ROWS" 0 0
    OUR_RUN=$OURS OUR_WALL=$WALL
}

theirs() {
    drop t.csv "$WORK/clean.csv"
    expect_run "done" "$ROWS" "$ROWS" 0 0
    THEIRS=$OURS THEIRS_WALL=$WALL
    OURS=$OUR_RUN WALL=$OUR_WALL
}

# Spells the clean file anew; a note may hold commas, and is the last.
spell() { # american|german
    "$AWK" -v how="$1" '
        NR == 1 { if (how == "german") gsub(/,/, ";"); print; next }
        {
            at = 0
            for (i = 1; i <= 5; i++) {
                to = index(substr($0, at + 1), ",")
                field[i] = substr($0, at + 1, to - 1)
                at += to
            }
            note = substr($0, at + 1)
            split(substr(field[3], 1, 10), day, "-")
            time = substr(field[3], 12, 8)
            if (how == "american") {
                hour = substr(time, 1, 2) + 0
                half = hour < 12 ? "AM" : "PM"
                hour = hour % 12 == 0 ? 12 : hour % 12
                at = day[2] "/" day[3] "/" day[1] " " hour substr(time, 3) " " half
                print field[1] "," field[2] "," at "," field[4] "," field[5] "," note
            } else {
                sub(/\./, ",", field[5])
                at = day[3] "." day[2] "." day[1] " " time
                print field[1] ";" field[2] ";" at ";" field[4] ";" field[5] ";" note
            }
        }' "$WORK/clean.csv" >"$WORK/$1.csv"
}

open_house
create_table
rows "$WORK/clean.csv"
for SPELT in american german; do
    spell "$SPELT"
    side_by_side "$SPELT" 0.77 'ours, ISO'
done
