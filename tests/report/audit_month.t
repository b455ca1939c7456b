#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The month's analysis of the access log: who looked at what how often, beside the months before; unusual hours, many
# opinions in a short time, protected and closed opinions, disclosures, forged answers, refused commands.
. "${0%/*}/../flow/post.sh"

OFFICE_EXTRA='
[audit]
many = 4
many_within = 10 min

[staff call]
name = コールセンター
addresses = call@city.example.jp
rights = look-up
'
IKEN_NOW=1793592000	# 2026-11-02 13:00 in Tokyo, a Monday
export IKEN_NOW
office=$T/office
new_office "$office"
me="$(id -un) ($(id -u))"

# at DATE TIME: the clock of Tokyo.
at()
{
	IKEN_NOW=$(TZ=Asia/Tokyo date -d "$1 $2" +%s)
}

look()
{
	iken-show "$@" >"$T/shown" || bail "iken-show fails: $*"
}

for n in 1 2 3 4 5; do
	printf '道路の穴 %s\n\n氏名：山田太郎\n住所：見本市見本町1-2-%s\n' "$n" "$n" | write "taro$n@example.jp" opinion@city.example.jp "穴 $n"
done
round || bail 'a round fails'
request=$(newest roads@ "request $(number 1)")
ok 'the department has a request' test -n "$request"

# ---- the months before, and this one
at 2026-10-15 10:00
look "$(number 1)"
look "$(number 2)"
at 2026-09-15 10:00
look "$(number 1)"
at 2026-11-04 10:00	# a Wednesday
look "$(number 1)"
at 2026-11-04 11:00
look --reason 窓口 "$(number 1)"

# ---- unusual hours: before and after, at a weekend, on a holiday
at 2026-11-05 07:59
look "$(number 1)"
at 2026-11-05 19:00
look "$(number 1)"
at 2026-11-07 12:00	# a Saturday
look "$(number 1)"
at 2026-11-23 12:00	# 勤労感謝の日
look "$(number 1)"
at 2026-11-05 18:59
look "$(number 1)"
at 2026-11-05 08:00
look "$(number 1)"

# ---- many opinions in a short time; as many in a long time are nothing
at 2026-11-10 10:00
look "$(number 1)" "$(number 2)" "$(number 3)"
at 2026-11-10 10:05
look "$(number 4)" "$(number 5)"
for n in 1 2 3 4 5; do
	at 2026-11-11 "1$n:00"
	look "$(number $n)"
done

# ---- a protected one, a closed one
at 2026-11-12 10:00
register 'UPDATE opinion SET protected = 1 WHERE id = 2'
look "$(number 2)"
register "UPDATE opinion SET state = 'closed' WHERE id = 3"
register "INSERT INTO event(opinion, at, step, before, after, who) VALUES(3, $IKEN_NOW, 'no-answer', 'requested', 'closed', 'desk')"
at 2026-11-12 11:00
look "$(number 3)"
iken-print --opinion "$(number 3)" -o "$T/masked.pdf" >"$T/shown" 2>&1

# ---- by mail: a disclosure, a forged answer, a command without the right to it, an unknown number
at 2026-11-13 10:00
{
	printf 'From: tanaka@roads.city.example.jp\nTo: %s\nSubject: Re: x\nMessage-ID: <d1@roads.city.example.jp>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n' "$(reply_address "$request")"
	printf '開示\n現地で本人に確かめるため\n'
	quoted "$request"
} | put_mail "$office/inbox"
{
	printf 'From: evil@example.com\nTo: %s\nSubject: Re: x\nMessage-ID: <d2@example.com>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n' "$(reply_address "$request")"
	printf '回答\n偽の回答です。\n'
} | put_mail "$office/inbox"
iken-staff --mail call >"$T/out" || bail 'iken-staff fails'
round || bail 'a round fails'
call=$(reply_address "$(newest call@ welcome)")
printf '一覧\n' | write call@city.example.jp "$call" '一覧'
printf '照会 2026-000099-9\n' | write call@city.example.jp "$call" '照会 2026-000099-9'
round || bail 'a round fails'

# ---- the report
at 2026-12-01 09:00
exits 'iken audit --month' 0 iken-audit --month 2026-11
cp "$T/out" "$T/month"
like 'says which month' "$(head -1 "$T/month")" '2026年11月'
like 'who looked how often, at how many opinions, unmasked, and how often in the months before' \
	"$(cat "$T/month")" '閲覧 22回、異なる意見 5件、本人のわかる閲覧 20回（前の3か月：2回、1回、0回）'
like 'out of hours, protected, closed' "$(cat "$T/month")" '時間外 4　保護 3　終了後 1'
like 'the hours' "$(cat "$T/month")" '開庁時間の外の閲覧：4回'
for moment in '2026-11-05 07:59' '2026-11-05 19:00' '2026-11-07 12:00' '2026-11-23 12:00'; do
	like "names $moment" "$(cat "$T/month")" "^　$moment　$(number 1)"
done
unlike 'a look in office hours is not named' "$(cat "$T/month")" '2026-11-05 (08:00|18:59)'
like 'many opinions in a short time, once' "$(cat "$T/month")" '短い時間に多くの意見を閲覧：1回'
like 'with how many' "$(cat "$T/month")" "2026-11-10 10:05まで　.*異なる意見 4件"
like 'the protected one' "$(sed -n '/支援措置/,/^$/p' "$T/month")" "2026-11-12 10:00　$(number 2)"
like 'the closed one, but not on paper and masked' "$(cat "$T/month")" '終わった案件の、本人のわかる閲覧：1回'
like 'the disclosure' "$(sed -n '/開示：1件/,/^$/p' "$T/month")" "$(number 1)　department:roads　開示（理由あり）"
like 'the forged answer' "$(sed -n '/偽造の疑い/,/^$/p' "$T/month")" '返信先は正しいが、差出人が別'
like 'the command without the right' "$(sed -n '/権限のない依頼、/,/^$/p' "$T/month")" 'staff:call　権限のない依頼'
like 'mails of ours are counted apart' "$(cat "$T/month")" '意見の内容を載せたメール'
unlike 'nothing personal is in it' "$(cat "$T/month")" '山田|見本町|example\.jp|現地で'

exits 'the month before this one' 0 iken-audit --last-month
is 'is the same, but for nothing' "$(cat "$T/out")" "$(cat "$T/month")"
is 'each was noted' "$(register "SELECT count(*) FROM access WHERE what = 'audit month 2026-11'")" 2
exits 'as a table' 0 iken-audit --month 2026-11 --csv
is 'which any program reads' "$(python3 -c '
import csv, sys
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))
print({len(r) for r in rows}, sum(r[0] == "hours" for r in rows), [r[5] for r in rows if r[0] == "person" and "(" in r[2]])' "$T/out")" \
	"{15} 4 ['22']"
exits 'a month without looks' 0 iken-audit --month 2025-01
like 'says so' "$(cat "$T/out")" '閲覧はありません'
exits 'no month' 65 iken-audit --month 2026-13
exits 'no month at all' 65 iken-audit --month november
sed 's/^\[audit\]/[audit]\nhours_from = 19:00\nhours_until = 8:00/' "$IKEN_CONF" >"$T/wrong.conf"
exits 'hours that end before they begin' 78 iken-audit -c "$T/wrong.conf" --month 2026-11
like 'the setting is named' "$(cat "$T/err")" 'hours_until is not after hours_from'
sed -i 's/^\[office\]/[office]\nlanguage = en/' "$IKEN_CONF"
exits 'in English' 0 iken-audit --month 2026-11
like 'the same' "$(cat "$T/out")" 'Looks outside office hours: 4'
is "$me is who looked" "$(register "SELECT count(*) > 20 FROM access WHERE who LIKE '$me%'")" 1
done_testing
