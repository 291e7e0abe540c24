#!/bin/sh
# Loads the files of the Pollock benchmark with every option left to be found out: the polluted ones, and the real ones into
# tables that are made for them. Counts what became of their records. Takes the folders `polluted_files` and, if wanted,
# `survey_sample` of https://github.com/HPI-Information-Systems/Pollock, each of which holds csv/ and clean/.
set -eu
usage='usage: bench/pollock.sh POLLUTED_FILES [SURVEY_SAMPLE]'
polluted=$(cd "${1:?$usage}" && pwd)
real=${2:+$(cd "$2" && pwd)}
cd "$(dirname "$0")/.."
./mvnw -q test -Psweep -Dtest='PollockTest,RealFilesTest' -Dpollock="$polluted" ${real:+-Dpollock.real="$real"}
