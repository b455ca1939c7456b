#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The year turns: what iken-turnover shows before, what is handed over on the day, and that old reply addresses and mails
# that come back lead to the successor.
. "${0%/*}/post.sh"

office=$T/office
OFFICE_EXTRA='
[department park]
name = 公園課
addresses = park@city.example.jp
valid_to = 2027-03-31
successor = green
approvers = park-chief

[department green]
name = 緑地課
addresses = green@city.example.jp
due_days = 12
valid_from = 2027-04-01
approval = yes

[department festival]
name = 祭り実行課
addresses = festival@city.example.jp, shared@city.example.jp
senders = waste@city.example.jp
valid_to = 2027-03-31

[department new]
name = 新しい課
addresses = new@city.example.jp, shared@city.example.jp
valid_from = 2027-04-01

[approver park-chief]
name = 公園課長
addresses = park-chief@city.example.jp

[approver nobody]
name = 前の部長
addresses = nobody@city.example.jp

[staff park]
name = 公園課の職員
addresses = park@city.example.jp
rights = look-up

[rule]
words = 公園
department = park

[rule]
words = 緑地
department = green

[rule]
words = 祭り
department = festival

[rule]
words = 歩道の木
department = waste
parts = park, festival

[rule]
words = 新しい
department = new
'
new_office "$office"

# at DATE TIME: from here on it is then, in Tokyo.
at()
{
	IKEN_NOW=$(date -d "$1 $2 +0900" +%s)
	export IKEN_NOW
}

# opinion FROM WORD
opinion()
{
	echo "$2のことでお願いです。" | write "$1" opinion@city.example.jp "$2"
}

# to ADDRESS: all mails to it, as text.
to()
{
	for _mail in $(grep -l "^Envelope-To: .*$1" "$office"/outbox/new/* 2>/dev/null); do
		"$B/tests/tools/read-mail" "$_mail"
	done
}

# request ADDRESS KIND N: a copy of the request of that kind about the N-th opinion.
request()
{
	_from=$(grep -l "^X-Ikenbako: $2 $(number "$3")" $(grep -l "^To:.*$1" "$office"/outbox/new/*) | head -n 1)
	cp "$_from" "$T/$2.$3" && echo "$T/$2.$3"
}

clear()
{
	rm -f "$office"/outbox/new/*
}

# answer FROM REQUEST WORDS
answer()
{
	printf '%s\n' "$3" | write "$1" "$(reply_address "$2")" 'Re: request'
}

# bounce MESSAGE-ID: the mail comes back.
bounce()
{
	put_mail "$office/inbox" <<-END
		Return-Path: <>
		From: MAILER-DAEMON@mx.example.jp
		To: opinion@city.example.jp
		Subject: failed
		Message-ID: <bounce.$1>
		MIME-Version: 1.0
		Content-Type: multipart/report; report-type=delivery-status; boundary=b

		--b
		Content-Type: text/plain

		no such user
		--b
		Content-Type: message/delivery-status

		Reporting-MTA: dns; mx.example.jp

		Final-Recipient: rfc822; old@city.example.jp
		Action: failed
		Status: 5.1.1

		--b
		Content-Type: message/rfc822-headers

		Message-ID: <$1>

		--b--
	END
}

department()
{
	register "SELECT department FROM opinion WHERE id = $1"
}

# ---- the old year

at 2027-03-24 13:00
opinion taro@example.jp 公園のベンチ		# 1: stays open
round
opinion hanako@example.jp 緑地の草	# 2: to a department that has not begun
round
opinion jiro@example.jp 祭りの音		# 3: its department has no successor
round
opinion saburo@example.jp 歩道の木	# 4: parts of park and of festival
round
opinion shiro@example.jp 公園の遊具	# 5: answered, waits for approval
round
opinion goro@example.jp 新しい話題	# 6: to a department that nobody was before
round
is 'what is for a department that has not begun goes to the one that it takes over from' "$(department 2)" park
is 'and to the desk where there is none' "$(department 6)" desk
is 'the due day is counted with who has it now' \
	"$(register "SELECT date(due, 'unixepoch', '+9 hours') FROM opinion WHERE id = 1")" 2027-04-07
first=$(request park@ request 1) second=$(request park@ request 2) part=$(request park@ part-request 4) draft=$(request park@ request 5)
answer park@city.example.jp "$first" '区分: 経過
現地を調べています。'
answer park@city.example.jp "$draft" 'ご指摘の遊具は直しました。'
at 2027-03-25 13:00
round
is 'a draft waits for approval' "$(state 5)" drafted
is 'on the day it was asked for the approver is not reminded' "$(how_many park-chief@ reminder)" 0
at 2027-03-26 09:00
round
like 'on the next morning he is' "$(body "$(newest park-chief@ reminder)")" "^　$(number 5)　.*（公園課）\$"
like 'the department sees for whom it waits' "$(body "$(newest park@ reminder)")" "^　$(number 5)　.*（承認待ち：公園課長）\$"
clear

# ---- seen before

exits 'what will change hands is shown' 0 iken turnover
cp "$T/out" "$T/shown"
is 'for the day on which departments end' "$(head -n 1 "$T/shown")" 'on 2027-04-01'
like 'who ends and who takes over' "$(cat "$T/shown")" '^  park \(公園課\) ends; green \(緑地課\) takes over$'
like 'the desk where nobody is named' "$(cat "$T/shown")" '^  festival .* ends; desk \(広聴\) takes over, the desk, because'
like 'who begins' "$(cat "$T/shown")" '^  green \(緑地課\) begins$'
like 'an opinion, from whom to whom' "$(cat "$T/shown")" "^  $(number 1) +requested +2027-04-07  park -> green\$"
like 'to the desk' "$(cat "$T/shown")" "^  $(number 3) +requested +2027-04-07  festival -> desk\$"
like 'a draft, and for whom it waits' "$(cat "$T/shown")" "^  $(number 5) +drafted .*  park -> green  waits for park-chief\$"
like 'a part, and who compiles' "$(cat "$T/shown")" "^  $(number 4) +requested .*  park -> green  for waste\$"
like 'a rule' "$(cat "$T/shown")" '^  \[rule\] of line [0-9]+: department = park, which has ended; green gets it$'
like 'the parts of a rule' "$(cat "$T/shown")" '^  \[rule\] of line [0-9]+: parts = festival, which has ended; desk gets it$'
unlike 'but not what has begun by then' "$(cat "$T/shown")" 'department = (green|new)'
like 'an approver whom nobody names' "$(cat "$T/shown")" '^  \[approver nobody\]: no department'
like 'one whom only an ended department names' "$(cat "$T/shown")" '^  \[approver park-chief\]: no department'
like 'clerks of an ended department' "$(cat "$T/shown")" '^  \[staff park\]: its addresses are those of park, which has ended$'
unlike 'no address is shared then' "$(cat "$T/shown")" 'addresses that two'
like 'the sum' "$(tail -n 1 "$T/shown")" '^4 opinions and 2 parts change hands$'
exits 'for another day' 0 iken turnover --on 2027-03-31
like 'nothing' "$(tail -n 1 "$T/out")" '^0 opinions and 0 parts'
like 'but what has not begun' "$(cat "$T/out")" 'department = green, which has not begun; park gets it$'
like 'and a shared address' "$(cat "$T/out")" '^  waste@city.example.jp: waste and festival$'
exits 'a day that does not exist' 64 iken turnover --on 2027-02-29
is 'nothing was changed' "$(register "SELECT count(*) FROM event WHERE step = 'hand-over'")" 0

# ---- the turn, in the night

at 2027-03-31 23:59
round
is 'a minute before midnight nothing has moved' "$(register "SELECT count(*) FROM event WHERE step = 'hand-over'")" 0
opinion shichiro@example.jp 公園の花	# 7: routed, but its request has not left
iken-fetch && iken-register && iken-route || bail 'iken-route fails'
at 2027-04-01 00:00
exits 'a dry run' 0 iken remind --dry-run
like 'says what would be done' "$(cat "$T/out")" "$(number 1): handed over from park to green"
is 'and does not do it' "$(register "SELECT count(*) FROM event WHERE step = 'hand-over'")" 0
round
is 'at midnight all of it has' "$(register "SELECT group_concat(id || department, ' ') FROM (SELECT * FROM opinion WHERE id < 8 ORDER BY id)")" \
	'1green 2green 3desk 4waste 5green 6desk 7green'
is 'states stay' "$(state 1) $(state 5)" 'requested drafted'
is 'the due day is counted from the receipt with the days of the successor' \
	"$(register "SELECT date(due, 'unixepoch', '+9 hours') FROM opinion WHERE id = 1")" 2027-04-09
is 'the open parts too' "$(register "SELECT department FROM part WHERE opinion = 4 AND state = 'asked' ORDER BY department" | tr '\n' ' ')" \
	'desk green '
is 'the log says so' "$(grep -c 'handed over from' "$office/data/log/iken-remind.log")" 7
mail=$(request green@ request 1)
like 'the successor gets a request' "$(body "$mail")" '公園のベンチのことで'
like 'that says from whom' "$(body "$mail")" '組織の変更により、公園課から引き継がれました'
like 'with the history' "$(body "$mail")" '> 現地を調べています。'
mail=$(request green@ request 5)
like 'and with the draft that waits' "$(body "$mail")" '> ご指摘の遊具は直しました。'
is 'the old department gets nothing any more' "$(to park@)" ''
is 'what had not left goes to the successor once' "$(how_many green@ "request $(number 7)")" 1
round
is 'and it is done once' "$(register "SELECT count(*) FROM event WHERE step = 'hand-over'")" 5
clear

# ---- old reply addresses

at 2027-04-02 13:00
answer green@city.example.jp "$first" 'ベンチは今週直します。'
answer park@city.example.jp "$second" '草は来週刈ります。'
round
is 'an answer to the old address is the successor'"'"'s' "$(register "SELECT department FROM draft WHERE opinion = 1 AND kind = 'answer'")" green
is 'also when somebody still sends from the old mailbox' "$(register "SELECT department FROM draft WHERE opinion = 2 AND kind = 'answer'")" green
is 'with the approval that the successor needs' "$(state 1) $(state 2)" 'drafted drafted'
answer green@city.example.jp "$part" '木は切りません。'
round
is 'so is a part' "$(register "SELECT state FROM part WHERE opinion = 4 AND department = 'green'")" answered
opinion rokuro@example.jp 公園の水道
round
is 'what the old rule says goes to the successor' "$(department 8)" green
clear

# ---- mails that come back

at 2027-03-31 23:50
register "UPDATE opinion SET department = 'park' WHERE id = 8"
register "INSERT INTO intent(kind, party, opinion, message_id, created, not_before, state) VALUES('request', 'department:park', 8, 'request.old@city.example.jp', $IKEN_NOW, 0, 'sent')"
at 2027-04-05 13:00
bounce request.old@city.example.jp
iken-fetch && iken-register || bail 'iken-register fails'
is 'a request that comes back after the turn goes to the successor' "$(department 8)" green
iken run || bail 'iken run fails'
like 'who gets it' "$(to green@)" '公園の水道'
like 'and people are told' "$(to admin@; to kocho@)" '符号：moved request 5.1.1 park'
clear
bounce "$(register "SELECT message_id FROM intent WHERE kind = 'request' AND party = 'department:green' AND opinion = 8 ORDER BY id DESC LIMIT 1")"
round
is 'one that goes on keeps it' "$(department 8) $(state 8)" 'green requested'
like 'the administrator is told' "$(to admin@)" '符号：bounced request 5.1.1 green'
like 'and the desk' "$(to kocho@)" '部署：緑地課'
clear
register "UPDATE opinion SET department = 'park' WHERE id = 8"
register "INSERT INTO intent(kind, party, opinion, message_id, created, not_before, state) VALUES('follow-up', 'department:park', 8, 'late.old@city.example.jp', $IKEN_NOW, 0, 'sent')"
bounce late.old@city.example.jp
iken-fetch && iken-register || bail 'iken-register fails'
is 'what was decided after the end was sent to the successor already' "$(department 8)" park
round
like 'whose address it is that is wrong' "$(to admin@)" '符号：bounced follow-up 5.1.1 park'

# The desk itself ends: who follows gets what is held and may file it.
clear
sed -i 's/^addresses = kocho@city.example.jp$/&\nvalid_to = 2027-03-31\nsuccessor = roads/' "$IKEN_CONF"
echo '処理依頼に返信せずに書きました。' | write green@city.example.jp opinion@city.example.jp '公園の件'
round
held=$(newest roads@city.example.jp held)
ok 'what is held goes to the successor of the desk' test -n "$held"
echo '破棄' | write roads@city.example.jp "$(reply_address "$held")" 'Re: held'
round
is 'whose reply files it' "$(register "SELECT kind FROM arrival WHERE seq = (SELECT max(seq) FROM arrival WHERE
    kind IN ('held', 'discarded'))")" discarded

done_testing
