#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every key is renewed while the office works: what was there before stays readable and known again, what is under way is still
# believed, and the key of before opens nothing.
. "${0%/*}/../flow/post.sh"
. "${0%/*}/backup.sh"

IKEN_NOW=1796106060
export IKEN_NOW
DAY=86400
COOLING_OFF='0 s'
office=$T/office
new_backed_office "$office"
K=$office/data/keys
later() { IKEN_NOW=$((IKEN_NOW + $1)); }
# try KIND FILE
try() { "$B/tests/tools/try-key" "$IKEN_CONF" "$1" "$2"; }
former() { find "$K" -name "$1.*" | wc -l | tr -d ' '; }
fingerprint() { iken keys --list | awk -v key="$1" '$1 == key { print $2 }'; }
keyring_holds()
{
	rm -rf "$T/restored"
	restore_into "$T/restored" >"$T/out" 2>&1 || return 1
	for _file in "$K"/*; do
		cmp -s "$_file" "$T/restored/keys/${_file##*/}" || { diag "keyring: $_file"; return 1; }
	done
}

# ---- an office at work ----
printf '駅前の道路に穴があります。\n' | write taro@example.jp opinion@city.example.jp '道路の穴'
printf '公園の遊具について。\n' | write hanako@example.jp opinion@city.example.jp '公園'
printf '三件目です。\n' | write jiro@example.jp opinion@city.example.jp '三件目'
cp "$(ls -d "$office"/inbox/new/* | head -n 1)" "$T/first.mail"
ok 'a round' round
is 'three opinions' "$(register 'SELECT count(*) FROM opinion')" 3
ok 'a backup' iken-backup

# ---- what is shown ----
exits 'the keys are shown' 0 iken keys
cp "$T/out" "$T/shown"
is 'each of them' "$(grep -c ' in use' "$T/shown")" 6
for key in "$K"/*.key "$K/arrival.secret"; do
	unlike "nothing of ${key##*/} is told" "$(cat "$T/shown")" "$(cut -c 1-12 "$key")"
done
exits 'nor by --check' 0 iken-keys --check
like 'which says that all are right' "$(cat "$T/out")" '6 keys are there'
exits 'what is no key is not renewed' 65 iken keys --renew digest
exits 'two things at once are none' 65 iken keys --renew master --mend
exits 'a rehearsal' 0 iken keys -n --renew master
is 'changes nothing' "$(former master.key)" 0

# ---- master.key ----
for key in master lookup token audit; do cp "$K/$key.key" "$T/$key.before"; done
cp "$K/arrival.secret" "$T/arrival.before"
before=$(fingerprint master.key)
ok 'the key opens everything' test "$(try master "$T/master.before")" -ge 3
exits 'master.key is renewed' 0 iken keys --renew master
not_ok 'it is another' cmp -s "$K/master.key" "$T/master.before"
not_ok 'with another fingerprint' test "$before" = "$(fingerprint master.key)"
is 'the one of before opens nothing' "$(try master "$T/master.before")" 0
is 'and is destroyed' "$(former master.key)" 0
is 'its mode is as it was' "$(stat -c %a "$K/master.key")" 600
for n in 1 2 3; do
	exits "opinion $n is shown" 0 iken show "$(number $n)"
	like 'with who wrote it' "$(cat "$T/out")" '@example\.jp'
done
ok 'the keyring has the new one, and the backup of before opens with it' keyring_holds
unlike 'no keyring has the old one' "$(cat "$T/restored/keys/"* | tr '\n' ' ')" "$(cat "$T/master.before")"
like 'the log says who did it' "$(register "SELECT what FROM access ORDER BY id DESC LIMIT 20")" 'renewed master.key'

# ---- token.key ----
request=$(newest roads@ "request $(number 1)")
[ -n "$request" ] || request=$(newest "" "request $(number 1)")
to=$(reply_address "$request")
who=$(field "$request" To | sed 's/.*<//; s/>.*//')
exits 'token.key is renewed' 0 iken keys --renew token
is 'the former one is kept' "$(former token.key)" 1
like 'it is shown until when' "$(iken keys)" 'token.key, former .*accepted until'
printf '来週ふさぎます。\n' | write "$who" "$to" 'Re: 処理依頼'
later 60
ok 'a round' round
ok 'an answer to an address of before is taken' test "$(register "SELECT count(*) FROM draft WHERE opinion = 1")" = 1
printf '四件目です。\n' | write shiro@example.jp opinion@city.example.jp '四件目'
ok 'a round' round
request4=$(newest "" "request $(number 4)")
to4=$(reply_address "$request4")
who4=$(field "$request4" To | sed 's/.*<//; s/>.*//')
# An address that the key of before makes now is still believed; one of a key that was never ours is not.
mkdir -p "$T/old"
cp -a "$K" "$T/old/keys"
for f in "$T/old/keys"/token.key.old-*; do mv "$f" "$T/old/keys/token.key"; done
sed "s|^folder = $office/data\$|&\nkeys = $T/old/keys|" "$IKEN_CONF" >"$T/old.conf"
party="department:$(register "SELECT department FROM opinion WHERE id = 4")"
subject=$(number 4 | sed 's/-[^-]*$//')
old4=$("$B/tests/tools/sign-address" "$T/old.conf" answer "$subject" "$party")
is 'new addresses are made with the new one' "$("$B/tests/tools/sign-address" "$IKEN_CONF" answer "$subject" "$party")" "$to4"
not_ok 'and not with the old one' test "$old4" = "$to4"
later $((181 * DAY))
exits 'half a year later' 0 iken keys --mend
is 'the former one is destroyed' "$(former token.key)" 0
printf '四件目の回答です。\n' | write "$who4" "$old4" 'Re: 処理依頼'
iken-fetch && iken-register >"$T/out" 2>&1
is 'what it signed is not believed' "$(register "SELECT count(*) FROM draft WHERE opinion = 4")" 0
printf '四件目の回答です。\n' | write "$who4" "$to4" 'Re: 処理依頼'
iken-fetch && iken-register >"$T/out" 2>&1
is 'what the new one signed is' "$(register "SELECT count(*) FROM draft WHERE opinion = 4")" 1

# ---- arrival.secret ----
printf '五件目です。\n' | write goro@example.jp opinion@city.example.jp '五件目'
iken-fetch
cp "$K/arrival.public" "$T/public.before"
exits 'the arrival pair is renewed' 0 iken keys --renew arrival
not_ok 'there is another public half' cmp -s "$K/arrival.public" "$T/public.before"
ok 'backups know the spool by the first' cmp -s "$K/identity.public" "$T/public.before"
# Another machine seals to the half of before.
cp "$K/arrival.public" "$T/public.new"
cp "$T/public.before" "$K/arrival.public"
printf '六件目です。\n' | write roku@example.jp opinion@city.example.jp '六件目'
iken-fetch
cp "$T/public.new" "$K/arrival.public"
printf '七件目です。\n' | write nana@example.jp opinion@city.example.jp '七件目'
iken-fetch
is 'two wait for the old one' "$(try arrival "$T/arrival.before")" 2
later $((31 * DAY))
exits 'after the time' 0 iken keys --mend
is 'it stays, for they wait' "$(former arrival.secret)" 1
iken-register >"$T/out" 2>&1
is 'all three are registered' "$(register "SELECT count(*) FROM opinion")" 7
is 'nothing is set aside' "$(register "SELECT count(*) FROM arrival WHERE kind = 'set-aside'")" 0
exits 'then' 0 iken keys --mend
is 'it is destroyed' "$(former arrival.secret)" 0
cp "$T/public.before" "$K/arrival.public"
exits 'a public half that is not ours stops the register' 78 iken-register --check
exits 'and is mended' 0 iken keys --mend
like 'which is said' "$(cat "$T/err")" 'arrival.public was missing or another'
ok 'from the secret half' cmp -s "$K/arrival.public" "$T/public.new"
ok 'a backup goes on' iken-backup
ok 'and is restored' keyring_holds

# ---- lookup.key ----
exits 'lookup.key is renewed' 0 iken keys --renew lookup
is 'the one of before answers to nothing' "$(try lookup "$T/lookup.before")" 0
ok 'the new one answers to every address and text' test "$(try lookup "$K/lookup.key")" -ge 14
is 'none is of something that nobody knows' "$(grep -c 'of 0 nobody knows' "$T/err")" "$(grep -c 'look-ups of' "$T/err")"
is 'it is destroyed' "$(former lookup.key)" 0
put_mail "$office/inbox" "$T/first.mail"
iken-fetch && iken-register >"$T/out" 2>&1
is 'a mail that came in before is known again' "$(register "SELECT kind FROM arrival ORDER BY seq DESC LIMIT 1")" duplicate
is 'and no opinion' "$(register "SELECT count(*) FROM opinion")" 7
printf '七件目です。\n' | write nana@example.jp opinion@city.example.jp '七件目、もう一度'
iken-fetch && iken-register >"$T/out" 2>&1 && iken-route >"$T/out" 2>&1
is 'one that wrote before is found by address and text' "$(register "SELECT count(DISTINCT hex(contact_hash) || hex(text_hash)) FROM opinion WHERE id IN (7, 8)")" 1
exits 'the access log is whole' 0 iken audit --verify

# ---- audit.key ----
iken audit --checkpoint
cp "$office/data/log/access.checkpoints" "$T/checkpoints.before"
public_before=$(iken erase --public-key)
exits 'audit.key is renewed' 0 iken keys --renew audit
not_ok 'there is another public half' test "$public_before" = "$(iken erase --public-key)"
exits 'the access log is whole' 0 iken audit --verify
exits 'and with what was printed before' 0 iken audit --verify --against "$T/checkpoints.before"
is 'one line says how the keys followed each other' "$(grep -c '^iken-audit-key ' "$office/data/log/access.checkpoints")" 1
like 'from the old one to the new one' "$(cat "$K/audit.handover")" "$public_before $(iken erase --public-key)"
is 'the old one is destroyed' "$(former audit.key)" 0
exits 'looks go on' 0 iken show "$(number 1)"
exits 'and the log stays whole' 0 iken audit --verify
# Whoever has got hold of the old one signs what comes after it: a checkpoint of what is not so.
cp -a "$office/data" "$T/data.good"
mv "$K/audit.key" "$T/audit.new" && cp "$T/audit.before" "$K/audit.key"
exits 'the old one is not taken for the present one' 78 iken audit --verify
mv "$T/audit.new" "$K/audit.key"
rm "$K/audit.handover"
exits 'without the line what the old one signed is not believed' 65 iken audit --verify
rm -rf "$office/data" && mv "$T/data.good" "$office/data"
exits 'with it it is' 0 iken audit --verify
exits 'it is renewed again' 0 iken keys --renew audit
exits 'and all is whole over two changes' 0 iken audit --verify --against "$T/checkpoints.before"

# ---- everything after all of it ----
ok 'a round' round
is 'all is right' "$(iken keys | grep -c ' in use')" 6
is 'nothing is left over' "$(find "$K" -type f | wc -l | tr -d ' ')" 10
ok 'a backup' iken-backup
ok 'is restored with all keys' keyring_holds
# What was backed up before all of it opens with the newest keyring, and is taken over.
first=$(ls "$BK/backups" | head -n 1)
rm -rf "$T/restored"
exits 'the first backup is restored' 0 restore_into "$T/restored" --backup "$first"
done_testing
