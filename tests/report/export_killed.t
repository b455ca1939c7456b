#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# An export killed, and refused a call, at each of its calls: afterwards no text, name or password lies anywhere in the clear, and
# the same command once more ends with one medium, one line of it, and a notice that opens it.
#
# EXPORT_EACH	at every so-manieth call, 1: all; without it a sample
. "${0%/*}/export.sh"

office=$T/office
mkdir -p "$T/drop" "$T/tmp"
TMPDIR=$T/tmp
export TMPDIR
OFFICE_EXTRA=$EXPORT_EXTRA
new_office "$office"
printf 'attached カナリア添付\n' >"$T/attached.pdf"
attached | put_mail "$office/inbox"
printf '道路です。カナリア乙の本文。\n' | write 'canary-b@example.jp' opinion@city.example.jp '道路の件'
ok 'two opinions come in' round
exits 'proposed' 0 iken-export --propose --from 2026-11-01 --cases --reason 'カナリア理由'
ok 'approved' approved 1
rm -rf "$office/inbox" "$T/written" "$T/attached.pdf"
cp -a "$office" "$T/stage"

again()
{
	rm -rf "$office" "$OUT" "$NOTES" "$T/tmp" && cp -a "$T/stage" "$office" && mkdir -m 700 "$OUT" "$NOTES" "$T/tmp"
}

# What people wrote, as it is, in UTF-8 and in Base64; notices say what it was for, and nothing else.
in_the_clear()
{
	grep -rlaE 'カナリア(甲|乙|添付)|髙﨑|中央1-2-3|canary-[ab]@|yamada|NvbmFyeS' "$office/data" "$OUT" "$NOTES" "$T/tmp"
	grep -rla 'カナリア理由' "$office/data" "$OUT" "$T/tmp"
	find /proc/[0-9]*/fd -lname "$T/tmp/*" 2>/dev/null
}

is_right()
{
	[ "$(register "SELECT group_concat(state) FROM export")" = done ] &&
	    [ "$(register 'SELECT count(*) FROM medium')" = 1 ] &&
	    [ "$(cd "$OUT" && find . -type f)" = ./medium-0001.zip ] &&
	    [ "$(cd "$NOTES" && find . -type f)" = ./medium-0001.pdf ] &&
	    [ "$(register 'SELECT digest FROM medium')" = "$(sha256sum <"$OUT/medium-0001.zip" | cut -c 1-64)" ] &&
	    [ "$(register "SELECT count(DISTINCT opinion) FROM access WHERE what = 'export: 1'")" = 2 ] &&
	    7zz t -p"$(password 1)" "$OUT/medium-0001.zip" >"$T/7z" 2>&1
}

# A case folder is in the clear where it has its name, or is ours alone under another.
case_is_right()
{
	(cd "$OUT/$number" && sha256sum -c --quiet --strict SHA256SUMS) >"$T/sums" 2>&1 &&
	    [ "$(find "$OUT" -mindepth 1 -maxdepth 1)" = "$OUT/$number" ]
}

# broken TITLE MODE SEARCH CHECK COMMAND...: at each call.
broken()
{
	_title=$1 _mode=$2 _search=$3 _check=$4
	shift 4
	n=1 _bad=0
	while [ $_bad -lt 5 ]; do
		again || bail 'the stage cannot be set'
		"$B/tests/tools/kill-at" -r "$T/report" "$_mode" "$n" "$@" >"$T/out" 2>"$T/err"
		_status=$?
		read -r _hit _call <"$T/report" || bail "kill-at fails: $(cat "$T/err")"
		[ "$_hit" != none ] || break
		_found=$("$_search")
		if [ -n "$_found" ]; then
			_bad=$((_bad + 1))
			diag "$_mode at call $n ($_call): in the clear: $_found"
		fi
		# What the register could not be told of is left to the next run.
		if [ "$_mode $_call" = 'ENOSPC write' ] && [ -n "$(find "$OUT" "$NOTES" -name '.*.part')" ]; then
			_bad=$((_bad + 1))
			diag "$_mode at call $n ($_call): something half is left: $(find "$OUT" "$NOTES" -name '.*.part')"
		fi
		[ $_status = 0 ] || "$@" >>"$T/out" 2>>"$T/err"
		if ! "$_check"; then
			_bad=$((_bad + 1))
			diag "$_mode at call $n ($_call), which ended with $_status: $_check fails"
			diag_file "$T/err"
		fi
		n=$((n + ${EXPORT_EACH:-$EACH}))
	done
	is "$_title ($((n - 1)) calls)" $_bad 0
	[ $n -gt 1 ] || bail 'no call was hit at all'
}

again
exits 'undisturbed' 0 iken-export --run 1
ok 'it is right' is_right
is 'nothing is in the clear' "$(in_the_clear)" ''
cp "$OUT/medium-0001.zip" "$T/planted" && printf 'カナリア甲' >"$office/data/planted"
like 'it would be found' "$(in_the_clear)" planted
EACH=9 broken 'killed before' kill-before in_the_clear is_right iken-export --run 1
EACH=17 broken 'no room' ENOSPC in_the_clear is_right iken-export --run 1
EACH=29 broken 'no room from there on' from-ENOSPC in_the_clear is_right iken-export --run 1
EACH=31 broken 'killed after' kill-after in_the_clear is_right iken-export --run 1

number=$(register 'SELECT min(number) FROM opinion')
ours_alone()
{
	find "$OUT" -type d ! -perm 700 -o -type f ! -perm 600
	grep -rlaE 'カナリア(甲|乙|添付)|髙﨑|中央1-2-3' "$office/data" "$NOTES" "$T/tmp"
}
EACH=11 broken 'a case killed before' kill-before ours_alone case_is_right iken-export --case "$number" --reason x
EACH=19 broken 'a case without room' from-ENOSPC ours_alone case_is_right iken-export --case "$number" --reason x

# ---- a full disk ----
if [ "$(id -u)" = 0 ] && mkdir "$T/small" && mount -t tmpfs -o size=8k none "$T/small" 2>"$T/err"; then
	again
	exits 'a disk that is full' 75 iken-export --run 1 --folder "$T/small"
	like 'is told' "$(cat "$T/err")" 'No space left on device'
	is 'nothing half is left' "$(find "$T/small" "$NOTES" -mindepth 1)" ''
	umount "$T/small"
	exits 'elsewhere it goes on' 0 iken-export --run 1
	ok 'and is right' is_right
fi
done_testing
