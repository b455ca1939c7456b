#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every hard and hostile mail comes from the right sender to the right signed address of a group of clerks, of an
# approver, of the desk about a held mail, and of a department that was asked for a part: each is accounted for once,
# and nothing is approved, filed, entered or sent by one that does not say so.
. "${0%/*}/post.sh"

mails=tests/fixtures/mails
office=$T/office
IKEN_NOW=1795492800		# 2026-11-24 13:00 in Tokyo, a Tuesday
export IKEN_NOW
OFFICE_EXTRA='
[limits]
automatic_per_address = 5000
automatic_per_domain = 20000

[approver kacho]
name = 公園課長
addresses = kacho@city.example.jp

[department parks]
name = 公園課
addresses = parks@city.example.jp
approvers = kacho

[staff call]
name = コールセンター
addresses = call@city.example.jp
rights = enter, look-up, read, list, reissue, correct, note

[rule]
words = 公園
department = parks

[rule]
words = 通学
department = waste
parts = roads
'
new_office "$office"

# ---- something that could be approved, filed, answered in part ----
for subject in 公園 通学; do
	printf '%sのことです。\n' $subject | write resident@example.jp opinion@city.example.jp $subject
done
iken staff --mail call >"$T/out"
ok 'a round' round
request=$(newest parks@ request)
{ echo '遊具は直します。'; quoted "$request"; } | write parks@city.example.jp "$(reply_address "$request")" 'Re: 1'
printf '続きです。\n' | write stranger@example.net "$(reply_address "$request")" 'Re: 1'
ok 'a round' round
approval=$(reply_address "$(newest kacho@ approval)")
held=$(reply_address "$(newest kocho@ held)")
part=$(reply_address "$(newest roads@ part-request)")
call=$(reply_address "$(newest call@ welcome)")
seq=$(register "SELECT max(seq) FROM arrival")
is 'one is to be approved, one to be filed, one to be answered in part' \
	"$(register "SELECT group_concat(state) FROM approval"), $(register "SELECT count(*) FROM arrival WHERE kind = 'held'"), $(register "SELECT group_concat(state) FROM part")" 'asked, 1, asked'

# Their own senders and recipients, and what says that they are automatic, give way to ours.
cat >"$T/readdress.py" <<'END'
import os
import re
import sys

folder, out, *parties = sys.argv[1:]
drop = re.compile(rb"(?i)(from|sender|to|cc|reply-to|delivered-to|x-original-to|envelope-to|return-path|auto-submitted|"
                  rb"precedence|list-[a-z]+|x-ikenbako|x-auto[a-z-]*|x-loop|feedback-id)[ \t]*:")
for name in sorted(os.listdir(folder)):
    if not name.endswith(".eml"):
        continue
    data = open(os.path.join(folder, name), "rb").read()
    lines = data.splitlines(keepends=True)
    end = next((i for i, line in enumerate(lines) if line.strip(b"\r\n") == b""), len(lines))
    head, keep = [], True
    for line in lines[:end]:
        if line[:1] not in b" \t":
            keep = drop.match(line) is None
        if keep:
            head.append(line)
    for n, (sender, to) in enumerate(zip(parties[::2], parties[1::2])):
        with open(os.path.join(out, "%d.%s" % (n, name)), "wb") as f:
            f.write(b"From: %s\r\nTo: %s\r\nX-Copy: %d %s\r\n" % (sender.encode(), to.encode(), n, name.encode()))
            f.writelines(head + lines[end:])
END
mkdir "$T/in"
python3 "$T/readdress.py" "$mails" "$T/in" call@city.example.jp "$call" kacho@city.example.jp "$approval" \
	kocho@city.example.jp "$held" roads@city.example.jp "$part" || bail 'the mails cannot be readdressed'
count=$(find "$T/in" -type f | wc -l)
# Among them are opinions that are forms already; for a group of clerks that is what they look like.
forms=$(grep -laE '^(氏名|name) *[:：]' "$mails"/*.eml | wc -l)
cp "$T"/in/* "$office/inbox/new"
dump()
{
	register "SELECT id, state, department, purpose, protected FROM opinion WHERE id <= 2; SELECT id, opinion, position, state FROM approval;
		SELECT seq, kind, opinion FROM arrival WHERE seq <= $seq; SELECT * FROM filing;
		SELECT opinion, kind, party FROM intent WHERE opinion <= 2 AND (party = 'resident' OR kind IN ('agreed', 'circulation', 'request', 'returned'))"
}
dump >"$T/before"
for i in 1 2 3 4 5 6; do
	_status=0
	timeout 500 iken run >>"$T/rounds" 2>&1 || _status=$?
	case $_status in 0 | 75) ;; *) fail "round $i ends with $_status" && diag_file "$T/rounds" ;; esac
	[ "$(count_mails "$office/inbox")" != 0 ] || [ "$(register "SELECT count(*) FROM intent WHERE state = 'waiting'")" != 0 ] || break
done
is 'nothing is left' "$(count_mails "$office/inbox") $(find "$office/data/arrivals" "$office/data/tmp" -type f | wc -l) $(register "SELECT count(*) FROM intent WHERE state = 'waiting'")" '0 0 0'
is 'each mail is accounted for once' "$(register "SELECT count(*), count(DISTINCT digest) FROM arrival WHERE seq > $seq")" "$count|$count"
is 'the register is whole' "$(register 'PRAGMA integrity_check; PRAGMA foreign_key_check')" ok
unlike 'the books balance' "$(cat "$office"/data/log/*.log)" 'do(es)? not balance|signal|sanitizer'
dump >"$T/after"
is 'nothing is approved, stopped, filed, entered, passed on or sent' "$(diff "$T/before" "$T/after")" ''
is 'what is entered is a form and nothing else' "$(register "SELECT count(*) FROM opinion WHERE id > 2"), $(register "SELECT count(*) FROM opinion JOIN arrival ON opinion.arrival = arrival.seq WHERE opinion.id > 2 AND arrival.reason = 'staff:call enter'")" \
	"$forms, $forms"
register "SELECT kind || ' ' || reason || ' ' || count(*) FROM arrival WHERE seq > $seq GROUP BY kind, reason" | while read -r line; do diag "$line"; done
is 'no mail had its way' "$(find "$T" /tmp . -xdev -name '*CANARY*' 2>/dev/null)" ''

# The check is not blind: those who say it are heard.
{ echo '承認'; } | write kacho@city.example.jp "$approval" 'Re: 承認'
{ echo '破棄'; } | write kocho@city.example.jp "$held" 'Re: held'
ok 'a round' round
is 'who says so is heard' "$(register 'SELECT state FROM approval') $(register "SELECT kind FROM arrival WHERE seq = (SELECT seq FROM arrival WHERE reason = 'token-other-sender' AND seq <= $seq)")" 'approved discarded'
done_testing
