#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The servers that other scripts stand on: they start, hand mail over, and are gone afterwards.
. "${0%/*}/lib.sh"

start_dovecot opinion yamada
start_smtp

# talk PYTHON: a piece of Python with the ports and a TLS context that trusts only our CA.
talk()
{
	python3 -c "
import imaplib, poplib, smtplib, ssl, sys
context = ssl.create_default_context(cafile='$PKI/ca.pem')
$1"
}

send()
{
	talk "
with smtplib.SMTP('localhost', $SMTP) as s:
    s.starttls(context=context)
    s.login('iken', 'secret')
    s.sendmail('yamada@example.jp', ['$1'], b'Subject: test\r\n\r\nbody\r\n')"
}

ok 'SMTP with STARTTLS and a login takes a mail' send 'opinion+a-2026@city.example.jp'
ok 'LMTP delivers it without what follows the +' wait_for_mails "$MAIL/opinion" 1
like 'and notes the whole address' "$(cat "$MAIL"/opinion/new/*)" \
    '^Delivered-To: <?opinion\+a-2026@city.example.jp'
not_ok 'a refused address is refused' send 'x@refused.example' 2>/dev/null
not_ok 'and so is one for later' send 'x@later.example' 2>/dev/null
ok 'an address that bounces is taken' send 'x@bounce.example'
ok 'and comes back' wait_for_mails "$MAIL/yamada" 1
like 'as a report' "$(cat "$MAIL"/yamada/new/*)" 'message/delivery-status'

ok 'IMAPS gives it out' talk "
m = imaplib.IMAP4_SSL('localhost', $IMAPS, ssl_context=context)
m.login('opinion', 'secret')
assert m.select('INBOX')[1] == [b'1']
assert any(b'Done' in folder for folder in m.list()[1])
m.logout()"
ok 'IMAP with STARTTLS does' talk "
m = imaplib.IMAP4('localhost', $IMAP)
m.starttls(context)
m.login('opinion', 'secret')
assert m.select('INBOX')[1] == [b'1']
m.logout()"
ok 'POP3S does' talk "
m = poplib.POP3_SSL('localhost', $POP3S, context=context)
m.user('opinion'); m.pass_('secret')
assert m.stat()[0] == 1
m.quit()"
ok 'POP3 with STLS does' talk "
m = poplib.POP3('localhost', $POP3)
m.stls(context)
m.user('opinion'); m.pass_('secret')
assert m.stat()[0] == 1
m.quit()"
ok 'SMTPS takes a login' talk "
with smtplib.SMTP_SSL('localhost', $SMTPS, context=context) as s:
    s.login('iken', 'secret')"
not_ok 'a wrong password is refused' talk "
m = imaplib.IMAP4_SSL('localhost', $IMAPS, ssl_context=context)
m.login('opinion', 'wrong')" 2>/dev/null

first=$dovecot_pid
stop "$first"
not_ok 'a server that was stopped is gone' kill -0 "$first" 2>/dev/null
for certificate in wrong expired self; do
	DOVECOT_CERT=$certificate start_dovecot opinion
	not_ok "a client does not believe the certificate '$certificate'" \
	    talk "imaplib.IMAP4_SSL('localhost', $IMAPS, ssl_context=context)" 2>/dev/null
	stop "$dovecot_pid"
done
done_testing
