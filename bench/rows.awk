# Writes rows of the measured table as CSV with a header: the same ones for the same seed, whichever awk runs this.
#
#   seed     1 to 100000
#   rows     how many; 0 for as many as fit into `bytes`
#   bytes    how large the file becomes when rows is 0
#   every    one row of so many is bad, at a place chosen anew each time; 0 for none. The good rows are those of the clean
#            file. What is wrong goes round: type, not null, check, unique, foreign key.
#   changed  one row of so many has another price than in the same file without; 0 for none
#   from     the first id, 1 unless given

function draw(below) {
    state = (state * 16807) % 2147483647
    return int(state / 2147483647 * below)
}

function draw_bad(below) {
    bad_state = (bad_state * 16807) % 2147483647
    return int(bad_state / 2147483647 * below)
}

function two(n) {
    return n < 10 ? "0" n : n
}

BEGIN {
    state = seed * 7919 + 1
    bad_state = seed * 104729 + 1
    words = split("camel caravan inn well salt silk spice gate night road guard scale ledger coin stable lamp", word, " ")
    from = from == "" ? 1 : from
    line = "id,name,at,parent_id,price,note"
    print line
    size = length(line) + 1
    for (n = 0; rows > 0 ? n < rows : size < bytes; n++) {
        id = from + n
        name = "name " draw(100000)
        at = (2020 + draw(6)) "-" two(1 + draw(12)) "-" two(1 + draw(28)) " " two(draw(24)) ":" two(draw(60)) ":" two(draw(60)) "+00"
        parent = 1 + draw(1000)
        whole = draw(100000)
        if (changed > 0 && n % changed == 0) {
            whole++
        }
        price = whole "." two(draw(100))
        kind = draw(20)
        note = word[1 + draw(words)] " " word[1 + draw(words)] " " word[1 + draw(words)]
        if (kind == 0) {
            note = ""
        } else if (kind == 1) {
            note = "\"" note ", \"\"so they said\"\"\""
        }
        if (every > 0) {
            if (n % every == 0) {
                # Never the first of its stretch, so that the row before it is a good one.
                place = n + 1 + draw_bad(every - 1)
            }
            if (n == place) {
                fault = int(n / every) % 5
                if (fault == 0) {
                    id = "x" id
                } else if (fault == 1) {
                    name = ""
                } else if (fault == 2) {
                    price = "-1.00"
                } else if (fault == 3) {
                    id = id - 1
                } else {
                    parent = 1001 + draw_bad(1000)
                }
            }
        }
        line = id "," name "," at "," parent "," price "," note
        print line
        size += length(line) + 1
    }
}
