#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The drill of a forgotten key: each key file is missing, damaged, exchanged for another of the spool, or another spool's. Every
# program says so in one line or does not need it, nothing is changed meanwhile, and the keyring or paper brings it back.
. "${0%/*}/../flow/post.sh"
. "${0%/*}/backup.sh"

IKEN_NOW=1796106060
export IKEN_NOW
office=$T/other
new_office "$office"
office=$T/office
new_backed_office "$office"
K=$DATA/keys
printf '駅前の道路に穴があります。\n' | write taro@example.jp opinion@city.example.jp '道路の穴'
printf '公園の遊具について。\n' | write hanako@example.jp opinion@city.example.jp '公園'
ok 'a round' round
iken-backup || bail 'no backup'
printf '三件目です。\n' | write jiro@example.jp opinion@city.example.jp '三件目'
iken-fetch
printf '四件目です。\n' | write shiro@example.jp opinion@city.example.jp '四件目'
cp -a "$DATA" "$T/good"
cp -a "$office/inbox" "$T/inbox"

reset()
{
	rm -rf "$DATA" "$office/inbox"
	cp -a "$T/good" "$DATA" && cp -a "$T/inbox" "$office/inbox"
}
# What would be lost: rows, arrivals, the log.
picture()
{
	sqlite3 "$DATA/register.db" .dump | grep -v 'INSERT INTO access\|access_head\|checkpoint' | md5sum
	list_data "$DATA" | md5sum
}
# break_key FILE HOW
break_key()
{
	case $2 in
	missing) rm "$K/$1" ;;
	damaged) printf 'x' | dd of="$K/$1" bs=1 seek=7 conv=notrunc 2>/dev/null ;;
	cut) truncate -s 20 "$K/$1" ;;
	exchanged) [ "$1" = master.key ] && cp "$K/lookup.key" "$K/$1" || cp "$K/master.key" "$K/$1" ;;
	foreign) cp "$T/other/data/keys/$1" "$K/$1" ;;
	esac
}

# Which programs need which key.
needs()
{
	case $2:$1 in
	fetch:arrival.public) return 0 ;;
	fetch:*) return 1 ;;
	register:* | backup:* ) return 0 ;;
	send:arrival.* | show:arrival.* | audit:arrival.* | route:arrival.*) return 1 ;;
	show:token.key | audit:token.key) return 1 ;;
	route:audit.key) return 1 ;;
	esac
}

drill()
{
	_key=$1 _how=$2 wrong=
	for _program in fetch register route send 'show 2026-000001-5' 'audit --verify' backup; do
		reset && break_key "$_key" "$_how"
		[ "$_program" != 'show 2026-000001-5' ] || _program="show $(number 1)"
		_before=$(picture)
		_status=0
		# shellcheck disable=SC2086 # words
		timeout 60 iken $_program >"$T/out" 2>"$T/err" || _status=$?
		if needs "$_key" "${_program%% *}"; then
			[ $_status = 78 ] || wrong="$wrong ${_program%% *}:$_status"
			[ "$(wc -l <"$T/err")" -le 2 ] && grep -q "$_key\|arrival.public" "$T/err" || wrong="$wrong ${_program%% *}:says"
			[ "$(picture)" = "$_before" ] || wrong="$wrong ${_program%% *}:changed"
		else
			[ $_status = 0 ] || wrong="$wrong ${_program%% *}:$_status"
		fi
	done
	reset && break_key "$_key" "$_how"
	_before=$(picture)
	iken-init >"$T/out" 2>"$T/err" && [ "$_key" != arrival.public ] && wrong="$wrong init:0"
	[ "$(picture)" = "$_before" ] || wrong="$wrong init:changed"
	is "$_key $_how: every program says so, and nothing is changed" "$wrong" ''
}

# Only the register can tell that a public half is another's; ingest is told by iken-register in the same round.
for key in master.key lookup.key token.key audit.key digest.key arrival.secret; do
	for how in missing damaged cut exchanged foreign; do
		drill $key $how
	done
	exits "$key: the list says that it is not right" 78 iken keys --list
	like 'which one, and what to do' "$(cat "$T/out")" "$key .*FAIL|FAIL"
	like 'and what brings it back' "$(cat "$T/out")" 'iken-keys --recover'
	exits 'a rehearsal of bringing it back' 0 iken-keys -n --recover "$KEY"
	like 'says what it would do' "$(cat "$T/out")" "$key +would be brought back"
	exits 'it is brought back from the keyring' 0 iken-keys --recover "$KEY"
	like 'which is said' "$(cat "$T/out")" "$key +brought back"
	ok 'it is what it was' cmp -s "$K/$key" "$T/good/keys/$key"
	ok 'what was there is set aside' test -e "$K/$key.replaced"
	rm "$K/$key.replaced"
	ok 'the office goes on' round
	is 'and has lost nothing' "$(register 'SELECT count(*) FROM opinion')" 4
	exits 'the access log is whole' 0 iken audit --verify
	# From paper: the digits are typed in.
	reset && rm "$K/$key"
	digits=$(cat "$T/good/keys/$key")
	(umask 077 && printf '%s\n' "$digits" >"$K/$key")
	ok "$key from paper: the office goes on" round
done

# ---- the public half ----
for how in missing damaged exchanged foreign; do
	reset && break_key arrival.public $how
	exits "arrival.public $how: the register stops" 78 iken-register
	like 'and says how it is mended' "$(cat "$T/err")" 'arrival.public'
	exits 'it is made of the secret half' 0 iken-keys --mend
	ok 'as it was' cmp -s "$K/arrival.public" "$T/good/keys/arrival.public"
	ok 'the office goes on' round
	is 'and has lost nothing' "$(register 'SELECT count(*) FROM opinion')" 4
done

# ---- all keys of another spool, all keys gone ----
reset
cp "$T/other/data/keys/"* "$K/"
exits 'the keys of another spool: nothing is registered' 78 iken-register
exits 'nothing is made anew' 78 iken-init
exits 'the list counts them' 78 iken keys --list
like 'all of them' "$(cat "$T/err")" '6 of 6 keys'
exits 'all come back' 0 iken-keys --recover "$KEY"
rm -f "$K"/*.replaced
ok 'as they were' diff -r "$K" "$T/good/keys"
reset
rm "$K"/*
exits 'all keys gone: none is made in their place' 78 iken-init
like 'which is said' "$(cat "$T/err")" 'holds no keys'
is 'the folder stays empty' "$(ls "$K")" ''
exits 'and nothing is registered' 78 iken-register
exits 'all come back' 0 iken-keys --recover "$KEY"
ok 'the office goes on' round
is 'and has lost nothing' "$(register 'SELECT count(*) FROM opinion')" 4

# ---- a keyring of before a renewal has another key ----
reset
cp -a "$KR" "$T/keyring.before"
exits 'master.key is renewed' 0 iken-keys --renew master
rm "$K/master.key"
exits 'a keyring of before has another one' 78 iken-keys --recover "$KEY" --keyring "$T/keyring.before"
like 'which is said' "$(cat "$T/out")" 'master.key +of the keyring is another one'
not_ok 'and is not written' test -e "$K/master.key"
exits 'that of today has it' 0 iken-keys --recover "$KEY"
exits 'opinions are read' 0 iken show "$(number 1)"
exits 'a secret key that is not that of the backups' 65 iken-keys --recover "$T/good/keys/master.key"
done_testing
