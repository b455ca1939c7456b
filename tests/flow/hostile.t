#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every hard and hostile mail comes into one office: each is accounted for once, nobody gets mail who has no
# part in it, nothing of a mail has its way on a screen, and nothing personal lies anywhere in the clear.
. "${0%/*}/../lib.sh"

mails=tests/fixtures/mails
office=$T/office
data=$office/data
OFFICE_EXTRA='
[limits]
automatic_per_address = 1000
automatic_per_domain = 5000'
new_office "$office"

register()
{
	sqlite3 "$data/register.db" "$1"
}

# rounds: until nothing waits; fails when a round ends otherwise than with 0, or with 75 before the last.
rounds()
{
	for _round in 1 2 3 4 5 6; do
		_status=0
		timeout 500 iken run >>"$T/rounds" 2>&1 || _status=$?
		case $_status in
		0) [ "$(waiting)" != 0 ] || return 0 ;;
		75) ;;
		*)
			diag "round $_round ends with $_status"
			return 1
			;;
		esac
	done
	return 1
}

waiting()
{
	echo $(($(count_mails "$office/inbox") + $(find "$data/arrivals" -type f | wc -l) +
		$(register "SELECT count(*) FROM intent WHERE state = 'waiting'")))
}

# One more mail, by which is found what lies in the clear.
NAME=金糸雀花子 ADDRESS=kanaria.hanako@resident.example.jp TEXT=小鳥の声が聞こえる道路 FILE=KANARIA-NO-SHASHIN-0123456789
{
	printf 'From: =?UTF-8?B?%s?= <%s>\nTo: opinion@city.example.jp\n' "$(printf %s $NAME | base64)" $ADDRESS
	printf 'Subject: =?UTF-8?B?%s?=\nMessage-ID: <kanaria-id@resident.example.jp>\n' "$(printf %s $TEXT | base64)"
	printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n'
	printf 'Content-Type: text/plain; charset=utf-8\n\n%sについて。\n%s 090-1234-5678\n' $TEXT $NAME
	printf -- '--b\nContent-Type: application/octet-stream; name=kanaria.dat\n'
	printf 'Content-Transfer-Encoding: base64\n\n%s\n--b--\n' "$(printf %s $FILE | base64)"
} >"$T/canary.eml"

for mail in "$mails"/*.eml "$T/canary.eml"; do
	put_mail "$office/inbox" "$mail"
	basename "$mail" .eml
done >"$T/names"
count=$(wc -l <"$T/names")
: >"$T/rounds"

ok 'rounds until nothing waits' rounds
is 'nothing is left in the mailbox' "$(count_mails "$office/inbox")" 0
is 'nothing is left in arrivals' "$(find "$data/arrivals" "$data/tmp" -type f | wc -l)" 0
is 'each mail is accounted for once' "$(register 'SELECT count(*), count(DISTINCT digest) FROM arrival')" "$count|$count"
is 'each has its key and its file' "$(register 'SELECT count(*) FROM arrival WHERE file_key IS NOT NULL')" "$count"
is 'and no file is without a line' "$(find "$data/store" -type f | wc -l)" "$count"
is 'only what goes over a limit is set aside' \
	"$(register "SELECT count(*) FROM arrival WHERE kind = 'set-aside' AND reason NOT LIKE 'goes over limits.%'")" 0
is 'the register is whole' "$(register 'PRAGMA integrity_check')" ok
is 'and its rows belong together' "$(register 'PRAGMA foreign_key_check')" ''
is 'every opinion has one number' "$(register 'SELECT count(*) - count(DISTINCT number) FROM opinion')" 0
is 'every opinion is requested' "$(register "SELECT count(*) FROM opinion WHERE state <> 'requested'")" 0
unlike 'the books balance' "$(cat "$data"/log/*.log)" 'do(es)? not balance'
counts=$(grep 'seen [1-9]' "$data/log/iken-register.log" | tail -n 1)
diag "${counts#* }"
is 'what was seen became something' "$(echo "$counts" | sed 's/.*opinion //; s/[^0-9 ]//g' | awk '{ for (i = 1; i <= NF; i++) n += $i } END { print n }')" "$count"
register 'SELECT kind || " " || reason, count(*) FROM arrival GROUP BY 1' | while read -r line; do diag "$line"; done

# What is automatic, a report or from ourselves makes no opinion, so nothing answers it. Two are known:
# a Reply-To that names us is not used, and hops are counted by mail servers.
register 'SELECT kind FROM arrival ORDER BY seq' | paste "$T/names" - >"$T/kinds"
is 'nothing automatic becomes an opinion' "$(awk -F '\t' '
	NR == FNR { wanted[$1] = $2; next }
	wanted[$1] ~ /^(automatic|report|ours)$/ && $2 != "automatic" { print $1 }
' "$mails/mails.tsv" "$T/kinds" | grep -vE '^(address-reply-to-us|header-received-200)$')" ''

# ---- what left ----
cat >"$T/outbox.py" <<'END'
"""Prints what is wrong with the mails of an outbox; each may go to one who is party to it."""
import email.header
import os
import re
import sys

outbox, folder = sys.argv[1:3]
senders = set()
for name in os.listdir(folder):
    head = re.split(rb"\r?\n\r?\n|\r\r", open(os.path.join(folder, name), "rb").read() + b"\n\n")[0]
    for field in re.findall(rb"(?im)^From ?:((?:.|\n[ \t])*)", head.replace(b"\r", b"\n")):
        text = field.decode("latin-1").replace('"', "")
        senders.update(a.strip("<>,;:").lower() for a in text.split() if "@" in a)
office = {"kocho@city.example.jp", "roads@city.example.jp", "waste@city.example.jp", "admin@city.example.jp"}
controls = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]")
count = 0
for name in os.listdir(outbox):
    count += 1
    head = open(os.path.join(outbox, name), "rb").read().replace(b"\r\n", b"\n").split(b"\n\n")[0]
    fields = re.findall(rb"(?m)^([!-9;-~]+):((?:.|\n[ \t])*)$", head)
    if sum(1 + v.count(b"\n") for _, v in fields) != head.count(b"\n") + 1:
        print("a line that belongs to no field:", head)
    names = [k.lower() for k, _ in fields]
    for k in (b"from", b"to", b"subject", b"message-id", b"date", b"mime-version", b"content-type"):
        if names.count(k) != 1:
            print(name, k, "stands there", names.count(k), "times")
    for k in names:
        if k in (b"cc", b"bcc", b"x-canary"):
            print("a field that is not ours:", k)
    for k, v in fields:
        if re.search(rb"[^\n\t -~]", v):
            print("raw:", k, v)
        shown = str(email.header.make_header(email.header.decode_header(re.sub(r"\n(?=[ \t])", "", v.decode("latin-1")))))
        if controls.search(shown):
            print("control characters:", k, ascii(shown))
    for v in (v for k, v in fields if k.lower() == b"envelope-to"):
        to = v.decode("latin-1").strip().lower()
        if to not in senders | office:
            print("to a stranger:", to)
print(count, "mails", file=sys.stderr)
END
mkdir "$T/all" "$T/none" && cp "$mails"/*.eml "$T/canary.eml" "$T/all"
timeout 60 python3 "$T/outbox.py" "$office/outbox/new" "$T/all" >"$T/outbox.wrong" 2>"$T/outbox.count"
is 'what left goes to those who are party to it, with fields of ours' "$(cat "$T/outbox.wrong")" ''
is 'all of it was looked at' "$(cat "$T/outbox.count")" "$(count_mails "$office/outbox") mails"
like 'the check is not blind' "$(python3 "$T/outbox.py" "$office/outbox/new" "$T/none" 2>&1)" "to a stranger: $ADDRESS"
iken list --all >"$T/list" 2>&1
iken status >"$T/status" 2>&1
cat >"$T/screen.py" <<'END'
"""Prints each line of the files that would do something on a screen."""
import re
import sys

bad = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ufffd]")
for name in sys.argv[1:]:
    for line in open(name, encoding="utf-8", errors="replace").read().split("\n"):
        if bad.search(line):
            print(name, ascii(line))
END
is 'nothing does anything on a screen' \
	"$(timeout 60 python3 "$T/screen.py" "$T/list" "$T/status" "$T/rounds" "$data"/log/*.log)" ''
printf 'a\033[2Jb\n' >"$T/bad"
like 'that check is not blind' "$(python3 "$T/screen.py" "$T/bad")" 'x1b'
is 'the list has every opinion' "$(tail -n +2 "$T/list" | wc -l)" "$(register 'SELECT count(*) FROM opinion')"

# ---- what lies in the clear ----
# clear STRING FOLDER: the files that hold it, as it is, in Base64 or in JIS.
clear()
{
	{
		printf '%s\n' "$1"
		printf %s "$1" | base64 -w 0 | cut -c 1-20
		printf %s "$1" | iconv -t ISO-2022-JP 2>/dev/null | tr -d '\n'
	} >"$T/patterns"
	grep -rlaF -f "$T/patterns" "$2"
}

for word in $NAME $ADDRESS ${ADDRESS%@*} $TEXT $FILE 090-1234-5678 kanaria-id kanaria.dat \
	街灯が切れています yamada@example.jp; do
	is "not in the clear: $word" "$(clear "$word" "$data")" ''
done
is 'the mail itself has all of it' "$(for word in $NAME $ADDRESS $TEXT $FILE; do clear "$word" "$T/all"; done | grep -c canary)" 4
for file in "$office"/outbox/new/*; do
	"$B/tests/tools/read-mail" "$file"
done >"$T/texts" 2>/dev/null
ok 'the text did arrive at a department' grep -qaF "$TEXT" "$T/texts"
not_ok 'without the name' grep -qaF "$NAME" "$T/texts"
ok 'the receipt went to its writer' grep -qlai "^Envelope-To: $ADDRESS" "$office"/outbox/new/*
is 'no mail had its way' "$(find "$T" /tmp . -xdev -name '*CANARY*' 2>/dev/null)" ''
done_testing
