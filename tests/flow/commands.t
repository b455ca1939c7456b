#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Clerks' commands by mail: the counter and the call centre enter opinions and look them up, the desk does the rest;
# what is not understood, not allowed or not theirs.
. "${0%/*}/post.sh"

IKEN_NOW=1795492800		# 2026-11-24 13:00 in Tokyo, a Tuesday
export IKEN_NOW
office=$T/office
OFFICE_EXTRA='
[department parks]
name = 公園課
addresses = parks@city.example.jp
approval = yes

[staff desk]
name = 広聴係
addresses = madoguchi@city.example.jp
senders = *@kocho.city.example.jp
rights = enter, look-up, read, list, reissue, correct, note

[staff call]
name = コールセンター
addresses = call@city.example.jp
channel = phone
'
new_office "$office"

# ---- the program that shows and gives out the addresses

exits 'the groups are shown' 0 iken staff
cp "$T/out" "$T/groups"
like 'with their rights' "$(cat "$T/groups")" '^  rights    enter, look-up$'
like 'and their addresses' "$(cat "$T/groups")" '^  address   opinion\+staff-call-[0-9a-z]{20}@city\.example\.jp$'
is 'and that somebody saw them is in the access log' "$(register "SELECT group_concat(what, ', ') FROM (SELECT what FROM access WHERE program = 'iken-staff' ORDER BY id)")" \
	'show staff desk, show staff call'
desk=$(sed -n 's/^  address *\(.*staff-desk-.*\)/\1/p' "$T/groups")
call=$(sed -n 's/^  address *\(.*staff-call-.*\)/\1/p' "$T/groups")
exits 'no such group' 65 iken staff --mail nobody
exits 'a trial run' 0 iken staff -n --mail call --renew call
is 'changes nothing' "$(register 'SELECT count(*) FROM intent')$(register 'SELECT count(*) FROM staff_address')" 00
exits 'the call centre gets its address' 0 iken staff --mail call
round
welcome=$(newest call@ welcome)
is 'by mail' "$(reply_address "$welcome")" "$call"
like 'which says it' "$(body "$welcome")" "^　$(printf %s "$call" | sed 's/[+.]/\\&/g')\$"
like 'and what may be written' "$(body "$welcome")" '照会 受付番号'
unlike 'and nothing that may not' "$(body "$welcome")" '^　(内容|一覧|再依頼|訂正|経過|保護|再開)'
like 'with the form' "$(body "$welcome")" '^メールアドレス:$'

# ---- the call centre enters an opinion by answering that mail

fill()
{
	quoted "$welcome" | sed 's/^> 氏名:.*/> 氏名: 山田太郎/; s/^> 電話番号:.*/> 電話番号: ０３－１２３４－５６７８/
		s/^> メールアドレス:.*/> メールアドレス: taro@example.jp/; s/^> 投稿目的:.*/> 投稿目的: 意見/
		s/^> 件名:.*/> 件名: 夜の道/; s/^> 本文:.*/> 本文: 駅前の街灯が切れています。\n> 山田太郎です。電話は 03-1234-5678 です。/'
}
{ echo '入力します。'; fill; } | write call@city.example.jp "$call" 'Re: 書式'
round
is 'it is an opinion' "$(register "SELECT channel, purpose, department, state FROM opinion WHERE id = 1")" 'phone|opinion|roads|requested'
first=$(number 1)
is 'by that group' "$(register "SELECT step, who FROM event WHERE opinion = 1 ORDER BY id LIMIT 2" | tr '\n' ' ')" 'receive|staff:call route|iken-route '
is 'of that mail' "$(register "SELECT kind, reason FROM arrival WHERE seq = (SELECT arrival FROM opinion WHERE id = 1)")" 'command|staff:call enter'
answer=$(newest call@ command)
like 'the clerk is told its number' "$(field "$answer" Subject)" "意見の入力を受け付けました $first"
is 'in the thread of the mail' "$(field "$answer" In-Reply-To | grep -c mail.example.jp)" 1
like 'with the department that it went to' "$(body "$answer")" '^　担当　　：道路課$'
like 'and the due day' "$(body "$answer")" '^　回答期限：令和8年12月8日（火）'
like 'the name read back' "$(body "$answer")" '^    氏名: 山田太郎$'
like 'the number read back' "$(body "$answer")" '^    電話番号: 03-1234-5678$'
like 'the text read back' "$(body "$answer")" '^> 駅前の街灯が切れています。$'
request=$(newest roads@ request)
like 'the department gets what the resident said' "$(body "$request")" '^> 駅前の街灯が切れています。$'
like 'under its own subject' "$(body "$request")" '^件名: 夜の道$'
unlike 'without who it was, the form or the clerk' "$(body "$request")" '山田太郎|03-1234|taro@|氏名:|コールセンター|書式|入力します'
receipt=$(newest taro@ receipt)
like 'the resident gets a receipt' "$(field "$receipt" Subject)" "$first"
is 'in no thread of the office' "$(field "$receipt" In-Reply-To)$(field "$receipt" References)" ''
unlike 'that says nothing of the clerk' "$(cat "$receipt")" 'call@|staff'

# ---- the same form again, and the way to the answer

IKEN_NOW=$((IKEN_NOW + 300))
{ echo '入力します。もう一度。'; fill; } | write call@city.example.jp "$call" 'Re: 書式'
round
is 'the same form within ten minutes is one opinion' "$(register 'SELECT count(*) FROM opinion')" 1
like 'and the clerk is told which' "$(field "$(newest call@ command)" Subject)" "同じ内容が、すでに入力されています $first"
{ echo 'ご連絡ありがとうございます。今週中に直します。'; quoted "$request"; } | write roads@city.example.jp "$(reply_address "$request")" 'Re: 処理依頼'
round
like 'the department answers, and the resident has it' "$(body "$(newest taro@ answer)")" '今週中に直します'
IKEN_NOW=$((IKEN_NOW + 86400))
{ echo '入力'; fill; } | write call@city.example.jp "$call" '入力'
round
is 'the same form on another day is another one' "$(register 'SELECT count(*) FROM opinion')" 2

# ---- other ways to enter one

printf '登録\n氏名：鈴木花子\n住所：見本市1-2-3\n受付方法：手紙\n\nごみの収集が来ません。\n\n-- \n広聴係 佐藤\n内線 1234\n' |
	write 'sato@kocho.city.example.jp' "$desk" '新しいもの'
round
is 'the desk enters a letter' "$(register 'SELECT channel, purpose, department FROM opinion WHERE id = 3')" 'letter|other|waste'
is 'no receipt where there is no mail address' "$(register "SELECT count(*) FROM intent WHERE kind = 'receipt' AND opinion = 3")" 0
unlike 'the signature is not in it' "$(body "$(newest waste@ request)")" '内線|佐藤'
like 'the answer is to go by post' "$(body "$(newest sato@ command)")" '回答方法：郵送'

# A telephone of the office: ISO-2022-JP, no subject.
python3 - "$call" >"$T/jis.eml" <<'END'
import sys
from email.message import EmailMessage
m = EmailMessage()
m['From'] = 'call@city.example.jp'
m['To'] = sys.argv[1]
m['Message-ID'] = '<jis@mail.example.jp>'
m.set_content('入力\n氏名 ： 佐藤一郎\n電話：０３（９８７６）５４３２\n回答方法：不要\n\n側溝にふたがありません。道路です。\n', charset='iso-2022-jp', cte='7bit')
sys.stdout.buffer.write(bytes(m))
END
put_mail "$office/inbox" "$T/jis.eml"
round
is 'a phone writes ISO-2022-JP' "$(register 'SELECT channel, department FROM opinion WHERE id = 4')" 'phone|roads'
put_mail "$office/inbox" "$T/jis.eml"
round
is 'the same octets again are a duplicate' "$(register "SELECT count(*) FROM opinion"), $(register "SELECT count(*) FROM arrival WHERE kind = 'duplicate'")" '4, 1'

# ---- as the clerks' guide shows it

awk '/^    入力$/ { on = 1 } /^\| 項目/ { on = 0 } on { sub(/^    /, ""); print }' config/guide/clerks.ja.md >"$T/guide"
is 'the guide has a form' "$(wc -l <"$T/guide" | tr -d ' ')" 12
write call@city.example.jp "$call" '' <"$T/guide"
round
is 'and it is taken as it stands' "$(register 'SELECT channel, purpose, department, state FROM opinion WHERE id = 5')" 'phone|opinion|roads|requested'

# ---- mistakes in the form

printf '入力\n氏名：山田太郎\n郵便番号：12\n受付方法：狼煙\n投稿目的：愚痴\n回答方法：メール\n\n街灯のことです。\n' |
	write call@city.example.jp "$call" ''
round
is 'with mistakes nothing is registered' "$(register 'SELECT count(*) FROM opinion')" 5
errors=$(newest call@ command)
like 'each line is named: the postal code' "$(body "$errors")" '^2行目: 郵便番号'
like 'the channel' "$(body "$errors")" '^3行目: 受付方法は、窓口・電話'
like 'the purpose' "$(body "$errors")" '^4行目: 投稿目的は、次のどれか.*意見・要望、問い合わせ、その他'
like 'the missing address' "$(body "$errors")" '^5行目: 回答方法がメールのとき'
like 'and all that was typed comes back' "$(body "$errors")" '^街灯のことです。$'
quoted "$errors" | sed 's/^> 郵便番号.*/> 郵便番号：123-4567/; s/^> 受付方法：狼煙/> 受付方法：電話/; s/^> 投稿目的：愚痴/> 投稿目的：要望/
	s/^> 回答方法：メール/> 回答方法：不要/' | write call@city.example.jp "$(reply_address "$errors")" "Re: $(field "$errors" Subject)"
round
is 'corrected in the reply it is entered' "$(register 'SELECT channel, purpose FROM opinion WHERE id = 6')" 'phone|opinion'
quoted "$welcome" | sed 's/^> 本文:.*/> 本文: 公園の遊具/; /^> -----.*ここまで/d' | write call@city.example.jp "$call" 'Re: 書式'
round
like 'a form without its end comes back' "$(body "$(newest call@ command)")" '枠の下の線'
is 'and is not entered' "$(register 'SELECT count(*) FROM opinion')" 6

# ---- looking up

ask()
{
	printf "$3" | write "$1" "$2" "${4-}"
	round
	newest "${1##*<}" command
}
told=$(ask call@city.example.jp "$call" "照会　$(number 1)、$(number 2)\n")
like 'the call centre looks up: the state' "$(body "$told")" '^　状況　　：回答を送信済み$'
like 'the department' "$(body "$told")" '^　担当　　：道路課$'
like 'the dates' "$(body "$told")" '^    令和8年11月24日（火）　担当課へ依頼$'
like 'the other one, too' "$(body "$told")" "受付番号 $(number 2)"
unlike 'no text, no name, no answer' "$(body "$told")" '街灯|山田|1234|今週中'
is 'and the access log knows' "$(register "SELECT count(*) FROM access WHERE who = 'staff:call' AND what = 'look up'")" 2
wrong=$(number 1 | sed 's/-\([0-9]\)$/-x\1/; s/x0/1/; s/x[1-9]/0/')
told=$(ask call@city.example.jp "$call" "照会 $wrong $(number 1 | sed 's/-[0-9]$//') 2026-000999-1")
like 'a wrong digit is said' "$(body "$told")" "^$wrong：受付番号が違います"
like 'a missing one as well' "$(body "$told")" '^2026-000001：受付番号の最後の1桁がありません'
told=$(ask call@city.example.jp "$call" "照会 2026-000999-0\n2026-000999-1\n2026-000999-2\n2026-000999-3\n2026-000999-4\n2026-000999-5\n2026-000999-6\n2026-000999-7\n2026-000999-8\n2026-000999-9")
is 'of ten last digits one is right' "$(body "$told" | grep -c '受付番号が違います')" 9
is 'and finds nothing' "$(body "$told" | grep -c 'この番号の意見はありません')" 1
is 'which the access log knows' "$(register "SELECT count(*) FROM access WHERE what = 'no such number'")" 1

# ---- the call centre's right is entering and looking up, no more

before=$(register 'SELECT id, state, department, purpose, due, protected FROM opinion; SELECT count(*) FROM event; SELECT count(*) FROM draft')
for command in "内容 $first" '一覧' "再依頼 $(number 2)" "訂正 $(number 2)\n担当: 公園課" "経過 $(number 2)\nメモ" \
    "保護 $(number 2)" "再開 $first"; do
	told=$(ask call@city.example.jp "$call" "$command")
	like "not for the call centre: ${command%% *}" "$(body "$told")" 'この指示を使う権限がありません'
	unlike 'nothing is shown' "$(body "$told")" '街灯|今週中|道路課'
done
is 'nothing was done' "$(register 'SELECT id, state, department, purpose, due, protected FROM opinion; SELECT count(*) FROM event; SELECT count(*) FROM draft')" "$before"
is 'the access log knows' "$(register "SELECT what FROM access WHERE what LIKE 'refused%' ORDER BY id" | tr '\n' ',')" \
	'refused: read,refused: list,refused: reissue,refused: correct,refused: note,refused: protect,refused: reopen,'

# ---- the desk: read, list

told=$(ask madoguchi@city.example.jp "$desk" "内容 $first")
like 'the desk reads the text' "$(body "$told")" '^> 駅前の街灯が切れています。'
like 'and the answer' "$(body "$told")" '^    ご連絡ありがとうございます。今週中に直します。'
unlike 'but not who wrote it' "$(body "$told")" '山田|taro@|1234-5678'
is 'on record' "$(register "SELECT who, opinion FROM access WHERE what = 'read'")" 'staff:desk|1'
told=$(ask madoguchi@city.example.jp "$desk" '一覧')
like 'the list of all' "$(body "$told")" '^5件（うち期限を過ぎたもの 0件）'
like 'by department' "$(body "$told")" '^■ 清掃課'
like 'with numbers, purposes, states and days' "$(body "$told")" "^　$(number 2)　意見・要望　担当部署で処理中　期限 令和8年12月9日（水）"
unlike 'without what is answered' "$(body "$told")" "$first"
told=$(ask madoguchi@city.example.jp "$desk" '道路課の一覧をお願いします。')
like 'the list of one department' "$(body "$told")" '^4件'
unlike 'and of no other' "$(body "$told")" '清掃課'
told=$(ask madoguchi@city.example.jp "$desk" '一覧 農林課')
like 'there is no such department' "$(body "$told")" 'その名前の課が見つからない'

# ---- the desk: changes

told=$(ask madoguchi@city.example.jp "$desk" "再依頼 $(number 2)")
is 'a request goes out again' "$(register "SELECT count(*) FROM intent WHERE kind = 'request' AND opinion = 2")" 2
told=$(ask madoguchi@city.example.jp "$desk" "再依頼 $first")
like 'not what is answered' "$(body "$told")" "^$first：今の状況では、その処理はできません"
before=$(register 'SELECT department FROM opinion WHERE id = 2')
register "UPDATE intent SET state = 'waiting', not_before = 9999999999 WHERE id = (SELECT max(id) FROM intent
	WHERE kind = 'request' AND opinion = 2)"
told=$(ask madoguchi@city.example.jp "$desk" "訂正 $(number 2)\n投稿目的：問い合わせ\n担当：公園課\n")
is 'a request that had not left does not go to who had it before' \
	"$(register "SELECT state, result FROM intent WHERE kind = 'request' AND opinion = 2 AND party = 'department:$before'
	ORDER BY id DESC LIMIT 1")" 'cancelled|passed-on'
is 'purpose and department are corrected' "$(register 'SELECT purpose, department, state FROM opinion WHERE id = 2')" 'question|parks|requested'
is 'by the desk' "$(register "SELECT step, who, note FROM event WHERE opinion = 2 AND step IN ('purpose','pass-on')" | tr '\n' ' ')" \
	'purpose|staff:desk|question pass-on|staff:desk|parks '
like 'the other department gets the request' "$(body "$(newest parks@ request)")" '駅前の街灯'
like 'with its history' "$(body "$(newest parks@ request)")" '広聴係から公園課へ移送'
told=$(ask madoguchi@city.example.jp "$desk" "訂正 $(number 2)\n投稿目的：愚痴\n担当：道路課")
like 'with one mistake nothing is corrected' "$(body "$told")" 'その投稿目的はありません'
is 'nothing' "$(register 'SELECT purpose, department FROM opinion WHERE id = 2')" 'question|parks'
told=$(ask madoguchi@city.example.jp "$desk" "訂正 $(number 2)\n担当：公園課")
like 'what is so already' "$(body "$told")" '変わるところがありません'
told=$(ask madoguchi@city.example.jp "$desk" "経過 $(number 2)\n業者に見積りを頼みました。\n\n来週届きます。")
told=$(ask madoguchi@city.example.jp "$desk" "内容 $(number 2)")
like 'a note is kept' "$(body "$told")" '^    業者に見積りを頼みました。'
like 'as the desk'"'"'s' "$(body "$told")" '経過（広聴係、'
is 'sealed' "$(grep -ac '見積り' "$office/data/register.db")" 0
told=$(ask madoguchi@city.example.jp "$desk" "保護 $(number 2)")
is 'addresses are protected' "$(register 'SELECT protected FROM opinion WHERE id = 2')" 1
{ echo '回答不要'; quoted "$(newest waste@ request)"; } | write waste@city.example.jp "$(reply_address "$(newest waste@ request)")" 'Re: 処理依頼'
round
is 'closed without an answer' "$(state 3)" closed
IKEN_NOW=$((IKEN_NOW + 86400))
told=$(ask madoguchi@city.example.jp "$desk" "再開 $(number 3)")
is 'and taken up again' "$(register 'SELECT state, department, reason FROM opinion WHERE id = 3')" 'requested|waste|'
is 'with a request' "$(register "SELECT count(*) FROM intent WHERE kind = 'request' AND opinion = 3")" 2
like 'and a new due day' "$(body "$told")" '回答期限：令和8年12月10日（木）'

# ---- a department corrected while its draft waits for approval

printf '入力\n件名: 池\n\n池の柵が壊れています。\n' | write call@city.example.jp "$call" ''
round
pond=$(register 'SELECT max(id) FROM opinion')
told=$(ask madoguchi@city.example.jp "$desk" "訂正 $(number "$pond")\n担当: 公園課")
request=$(newest parks@ request)
{ echo '柵を直します。'; quoted "$request"; } | write parks@city.example.jp "$(reply_address "$request")" 'Re: 処理依頼'
round
is 'it waits for approval' "$(state "$pond")" drafted
approval=$(newest kocho@ approval)
told=$(ask madoguchi@city.example.jp "$desk" "訂正 $(number "$pond")\n担当: 道路課")
is 'another department has it' "$(register "SELECT state, department FROM opinion WHERE id = $pond")" 'requested|roads'
like 'which gets the request' "$(body "$(newest roads@ request)")" '池の柵が壊れています'
echo '承認' | write kocho@city.example.jp "$(reply_address "$approval")" 'Re: 承認依頼'
round
is 'and the old draft cannot be approved any more' "$(state "$pond"), $(register "SELECT count(*) FROM intent WHERE kind = 'answer' AND opinion = $pond")" 'requested, 0'

# ---- one mail by two ways

printf '経過 %s\n現地を見ました。\n' "$(number "$pond")" >"$T/note"
write madoguchi@city.example.jp "$desk" '' <"$T/note"
{ printf 'Received: from list.city.example.jp by mx.city.example.jp; Thu, 26 Nov 2026 13:00:00 +0900\n'; cat "$T/written"; } |
	put_mail "$office/inbox"
round
is 'is obeyed once' "$(register "SELECT count(*) FROM event WHERE opinion = $pond AND step = 'note'")" 1
is 'and is a duplicate then' "$(register "SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1")" same-mail

# ---- what is not understood

told=$(ask madoguchi@city.example.jp "$desk" 'あの街灯の件はどうなりましたか。\n山田様からまた電話です。')
like 'it is said' "$(body "$told")" '指示を読み取れませんでした'
like 'with what was written' "$(body "$told")" '^> 山田様からまた電話です。$'
like 'and how to do it' "$(body "$told")" '再依頼 受付番号'
told=$(ask madoguchi@city.example.jp "$desk" "照会 $first\n一覧")
like 'two commands in a mail' "$(body "$told")" '2つ以上の指示'
told=$(ask madoguchi@city.example.jp "$desk" '')
like 'an empty mail gets the help' "$(field "$told" Subject)" '使い方'

# ---- what is entered rings the alarm like a resident's own mail

printf '入力\n氏名: 山田太郎\n電話: 03-1234-5678\n\n支援措置を受けています。もう死にたいです。\n' | write call@city.example.jp "$call" ''
round
is 'danger words call a person' "$(register 'SELECT danger, protected FROM opinion ORDER BY id DESC LIMIT 1')" '1|1'
is 'by mail' "$(how_many admin@ danger)" 1
unlike 'the addresses are protected even from who entered them' "$(body "$(newest call@ command)")" '1234-5678'

# ---- an absence notice that does not say so

i=0
while [ $i -lt 15 ]; do
	i=$((i + 1))
	echo "ただいま不在にしております（$i）。" | write 'rusu@kocho.city.example.jp' "$desk" 'Re: お知らせ'
done
round
is 'is answered ten times a day at most' "$(how_many rusu@ command)" 10

# ---- nobody else

held()
{
	register "SELECT count(*) FROM arrival WHERE kind = 'held' AND reason = '$1'"
}
commands=$(register "SELECT count(*) FROM arrival WHERE kind = 'command'")
echo "照会 $first" | write evil@example.jp "$call" ''
echo "照会 $first" | write call@city.example.jp "$desk" ''
echo "照会 $first" | write madoguchi@city.example.jp "$call" ''
round
is 'a stranger, and a sender of another group, are held' "$(held token-other-sender)" 3
echo "照会 $first" | write call@city.example.jp "$(printf %s "$call" | sed 's/[0oO]@city/x@city/; t; s/.@city/0@city/')" ''
echo "一覧" | write madoguchi@city.example.jp 'opinion+staff-nobody-0123456789abcdefghjk@city.example.jp' ''
round
is 'a wrong token, and a group that is not there, are held' "$(held forged-token)" 2
echo "照会 $first" | write call@city.example.jp opinion@city.example.jp "$first"
round
is 'without the address it is held' "$(held sender-without-token)" 1
echo '不在です。' | write call@city.example.jp "$call" '自動応答' 'Auto-Submitted: auto-replied'
round
is 'no robot is answered, and none of these was obeyed' "$(register "SELECT count(*) FROM arrival WHERE kind = 'command'")" "$commands"

# ---- a new address

exits 'the call centre gets a new address' 0 iken staff --renew call --mail call
round
new=$(reply_address "$(newest call@ welcome)")
is 'another one' "$([ "$new" != "$call" ] && echo yes)" yes
told=$(ask call@city.example.jp "$call" "照会 $first")
like 'the former one says so' "$(body "$told")" 'このアドレスは新しいものに変わりました'
is 'but not which is new' "$(grep -c "$new" "$told")$(reply_address "$told")" 0
told=$(ask call@city.example.jp "$new" "照会 $first")
like 'the new one works' "$(body "$told")" '状況　　：回答済み'
IKEN_NOW=$((IKEN_NOW + 14 * 86400))
echo "照会 $first " | write call@city.example.jp "$call" ''
round
is 'after two weeks the former one is held' "$(held forged-token)" 3
sed -i '/^\[staff call\]/,$d' "$IKEN_CONF"
echo "照会 $first  " | write call@city.example.jp "$new" ''
round
is 'without its section the address has ended' "$(held forged-token)" 4

is 'nothing personal is in the logs' "$(cat "$office"/data/log/*.log | grep -cE '山田|街灯|taro@|1234-5678')" 0
done_testing
