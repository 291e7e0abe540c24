#!/usr/bin/env bash
# 10 % of the rows are bad: a wrong type, a missing value, a check, a duplicate, no parent, a fifth each.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/bad.sh"

measure_bad bad10 10 0.35
