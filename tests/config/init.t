#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# init - iken-init makes what is missing, once, and iken-check says what is wrong with it
. "${0%/*}/../lib.sh"

# A register of our own making beside copies, so that this needs no other part.
mkdir "$T/bin"
cp "$B/bin/iken-init" "$B/bin/iken-check" "$T/bin/"
PATH=$T/bin:$PATH

# program NAME STATUS [COMMAND]
program()
{
	printf '#!/bin/sh\necho "%s $*" >>"%s/calls"\n%s\nexit %s\n' "$1" "$T" "${3:-}" "$2" >"$T/bin/iken-$1"
	chmod 755 "$T/bin/iken-$1"
}

for name in fetch register route send; do
	program "$name" 0
done

# ---- the first settings file
umask 077
exits 'without settings iken-init says what to do' 78 iken-init -c "$T/etc/iken/iken.conf"
like 'it wrote an example' "$(cat "$T/out")" "^wrote $T/etc/iken/iken.conf$"
like 'and says so' "$(cat "$T/err")" 'is an example; write your own settings in it, then run iken-init again'
is 'the example is the sample' "$(cmp "$T/etc/iken/iken.conf" config/sample/iken.conf 2>&1)" ''
is 'the programs can read it' "$(stat -c %a "$T/etc/iken/iken.conf" "$T/etc/iken" | tr '\n' ' ')" '644 755 '
exits 'a dry run writes none' 78 iken-init -n -c "$T/dry.conf"
not_ok 'nothing is there' test -e "$T/dry.conf"
umask 022

conf=$T/iken.conf
cat >"$conf" <<-E
	[office]
	name = 見本市役所
	address = opinion@city.example.jp
	administrator = admin@city.example.jp
	desk = desk
	[spool]
	folder = $T/a/data
	[source s]
	kind = imap
	host = localhost
	user = u
	password_file = $T/password
	[send]
	command = /bin/true
	[department desk]
	name = 広聴
	addresses = desk@city.example.jp
E
export IKEN_CONF="$conf"
before=$(cat "$conf")
exits 'a dry run' 0 iken-init -n
like 'says what it would make' "$(cat "$T/out")" "^would make $T/a/data/arrivals$"
not_ok 'and makes nothing' test -e "$T/a/data"
is 'and starts nothing' "$(cat "$T/calls" 2>/dev/null)" ''

# ---- the data folder
exits 'iken-init' 0 iken-init
is 'says what it made' "$(wc -l <"$T/out")" 9
is 'with the right modes' "$(cd "$T/a/data" && stat -c '%n %a' . * | tr '\n' ' ')" \
    '. 750 arrivals 700 keys 700 lock 700 log 750 sent 700 state 750 store 700 tmp 700 '
is 'and had the register made' "$(cat "$T/calls")" "register -c $conf --init"
exits 'iken-init again' 0 iken-init
is 'makes nothing' "$(cat "$T/out" "$T/err")" ''
is 'and leaves the settings' "$(cat "$conf")" "$before"
echo precious >"$T/a/data/store/file"
rmdir "$T/a/data/sent"
chmod 777 "$T/a/data/store"
exits 'iken-init repairs' 0 iken-init
is 'what is missing or open' "$(cat "$T/out")" "closed $T/a/data/store to mode 0700
made $T/a/data/sent"
is 'and leaves files alone' "$(cat "$T/a/data/store/file")" precious
rm "$T/a/data/store/file"
program register 75
exits 'a register that cannot be made now' 75 iken-init
program register 78
exits 'a register that cannot be made' 78 iken-init
like 'is told' "$(cat "$T/err")" 'iken-register --init ended with 78'
mv "$T/bin/iken-register" "$T/kept"
PATH=$T/bin:/usr/bin:/bin exits 'no iken-register' 78 "$T/bin/iken-init"
program register 0
mv "$T/a/data/log" "$T/log" && echo x >"$T/a/data/log"
exits 'a file where a folder should be' 78 iken-init
like 'is told' "$(cat "$T/err")" "a/data/log is there and is no folder; move it away"
rm "$T/a/data/log" && mv "$T/log" "$T/a/data/log"
printf 'x\n' >"$T/wrong.conf"
exits 'wrong settings' 78 iken-init -c "$T/wrong.conf"
like 'are told with their line' "$(cat "$T/err")" "^$T/wrong.conf:1: "
if [ "$(id -u)" = 0 ]; then
	# Others have to be able to reach the folder and run the programs.
	open=$(mktemp -d /tmp/iken.XXXXXX)
	chmod 755 "$open"
	cp "$T/bin/iken-init" "$open/"
	printf '#!/bin/sh\n' >"$open/iken-register"
	chmod 755 "$open/iken-register"
	sed "s|^folder = .*|folder = $open/data|" "$conf" >"$open/iken.conf"
	exits 'root makes it for a user' 0 "$open/iken-init" -c "$open/iken.conf" --user nobody
	is 'who owns everything' "$(find "$open/data" ! -user nobody)" ''
	rmdir "$open/data/sent"
	exits 'and goes on as that user' 0 "$open/iken-init" -c "$open/iken.conf"
	is 'in what is made later' "$(stat -c %U "$open/data/sent")" nobody
	rm -r "$open"
	exits 'an unknown user' 78 iken-init --user nobody-of-this-name
fi

# ---- iken-check
check()
{
	status=0
	iken-check "$@" >"$T/out" 2>"$T/err" || status=$?
}
# found TITLE STATUS PATTERN
found()
{
	check
	is "$1: status" "$status" "$2"
	like "$1: line" "$(cat "$T/out")" "$3"
}

echo secret >"$T/password"
chmod 600 "$T/password"
check
is 'iken-check finds nothing wrong' "$(grep -v '^ok\|^warning' "$T/out")" ''
is 'and ends with 0' "$status" 0
is 'every line has its form' "$(grep -Evc '^(ok|warning|FAIL) [a-z-]+: .' "$T/out")" 0
like 'it says what one user gives up' "$(cat "$T/out")" '^warning user: one user runs all programs'
like 'it asked the programs' "$(cat "$T/calls")" "^route -c $conf --check$"
chmod 644 "$T/password"
found 'a password that others can read' 78 '^FAIL password: .*chmod 0600 it'
rm "$T/password"
found 'no password' 78 '^FAIL password: .*No such file'
(umask 077; echo secret >"$T/password")
chmod 755 "$T/a/data/keys"
found 'keys that others can reach' 78 '^FAIL folder: .*keys is open to others \(0755\); chmod 0700 it'
chmod 700 "$T/a/data/keys"
rmdir "$T/a/data/tmp"
found 'a folder that is missing' 78 '^FAIL folder: .*tmp: No such file or directory; run iken-init'
iken-init >/dev/null
IKEN_NOW=1795410300 found 'a clock that was set by hand' 0 '^warning clock: IKEN_NOW is set'
program send 75 'echo "mail.example.jp: connection refused"'
found 'a program that could not work now' 75 '^FAIL iken-send: its own check ended with 75'
like 'its own words are below' "$(cat "$T/out")" '^    mail.example.jp: connection refused$'
program fetch 78
found 'the worse status counts' 78 '^FAIL iken-fetch: '
program fetch 0 'kill -KILL $$'
found 'a program that crashes' 78 '^FAIL iken-fetch: .*signal 9'
program fetch 0
program send 0
mv "$T/bin/iken-route" "$T/kept"
[ -e /usr/local/bin/iken-route ] || found 'a program that is missing' 78 '^FAIL iken-route: .*install it'
mv "$T/kept" "$T/bin/iken-route"
sed -i 's|/bin/true|/bin/nonexistent|' "$conf"
found 'a command that is missing' 78 '^FAIL command: /bin/nonexistent: '
sed -i 's|/bin/nonexistent|/bin/true|' "$conf"
chmod 664 "$conf"
check
is 'settings that the group can write do not fail' "$status" 0
chmod 666 "$conf"
found 'settings that everyone can write' 78 '^FAIL settings: .*written by everyone'
chmod 644 "$conf"
printf 'y\nz\n' >>"$conf"
found 'wrong settings' 78 '^FAIL settings: .*iken.conf:18: there is no = after "y"'
is 'each is a line' "$(grep -c '^FAIL settings' "$T/out")" 2
printf '%s\n' "$before" >"$conf"
if [ "$(id -u)" = 0 ] && mkdir "$T/small" && mount -t tmpfs -o size=1m,nr_inodes=40 none "$T/small" 2>/dev/null; then
	sed -i "s|^folder = .*|folder = $T/small/data|" "$conf"
	iken-init >/dev/null
	found 'a disk that is nearly full' 75 '^FAIL disk: [01] MB are free; make room'
	like 'in files too' "$(cat "$T/out")" '^FAIL disk: room for [0-9]+ files is left'
	like 'and in memory' "$(cat "$T/out")" '^warning disk: .*lies in memory'
	umount "$T/small"
	printf '%s\n' "$before" >"$conf"
fi
check --settings
is '--settings shows them' "$(grep -c . "$T/out")" "$(iken-check --settings | grep -c ' = ')"
rm -r "$T/a/data"
found 'no data folder' 78 '^FAIL folder: .*a/data does not exist; run iken-init'
done_testing
