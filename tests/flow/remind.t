#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Reminders through days: when they leave and when not, the ladder, what is in them, an outage; iken-remind killed
# at each call; the end of the calendar.
. "${0%/*}/post.sh"

office=$T/office
new_office "$office"
sed -i 's/^name = 道路課/&\nchief = roads-chief@city.example.jp\nhead = roads-head@city.example.jp/
	s/^name = 清掃課/&\napproval = yes/' "$IKEN_CONF"
printf '[calendar]\nclosed = 2026-12-25\n' >>"$IKEN_CONF"

# at DATE TIME: from here on it is then, in Tokyo.
at()
{
	IKEN_NOW=$(date -d "$1 $2 +0900" +%s)
	export IKEN_NOW
}

# opinion FROM SUBJECT
opinion()
{
	echo "$2の件です。山田太郎" | write "$1" opinion@city.example.jp "$2"
}

# request ADDRESS N: the file of the request about the N-th opinion.
request()
{
	grep -l "^X-Ikenbako: request $(number "$2")" $(grep -l "^To:.*$1" "$office"/outbox/*/*) | head -n 1
}

# answer FROM N WORDS: a department answers its request.
answer()
{
	printf '%s\n' "$3" | write "$1" "$(reply_address "$(request "$1" "$2")")" 'Re: request'
}

# digest ADDRESS: the newest one to it, its subject first; nothing when there is none.
digest()
{
	_digest=$(newest "$1" reminder)
	field "$_digest" Subject
	body "$_digest"
}

# section ADDRESS WORD: the lines under the heading that has the word.
section()
{
	digest "$1" | awk -v word="$2" '/^■/ { on = index($0, word) != 0; next } /^$/ { on = 0 } on'
}

# What was sent is put away, so that only what comes next is seen.
clear()
{
	mv "$office"/outbox/new/* "$office/outbox/cur/" 2>/dev/null
}

reminders()
{
	register "SELECT count(*) FROM intent WHERE kind = 'reminder' AND $1"
}

due()
{
	register "SELECT CASE due WHEN 0 THEN 'none' ELSE date(due, 'unixepoch', '+9 hours') END FROM opinion WHERE id = $1"
}

# ---- the first days

at 2026-11-02 09:00
opinion taro@example.jp 道路の穴
opinion hanako@example.jp ごみの収集
ok 'two opinions come in' round
is 'a holiday lies between receipt and due day' "$(due 1) $(due 2)" '2026-11-17 2026-11-17'
is 'what came in this morning needs no reminder' "$(reminders 1)" 0
clear

at 2026-11-03 09:00
round
is 'not on a holiday' "$(reminders 1)" 0
at 2026-11-04 08:29
round
is 'not before half past eight' "$(reminders 1)" 0
at 2026-11-04 08:30
round
is 'each department is reminded' "$(reminders "code = '2026-11-04' AND state = 'sent'")" 2
like 'by a mail that names the opinion, its due day and what is left' "$(section roads@ その他)" \
	"^　$(number 1)　その他　期限 令和8年11月17日（火）　あと9開庁日\$"
like 'and the day' "$(digest roads@ | head -n 1)" '処理中1件（令和8年11月4日（水））'
unlike 'but nothing personal' "$(digest roads@)" '山田|taro|道路の穴'
is 'it has no reply address of its own' "$(field "$(newest roads@ reminder)" Reply-To)" ''
is 'the ladder is not climbed' "$(how_many roads-chief@ reminder) $(how_many roads-head@ reminder)" '0 0'
at 2026-11-04 08:35
round
round
is 'and not again' "$(reminders "code = '2026-11-04'")" 2
is 'nor is a second mail sent' "$(how_many roads@ reminder)" 1
at 2026-11-04 10:00
opinion jiro@example.jp 道路の街灯
round
is 'what comes in later in the morning is no reason for another' "$(reminders "code = '2026-11-04'")" 2
clear

# ---- never at night, at noon, on closed days

at 2026-11-05 00:10
round
at 2026-11-05 12:00
round
at 2026-11-05 23:50
round
at 2026-11-07 09:00
round
at 2026-11-08 09:00
round
is 'not at night, not from noon, not on Saturday and Sunday' "$(reminders "code <> '2026-11-04'")" 0
at 2026-11-06 11:59
round
is 'but a minute before noon' "$(reminders "code = '2026-11-06' AND state = 'sent'")" 2
at 2026-11-06 12:00
round
is 'once' "$(reminders "code = '2026-11-06'")" 2
clear

# Somebody else's old matter that arrives in the morning.
at 2026-11-09 08:30
round
at 2026-11-09 10:00
answer roads@city.example.jp 3 '移送先: 広聴'
round
is 'what is passed on in the morning' "$(register "SELECT department FROM opinion WHERE id = 3")" desk
is 'is no reason for another one either' "$(reminders "code = '2026-11-09' AND party = 'department:desk'")" 0
answer kocho@city.example.jp 3 '移送先: 道路課'
round
clear

# ---- what is near, what waits for approval, what was asked back

at 2026-11-12 09:00
round
like 'what is due within three open days stands by itself' "$(section roads@ 期限の近い)" "$(number 1).*あと3開庁日"
like 'the rest too' "$(section roads@ その他)" "$(number 3)　.*あと4開庁日"
clear
at 2026-11-12 13:00
answer waste@city.example.jp 2 '来週から収集します。'
answer roads@city.example.jp 3 '区分: 照会
どの街灯でしょうか。'
ok 'one is answered, of one the resident is asked back' round
is 'they wait' "$(state 2) $(state 3)" 'drafted asked'
clear

at 2026-11-13 09:00
printf '質問です。\n' | write roads@city.example.jp opinion@city.example.jp '道路課から'
round
like 'the department sees for whom its draft waits' "$(section waste@ 承認を待)" "$(number 2)　.*（承認待ち：広聴）"
like 'the desk is asked to approve it' "$(section kocho@ 承認をお待ち)" "^　$(number 2)　.*（清掃課）\$"
like 'what was asked back is said so' "$(section roads@ 照会中)" "^　$(number 3)　その他　期限 令和8年11月18日（水）\$"
unlike 'and nowhere else' "$(section roads@ 期限の近い; section roads@ その他)" "$(number 3)"
clear

# ---- late, and the ladder

at 2026-11-18 09:00
round
like 'late by one day' "$(section roads@ 期限を過ぎた)" "^　$(number 1)　.*　1開庁日遅れ\$"
like 'is said in the subject' "$(digest roads@ | head -n 1)" '期限を過ぎたもの1件・処理中2件'
like 'a draft that waits is late too' "$(section waste@ 期限を過ぎた)" "$(number 2)　.*1開庁日遅れ（承認待ち：広聴）"
like 'the held mail is listed to the desk' "$(section kocho@ お預かりしている)" '^　令和8年11月13日（金）受信　.*処理依頼への返信ではありません（整理番号 '
unlike 'without whose it is' "$(digest kocho@)" 'roads@|道路課から'
is 'nobody above is told' "$(how_many roads-chief@ reminder)" 0
clear
at 2026-11-20 09:00
round
is 'by three days the chief' "$(how_many roads-chief@ reminder) $(how_many roads-head@ reminder)" '1 0'
like 'of what is late' "$(section roads-chief@ 期限を過ぎた)" "$(number 1)　.*3開庁日遅れ"
unlike 'and of nothing else' "$(digest roads-chief@)" "$(number 3)"
like 'with whose it is' "$(digest roads-chief@)" '^道路課に処理をお願いしているご意見のうち、$'
like 'and since when' "$(digest roads-chief@)" '^期限を3開庁日以上過ぎたもの'
is 'a department without a chief has no ladder' "$(reminders "party LIKE '%waste' AND party NOT LIKE 'department:%'")" 0
clear
at 2026-11-26 09:00
round
is 'by six the head is not told yet' "$(how_many roads-head@ reminder)" 0
clear
at 2026-11-27 09:00
round
is 'by seven both' "$(how_many roads-chief@ reminder) $(how_many roads-head@ reminder)" '1 1'
unlike 'while the clock stands still nothing is late' "$(digest roads-chief@; section roads@ 期限を過ぎた)" "$(number 3)"
is 'in all nobody twice on a day' "$(register "SELECT count(*) FROM (SELECT 1 FROM intent WHERE kind = 'reminder' GROUP BY party, code HAVING count(*) > 1)")" 0
clear

# ---- the clock goes on

at 2026-11-30 13:00
question=$(grep -l "^X-Ikenbako: question" "$office"/outbox/*/* | head -n 1)
echo '駅前の街灯です。' | write jiro@example.jp "$(reply_address "$question")" 'Re: 街灯'
ok 'the resident replies' round
is 'and the due day moves by the open days between' "$(state 3) $(due 3)" 'requested 2026-12-04'
clear

# ---- an outage, and what was done meanwhile

at 2026-12-01 09:00
exits 'reminders are decided' 0 iken-remind
at 2026-12-01 12:00
exits 'but the mail server is away until noon' 0 iken-send
is 'then they are not sent' "$(how_many @city.example.jp reminder)" 0
is 'and that is noted' "$(register "SELECT DISTINCT state || ' ' || result FROM intent WHERE code = '2026-12-01'")" 'cancelled out-of-hours'
at 2026-12-02 08:31
exits 'the next morning' 0 iken-remind
answer roads@city.example.jp 1 '穴は直しました。'
iken-fetch && iken-register || bail 'iken-register fails'
exits 'the department answers before they leave' 0 iken-send
unlike 'the answered one is not in its digest' "$(digest roads@)" "$(number 1)"
like 'the other is' "$(digest roads@)" "$(number 3)"
is 'and nothing goes to the chief and the head' \
	"$(register "SELECT group_concat(party || ' ' || state || ' ' || result, ', ') FROM intent WHERE code = '2026-12-02' AND party LIKE '%:roads' AND party NOT LIKE 'department%'")" \
	'chief:roads cancelled gone, head:roads cancelled gone'
clear
is 'on a closing day of its own the office is closed' "$(at 2026-12-25 09:00; round; reminders "code = '2026-12-25'")" 0

# ---- killed at each call

at 2026-12-28 09:00
cp -a "$office" "$T/before"
reset()
{
	rm -rf "$office" && cp -a "$T/before" "$office"
}
check()
{
	_got=$(register "SELECT group_concat(party, ' ') FROM (SELECT party FROM intent WHERE kind = 'reminder' AND code = '2026-12-28' ORDER BY party)")
	[ "$_got" = 'chief:roads department:desk department:roads department:waste head:roads' ] || {
		diag "reminded: $_got"
		return 1
	}
}
at_each_call 'iken-remind killed before each call' kill-before reset check iken-remind
at_each_call 'and after each' kill-after reset check iken-remind
at_each_call 'and with a full disk' ENOSPC reset check iken-remind
reset
iken-remind & iken-remind
wait $!
ok 'two at once remind once' check

# ---- the end of the calendar

at 2027-09-30 13:00
round
is 'until September the administrator hears nothing' "$(register "SELECT count(*) FROM intent WHERE code LIKE 'calendar%'")" 0
at 2027-10-01 00:05
round
at 2027-10-01 00:10
round
at 2027-10-31 23:00
round
is 'from October he is told once a month' "$(register "SELECT count(*) FROM intent WHERE code LIKE 'calendar%'")" 1
like 'which year is missing' "$(body "$(newest admin@ notice)")" '符号：calendar 2028'
at 2027-11-01 00:00
round
is 'and in the next month again' "$(register "SELECT count(*) FROM intent WHERE code LIKE 'calendar%'")" 2

at 2027-12-20 09:00
opinion saburo@example.jp ごみの分別
round
is 'no date is computed beyond the calendar' "$(due 4)" none
clear
at 2027-12-21 09:00
round
like 'the desk is told' "$(section kocho@ 期限の決まっていない)" "^　$(number 4)　その他（清掃課）\$"
like 'the department too' "$(section waste@ その他)" "^　$(number 4)　その他\$"
at 2028-01-04 09:00
round
is 'and on a day that is not known nobody is reminded' "$(reminders "code >= '2028'")" 0
{
	iconv -f CP932 -t UTF-8 config/sample/syukujitsu.csv | tr -d '\r'
	for d in 1/1 1/10 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/22 10/9 11/3 11/23; do
		echo "2028/$d,祝日"
	done
} >"$T/holidays.csv"
iken-calendar "$T/holidays.csv" >"$T/out" || bail 'the holidays cannot be loaded'
round
is 'once the holidays are loaded it is' "$(due 4)" 2028-01-07
is 'and that is in its history' "$(register "SELECT who || ' ' || note FROM event WHERE step = 'due'")" 'iken-remind 2028-01-07'
is 'and people are reminded again' "$(reminders "code = '2028-01-04' AND party = 'department:waste' AND state = 'sent'")" 1

done_testing
