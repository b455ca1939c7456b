#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fetching from Maildir and mbox, and one mail on standard input.
. "${0%/*}/../lib.sh"
. "${0%/*}/mails.sh"

new_office "$T/office"
box=$T/office/inbox

add_source leave maildir "folder = $box" 'after = leave'
add_source mark maildir "folder = $box" 'after = mark'
add_source move maildir "folder = $box" 'after = move' "move_to = $T/done"
new_maildir "$T/done"

# ---- Maildir
make_mails "$box" 6
exits 'mails of a Maildir' 0 iken-fetch leave
is 'are taken octet by octet' "$(taken_mails leave)" "$(digests "$box")"
is 'and stay where they are' "$(find "$box/new" -type f | wc -l)" 6
one=$(find "$box/new" -type f | head -n 1)
mv "$one" "$box/cur/${one##*/}:2,R"
exits 'again' 0 iken-fetch -v leave
like 'they are known, whatever their flags' "$(cat "$T/err")" 'leave: 6 seen, 0 taken, 6 already known'
exits 'marking' 0 iken-fetch mark
is 'moves them to cur as seen' "$(find "$box/cur" -name '*S' | wc -l)" 6
is 'with the flags they had' "$(find "$box/cur" -name '*:2,RS' | wc -l)" 1
wanted=$(digests "$box")
exits 'moving' 0 iken-fetch move
is 'takes' "$(taken_mails move)" "$wanted"
is 'and moves' "$(digests "$T/done")" "$wanted"
is 'all' "$(count_mails "$box")" 0
make_mails "$box" 3
wanted=$(digests "$box")
exits 'deleting' 0 iken-fetch mail
is 'takes' "$(taken_mails mail)" "$wanted"
is 'and deletes' "$(count_mails "$box")" 0
ln -s /etc/hostname "$box/new/1.link.test"
exits 'a symbolic link' 75 iken-fetch -v leave
like 'is not followed' "$(cat "$T/err")" '0 taken, 0 already known, 0 too large, 1 failed'
rm "$box/new/1.link.test"

# ---- mbox
mbox=$T/mbox
add_source mbox mbox "folder = $mbox" 'after = leave'
add_source empty mbox "folder = $mbox" 'after = delete'
printf 'Subject: 1\n\nFrom the hill\n>From me\nend\n' >"$T/m1"
printf 'Subject: 2\n\nno line end' >"$T/m2"
{
	printf 'From a@example.jp Mon Nov 23 00:00:00 2026\n'
	sed 's/^\(>*From \)/>\1/' "$T/m1"
	printf '\nFrom b@example.jp Mon Nov 23 00:00:00 2026\n'
	sed 's/^\(>*From \)/>\1/' "$T/m1"
	printf '\nFrom c@example.jp Mon Nov 23 00:00:00 2026\n'
	cat "$T/m2"
} >"$mbox"
cp "$mbox" "$T/mbox.before"
: >"$mbox.lock"
exits 'an mbox with a lock' 75 iken-fetch mbox
rm "$mbox.lock"
echo ikenbako >"$mbox.lock"
exits 'an mbox that another iken-fetch has' 75 flock "$mbox.lock" iken-fetch mbox
exits 'an mbox with the lock of one that was killed' 0 iken-fetch mbox
is 'is taken without its quoting, equal mails each' "$(taken_mails mbox)" \
    "$("$B/tests/tools/arrivals" digest "$T/m1" "$T/m1" "$T/m2" | sort)"
ok 'and not changed' cmp "$mbox" "$T/mbox.before"
iken-fetch -v mbox 2>"$T/err"
like 'and known' "$(cat "$T/err")" 'mbox: 3 seen, 0 taken, 3 already known'
exits 'deleting' 0 iken-fetch empty
is 'empties the file' "$(wc -c <"$mbox")" 0
is 'and leaves no lock' "$(ls "$T" | grep '^mbox\.')" mbox.before
echo 'Subject: no' >"$mbox"
exits 'what is no mbox' 78 iken-fetch empty
is 'is left alone' "$(cat "$mbox")" 'Subject: no'

# ---- standard input
rm -f "$T/office/data/arrivals"/*
printf 'Subject: x\n\n\0\377\r\nend' >"$T/m"
exits 'one mail on standard input' 0 sh -c "iken-deliver --channel fax --sender a@example.jp <'$T/m'"
is 'is there octet by octet' "$(taken_mails deliver)" "$("$B/tests/tools/arrivals" digest "$T/m")"
exits 'the same mail again' 0 sh -c "iken-deliver <'$T/m'"
is 'is another arrival' "$(ls "$T/office/data/arrivals" | wc -l)" 2
exits 'nothing on standard input' 75 iken-deliver </dev/null
exits 'no settings' 75 sh -c "iken-deliver -c $T/none <'$T/m'"
mv "$T/office/data/arrivals" "$T/office/data/away"
exits 'no spool' 75 sh -c "iken-deliver <'$T/m'"
mv "$T/office/data/away" "$T/office/data/arrivals"
exits '--check' 0 iken-deliver --check

done_testing
