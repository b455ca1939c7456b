#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# users_keys - keys are renewed, mended and brought back where the programs have users of their own: new and former files are
# for those whom their kind is for, and the office goes on
if [ "$(id -u)" != 0 ] || ! unshare --mount true 2>/dev/null; then
	echo '1..0 # SKIP this needs root and a mount namespace of its own: renewed keys of several users ARE NOT TESTED'
	exit 0
fi
. "${0%/*}/users.sh"
. "$TOP/tests/flow/post.sh"
. "$TOP/tests/report/backup.sh"

register()
{
	ask_as_process "$@"
}

office=$P/office
new_backed_office "$office"
chmod 755 "$office"
echo "$USERS" >>"$IKEN_CONF"
data=$office/data
K=$data/keys
chmod 711 "$office"
exits 'the users are made' 0 iken init
chown -R t-ingest "$office/inbox"

# Whoever a kind of key is for, its new and former files are for.
keys_are_right()
{
	_wrong=
	for _file in "$K"/*; do
		case ${_file##*/} in
		*.public | audit.handover) _right='ingest process reply report' ;;
		arrival.secret*) _right=process ;;
		token.key*) _right='process reply' ;;
		*.key*) _right='process reply report' ;;
		*) _right='nobody knows this file' ;;
		esac
		_readers=
		for _one in ingest process reply report; do
			! may_read "t-$_one" "$_file" || _readers="$_readers $_one"
			! may_write "t-$_one" "$_file" || _wrong="$_wrong $_one writes ${_file##*/};"
		done
		[ "${_readers# }" = "$_right" ] || _wrong="$_wrong${_file##*/}:$_readers;"
	done
	is "$1: who reads and writes which key" "$_wrong" ''
}
letters=0
office_works()
{
	letters=$((letters + 1))
	printf '街灯が切れています。' | write "r$letters@example.jp" opinion@city.example.jp "light $letters"
	chown -R t-ingest "$office/inbox"
	exits "$1: a round" 0 iken run
	is "$1: registers" "$(register 'SELECT count(*) FROM opinion')" "$letters"
	is "$1: the receipt leaves" "$(how_many "r$letters@" receipt)" 1
	exits "$1: an opinion is shown" 0 iken show "$(number "$letters")"
	like "$1: with its text" "$(cat "$T/out")" '街灯が切れています'
	exits "$1: the first one, too" 0 iken show "$(number 1)"
	exits "$1: the access log is whole" 0 iken audit --verify
}
former()
{
	find "$K" -name "$1.old-*" | wc -l | tr -d ' '
}

office_works 'before'
keys_are_right 'before'

# ---- who may
for user in ingest process reply report; do
	exits "$user renews nothing" 78 as "t-$user" iken-keys --renew master
done
like 'it is told who does' "$(cat "$T/err")" 'the files of keys are root.s: start it as root'
is 'and nothing is there' "$(find "$K" -name '*.new*')" ''

# ---- each kind; the first before there is any backup, whose lock it shares
exits 'root is shown the keys' 0 iken keys --list
for key in master.key lookup.key token.key audit.key arrival.secret; do
	kind=${key%.*}
	cp "$K/$key" "$T/before"
	exits "$kind is renewed" 0 iken keys --renew "$kind"
	not_ok "$kind: another one is in use" cmp -s "$K/$key" "$T/before"
	keys_are_right "$kind"
	all_right "$kind"
	office_works "$kind"
done
is 'former ones are kept: of reply addresses' "$(former token.key)" 1
is 'and of arrivals' "$(former arrival.secret)" 1
ok 'the first public key, too' test -e "$K/identity.public"
ok 'and the handover of the access log' test -e "$K/audit.handover"
exits 'the keys are shown' 0 iken keys
is 'six are in use' "$(grep -c ' in use' "$T/out")" 6
is 'what it left is of process' "$(cd "$data" && find lock/iken-backup state/iken-keys.run log/iken-keys.log -printf '%u ' 2>/dev/null)" \
	't-process t-process t-process '
exits 'a backup' 0 iken backup
is 'backups and keyrings are of process' "$(find "$BK" "$KR" ! -user t-process)" ''
for file in "$K"/*.old-*; do
	chmod 644 "$file"
	exits "that ${file##*/} is open to others is found" 78 iken check
	iken init >/dev/null
done
keys_are_right 'after iken-init'

# ---- the crontab's line, as cron starts it
line=$(sed -n 's/^[0-9* ]*\(iken keys --mend\)$/\1/p' config/sample/crontab)
is 'there is one' "$line" 'iken keys --mend'
sed -i "s|^\[users\]|[keys]\naccept_addresses = 0 s\naccept_arrivals = 0 s\n&|" "$IKEN_CONF"
echo leftover >"$K/master.key.new.tmp"
exits 'it works' 0 env -i PATH="$PATH" ASAN_OPTIONS="$ASAN_OPTIONS" IKEN_CONF="$IKEN_CONF" sh -c "$line"
is 'and destroys what nothing needs any more' "$(find "$K" -name '*.old-*' -o -name '*.tmp' -o -name '*.gone' -o -name '*.new')" ''
rm "$K/arrival.public"
exits 'the public half is made of the secret one' 0 iken keys --mend
keys_are_right 'mended'
all_right 'mended'
office_works 'mended'

# ---- cut short
prepare()
{
	iken init >/dev/null 2>&1
}
whole()
{
	iken keys --mend >"$T/mended" 2>&1 && iken check >"$T/check" 2>&1 && grep -q '^ok rights' "$T/check" && iken list >/dev/null 2>&1
}
EACH=97 at_each_call 'killed at one of its calls, and mended, it is right' kill-before prepare whole iken-keys --renew token
keys_are_right 'after that'

# ---- lost, and brought back with a secret that root alone can read
chmod 600 "$KEY"
exits 'a backup with these keys' 0 iken backup
mv "$K/master.key" "$K/token.key" "$T/"
exits 'without them nothing is shown' 78 iken list
exits 'they are brought back' 0 iken keys --recover "$KEY"
ok 'the same' cmp "$K/master.key" "$T/master.key"
keys_are_right 'brought back'
all_right 'brought back'
office_works 'brought back'

# ---- a restore, with root's hands, and iken-init after it
exits 'a backup of all' 0 iken backup
sed "s|^folder = $data\$|folder = $office/again|" "$IKEN_CONF" >"$office/again.conf"
grep -q "$office/again" "$office/again.conf" || diag 'the settings name the folder otherwise'
exits 'it is restored' 0 restore_into "$office/again"
exits 'it takes over' 0 env IKEN_CONF="$office/again.conf" iken restore --take-over
exits 'iken-init gives it to the users' 0 env IKEN_CONF="$office/again.conf" iken init
exits 'one of them reads it' 0 as t-report env IKEN_CONF="$office/again.conf" iken-list
is 'and finds all' "$(grep -c '^2[0-9]' "$T/out")" "$letters"
for user in ingest reply report; do
	not_ok "$user does not read its secret key" may_read "t-$user" "$office/again/keys/arrival.secret"
done
done_testing
