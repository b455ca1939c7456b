#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Approval by mail: the desk, the 課長 and the 部長 one after the other, then the 広報 for information; each returns
# it, or stops it while it still waits. Nothing leaves before the list is complete, whoever says so.
. "${0%/*}/../lib.sh"

COOLING_OFF='30 min'
OFFICE_EXTRA='
[approver kacho]
name = 公園課長
addresses = kacho@city.example.jp

[approver bucho]
name = 都市整備部長
addresses = bucho@city.example.jp
senders = hisho@city.example.jp

[approver koho]
name = 広報
addresses = koho@city.example.jp

[department parks]
name = 公園課
addresses = parks@city.example.jp
approval = yes
approvers = kacho
circulate = koho, kacho

[department trees]
name = 緑化課
addresses = trees@city.example.jp
circulate = koho

[purpose park]
name = 公園
words = 公園
approvers = kacho, bucho

[rule]
purposes = park
department = parks

[rule]
words = 街路樹
department = trees
'
IKEN_NOW=1795410300	# 2026-11-23 14:05 in Tokyo
export IKEN_NOW
office=$T/office
new_office "$office"
outbox=$office/outbox/new
mkdir "$T/gone"

register()
{
	sqlite3 "$office/data/register.db" "$1"
}

# wait_minutes N: the clock goes on.
wait_minutes()
{
	IKEN_NOW=$((IKEN_NOW + 60 * $1))
}

# field FILE NAME: of a header, folded lines joined.
field()
{
	sed '/^\r*$/q' "$1" | tr -d '\r' | sed -e ':a' -e 'N' -e '$!ba' -e 's/\n[ \t]/ /g' | grep -i "^$2:" | sed 's/^[^:]*: *//'
}

# bare FILE NAME: the address in that field.
bare()
{
	field "$1" "$2" | sed 's/.*<//; s/>.*//'
}

# round: as cron runs it, a minute later; what it sent before is laid aside. sent is what it sends, answers_left
# how many answers have left in all.
round()
{
	wait_minutes 1
	find "$outbox" -type f -exec mv {} "$T/gone" \;
	timeout 120 iken run >"$T/out" 2>"$T/err" || {
		diag "the round ends with $?"
		diag_file "$T/err"
	}
	sent=$(for file in "$outbox"/*; do
		[ -e "$file" ] && printf '%s %s\n' "$(field "$file" X-Ikenbako | sed 's/ .*//')" "$(bare "$file" To | sed 's/@.*//')"
	done | sort | tr '\n' ',')
	answers_left=$(cat "$outbox"/* "$T"/gone/* 2>/dev/null | grep -c '^X-Ikenbako: answer')
}

# mail KIND USER: the file of that mail of the last round.
mail()
{
	for file in "$outbox"/*; do
		[ "$(field "$file" X-Ikenbako | sed 's/ .*//') $(bare "$file" To | sed 's/@.*//')" = "$1 $2" ] && echo "$file"
	done
}

text()
{
	"$B/tests/tools/read-mail" -t "$1"
}

# reply_head FILE FROM [TO]: of a reply to one of our mails.
reply_head()
{
	printf 'Return-Path: <%s>\nFrom: %s\nTo: %s\nSubject: Re: %s\nIn-Reply-To: %s\nMessage-ID: <%s@city.example.jp>\nMIME-Version: 1.0\n' \
		"$2" "$2" "${3:-$(bare "$1" Reply-To)}" "$(field "$1" Subject)" "$(field "$1" Message-ID)" "$(od -An -N8 -tx4 /dev/urandom | tr -d ' ')"
}

# from_phone FILE FROM WORDS [TO]: a few words above nothing.
from_phone()
{
	{
		reply_head "$1" "$2" "${4:-}"
		printf 'Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n%s\n\niPhoneから送信\n' "$3"
	} | put_mail "$office/inbox"
}

# like_outlook FILE FROM WORDS: above the whole mail without quote marks, in ISO-2022-JP.
like_outlook()
{
	{
		reply_head "$1" "$2"
		printf 'Content-Type: text/plain; charset="iso-2022-jp"\nContent-Transfer-Encoding: base64\n\n'
		{
			printf '%s\n\n-----Original Message-----\nFrom: opinion@city.example.jp\nSent: Monday, November 23, 2026 10:00 AM\nTo: %s\nSubject: %s\n\n' "$3" "$2" '承認依頼'
			text "$1"
		} | iconv -c -f UTF-8 -t ISO-2022-JP | base64
	} | put_mail "$office/inbox"
}

# in_block FILE FROM KIND TEXT: typed into the block, everything quoted.
in_block()
{
	{
		reply_head "$1" "$2"
		printf 'Content-Type: text/plain; charset=UTF-8; format=flowed\nContent-Transfer-Encoding: 8bit\n\n2026/11/23 10:00, 意見箱 wrote:\n'
		text "$1" | sed 's/^/> /' | awk -v kind="$3" -v words="$4" '
			/^> 区分:/ && !done { print "> 区分: " kind; next }
			/^> （本文）$/ && !done { if (words != "") print words; done = 1; next } { print }'
	} | put_mail "$office/inbox"
}

state()
{
	register "SELECT state FROM opinion WHERE id = ${1:-1}"
}

# list DRAFT: how far the n-th draft has come.
list()
{
	register "SELECT group_concat(approver || ' ' || state, ', ') FROM (SELECT * FROM approval WHERE draft =
		(SELECT id FROM draft WHERE kind = 'answer' ORDER BY id LIMIT 1 OFFSET $1 - 1) ORDER BY position)"
}

held()
{
	register "SELECT group_concat(reason, ' ') FROM (SELECT reason FROM arrival WHERE kind = 'held' ORDER BY seq)"
}

# all_approve: the desk, the 課長 and the 部長, from the approval mail that the desk has; ends with the round in
# which the list is complete.
all_approve()
{
	for user in kocho kacho bucho; do
		asked=$(mail approval $user)
		cp "$asked" "$T/approval.$user"
		from_phone "$asked" $user@city.example.jp '承認します。'
		round
	done
	for user in kocho kacho bucho; do
		cp "$(mail agreed $user)" "$T/agreed.$user"
	done
	cp "$(mail circulation koho)" "$T/circulation"
}

# ---- an opinion, and an answer with a remark for the office and a file for the resident ----
printf 'Return-Path: <taro@example.jp>\nFrom: =?UTF-8?B?5bGx55Sw5aSq6YOO?= <taro@example.jp>\nTo: opinion@city.example.jp\nSubject: =?UTF-8?B?5YWs5ZyS?=\nMessage-ID: <1@example.jp>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\n公園の遊具が壊れています。\n' |
	put_mail "$office/inbox"
round
is 'the resident and the department have mails' "$sent" 'receipt taro,request parks,'
due=$(register 'SELECT due FROM opinion')
{
	reply_head "$(mail request parks)" parks@city.example.jp
	printf 'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=UTF-8\n\n'
	printf -- '----- ここから回答を記入してください（この行は消さないでください） -----\n区分: 回答\n備考: 予算は確保済みです。\n遊具は来月取り替えます。\n----- ここまで -----\n'
	printf -- '--b\nContent-Type: image/png; name=yugu.png\nContent-Disposition: attachment; filename=yugu.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgoAAAAA\n--b--\n'
} | put_mail "$office/inbox"
round
is 'the first on the list is asked, and nobody else' "$sent" 'approval kocho,understood parks,'
is 'the list' "$(list 1)" 'desk asked, kacho waiting, bucho waiting, koho waiting'
is 'the department learns whose decision it waits for' "$(text "$(mail understood parks)" | grep 状況)" '　状況　　：回答案の承認待ち（広聴）'
desk=$(text "$(mail approval kocho)")
like 'the approval mail says where in the list' "$desk" '^　決裁の順番：3人のうち1人目$'
like 'has the remark of the department' "$desk" '^予算は確保済みです。$'
like 'shows the list' "$desk" '^3. 都市整備部長: このあと決裁$'
like 'and that it is circulated afterwards' "$desk" '^4. 広報: 決裁の後に供覧$'
like 'names the file' "$desk" 'yugu.png'
like 'and carries it' "$("$B/tests/tools/read-mail" "$(mail approval kocho)")" 'yugu.png .*image/png'
printf '%s\n' "$desk" | sed -n '/^件名: .*への回答/,/^■ 回答に添える/p' >"$T/shown"
first=$T/first.kocho
cp "$(mail approval kocho)" "$first"
shown=$(cat "$T/shown")
unlike 'the remark is not in what the resident gets' "$shown" '予算'

# ---- wrong order, wrong people, wrong addresses ----
address=$(bare "$first" Reply-To)
from_phone "$first" kacho@city.example.jp '承認'
from_phone "$first" evil@example.jp '承認'
from_phone "$first" kocho@city.example.jp '承認' "$(echo "$address" | sed 's/.\{5\}@/00000@/')"
from_phone "$first" kocho@city.example.jp '承認' "$(echo "$address" | sed 's/+approval-/+answer-/')"
from_phone "$first" kocho@city.example.jp '承認' "$(bare "$(ls "$T"/gone/*request* | head -n 1)" Reply-To | sed 's/+answer-/+approval-/')"
from_phone "$first" kocho@city.example.jp '承認' opinion@city.example.jp
before=$(list 1)
round
is 'nobody but the one asked, with their own address, is believed' "$(held)" \
	'token-other-sender token-other-sender forged-token forged-token forged-token sender-without-token'
is 'and nothing has changed' "$(list 1) $(state) $answers_left" "$before drafted 0"

# ---- the desk agrees, the 課長 returns it ----
in_block "$first" kocho@city.example.jp 承認 '日付を確認しました。'
round
is 'the next one is asked' "$sent" 'approval kacho,understood kocho,'
is 'and the list knows' "$(list 1) $(state)" 'desk approved, kacho asked, bucho waiting, koho waiting drafted'
like 'who has agreed stands in the mail' "$(text "$(mail approval kacho)")" '^1. 広聴: 承認（令和8年11月23日（月） 14:09）$'
like 'with what they wrote' "$(text "$(mail approval kacho)")" '^   日付を確認しました。$'
cp "$(mail approval kacho)" "$T/second.kacho"
from_phone "$first" kocho@city.example.jp '承認しました'
round
is 'who agrees twice is told' "$sent" 'not-understood kocho,'
like 'so' "$(text "$(mail not-understood kocho)")" 'すでに承認を受け付けています'
like_outlook "$T/second.kacho" kacho@city.example.jp '差戻し
取替えの時期を、もっと具体的に書いてください。'
round
is 'a return goes to the department' "$sent" 'returned parks,understood kacho,'
is 'nobody else is asked' "$(list 1) $(state)" 'desk approved, kacho returned, bucho void, koho void requested'
returned=$(text "$(mail returned parks)")
like 'it says who' "$returned" '^■ 差戻しの理由（公園課長）$'
like 'and why' "$returned" '^取替えの時期を、もっと具体的に書いてください。$'
unlike 'and does not repeat the mail' "$returned" 'Original Message'
is 'the due day runs on' "$(register 'SELECT due, paused FROM opinion')" "$due|0"
from_phone "$T/second.kacho" kacho@city.example.jp '承認'
round
like 'what was returned cannot be approved any more' "$sent $(text "$(mail not-understood kacho)")" 'すでに差し戻されたか'

# ---- a new draft: the old approvals are worth nothing ----
cp "$(ls "$T"/gone/*returned*)" "$T/returned"
in_block "$T/returned" parks@city.example.jp 回答 '遊具は12月15日に取り替えます。'
round
is 'the new draft begins at the first' "$sent $(list 2)" \
	'approval kocho,understood parks, desk asked, kacho waiting, bucho waiting, koho waiting'
cp "$(mail approval kocho)" "$T/third.kocho"
from_phone "$first" kocho@city.example.jp '承認'
from_phone "$T/second.kacho" kacho@city.example.jp '承認する'
round
is 'the old approvals are held' "$(held | cut -d ' ' -f 7-)" 'old-token old-token'
is 'and approve nothing' "$(list 2) $answers_left" 'desk asked, kacho waiting, bucho waiting, koho waiting 0'

# ---- all agree; the 課長 stops it while it waits ----
cp "$T/third.kocho" "$outbox/again"	# where all_approve looks for it
all_approve
is 'all have agreed' "$(list 2) $(state)" 'desk approved, kacho approved, bucho approved, koho seen released'
is 'all are told, and nothing has left' "$sent $answers_left" \
	'agreed bucho,agreed kacho,agreed kocho,circulation koho,understood bucho, 0'
like 'until when it can be stopped' "$(text "$T/agreed.kacho")" '^回答は 令和8年11月23日（月） 14:[0-9]+ に、意見を寄せた方へ送られます。$'
like 'for who sees it, too' "$(text "$T/circulation")" '^回答は 令和8年11月23日（月） 14:[0-9]+ に、'
wait_minutes 27
round
is 'it waits' "$answers_left" 0
in_block "$T/agreed.kacho" kacho@city.example.jp 停止 '工事の日が変わりました。'
round
is 'the second of three stops it' "$sent $(state)" 'returned parks,understood kacho, requested'
like 'the department reads who' "$(text "$(mail returned parks)")" '^■ 停止の理由（公園課長）$'
like 'and why' "$(text "$(mail returned parks)")" '^工事の日が変わりました。$'
cp "$(mail returned parks)" "$T/returned"
from_phone "$T/agreed.bucho" bucho@city.example.jp '停止'
wait_minutes 60
round
is 'it never leaves' "$sent $answers_left" 'not-understood bucho, 0'
like 'who stops it again learns that it was' "$(text "$(mail not-understood bucho)")" 'すでに差し戻されたか、止められています'

# ---- who sees it stops it, by 差戻し ----
in_block "$T/returned" parks@city.example.jp 回答 '遊具は12月20日に取り替えます。'
round
all_approve
from_phone "$T/circulation" koho@city.example.jp '承認'
round
is 'who sees it need not approve' "$sent $(state)" 'not-understood koho, released'
like_outlook "$T/circulation" koho@city.example.jp '差戻し
20日は祝賀行事があります。'
round
is 'who sees it stops it' "$sent $(state) $(list 3)" \
	'returned parks,understood koho, requested desk approved, kacho approved, bucho approved, koho stopped'
like 'the department reads it' "$(text "$(mail returned parks)")" '^■ 停止の理由（広報）$'
cp "$(mail returned parks)" "$T/returned"
wait_minutes 60
round
is 'it never leaves' "$answers_left" 0

# ---- while it waits the department finds a mistake itself ----
in_block "$T/returned" parks@city.example.jp 回答 '遊具は12月21日に取り替えます。'
round
all_approve
in_block "$T/returned" parks@city.example.jp 回答 '遊具は12月22日に取り替えます。'
round
is 'a new answer overtakes the one that waits' "$sent $(list 4) $(state)" \
	'approval kocho,understood parks, desk void, kacho void, bucho void, koho void drafted'
cp "$(mail approval kocho)" "$T/fifth.kocho"
wait_minutes 60
round
is 'which does not leave' "$answers_left" 0

# ---- stopped in the midst of the list, by one who has agreed ----
from_phone "$T/fifth.kocho" kocho@city.example.jp '承認'
round
from_phone "$T/fifth.kocho" kocho@city.example.jp '停止'
round
is 'who has agreed can take it back' "$sent $(state) $(list 5)" \
	'returned parks,understood kocho, requested desk stopped, kacho void, bucho void, koho void'
cp "$(mail returned parks)" "$T/returned"

# ---- the server is away: it has not left, and can be stopped ----
in_block "$T/returned" parks@city.example.jp 回答 '遊具は12月23日に取り替えます。'
round
all_approve
wait_minutes 60
mv "$office/outbox" "$office/away" && : >"$office/outbox"
exits 'nothing can be sent' 75 iken-send
is 'what could not be handed over has not left' "$(register "SELECT state, leaving FROM intent WHERE kind = 'answer' AND draft = (SELECT max(draft) FROM approval)")" 'waiting|0'
from_phone "$T/agreed.bucho" hisho@city.example.jp '停止'
iken-fetch && iken-register
rm "$office/outbox" && mv "$office/away" "$office/outbox"
is 'it was stopped' "$(state)" requested
wait_minutes 60
round
is 'and does not leave' "$answers_left" 0
cp "$(mail returned parks)" "$T/returned"

# ---- it leaves, as everybody has seen it; afterwards it is too late ----
in_block "$T/returned" parks@city.example.jp 回答 '遊具は12月24日に取り替えます。'
round
all_approve
wait_minutes 20
round
is 'it waits as long as it should' "$answers_left" 0
wait_minutes 7
cp -a "$office" "$T/due"
round
is 'it waits to the last minute' "$answers_left" 0
round
is 'then it leaves' "$sent $(state) $answers_left" 'answer taro, sent 1'
answer=$(mail answer taro)
# What the circulation shows is the answer, but for the name.
text "$T/circulation" | sed -n '/^件名: .*への回答/,/^■ ご意見/p' | sed '1,2d' | sed '$d' | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' | sed '$d' >"$T/shown"
text "$answer" | sed 's/^山田太郎/〔氏名〕/' >"$T/got"
is 'the resident gets what was shown' "$(cat "$T/got")" "$(cat "$T/shown")"
is 'it is dated when it may leave' "$(field "$answer" Date)" "$(TZ=Asia/Tokyo date -R -d "@$(register "SELECT created FROM intent WHERE kind = 'answer' AND state = 'sent'")")"
for user in kacho bucho; do
	from_phone "$T/agreed.$user" $user@city.example.jp '停止してください'
done
in_block "$T/circulation" koho@city.example.jp 差戻し 'だめです。'
round
is 'it is too late' "$sent $(state)" 'not-understood bucho,not-understood kacho,not-understood koho, sent'
like 'they are told' "$(text "$(mail not-understood koho)")" '回答は、すでに送られたか'

iken show "$(register 'SELECT number FROM opinion WHERE id = 1')" >"$T/out" 2>&1
is 'iken show lists who decided what' "$(grep -c '^decide  *approved .*bucho (都市整備部長)$' "$T/out"),$(grep -c '^see  *stopped .*koho (広報)$' "$T/out")" '3,1'

# ---- circulation without approval; no list at all ----
printf 'Return-Path: <hanako@example.jp>\nFrom: hanako@example.jp\nTo: opinion@city.example.jp\nSubject: x\nMessage-ID: <2@example.jp>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\n街路樹が枯れています。\n' |
	put_mail "$office/inbox"
printf 'Return-Path: <jiro@example.jp>\nFrom: jiro@example.jp\nTo: opinion@city.example.jp\nSubject: x\nMessage-ID: <3@example.jp>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\n道路が暗いです。\n' |
	put_mail "$office/inbox"
round
in_block "$(mail request trees)" trees@city.example.jp 回答 '植え替えます。'
in_block "$(mail request roads)" roads@city.example.jp 回答 '街灯を付けます。'
round
is 'an answer without a list leaves at once, one with a circulation waits' "$sent" \
	'answer jiro,circulation koho,understood roads,understood trees,'
from_phone "$(mail circulation koho)" koho@city.example.jp '停止
樹種を書いてください。'
round
is 'and is stopped' "$sent $(state 2)" 'returned trees,understood koho, requested'
wait_minutes 60
round
is 'for good' "$answers_left" 2
is 'nothing waits' "$(register "SELECT count(*) FROM intent WHERE state = 'waiting'")" 0

# ---- killed while the answer leaves, and stopped then: it was stopped, or it has left, never both ----
in_block "$T/agreed.kacho" kacho@city.example.jp 停止 '止めます。' # of the opinion that waits in $T/due
stop_mail=$(ls -t "$office"/inbox/new/* | head -n 1)
mv "$stop_mail" "$T/stop"
cat >"$T/steps" <<END
#!/bin/sh
# The first time the answer leaves; the second time the wish to stop it comes first.
if mkdir "$office/begun" 2>/dev/null; then
	exec iken-send
fi
iken-register
exec iken-send
END
chmod +x "$T/steps"
IKEN_NOW=$(($(register "SELECT created FROM intent WHERE kind = 'answer' AND opinion = 1 AND state = 'sent'") + 60))
rm -rf "$office"
cp -a "$T/due" "$office"
put_mail "$office/inbox" "$T/stop"
iken-fetch
rm -rf "$T/due"
mv "$office" "$T/due"

reset_due()
{
	rm -rf "$office" && cp -a "$T/due" "$office"
}

check_due()
{
	"$T/steps"
	"$T/steps"
	left=$(find "$outbox" -type f -exec cat {} + | grep -c '^X-Ikenbako: answer')
	stopped=$(register "SELECT count(*) FROM event WHERE step = 'stop' AND arrival IN (SELECT seq FROM arrival WHERE kind = 'approval') AND
		at = $IKEN_NOW")
	told=$(register "SELECT count(*) FROM intent WHERE kind = 'not-understood' AND code = 'too-late'")
	outcomes="$outcomes $left$stopped"
	[ "$left$stopped$told" = 101 ] || [ "$left$stopped$told" = 010 ] || {
		diag "left $left, stopped $stopped, told that it is too late $told"
		return 1
	}
}
outcomes=
at_each_call 'killed before each call of iken-send' kill-before reset_due check_due "$T/steps"
like 'it was stopped where it had not left' "$outcomes" ' 01'
like 'and has left where it was too late' "$outcomes" ' 10'

done_testing
