# SPDX-License-Identifier: GPL-3.0-or-later
# mails.sh - mails to be fetched, and what came of them; after lib.sh
# shellcheck shell=sh

_made=0

# add_source NAME KIND LINE...: at the end of the settings; of two lines of one name the last counts.
add_source()
{
	_source=$1 _kind=$2
	shift 2
	{
		printf '\n[source %s]\nkind = %s\n' "$_source" "$_kind"
		printf '%s\n' "$@" | awk -F ' = ' 'NF > 1 { v[$1] = $0 } END { for (n in v) print v[n] }'
	} >>"$IKEN_CONF"
}

# make_mails MAILDIR N: half of them small, half with 4 KB; dots at line starts, 8-bit octets.
make_mails()
{
	_n=$2
	while [ "$_n" -gt 0 ]; do
		_n=$((_n - 1))
		_made=$((_made + 1))
		{
			printf 'From: yamada@example.jp\nSubject: %d\n\n' "$_made"
			printf '.\n..\n.x\n\264\301\273\372 \0 end\nFrom here\n'
			[ $((_made % 2)) = 0 ] || yes '街灯が消えています。' | head -n 150
			printf '.'
			printf '\n\n'
		} >"$T/mail"
		put_mail "$1" "$T/mail"
	done
	[ "$(id -u)" != 0 ] || chown -R --reference="$1" "$1"
}

# digests_crlf MAILDIR: what its mails are on the wire, where lines end with CR LF and Dovecot
# makes 0x80 of a 0 octet.
digests_crlf()
{
	for _file in "$1"/new/* "$1"/cur/*; do
		[ -f "$_file" ] || continue
		sed 's/$/\r/' "$_file" | tr '\000' '\200' >"$T/wire"
		"$B/tests/tools/arrivals" digest "$T/wire"
	done | sort
}

# digests MAILDIR: what its mails are as files.
digests()
{
	find "$1/new" "$1/cur" -type f -exec "$B/tests/tools/arrivals" digest '{}' + | sort
}

# taken_mails [SOURCE]: octets and digest of each arrival.
taken_mails()
{
	"$B/tests/tools/arrivals" list "$IKEN_CONF" |
	    awk -v s="${1:-}" 's == "" || $2 == s { print $(NF - 1), $NF }' | sort
}

# talk PYTHON: as the user opinion, m being a session with the INBOX selected.
talk()
{
	python3 -c "
import imaplib, ssl
m = imaplib.IMAP4_SSL('localhost', $IMAPS, ssl_context=ssl.create_default_context(cafile='$PKI/ca.pem'))
m.login('opinion', 'secret')
m.select('INBOX')
$1
m.logout()"
}
