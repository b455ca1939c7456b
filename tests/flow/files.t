#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Files go the whole way, octet by octet and with their names: a resident's to the department, a department's
# to the resident; where the settings say no, they are named only.
. "${0%/*}/../lib.sh"

OFFICE_EXTRA='
[department parks]
name = 公園課
addresses = parks@city.example.jp
attachments = no

[rule]
words = 公園
department = parks'
office=$T/office
new_office "$office"

run()
{
	timeout 120 iken run >"$T/round" 2>&1
}

# sent_to ADDRESS: the newest mail to an address.
sent_to()
{
	# The names of a Maildir are ours.
	# shellcheck disable=SC2012
	for _file in $(ls -t "$office"/outbox/new/*); do
		grep -q "^Envelope-To: $1" "$_file" && echo "$_file" && return
	done
}

# mail FROM TO TEXT FILE NAME [FIELD]: with the file, whose name is written as RFC 2231 says.
mail()
{
	python3 - "$@" <<'END'
import email.policy
import sys
from email.message import EmailMessage
from email.utils import make_msgid

sender, to, text, path, name, *more = sys.argv[1:]
m = EmailMessage(policy=email.policy.SMTP)
m["From"], m["To"], m["Subject"], m["Message-ID"] = sender, to, "写真", make_msgid(domain="example.jp")
m["Return-Path"] = "<%s>" % sender
for field in more:
    k, v = field.split(": ", 1)
    m[k] = v
m.set_content(text)
kind = ("application", "pdf") if name.endswith(".pdf") else ("image", "jpeg")
m.add_attachment(open(path, "rb").read(), maintype=kind[0], subtype=kind[1], filename=name)
sys.stdout.buffer.write(bytes(m))
END
}

# files MAIL: sum and name of each file in a mail, as a mail program would save it.
files()
{
	python3 - "$1" <<'END'
import email
import email.policy
import hashlib
import sys

m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
for part in m.iter_attachments():
    print(hashlib.sha256(part.get_payload(decode=True)).hexdigest(), part.get_filename())
END
}

field()
{
	python3 -c '
import email, email.policy, sys
print(email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)[sys.argv[2]])' "$1" "$2"
}

sum()
{
	sha256sum "$1" | cut -d ' ' -f 1
}

# Octets that break whatever is careless: line ends of all kinds, dots, NUL, "From ", no end of line.
{
	printf '\377\330\377\340'
	printf '\r\n.\r\n..\r\nFrom me\n.\n\r\r\n\0\0\032'
	head -c 200000 /dev/urandom
	printf '\r'
} >"$T/photo"
{
	printf '%%PDF-1.4\n%%\342\343\317\323\r'
	head -c 300001 /dev/urandom
	printf '\n%%%%EOF\n'
} >"$T/pdf"

# ---- the resident's file in the request ----
mail taro@example.jp opinion@city.example.jp '道路に穴があります。' "$T/photo" '道路の穴 1（表示）.jpg' |
	put_mail "$office/inbox"
ok 'a resident sends a photograph' run
request=$(sent_to roads@city.example.jp)
is 'the request carries it octet by octet, with its name' "$(files "$request")" "$(sum "$T/photo") 道路の穴 1（表示）.jpg"
unlike 'the receipt does not' "$(files "$(sent_to taro@example.jp)")" .

# ---- the department's file in the answer ----
mail roads@city.example.jp "$(field "$request" Reply-To | sed 's/.*<//; s/>.*//')" '図面をお送りします。' "$T/pdf" \
	'工事図面～令和八年度・第①号髙橋.pdf' "In-Reply-To: $(field "$request" Message-ID)" | put_mail "$office/inbox"
ok 'the department answers with a drawing' run
answer=$(sent_to taro@example.jp)
like 'the resident has the answer' "$("$B/tests/tools/read-mail" "$answer")" '図面をお送りします'
is 'with the drawing, octet by octet, with its name' "$(files "$answer")" "$(sum "$T/pdf") 工事図面～令和八年度・第①号髙橋.pdf"
is 'and it is answered' "$(sqlite3 "$office/data/register.db" 'SELECT state FROM opinion')" sent

# ---- a department that wants none ----
mail hanako@example.jp opinion@city.example.jp '公園のベンチが壊れています。' "$T/photo" 'ベンチ.jpg' | put_mail "$office/inbox"
ok 'another writes to a department without attachments' run
request=$(sent_to parks@city.example.jp)
is 'the request carries no file' "$(files "$request")" ''
like 'but names it' "$("$B/tests/tools/read-mail" "$request")" 'ベンチ\.jpg'
is 'and has no octet of it' "$(grep -c "$(head -c 57 "$T/photo" | base64 -w 0)" "$request")" 0

# ---- what was sent is nowhere in the clear ----
head -c 57 "$T/pdf" | tail -c 20 >"$T/octets"
is 'the files lie nowhere in the clear' "$(python3 - "$office/data" "$T/octets" <<'END'
import os
import sys

wanted = open(sys.argv[2], "rb").read()
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        if wanted in open(os.path.join(folder, name), "rb").read():
            print(name)
END
)" ''

done_testing
