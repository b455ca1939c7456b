# SPDX-License-Identifier: GPL-3.0-or-later
# erase.sh - for scripts about erasure; reads paper.sh
#
# $office names the folder of new_office.
# shellcheck shell=sh disable=SC2034,SC2154
. "${0%/*}/../flow/paper.sh"

DAY=86400

# Another program may have the register for a moment.
register()
{
	sqlite3 -cmd '.timeout 5000' "$office/data/register.db" "$1"
}

# at DAYS: it is so many days after the beginning, for every program.
at()
{
	IKEN_NOW=$((1796106000 + $1 * DAY))
	export IKEN_NOW
}

# answer DEPARTMENT@ OPINION...: one mail answers them all; its text is standard input.
answer()
{
	_who=$1
	shift
	_to=
	for _opinion in "$@"; do
		_request=$(grep -al "$(number "$_opinion")" $(grep -al '^X-Ikenbako: request' "$office"/outbox/new/*) | head -n 1)
		_to=${_to:+$_to, }$(reply_address "$_request")
	done
	write "$_who" "$_to" 'Re: 処理依頼'
}

# secrets OPINION...: what must be gone when they are erased, as SQLite's hexadecimal digits: wrapped keys, sealed columns,
# keyed hashes.
secrets()
{
	for _opinion in "$@"; do
		register "SELECT hex(wrapped) FROM key WHERE id = (SELECT key FROM opinion WHERE id = $_opinion);
			SELECT hex(contact) FROM opinion WHERE id = $_opinion;
			SELECT hex(contact_hash) FROM opinion WHERE id = $_opinion;
			SELECT hex(text_hash) FROM opinion WHERE id = $_opinion;
			SELECT hex(text) FROM draft WHERE opinion = $_opinion;
			SELECT hex(recipient) FROM delivery WHERE intent IN (SELECT id FROM intent WHERE opinion = $_opinion);
			SELECT hex(reading) FROM arrival WHERE opinion = $_opinion;
			SELECT hex(file_key) FROM arrival WHERE opinion = $_opinion;
			SELECT hex(digest) FROM arrival WHERE opinion = $_opinion"
	done | grep .
}

# remains FILE: how many of the secrets (hexadecimal) or words (others) in FILE, one a line, stand in any file of the office, the
# registers' pages and log among them, as they are, in quoted-printable or in Base64.
remains()
{
	python3 - "$1" "$office" "${2:-$office}" <<-'E'
		import base64, os, quopri, re, sys
		wanted = []
		for line in open(sys.argv[1], encoding='utf-8'):
		    line = line.rstrip('\n')
		    # Of a long one its ends: SQLite may cut it into pages.
		    if re.fullmatch('([0-9A-F]{2})+', line):
		        octets = bytes.fromhex(line)
		        wanted += [{octets[:16]}, {octets[-16:]}]
		    else:
		        octets = line.encode()
		        wanted += [{octets, quopri.encodestring(octets), base64.b64encode(octets)}]
		found = set()
		for top in set(sys.argv[2:]):
		    for folder, _, names in os.walk(top):
		        for name in names:
		            content = open(os.path.join(folder, name), 'rb').read()
		            decoded = b''
		            if b'\nMIME-Version:' in content:
		                import email, email.policy
		                m = email.message_from_bytes(content, policy=email.policy.default)
		                decoded = b'\n'.join((p.get_payload(decode=True) or b'') for p in m.walk()) + str(m['Subject']).encode() + str(m['To']).encode()
		            for i, forms in enumerate(wanted):
		                if any(f and (f in content or f in decoded) for f in forms):
		                    found.add(i)
		print(len(found))
	E
}

# released N: by two people. The second one is another user where we are root, else a row of theirs.
released()
{
	iken-erase --release "$1" >"$T/out" 2>"$T/err" || return 1
	if [ "$(id -u)" = 0 ] && [ "$(cat /proc/self/loginuid 2>/dev/null || echo 4294967295)" = 4294967295 ]; then
		setpriv --ruid 4242 iken-erase --release "$1" >"$T/out" 2>"$T/err"
	else
		register "INSERT INTO erasure_release VALUES($1, 'uid 4242', '? (4242)', $IKEN_NOW);
			UPDATE erasure SET state = 'released' WHERE id = $1"
	fi
}
