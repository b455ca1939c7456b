#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fetching by POP3 from a real Dovecot.
. "${0%/*}/../lib.sh"
. "${0%/*}/mails.sh"

start_dovecot opinion
new_office "$T/office"
box=$MAIL/opinion

pop3_source()
{
	add_source "$1" pop3 "host = localhost" "port = $POP3S" "ca_file = $PKI/ca.pem" \
	    "user = opinion" "password_file = $T/office/password" "$@"
}

# What the mails are on the wire: lines end with CR LF; Dovecot's POP3 leaves a 0 octet as it is.
digests_pop3()
{
	for _file in "$1"/new/* "$1"/cur/*; do
		[ -f "$_file" ] || continue
		sed 's/$/\r/' "$_file" >"$T/wire"
		"$B/tests/tools/arrivals" digest "$T/wire"
	done | sort
}

pop3_source leave 'after = leave'
pop3_source delete 'after = delete'
pop3_source starttls 'tls = starttls' "port = $POP3" 'after = leave'
pop3_source few 'limit = 3' 'batch = 2' 'after = leave'
pop3_source small 'message_size = 2 KB' 'after = delete'

exits '--check logs in' 0 iken-fetch --check
exits 'an empty mailbox' 0 iken-fetch leave
make_mails "$box" 7
exits 'mails that stay' 0 iken-fetch leave
is 'are taken octet by octet' "$(taken_mails leave)" "$(digests_pop3 "$box")"
is 'and stay' "$(count_mails "$box")" 7
exits 'the next run' 0 iken-fetch -v leave
like 'knows them' "$(cat "$T/err")" 'leave: 7 seen, 0 taken, 7 already known'
exits 'STLS' 0 iken-fetch starttls
is 'takes the same' "$(taken_mails starttls)" "$(digests_pop3 "$box")"
iken-fetch -v few 2>"$T/err"
like 'a limit' "$(cat "$T/err")" 'few: 7 seen, 3 taken, 0 already known, 0 too large, 0 failed, 4 left'
iken-fetch few
iken-fetch few
is 'is reached in several runs' "$(taken_mails few)" "$(digests_pop3 "$box")"
wanted=$(digests_pop3 "$box")
iken-fetch -v small 2>"$T/err"
like 'what is too large' "$(cat "$T/err")" 'small: 7 seen, 3 taken, 0 already known, 4 too large'
is 'stays when the others go' "$(count_mails "$box")" 4
wanted=$(digests_pop3 "$box")
exits 'deleting' 0 iken-fetch delete
is 'takes the rest' "$(taken_mails delete)" "$wanted"
is 'and empties the mailbox' "$(count_mails "$box")" 0
iken-fetch -v leave 2>"$T/err"
like 'what is gone is forgotten' "$(cat "$T/err")" 'leave: 0 seen'
is 'in the file as well' "$(grep -c '^n' "$T/office/data/taken/leave")" 0

done_testing
