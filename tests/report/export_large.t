#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Thousands of opinions leave in as little memory as hundreds do; a table follows another.
# EXPORT_COUNT	how many; 6000 when not set
. "${0%/*}/export.sh"

office=$T/office
mkdir -p "$T/drop"
OFFICE_EXTRA=$EXPORT_EXTRA
new_office "$office"
IKEN_NOW=1796050800
COUNT=${EXPORT_COUNT:-6000}
exits 'a register as years leave it' 0 "$B/tests/tools/make-register" -light "$IKEN_CONF" "$COUNT" 7

# most COMMAND...: how many KB of memory it needed at most.
most()
{
	python3 -c 'import os, resource, subprocess, sys
status = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)' "$@"
}

last=$(register "SELECT date(min(received) + 20 * 86400, 'unixepoch') FROM opinion")
exits 'some are proposed' 0 iken-export --propose --to "$last" --reason x
exits 'and all' 0 iken-export --propose --reason x
some=$(register 'SELECT opinions FROM export WHERE id = 1')
ok 'approved' approved 1
ok 'approved' approved 2
few=$(most iken-export --run 1) || fail 'some are written'
all=$(most iken-export --run 2) || fail 'all are written'
diag "$some opinions in $few KB, $COUNT in $all KB"
exits '7-Zip opens it' 0 7zz x -y -o"$T/open" -p"$(password 2)" "$OUT/medium-0002.zip"
ok 'its digests are right' sh -c "cd '$T/open' && sha256sum -c --quiet --strict SHA256SUMS"
is 'a row for each' "$(cat "$T/open"/opinions-*.csv | grep -Ec '^"?20[0-9]{2}-[0-9]{6}')" "$COUNT"
is 'and a line in the log' "$(register "SELECT count(DISTINCT opinion) FROM access WHERE what = 'export: 2'")" "$COUNT"
[ "$COUNT" -lt 11000 ] || is 'in no more memory than two tables need' "$((all < 400000))" 1
done_testing
