#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A held mail that is filed into two opinions, and a mail that is held, while iken-register is killed before each of
# its calls and run again: each once.
. "${0%/*}/post.sh"

office=$T/office
new_office "$office"
for who in taro hanako; do
	printf '道路に穴があります。\n' | write "$who@example.jp" opinion@city.example.jp '道路'
	ok "$who writes" round
done
printf '続きです。\n' | write x@example.net "$(reply_address "$(newest taro@ receipt)")" '続き'
ok 'a mail is held' round
held=$(newest kocho@ held)
printf '1、%s\n' "$(number 2)" | write kocho@city.example.jp "$(reply_address "$held")" 'Re: held'
printf '別の続きです。\n' | write y@example.net "$(reply_address "$(newest hanako@ receipt)")" '続き'
ok 'the desk answers, and another one comes' iken-fetch
cp -a "$office/data" "$T/kept"
seq=$(register "SELECT seq FROM arrival WHERE kind = 'held'")

reset()
{
	rm -rf "$office/data" && cp -a "$T/kept" "$office/data"
}

# same NAME GOT WANTED
same()
{
	[ "$2" = "$3" ] || {
		diag "$1: $2, not $3"
		return 1
	}
}

check()
{
	same filed "$(register "SELECT kind || ' ' || opinion FROM arrival WHERE seq = $seq")" 'follow-up 1' &&
		same besides "$(register "SELECT group_concat(opinion) FROM filing WHERE arrival = $seq")" 2 &&
		same steps "$(register "SELECT count(*) FROM event WHERE step = 'follow-up'")" 2 &&
		same told "$(register "SELECT count(*) FROM intent WHERE kind = 'filed'")" 1 &&
		same departments "$(register "SELECT count(*) FROM intent WHERE kind = 'follow-up'")" 2 &&
		same looks "$(register "SELECT count(*) FROM access WHERE who = 'desk' AND what NOT LIKE 'mailed%'")" 2 &&
		same held "$(register "SELECT count(*) FROM arrival WHERE kind = 'held'")" 1 &&
		same asked "$(register "SELECT count(*) FROM intent WHERE kind = 'held'")" 2 &&
		same guesses "$(register "SELECT count(*) FROM guess WHERE arrival > $seq")" 1 &&
		same waiting "$(find "$office/data/arrivals" -type f | wc -l)" 0 &&
		same integrity "$(register 'PRAGMA integrity_check')" ok
}

at_each_call 'killed before each call' kill-before reset check iken-register
exits 'the opinion shows it' 0 iken show "$(number 2)"
like 'with its text' "$(cat "$T/out")" '続きです。'
done_testing
