#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fetching by IMAP from a real Dovecot: nothing lost, nothing twice, nobody else's mail touched.
. "${0%/*}/../lib.sh"
. "${0%/*}/mails.sh"

start_dovecot opinion yamada
new_office "$T/office"
box=$MAIL/opinion

# imap_source NAME LINE...: one more source, of the same mailbox unless the lines say otherwise.
imap_source()
{
	add_source "$1" imap "host = localhost" "port = $IMAPS" "ca_file = $PKI/ca.pem" \
	    "user = opinion" "password_file = $T/office/password" "$@"
}

imap_source leave 'after = leave'
imap_source mark 'after = mark'
imap_source move 'after = move' 'move_to = 処理済'
imap_source starttls 'tls = starttls' "port = $IMAP" 'after = leave'
imap_source small 'message_size = 2 KB' 'after = leave'
imap_source few 'limit = 3' 'batch = 2' 'after = leave'

exits '--check logs in and selects' 0 iken-fetch --check
exits 'an empty mailbox is nothing to speak of' 0 iken-fetch mail
is 'quiet' "$(cat "$T/out" "$T/err")" ''

make_mails "$box" 7
digests_crlf "$box" >"$T/wanted"
exits '--dry-run counts' 0 iken-fetch --dry-run leave
like 'and says so' "$(cat "$T/out")" '^leave: 7 seen, 7 would be taken, 0 already known'
is 'and takes nothing' "$(taken_mails | wc -l)" 0

exits 'mails that stay are taken' 0 iken-fetch leave
is 'octet by octet' "$(taken_mails leave)" "$(cat "$T/wanted")"
is 'and stay' "$(count_mails "$box")" 7
is 'unseen' "$(find "$box" -name '*:2,*S*' | wc -l)" 0
exits 'the next run' 0 iken-fetch -v leave
like 'knows them' "$(cat "$T/err")" 'leave: 7 seen, 0 taken, 7 already known, 0 too large, 0 failed, 0 left'
rm "$T/office/data/arrivals"/*
make_mails "$box" 1
exits 'one more' 0 iken-fetch -v leave
like 'is taken alone' "$(cat "$T/err")" 'leave: 8 seen, 1 taken, 7 already known'

exits 'STARTTLS' 0 iken-fetch starttls
is 'takes the same' "$(taken_mails starttls)" "$(digests_crlf "$box")"

exits 'a limit' 0 iken-fetch -v few
like 'takes the oldest first' "$(cat "$T/err")" 'few: 8 seen, 3 taken, 0 already known, 0 too large, 0 failed, 5 left'
iken-fetch few 2>/dev/null
exits 'and the rest' 0 iken-fetch -v few
like 'in later runs' "$(cat "$T/err")" 'few: 8 seen, 2 taken, 6 already known, 0 too large, 0 failed, 0 left'
is 'all of it' "$(taken_mails few)" "$(digests_crlf "$box")"

exits 'mails that are too large' 0 iken-fetch -v small
like 'stay behind' "$(cat "$T/err")" 'small: 8 seen, 4 taken, 0 already known, 4 too large'
like 'and are reported' "$(cat "$T/err")" 'warning: .*larger than message_size; the largest has [0-9]+ octets'
iken-fetch -v small 2>"$T/err"
like 'each run' "$(cat "$T/err")" 'small: 8 seen, 0 taken, 4 already known, 4 too large'
sed -i 's/message_size = 2 KB/message_size = 2 MB/' "$IKEN_CONF"
iken-fetch -v small 2>"$T/err"
like 'until the limit lets them through' "$(cat "$T/err")" 'small: 8 seen, 4 taken, 4 already known, 0 too large'
is 'all of them are here' "$(taken_mails small)" "$(digests_crlf "$box")"

exits 'marking' 0 iken-fetch mark
is 'makes them seen' "$(find "$box/cur" -name '*:2,*S*' | wc -l)" 8
iken-fetch -v mark 2>"$T/err"
like 'but is not what is remembered by' "$(cat "$T/err")" 'mark: 8 seen, 0 taken, 8 already known'

# Dovecot takes the time for the new number, which is the old one within the same second: it is given one.
sed -n '1s/ V[0-9]*/ V1000000000/; 1s/ N[0-9]*/ N1/p' "$box/dovecot-uidlist" >"$T/uidlist"
rm "$box"/dovecot*
cp "$T/uidlist" "$box/dovecot-uidlist"
chmod 666 "$box/dovecot-uidlist"
exits 'a mailbox that was renumbered' 0 iken-fetch -v leave
like 'is said' "$(cat "$T/err")" 'warning: source leave: the server renumbered the mailbox'
like 'and read again' "$(cat "$T/err")" 'leave: 8 seen, 8 taken'

digests_crlf "$box" >"$T/wanted"
exits 'moving' 0 iken-fetch move
is 'empties the mailbox' "$(count_mails "$box")" 0
is 'into the other one' "$(find "$box"/.*/cur "$box"/.*/new -type f | grep -c U)" 8
is 'after taking' "$(taken_mails move)" "$(cat "$T/wanted")"

make_mails "$box" 5
digests_crlf "$box" >"$T/wanted"
talk 'm.store("1", "+FLAGS", "\\Deleted")' >/dev/null
exits 'deleting' 0 iken-fetch mail
is 'takes all' "$(taken_mails mail)" "$(cat "$T/wanted")"
is 'and leaves nothing' "$(count_mails "$box")" 0
make_mails "$box" 2
talk 'm.append("INBOX", "\\Deleted", None, b"Subject: kept\r\n\r\nx\r\n")' >/dev/null
sed -i 's/^after = delete/after = delete\nlimit = 2/' "$IKEN_CONF"
iken-fetch mail
is "but not what others marked" "$(count_mails "$box")" 1

# The memory lost, everything comes again as the same arrivals.
make_mails "$box" 4
iken-fetch leave
before=$(ls "$T/office/data/arrivals")
rm -r "$T/office/data/taken"
iken-fetch leave
is 'a lost memory makes nothing twice' "$(ls "$T/office/data/arrivals")" "$before"

cp "$T/office/password" "$T/office/wrong"
echo wrong >"$T/office/wrong"
imap_source stranger "password_file = $T/office/wrong"
exits 'a wrong password' 75 iken-fetch stranger
like 'is said' "$(cat "$T/err")" 'source stranger: localhost: log in: '
make_mails "$box" 1
exits 'a source that fails' 75 iken-fetch -v stranger leave
like 'does not stop the others' "$(cat "$T/err")" 'source leave: .* 1 taken'
chmod 644 "$T/office/wrong"
exits 'a password that others may read' 78 iken-fetch stranger
exits 'a source that is not there' 78 iken-fetch nobody
imap_source absent 'folder = 無い箱'
exits 'a mailbox that is not there' 75 iken-fetch absent

done_testing
