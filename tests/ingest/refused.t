#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Servers that are not who they should be, or that want us to talk in the clear, get no password.
. "${0%/*}/../lib.sh"
. "${0%/*}/mails.sh"

export LSAN_OPTIONS="suppressions=$TOP/tests/ingest/lsan.supp:print_suppressions=0"
make_pki
new_office "$T/office"

# serve GREETING [ANSWER ...]: a server that speaks in the clear, writes down what it hears in
# $T/heard and gives the answers to the lines that come, @ being the tag.
serve()
{
	port=$(free_ports 1)
	: >"$T/heard"
	start "$T/serve.log" python3 -c '
import socket, sys
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", int(sys.argv[1])))
s.listen(5)
while True:
    c = s.accept()[0]
    f = c.makefile("rwb")
    try:
        f.write(sys.argv[3].encode() + b"\r\n"); f.flush()
        for a in sys.argv[4:]:
            line = f.readline()
            open(sys.argv[2], "ab").write(line)
            f.write(a.replace("@", line.decode().split(" ")[0]).replace("|", "\r\n").encode() + b"\r\n"); f.flush()
        rest = f.read()
        open(sys.argv[2], "ab").write(rest)
    except OSError:
        pass
    c.close()
' "$port" "$T/heard" "$@"
	wait_for 5 _answers "$port" || bail 'no server'
}

# refused TITLE KIND REASON: with STARTTLS at that port.
refused()
{
	sed -i '/^\[source s\]/,$d' "$IKEN_CONF"
	add_source s "$2" 'host = localhost' "port = $port" 'tls = starttls' "ca_file = $PKI/ca.pem" \
	    'user = opinion' "password_file = $T/office/password" 'timeout = 2 s'
	exits "$1" 75 iken-fetch s
	like "$1: the reason" "$(cat "$T/err")" "$3"
	unlike "$1: the password is kept" "$(cat "$T/heard")" 'secret|LOGIN|USER|PASS|AUTH'
}

serve '* PREAUTH welcome' '@ OK go'
refused 'PREAUTH' imap 'PREAUTH'
serve '* OK hello' '@ BAD what?'
refused 'IMAP without STARTTLS' imap 'refused STARTTLS'
serve '* OK hello' '@ OK begin|* CAPABILITY IMAP4rev1 AUTH=PLAIN'
refused 'octets after STARTTLS' imap 'source s: .*(TLS|STARTTLS)'
serve '* OK hello' '@ OK begin'
refused 'no TLS after STARTTLS' imap 'TLS handshake'
serve '* BYE go away'
refused 'BYE' imap 'source s: '
serve '+OK hello' '-ERR what?'
refused 'POP3 without STLS' pop3 'STLS'
serve '+OK hello' '+OK begin|+OK injected'
refused 'octets after STLS' pop3 'source s: .*(TLS|STLS)'
serve '-ERR go away'
refused 'POP3 that refuses' pop3 'go away'

# certificate NAME REASON
certificate()
{
	port=$(free_ports 1)
	start "$T/tls.log" openssl s_server -quiet -accept "127.0.0.1:$port" -cert "$PKI/$1.pem" -key "$PKI/$1.key" -naccept 20
	wait_for 5 _answers "$port" || bail 'no TLS server'
	for _kind in imap pop3; do
		sed -i '/^\[source s\]/,$d' "$IKEN_CONF"
		add_source s "$_kind" 'host = localhost' "port = $port" "ca_file = $PKI/ca.pem" 'user = opinion' \
		    "password_file = $T/office/password" 'timeout = 2 s'
		exits "a certificate that is $1 ($_kind)" 75 iken-fetch s
		like 'is refused' "$(cat "$T/err")" "$2"
	done
}

certificate self 'is self-signed'
certificate expired 'certificate expired on 2020-02-01'
certificate wrong 'is not for localhost but for elsewhere.example'

done_testing
