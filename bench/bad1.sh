#!/usr/bin/env bash
# 1 % of the rows are bad: a wrong type, a missing value, a check, a duplicate, no parent, a fifth each.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/bad.sh"

measure_bad bad1 100 0.6
