#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken-send is killed just before each of its calls that change something, and run again: every mail is
# there once, and noted.
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

office=$T/office
new_office "$office"
i=0
while [ $i -lt $MAILS ]; do
	i=$((i + 1))
	printf 'From: resident%d@example.jp\nTo: opinion@city.example.jp\nSubject: %d\n\nopinion %d\n' \
		$i $i $i | put_mail "$office/inbox"
done
iken-fetch || bail 'iken-fetch fails'
iken-register || bail 'iken-register fails'
iken-route || bail 'iken-route fails'
cp -a "$office" "$T/routed"

reset_send()
{
	rm -rf "$office" && cp -a "$T/routed" "$office"
}

check_send()
{
	same sent "$(find "$office/outbox/new" -type f | wc -l)" $((2 * MAILS)) &&
		same ids "$(cat "$office"/outbox/new/* | grep -c '^Message-ID:')" $((2 * MAILS)) &&
		same receipts "$(cat "$office"/outbox/new/* | grep '^Envelope-To: resident' | sort -u | wc -l)" $MAILS &&
		same left "$(find "$office/outbox/tmp" -type f | wc -l)" 0 &&
		same noted "$(register "SELECT count(*) FROM intent WHERE state = 'sent'")" $((2 * MAILS)) &&
		same deliveries "$(register 'SELECT count(*) FROM delivery')" $((2 * MAILS)) &&
		same integrity "$(register 'PRAGMA integrity_check')" ok
}
at_each_call 'iken-send killed before each call' kill-before reset_send check_send iken-send
done_testing
