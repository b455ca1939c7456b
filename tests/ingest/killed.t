#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken-fetch killed at each call that changes something, or refused it, then run again: every mail is taken once,
# and nothing is let go before it is taken.
. "${0%/*}/../lib.sh"
. "${0%/*}/mails.sh"

start_dovecot opinion
new_office "$T/office"
sed -i '/^\[source/,$d' "$IKEN_CONF"
data=$T/office/data
killer=$B/tests/tools/kill-at
[ -x "$killer" ] || bail "$killer is missing: run make tools"

# fill: three mails in the mailbox and an empty spool; sets wanted.
fill()
{
	rm -rf "$data/taken" "$data/arrivals" "$data/tmp"
	mkdir -m 700 "$data/arrivals" "$data/tmp"
	find "$box" -type f -delete
	cp "$T/three"/* "$box/new"
	[ "$(id -u)" != 0 ] || chown -R --reference="$MAIL" "$box"
}

# whole: what was let go is here; after one more run all of it is here and nothing twice.
whole()
{
	for _file in "$T/three"/*; do
		_name=${_file##*/}
		[ -n "$(find "$box" -name "$_name*")" ] || taken_mails | grep -qxF "$(cat "$T/digest.$_name")" || {
			diag "$_name was let go before it was taken"
			return 1
		}
	done
	iken-fetch s || return 1
	[ "$(taken_mails)" = "$wanted" ] && [ "$(find "$box" -type f -name '17*' | wc -l)" = "$rest" ]
}

# everywhere STEP: each STEP-th call in each manner.
everywhere()
{
	fill
	_calls=$("$killer" --count iken-fetch s 2>/dev/null | tail -n 1)
	ok "$after: it makes calls ($_calls)" [ "$_calls" -gt 10 ]
	for _manner in kill-before kill-after EIO from-ENOSPC short; do
		_bad=
		_n=1
		while [ "$_n" -le "$_calls" ]; do
			fill
			"$killer" "$_manner" "$_n" iken-fetch s >/dev/null 2>&1
			whole 2>>"$T/whole.err" || _bad="$_bad $_n"
			_n=$((_n + $1))
		done
		is "$after: $_manner anywhere" "$_bad" ''
	done
}

mkdir "$T/three"
new_maildir "$T/md"
box=$T/md
make_mails "$box" 3
_i=0
for _file in "$box/new"/*; do
	_i=$((_i + 1))
	cp "$_file" "$T/three/170000000$_i.M1.test"
	"$B/tests/tools/arrivals" digest "$_file" >"$T/digest.170000000$_i.M1.test"
done
wanted=$(cat "$T"/digest.* | sort)

for after in leave delete; do
	rest=3
	[ "$after" = leave ] || rest=0
	sed -i '/^\[source/,$d' "$IKEN_CONF"
	add_source s maildir "folder = $box" "after = $after" 'batch = 2'
	everywhere 1
done

box=$MAIL/opinion
for _file in "$T/three"/*; do
	sed 's/$/\r/' "$_file" | tr '\000' '\200' >"$T/wire"
	"$B/tests/tools/arrivals" digest "$T/wire" >"$T/digest.${_file##*/}"
done
wanted=$(cat "$T"/digest.* | sort)
rest=0
after=delete
sed -i '/^\[source/,$d' "$IKEN_CONF"
add_source s imap 'host = localhost' "port = $IMAPS" "ca_file = $PKI/ca.pem" 'user = opinion' \
    "password_file = $T/office/password" 'after = delete' 'batch = 2' 'timeout = 5 s'
everywhere 2

done_testing
