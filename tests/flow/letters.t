#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The printed answer, the whole way: entered by the call centre with an answer by post, answered, approved, printed,
# posted, delivered; stopped before it is printed; the resident writes again while it lies in the office; a printer.
. "${0%/*}/parks.sh"

office=$T/office
prints=$office/print
parks_office '' 'document_number = {year}見広第{number}号'

# enter_opinion NAME TEXT [MAIL]
enter_opinion()
{
	printf '入力\n氏名: %s\n郵便番号: 160-0023\n住所: 見本市見本町1-2-3\nメールアドレス: %s\n回答方法: 郵送\n\n%s\n' "$1" "${3:-}" "$2" |
		write call@city.example.jp "$call" 入力
	round
}

# answer OPINION TEXT: the department answers the newest request.
answer()
{
	_request=$(newest parks@ request)
	{ echo "$2"; quoted "$_request"; } | write parks@city.example.jp "$(reply_address "$_request")" 'Re: 処理依頼'
	round
}

# approve: the desk approves the newest draft.
approve()
{
	_approval=$(newest kocho@ approval)
	{ echo '承認'; quoted "$_approval"; } | write kocho@city.example.jp "$(reply_address "$_approval")" 'Re: 承認'
	round
}

later()
{
	IKEN_NOW=$((IKEN_NOW + $1))
}

enter_opinion 山田太郎 '公園のベンチが壊れています。'
answer 1 'ベンチを直します。ご連絡ありがとうございました。'
is 'the answer waits for approval' "$(state 1)" drafted
approve
is 'and for its cooling-off' "$(state 1)$(ls "$prints")" released
later 1900
round
is 'then it is printed by the round' "$(state 1)" printed
is 'not sent' "$(register "SELECT count(*) FROM delivery, intent WHERE intent.id = delivery.intent AND kind = 'answer'")" 0
letters=$(pdftotext -layout "$prints"/letters-1-*.pdf -)
like 'with its words' "$letters" 'ベンチを直します'
like 'and its address' "$letters" '見本市見本町1-2-3'
round
mail=$(newest kocho@ dispatch)
like 'the desk is told' "$(field "$mail" Subject)" '第1回・1通'

# ---- the desk's reply

{ echo '確認しました。'; quoted "$mail"; } | write kocho@city.example.jp "$(reply_address "$mail")" 'Re: 印刷'
round
reply=$(newest kocho@ dispatched)
like 'an unclear reply' "$(field "$reply" Subject)" '読み取れませんでした'
is 'changes nothing' "$(state 1)" printed
{ echo '2通発送しました。'; quoted "$reply"; } | write kocho@city.example.jp "$(reply_address "$reply")" 'Re: 印刷'
round
like 'a count that does not fit' "$(field "$(newest kocho@ dispatched)" Subject)" '通数が'
{ echo '発送済'; quoted "$mail"; } | write mallory@example.net "$(reply_address "$mail")" 'Re: 印刷'
round
is 'somebody else is not believed' "$(state 1)" printed
{ echo '発送済'; quoted "$mail"; } | write kocho@city.example.jp "$(reply_address "$mail")" 'Re: 印刷'
round
is 'posted' "$(state 1)" posted
reply=$(newest kocho@ dispatched)
like 'the desk is told' "$(body "$reply")" '^　発送　　：1通$'
is 'it needs no answer' "$(reply_address "$reply")" ''
{ echo '発送済。'; quoted "$mail"; } | write kocho@city.example.jp "$(reply_address "$mail")" 'Re: 印刷'
round
like 'said twice' "$(field "$(newest kocho@ dispatched)" Subject)" 'すでに発送の記録が済んでいます'
later 1209500
round
is 'it may still come back' "$(state 1)" posted
later 200
round
is 'and has not' "$(state 1)" delivered

# ---- stopped before it is printed

enter_opinion 鈴木花子 '公園の水道が止まりません。'
answer 2 '水道を直します。'
approve
agreed=$(newest kocho@ approval)
{ echo '停止'; quoted "$agreed"; } | write kocho@city.example.jp "$(reply_address "$agreed")" 'Re: 承認'
round
later 1900
round
is 'what was stopped is not printed' "$(state 2) $(ls "$prints" | grep -c letters-2-)" 'requested 0'
answer 2 '水道の栓を取り替えました。'
approve
later 1900
round
is 'its next answer is' "$(state 2) $(ls "$prints" | grep -c letters-2-)" 'printed 1'
{ echo '停止'; quoted "$(newest kocho@ approval)"; } | write kocho@city.example.jp "$(reply_address "$(newest kocho@ approval)")" 'Re: 承認'
round
is 'a printed letter cannot be stopped' "$(state 2)" printed

# ---- the resident writes again while it lies there, and the desk keeps it

enter_opinion 佐藤一郎 '公園の時計が止まっています。' ichiro@example.jp
answer 3 '時計を直します。'
approve
later 1900
round
is 'printed' "$(state 3)" printed
receipt=$(newest ichiro@ receipt)
{ echo '追伸です。ベンチも傷んでいます。'; quoted "$receipt"; } | write ichiro@example.jp "$(reply_address "$receipt")" 'Re: 受付'
round
is 'the desk is told that it can be kept' "$(register "SELECT count(*) FROM intent WHERE code = 'wrote-again' AND opinion = 3")" 1
mail=$(newest kocho@ dispatch)
{ printf '発送済\n残り: %s\n' "$(number 3)"; quoted "$mail"; } | write kocho@city.example.jp "$(reply_address "$mail")" 'Re: 印刷'
iken-fetch && iken-register && iken-send
is 'kept' "$(state 3)" released
like 'the desk is told' "$(body "$(newest kocho@ dispatched)")" "^$(number 3)\$"
round
is 'and printed again by the next round' "$(register 'SELECT group_concat(state) FROM letter WHERE opinion = 3')" 'kept,printed'

# ---- a further answer while the first one lies there

answer 3 '訂正です。時計は来月に直します。'
approve
later 1900
run=$(register "SELECT max(id) FROM run")
mail=$(newest kocho@ dispatch)
iken-print || bail 'iken-print fails'
is 'is a letter besides' "$(register 'SELECT count(*) FROM letter WHERE opinion = 3')" 3
{ echo '発送済'; quoted "$mail"; } | write kocho@city.example.jp "$(reply_address "$mail")" 'Re: 印刷'
iken-fetch && iken-register && iken-send
like 'the desk learns that the first was overtaken' "$(body "$(newest kocho@ dispatched)")" '印刷のあとに状況の変わったもの'
is 'the opinion waits for the second' "$(state 3)" printed
iken-print --confirm "$(register "SELECT max(id) FROM run")" >"$T/out"
is 'which is posted' "$(state 3)" posted
is 'no letter is left open' "$(register "SELECT count(*) FROM intent WHERE way = 'letter' AND state = 'waiting' AND opinion = 3")" 0

# ---- on a printer, page by page as in the folder

start_printer letters
sed "s|^kind = folder|kind = printer\nprinter = $PRINTER|; s|^limit = .*||" "$office/iken.conf" >"$T/printer.conf"
cp "$office/data/register.db" "$T/before.db"
printf '%s\n' '山田太郎|160-0023|見本市見本町1-2-3|ja||街灯を直します。' '髙﨑𠮷子|1600023|見本市見本町一丁目２番３号|ja|large|ごみの収集は月曜日です。\n\n・一\n・二' \
	'John Smith|160-0023|1-2-3 Mihon|en||We will repair it.' | "$B/tests/tools/enter-letters" "$IKEN_CONF" >"$T/numbers"
rm -rf "$T/copy" && cp -a "$office" "$T/copy"
exits 'into the folder' 0 iken-print
folder=$(ls -t "$prints"/letters-*.pdf | head -1)
rm -rf "$office/data" && cp -a "$T/copy/data" "$office/data"
exits 'on the printer' 0 iken-print -c "$T/printer.conf"
is 'the run and its list are jobs' "$(ls "$PRINTED" | grep -c '\.pdf$')" 2
is 'it is printed' "$(register "SELECT state || place FROM run ORDER BY id DESC LIMIT 1")" 'printed2 jobs'
pdftoppm -r 60 -gray "$folder" "$T/folder"
pdftoppm -r 60 -gray "$PRINTED/1.pdf" "$T/paper"
is 'as many pages' "$(ls "$T"/paper-*.pgm | wc -l)" "$(ls "$T"/folder-*.pgm | wc -l)"
different=0
for page in "$T"/folder-*.pgm; do
	cmp -s "$page" "$T/paper-${page##*-}" || different=$((different + 1))
done
is 'each the same picture' "$different" 0
like 'nothing of a person in its name' "$(cat "$PRINTED/1.attributes")" 'iken [0-9]+\.1 [0-9a-f]{32}'

# A job that fails is tried again by the next run of the program, and after three times the desk is told.
rm -rf "$office/data" && cp -a "$T/copy/data" "$office/data"
rm -f "$PRINTED"/*
later 60			# or the printer knew the jobs by their names
touch "$PRINTED/fail"
for i in 1 2 3; do
	exits 'a printer that fails' 75 iken-print -c "$T/printer.conf"
done
is 'the run stays in the making' "$(register "SELECT state FROM run ORDER BY id DESC LIMIT 1")" making
is 'the desk is told once' "$(register "SELECT count(*) FROM intent WHERE kind = 'notice' AND party = 'desk' AND code LIKE 'printer %'")" 1
rm "$PRINTED/fail"
exits 'when it works again' 0 iken-print -c "$T/printer.conf"
is 'the same run is printed' "$(register "SELECT count(*) FROM letter WHERE opinion > 3") $(register "SELECT state FROM run ORDER BY id DESC LIMIT 1")" '3 printed'
exits 'and no other' 0 iken-print -c "$T/printer.conf"
stop "$printer_pid"
printf '%s\n' '山田太郎|160-0023|見本市見本町1-2-3|ja||街灯を直します。' | "$B/tests/tools/enter-letters" "$IKEN_CONF" >"$T/numbers"
exits 'a printer that is away' 75 iken-print -c "$T/printer.conf"
done_testing
