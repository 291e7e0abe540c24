#!/usr/bin/env bash
# A dump as mysqldump writes it, of one table, read into its JSON on one core and in a heap of 256 MB.
. "$(dirname "$0")/lib.sh"

MB=${MB:-1000}

dump() {
    "$AWK" -v bytes=$((MB * 1000000)) -v seed="$SEED" 'BEGIN {
        srand(seed)
        print "-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n/*!40101 SET NAMES utf8mb4 */;"
        print "CREATE TABLE `orders` (`id` bigint NOT NULL AUTO_INCREMENT, `customer` int DEFAULT NULL,"
        print "`made` datetime DEFAULT NULL, `amount` decimal(15,3) DEFAULT NULL, `note` varchar(200) DEFAULT NULL,"
        print "`city` varchar(80) DEFAULT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB;\n-- Dumping data for table `orders`"
        split("plain|it\\\047s|a \\\"quoted\\\" word|Zürich|line\\nbreak|semi;colon|back\\\\slash|a note of some length without anything special in it", word, "|")
        split("Basel|Genève|New York|Córdoba", city, "|")
        while (size < bytes) {
            printf "INSERT INTO `orders` VALUES "
            for (i = 0; i < 2000; i++) {
                n++
                note = rand() < 0.1 ? "NULL" : "\047" word[1 + int(rand() * 8)] " " word[1 + int(rand() * 8)] " " word[1 + int(rand() * 8)] "\047"
                row = (i ? "," : "") "(" n "," int(rand() * 100000) ",\0472024-0" 1 + int(rand() * 9) "-11 10:11:12\047," int(rand() * 10000) ".125," note ",\047" city[1 + int(rand() * 4)] "\047)"
                printf "%s", row
                size += length(row)
            }
            print ";"
        }
        print "-- Dump completed on 2024-05-01 10:11:12" }' >"$1"
}

[[ -f $JAR ]] || fail "there is no service at $JAR" "build it: ./mvnw package"
folder=$(mktemp -d "$BENCH_DIR/caravanserai-bench.XXXXXXXX")
trap 'rm -rf "$folder"' EXIT
dump "$folder/bench.sql"
size=$(stat -c %s "$folder/bench.sql")
home=$(dirname "$JAR")
printf 'dumps-read: %s MB\n' $((size / 1000000))
took=()
while read -r wall busy rows; do
    printf '  %9s s, %9s s of the processor, %s rows\n' "$(seconds "$wall")" "$(seconds "$busy")" "$rows"
    took+=("$busy")
done < <(java -Xmx"$HEAP" -XX:+UseSerialGC -cp "$home/app/*:$home/lib/main/*:$home/lib/boot/*" "$BENCH/DumpsRead.java" \
    "$folder/bench.sql" "$RUNS")
result dumps-read 'ours, processor' $((size / 1000000)) MB "$(median "${took[@]:1}")" - 100
