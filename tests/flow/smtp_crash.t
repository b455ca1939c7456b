#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken-send is killed before and after each of its calls while it talks to a mail server, and run again: every
# mail arrives, and what arrives twice is the same mail, octet by octet, so that mail programs show it once.
. "${0%/*}/../lib.sh"

MAILS=6

register()
{
	sqlite3 "$office/data/register.db" "$1"
}

same()
{
	[ "$2" = "$3" ] || {
		diag "$1: $2, not $3"
		return 1
	}
}

mkdir "$T/store"
start_fault_server smtp "$T/store" --user iken
SMTPS=$fault_port
office=$T/office
new_office "$office"
sed -i "s|^ca_file = .*|&\ntls = starttls|" "$IKEN_CONF"
new_maildir "$office/inbox"
i=0
while [ $i -lt $MAILS ]; do
	i=$((i + 1))
	printf 'From: resident%d@example.jp\nTo: opinion@city.example.jp\nSubject: %d\nMessage-ID: <%d@example.jp>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nopinion %d\n--b\nContent-Type: application/octet-stream; name=a.dat\nContent-Transfer-Encoding: base64\n\nAAECAwQF\n--b--\n' \
		$i $i $i $i | put_mail "$office/inbox"
done
iken-fetch || bail 'iken-fetch fails'
iken-register || bail 'iken-register fails'
iken-route || bail 'iken-route fails'
cp -a "$office" "$T/routed"
exits 'the server takes the mails' 0 timeout 60 iken-send
is 'all of them' "$(find "$T/store" -name '*.eml' | wc -l)" $((2 * MAILS))

cat >"$T/compare.py" <<'END'
"""Prints how many mails the server has by their Message-ID; fails when two of one are not the same."""
import os
import re
import sys

seen = {}
twice = 0
for name in sorted(os.listdir(sys.argv[1])):
    if not name.endswith(".eml"):
        continue
    octets = open(os.path.join(sys.argv[1], name), "rb").read()
    whole = octets, open(os.path.join(sys.argv[1], name[:-3] + "envelope")).read()
    key = re.search(rb"(?im)^Message-ID: *(\S+)", octets).group(1)
    if key in seen:
        twice += 1
        if seen[key] != whole:
            lines = zip(seen[key][0].split(b"\r\n"), octets.split(b"\r\n"))
            sys.exit("%s is not the same: %s" % (key.decode(), [(x, y) for x, y in lines if x != y][:3]))
    seen[key] = whole
print(len(seen), twice)
END

# The comparison is not blind.
for file in eml envelope; do
	sed 's/^MIME-Version/Mime-Version/' "$T/store/1.$file" >"$T/store/99.$file"
done
not_ok 'a mail of the same Message-ID and other octets is found' python3 "$T/compare.py" "$T/store" 2>"$T/different"

reset_send()
{
	rm -rf "$office" && cp -a "$T/routed" "$office" && rm -f "$T/store"/*
}

check_send()
{
	python3 "$T/compare.py" "$T/store" >"$T/compared" 2>"$T/different" || {
		diag_file "$T/different"
		return 1
	}
	read -r _mails _twice <"$T/compared"
	twice=$((twice + _twice))
	# Two mails may be under way: one is noted while the server works on the next (reply/send.h).
	same mails "$_mails" $((2 * MAILS)) &&
		same 'more than two came again' "$((_twice > 2))" 0 &&
		same noted "$(register "SELECT count(*) FROM intent WHERE state = 'sent'")" $((2 * MAILS)) &&
		same deliveries "$(register 'SELECT count(*) FROM delivery')" $((2 * MAILS)) &&
		same integrity "$(register 'PRAGMA integrity_check')" ok
}

twice=0
for mode in kill-before kill-after; do
	at_each_call "iken-send over SMTP, $mode" $mode reset_send check_send timeout 60 iken-send
done
diag "$twice mails arrived twice"
is 'the server found nothing odd in any of them' "$(cat "$T/store"/*.odd)" ''

# The connection ends at the last dot of a mail: lose, cut and reset after the server took it.
for fault in lose cut reset drop; do
	stop "$fault_pid"
	reset_send
	start_fault_server smtp "$T/store" --user iken --fault "$fault@DOT#2"
	sed -i "s/^port = .*/port = $fault_port/" "$IKEN_CONF"
	exits "the connection ends at a last dot ($fault)" 75 timeout 60 iken-send
	# It waits before it is tried again; let that time be over.
	register "UPDATE intent SET not_before = 0 WHERE state = 'waiting'"
	exits 'the next run ends well' 0 timeout 60 iken-send
	ok 'and each mail is there' check_send
done
diag "$twice mails arrived twice"
ok 'the check has seen mails that came twice' test "$twice" -ge 3
done_testing
