#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A renewal of each key is killed before each of its calls that change something: right after it every opinion is still read and the
# log is whole; run again it ends, the key was renewed once, and the one of before opens nothing.
. "${0%/*}/../flow/post.sh"
. "${0%/*}/backup.sh"

IKEN_NOW=1796106060
export IKEN_NOW
office=$T/office
new_backed_office "$office"
K=$DATA/keys
printf '駅前の道路に穴があります。\n' | write taro@example.jp opinion@city.example.jp '道路の穴'
printf '公園の遊具について。\n' | write hanako@example.jp opinion@city.example.jp '公園'
ok 'a round' round
printf '三件目です。\n' | write jiro@example.jp opinion@city.example.jp '三件目'
iken-fetch && iken-backup || bail 'no backup'
cp -a "$DATA" "$T/good"
cp -a "$KR" "$T/good.kr"
first=$(number 1)

reset()
{
	rm -rf "$DATA" "$KR" && cp -a "$T/good" "$DATA" && cp -a "$T/good.kr" "$KR"
}
# still: what a clerk and an auditor see right after it.
still()
{
	iken-show "$first" 2>&1 | grep -q '@example\.jp' && iken-audit -n --verify >"$T/audit" 2>&1
}
# ended NAME FILE KIND-OF-TRY FORMER
ended()
{
	! cmp -s "$K/$2" "$T/good/keys/$2" || { diag 'the key is as before'; return 1; }
	[ "$(register "SELECT count(*) FROM access WHERE what = 'renewed $2'")" = 1 ] || { diag 'not renewed once'; return 1; }
	[ "$(find "$K" -name "$2.*" | wc -l | tr -d ' ')" = "$4" ] || { diag "left: $(ls "$K")"; return 1; }
	[ ! -e "$DATA/state/keyring.due" ] && [ "$(find "$KR" -type f | wc -l | tr -d ' ')" = 1 ] || { diag 'the keyring'; return 1; }
	case $1 in
	master | lookup) [ "$("$B/tests/tools/try-key" "$IKEN_CONF" "$1" "$T/good/keys/$2")" = 0 ] || { diag 'the old key opens something'; return 1; } ;;
	esac
	still && iken-keys --check >"$T/check" 2>&1
}
# renewed NAME FILE FORMER MODE
renewed()
{
	n=1 wrong= hits=0
	while :; do
		reset
		"$B/tests/tools/kill-at" -r "$T/report" "$4" "$n" iken-keys --renew "$1" >"$T/out" 2>"$T/err"
		read -r hit call <"$T/report"
		[ "$hit" != none ] || break
		hits=$((hits + 1))
		still || wrong="$wrong $n:$call:meanwhile"
		# Not again where nothing was left to do.
		if [ -e "$DATA/state/keyring.due" ] || cmp -s "$K/$2" "$T/good/keys/$2"; then
			iken-keys --renew "$1" >"$T/out" 2>"$T/err" || wrong="$wrong $n:$call:again"
		fi
		ended "$1" "$2" x "$3" || wrong="$wrong $n:$call:after"
		n=$((n + ${EACH:-11}))
	done
	is "$2, $4: right meanwhile and when run again ($hits calls)" "$wrong" ''
	ok 'there were calls' test $hits -gt 0
}
for mode in kill-before ENOSPC; do
	renewed master master.key 0 $mode
	renewed lookup lookup.key 0 $mode
	renewed audit audit.key 0 $mode
	renewed token token.key 1 $mode
	renewed arrival arrival.secret 1 $mode
done
done_testing
