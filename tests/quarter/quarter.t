#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# quarter - a whole quarter of an office with twelve departments, day by day with a clock that the
# settings set: opinions come in, departments answer on time, late, wrongly and not at all
#
# QUARTER_OPINIONS (3000) and QUARTER_SEED (1) may be set. What is computed here of dates, states and
# books is computed anew, by nothing of the programs'.
. "${0%/*}/../lib.sh"

case $B in
*/san*) opinions=400 ;;		# the same days with fewer letters: every step is some ten times slower
*) opinions=3000 ;;
esac
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
python3 tests/quarter/simulate.py "$T/quarter" "${QUARTER_OPINIONS:-$opinions}" "${QUARTER_SEED:-1}" \
    >"$T/results" 2>"$T/diary" || diag_file "$T/diary"
while IFS='	' read -r verdict title details; do
	case $verdict in
	ok) pass "$title" ;;
	note) diag "$title" ;;
	*)
		fail "$title"
		diag "$details"
		;;
	esac
done <"$T/results"
is 'the quarter was lived through to its end' "$(tail -n 1 "$T/results")" 'note	end'
done_testing
