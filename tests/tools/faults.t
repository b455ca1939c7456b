#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The servers that fail on demand: without a fault they are ordinary, with one they do as told.
. "${0%/*}/../lib.sh"

# with_server KIND PYTHON [OPTION...]: runs a client against a new server; its output is in $got.
with_server()
{
	kind=$1 client=$2
	shift 2
	rm -rf "$T/store"
	mkdir -p "$T/store/INBOX" "$T/store/Done"
	printf 'Subject: one\n\nfirst\n' >"$T/store/INBOX/3.eml"
	printf 'Subject: two\n\n.second\n' >"$T/store/INBOX/7.eml"
	start_fault_server "$kind" "$T/store" "$@"
	got=$(timeout 20 python3 -c "
import imaplib, poplib, smtplib, ssl, sys
context = ssl.create_default_context(cafile='$PKI/ca.pem')
port = $fault_port
$client" 2>"$T/client.err") || got="failed: $(tail -n 1 "$T/client.err")"
	stop "$fault_pid"
}

imap='
m = imaplib.IMAP4("localhost", port, timeout=1)
m.starttls(context)
m.login("opinion", "secret")
print(m.select("INBOX")[1][0].decode(), m.uid("SEARCH", "ALL")[1][0].decode())
mails = m.uid("FETCH", "7", "(UID BODY.PEEK[])")[1]
print(mails[0][1].decode().split("\r\n")[2])
m.uid("STORE", "3", "+FLAGS.SILENT", "(\\Deleted)")
m.uid("EXPUNGE", "3")
m.uid("MOVE", "7", "Done")
m.logout()'
with_server imap "$imap"
is 'IMAP: fetch, delete and move' "$got" "2 3 7
.second"
is 'what was deleted is gone, what was moved is there' "$(cd "$T/store" && ls INBOX Done | tr '\n' ' ')" 'Done: 1.eml  INBOX: '
answers=$(wc -l <"$FAULT_LOG" | tr -d ' ')
ok 'each answer is counted' test "$answers" -ge 9

with_server imap "$imap" --fault drop@EXPUNGE
like 'dropped before EXPUNGE' "$got" '^failed: .*(EOF|abort)'
ok 'nothing was deleted' test -e "$T/store/INBOX/3.eml"
with_server imap "$imap" --fault lose@EXPUNGE
like 'the answer to EXPUNGE is lost' "$got" '^failed: '
not_ok 'but the mail is gone' test -e "$T/store/INBOX/3.eml"
with_server imap "$imap" --fault cut@FETCH
like 'half a FETCH' "$got" '^failed: '
with_server imap "$imap" --fault refuse@SELECT
like 'a refused SELECT' "$got" '^failed: .*(ALREADY|illegal in state|SEARCH)'
with_server imap "$imap" --fault stall@4
like 'the fourth answer never comes' "$got" '^failed: .*time'
with_server imap "$imap" --fault 'other-uid@FETCH#1'
is 'another UID passes unseen by a client that does not look' "$got" "2 3 7
.second"
for fault in literal huge-literal garbage tag reset; do
	with_server imap "$imap" --fault "$fault@FETCH"
	like "IMAP: $fault" "$got" '^failed: '
done

pop3='
m = poplib.POP3("localhost", port, timeout=1)
m.stls(context)
m.user("opinion"); m.pass_("secret")
print(m.stat()[0], m.uidl()[1], m.retr(2)[1])
m.dele(1)
m.quit()'
with_server pop3 "$pop3"
is 'POP3: fetch and delete' "$got" "2 [b'1 100003', b'2 100007'] [b'Subject: two', b'', b'.second']"
is 'what was deleted is gone' "$(ls "$T/store/INBOX")" 7.eml
with_server pop3 "$pop3" --fault drop@QUIT
is 'without QUIT nothing is deleted' "$(ls "$T/store/INBOX" | tr '\n' ' ')" '3.eml 7.eml '
with_server pop3 "$pop3" --fault lose@QUIT
is 'with a lost answer to QUIT it is' "$(ls "$T/store/INBOX")" 7.eml
with_server pop3 "$pop3" --fault same-uidl@UIDL
like 'POP3: one identifier for all' "$got" "b'1 same', b'2 same'"

smtp='
with smtplib.SMTP("localhost", port, timeout=1) as s:
    s.starttls(context=context)
    s.login("opinion", "secret")
    print(s.sendmail("a@example.jp", ["b@example.jp", "c@example.jp"], b"Subject: x\r\n\r\n.dot\r\nend\r\n"))'
with_server smtp "$smtp" --need-login
is 'SMTP: two recipients' "$got" '{}'
is 'the mail is kept as it was sent' "$(tr -d '\r' <"$T/store/1.eml")" 'Subject: x

.dot
end'
is 'with its envelope' "$(tr '\n' ' ' <"$T/store/1.envelope" | sed 's/ size=[0-9]*//')" '<a@example.jp> <b@example.jp> <c@example.jp> '
is 'nothing is odd about it' "$(cat "$T/store/1.odd")" ''
with_server smtp "$smtp" --fault 'refuse@RCPT#2'
like 'one of two recipients refused' "$got" "^\{'c@example.jp': \(550"
with_server smtp "$smtp" --fault 451@DOT
like 'a mail is put off' "$got" '^failed: .*451'
not_ok 'and not kept' test -e "$T/store/1.eml"
with_server smtp "$smtp" --fault lose@DOT
like 'the answer to a mail is lost' "$got" '^failed: '
ok 'but it was taken' test -e "$T/store/1.eml"
with_server smtp "$smtp" --fault no-starttls@EHLO
like 'STARTTLS is hidden' "$got" '^failed: .*STARTTLS'

odd='
import socket
s = socket.create_connection(("localhost", port)); f = s.makefile("rb")
def say(octets):
    s.sendall(octets); return f.readline()
f.readline(); say(b"HELO x\r\n"); say(b"MAIL FROM:<a@example.jp>\r\n"); say(b"RCPT TO:<b@example.jp>\r\n"); say(b"DATA\r\n")
print(say(b"a\rb\nc\0\xe3" + b"x" * 999 + b"\n.\nMAIL FROM:<c@example.jp>\r\n.\r\nQUIT\r\n").decode().strip())'
with_server smtp "$odd" --tls none
like 'a mail that smuggles is one mail' "$got" '^250'
is 'and all that is odd about it is noted' "$(tr '\n' ' ' <"$T/store/1.odd")" 'bare-cr bare-lf long-line 8bit nul '
done_testing
