#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Several departments: one leads and compiles, others answer in part or get a copy; what is passed on, sent back and
# asked back.
. "${0%/*}/../lib.sh"

OFFICE_EXTRA='
[department parks]
name = 公園課
addresses = parks@city.example.jp

[department schools]
name = 学校施設課
addresses = schools@city.example.jp

[department roads-plan]
name = 道路計画課
addresses = plan@city.example.jp

[rule]
words = 通学路
department = roads
parts = parks, schools, roads
copies = waste, parks

[rule]
words = 落ち葉
department = parks
'
# The rules of the office come first: none of their words is in the mails below.
new_office "$T/office"
register=$T/office/data/register.db
n=0

round()
{
	iken run >"$T/out" 2>"$T/err" || {
		diag "a round ends with $?"
		diag_file "$T/err"
		return 1
	}
}

# resident SUBJECT TEXT [TO]: a mail of taro.
resident()
{
	n=$((n + 1))
	printf 'From: =?UTF-8?B?%s?= <taro@example.jp>\nTo: %s\nSubject: =?UTF-8?B?%s?=\nMessage-ID: <%d@example.jp>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\n%b\n' \
		"$(printf 山田太郎 | base64)" "${3:-opinion@city.example.jp}" "$(printf %s "$1" | base64)" $n "$2" |
		put_mail "$T/office/inbox"
}

# file KIND ADDRESS: the newest mail of a kind to an address.
file()
{
	find "$T/office/outbox" -type f -printf '%T@ %p\n' | sort -n | cut -d ' ' -f 2- | while read -r _file; do
		grep -aq "^X-Ikenbako: $1 " "$_file" && grep -aqi "^Envelope-To: .*$2@" "$_file" && echo "$_file"
	done | tail -n 1
}

# mail KIND ADDRESS: what it says.
mail()
{
	_file=$(file "$1" "$2")
	[ -z "$_file" ] || "$B/tests/tools/read-mail" "$_file"
}

# mails KIND ADDRESS: how many there are.
mails()
{
	find "$T/office/outbox" -type f -exec grep -al "^X-Ikenbako: $1 " {} + | xargs -r grep -aliE "^Envelope-To: .*$2@" | wc -l
}

# address KIND ADDRESS: where a reply to it goes.
address()
{
	sed '/^\r*$/q' "$(file "$1" "$2")" | tr -d '\r' | sed -e ':a' -e 'N' -e '$!ba' -e 's/\n[ \t]/ /g' |
		grep -i '^Reply-To:' | sed 's/.*<//; s/>.*//'
}

# reply ADDRESS KIND-OF-MAIL LINES: the block of that mail filled in, with the whole mail quoted below.
reply()
{
	n=$((n + 1))
	{
		printf 'From: %s@city.example.jp\nTo: %s\nSubject: Re: %d\nMessage-ID: <%d@city.example.jp>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\n' \
			"$1" "$(address "$2" "$1")" $n $n
		printf -- '----- ここから回答を記入してください（この行は消さないでください） -----\n%b\n----- ここまで -----\n\n' "$3"
		"$B/tests/tools/read-mail" -t "$(file "$2" "$1")" | sed 's/^/> /'
	} | put_mail "$T/office/inbox"
}

state()
{
	sqlite3 "$register" "SELECT state || ' ' || department FROM opinion WHERE id = $1"
}

# ---- one leads, two answer in part, one has a copy ----
resident '通学路のこと' '通学路の街路樹が歩道にはみ出し、子どもが車道を歩いています。\n電話 090-1234-5678'
ok 'a round' round
number=$(sqlite3 "$register" 'SELECT number FROM opinion WHERE id = 1')
is 'the lead has it' "$(state 1)" 'requested roads'
is 'who was asked' "$(sqlite3 "$register" "SELECT group_concat(department || ' ' || role || ' ' || state, ', ') FROM part")" \
	'parks part asked, schools part asked, waste copy informed'
like 'the request says who else was asked' "$(mail request roads)" '^公園課：分担の回答待ち（期限 令和'
like 'and who has a copy' "$(mail request roads)" '^清掃課：参考送付$'
like 'a part is asked for' "$(mail part-request parks)" '取りまとめ課：道路課'
like 'with the opinion' "$(mail part-request parks)" '街路樹が歩道に'
like 'by its day' "$(mail part-request parks)" '回答期限　　：令和'
unlike 'without who wrote it' "$(mail part-request parks; mail copy waste; mail request roads)" '山田太郎|taro@|090-1234'
like 'of the other as well' "$(mail part-request schools)" 'ここから回答を記入'
like 'the copy expects nothing' "$(mail copy waste)" '清掃課から回答する必要はありません'
unlike 'and has no block' "$(mail copy waste)" 'ここから回答を記入'
is 'who is asked for a part gets no copy besides' "$(mails copy parks)" 0
part_due=$(sqlite3 "$register" "SELECT due FROM part WHERE department = 'parks'")
ok 'parts are due before the whole' test "$part_due" -gt 0 -a "$part_due" -lt "$(sqlite3 "$register" 'SELECT due FROM opinion')"

reply parks part-request '区分: 回答\n街路樹は来月せん定します。\n備考: 業者と調整中です。'
ok 'the first part comes' round
is 'nothing goes to the resident' "$(mails answer taro)" 0
like 'the lead gets it' "$(mail part-answer roads)" '街路樹は来月せん定します'
like 'with its remark' "$(mail part-answer roads)" '業者と調整中'
like 'and what is open' "$(mail part-answer roads)" '回答を待っている課：学校施設課'
unlike 'which is not all' "$(mail part-answer roads)" '全部そろいました|そろいました'
like 'the department is told how it was understood' "$(mail understood parks)" '部分の回答'
is 'the opinion waits' "$(state 1)" 'requested roads'

reply parks part-request '区分: 回答\n街路樹は来週せん定します。'
ok 'it corrects its part' round
like 'the lead sees that' "$(mail part-answer roads)" '前に届いたものに代わる'
is 'the earlier text is kept' "$(sqlite3 "$register" "SELECT count(*) FROM draft WHERE kind = 'part'")" 2

reply schools part-request '区分: 照会\nどの学校ですか。'
ok 'a part asks the resident' round
like 'which the lead may only' "$(mail not-understood schools)" '取りまとめ課に連絡してください'
reply waste copy '区分: 回答\n清掃課からの回答です。'
ok 'a copy answers' round
like 'which it is not asked to' "$(mail not-understood waste)" '参考としてお送りした件です'
reply waste copy '区分: 経過\n落ち枝は片付けました。'
ok 'a copy notes' round
like 'which it may' "$(mail understood waste)" '（経過）'
is 'the resident knows nothing of it' "$(mails answer taro)$(mails question taro)" 00

reply schools part-request '区分: 所管外\n学校の敷地ではありません。'
ok 'the other has no part' round
like 'the lead is told, and that all are in' "$(mail part-answer roads)" '^subject: .*（学校施設課）：全部そろいました'
like 'and why' "$(mail part-answer roads)" '学校の敷地ではありません'
like 'all parts stand there' "$(mail part-answer roads)" '^【公園課】$'
like 'in their newest words' "$(mail part-answer roads)" '来週せん定します'
unlike 'only' "$(mail part-answer roads)" '来月せん定します'
like 'and what was asked' "$(mail part-answer roads)" '街路樹が歩道に'

exits 'show has the parts' 0 iken show "$number"
like 'with their state' "$(cat "$T/out")" '^part +parks \(公園課\): answered'
like 'and the copies' "$(cat "$T/out")" '^copy +waste \(清掃課\)'

reply roads part-answer '区分: 回答\n街路樹は来週せん定し、歩道を広げます。'
ok 'the lead answers by replying to the part' round
like 'the resident gets the whole' "$(mail answer taro)" '街路樹は来週せん定し、歩道を広げます。'
unlike 'and nothing of the parts' "$(mail answer taro)" '業者と調整中|学校の敷地|落ち枝'
is 'it is sent' "$(state 1)" 'sent roads'

reply parks part-request '区分: 回答\nせん定は再来週に延びました。'
ok 'a part that is late' round
like 'reaches the lead with what that means' "$(mail part-answer roads)" '処理が済んでいるか、回答を送るところ'
is 'and not the resident' "$(mails answer taro)" 1

# ---- passed on, with the history ----
resident '落ち葉' '落ち葉で側溝がつまっています。'
ok 'another opinion' round
is 'goes to its department' "$(state 2)" 'requested parks'
reply parks request '区分: 経過\n現地を見ました。道路の側溝でした。'
ok 'which makes a note' round
reply parks request '移送先: 課\n側溝の件です。'
ok 'it names no department' round
like 'which is not known' "$(mail not-understood parks)" '移送先の課が書かれていないか'
unlike 'and resembles too many' "$(mail not-understood parks)" '移送先は、次のどれでしょうか'
reply parks request '区分: 移送\n移送先: 道路\n側溝の件です。'
ok 'it names what may be two' round
like 'which are listed' "$(mail not-understood parks)" '^道路課 \(roads\)$'
like 'both' "$(mail not-understood parks)" '^道路計画課 \(roads-plan\)$'
is 'and nothing has happened' "$(state 2)" 'requested parks'
reply parks request '区分: 移送\n移送先: 土木部道路課 管理係 あて\n側溝は道路の一部です。'
ok 'it names it with division and section' round
is 'which is understood' "$(state 2)" 'requested roads'
like 'the new one reads who sent it' "$(mail request roads)" 'この件は、公園課から移送されました'
like 'and why' "$(mail request roads)" '側溝は道路の一部です'
like 'with the history' "$(mail request roads)" '公園課から道路課へ移送$'
like 'and the notes' "$(mail request roads)" '> 現地を見ました。道路の側溝でした。'

reply parks request '区分: 回答\n側溝を掃除しました。'
ok 'the former one answers' round
like 'too late' "$(mail not-understood parks)" 'すでに別の課に移っています'
is 'and changes nothing' "$(state 2)" 'requested roads'
reply parks request '区分: 移送\n移送先: 学校施設課'
ok 'nor passes it on' round
is 'any more' "$(state 2)" 'requested roads'
reply parks request '区分: 経過\n写真を撮ってあります。'
ok 'but may note' round
like 'what it knows' "$(mail understood parks)" '写真を撮ってあります'
reply roads request '移送先: 道路課'
ok 'to itself' round
like 'it cannot go' "$(mail not-understood roads)" '今の担当課と同じです'

# ---- not ours ----
reply roads request '区分: 所管外\n私有地の側溝でした。'
ok 'the department sends it back' round
is 'to the desk' "$(state 2)" 'requested desk'
like 'which reads who' "$(mail request kocho)" 'この件は、道路課から「所管外」として戻されました'
like 'and why' "$(mail request kocho)" '私有地の側溝でした'
like 'and what was before' "$(mail request kocho)" '公園課から道路課へ移送'
like 'of the former one too' "$(mail request kocho)" '写真を撮ってあります'
reply kocho request '区分: 所管外'
ok 'the desk cannot do so' round
like 'without a name' "$(mail not-understood kocho)" '移送先の課が書かれていないか'

# ---- again and again ----
reply kocho request '区分: 移送\n移送先: parks'
round
reply parks request '区分: 移送\n移送先: schools'
round
reply schools request '区分: 移送\n移送先: waste'
round
reply waste request '区分: 移送\n移送先: 公園課'
round
is 'three times it goes where they say' "$(state 2)" 'requested parks'
reply parks request '区分: 移送\n移送先: 学校施設課\n何度も戻ってきます。'
ok 'the fourth time' round
is 'it goes to the desk' "$(state 2)" 'requested desk'
like 'which reads that' "$(mail request kocho)" '移送が続いたため、移送先（学校施設課）へは送らず'
like 'and their words' "$(mail request kocho)" '何度も戻ってきます'
like 'the department is told' "$(mail understood parks)" '移送が続いたため'
is 'and the event says so' "$(sqlite3 "$register" "SELECT note FROM event WHERE step = 'pass-on' ORDER BY id DESC LIMIT 1")" \
	'desk ping-pong schools'
reply kocho request '区分: 移送\n移送先: 学校施設課'
round
is 'the desk decides' "$(state 2)" 'requested schools'

# ---- asked back ----
reply schools request '区分: 照会\n場所はどのあたりでしょうか。'
ok 'a question' round
is 'waits for the resident' "$(state 2)" 'asked schools'
like 'who gets it' "$(mail question taro)" '場所はどのあたりでしょうか'
like 'from a department' "$(mail question taro)" '学校施設課からお尋ねします'
unlike 'and nothing of the history' "$(mail question taro)" '移送|所管外|何度も'
like 'the department is told' "$(mail understood schools)" '照会'
resident 'Re: お尋ね' '第三小学校の北側です。' "$(address question taro)"
ok 'the reply' round
is 'brings it back' "$(state 2)" 'requested schools'
like 'with what was asked' "$(mail follow-up schools)" '> 場所はどのあたりでしょうか'
like 'and what was replied' "$(mail follow-up schools)" '> 第三小学校の北側です'
resident 'Re: お尋ね' '追伸です。東門のそばです。' "$(address question taro)"
ok 'a further mail' round
like 'is no answer to a question' "$(mail follow-up schools)" '続けてご意見が届きました'
reply schools follow-up '区分: 移送\n移送先: 道路課\n学校の外でした。'
round
like 'who has it next reads question' "$(mail request roads)" '学校施設課から意見を寄せた方への照会'
like 'and reply' "$(mail request roads)" '> 第三小学校の北側です'


# A question that does not arrive.
reply roads request '区分: 照会\nお電話番号を教えてください。'
round
is 'another question' "$(state 2)" 'asked roads'
bounce()
{
	printf 'Return-Path: <>\nFrom: mailer-daemon@example.jp\nTo: %s\nSubject: Undelivered Mail\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nnot delivered\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.jp\n\nFinal-Recipient: rfc822; taro@example.jp\nAction: failed\nStatus: 5.1.1\n\n--b--\n' \
		"$(tr -d '\r' <"$1" | sed -n 's/^Return-Path: <\(.*\)>/\1/p')" | put_mail "$T/office/inbox"
}
bounce "$(file question taro)"
ok 'that comes back' round
is 'is waited for no longer' "$(state 2)" 'requested roads'
like 'and its department knows' "$(mail undeliverable roads)" '^subject: .*照会が届きませんでした'
like 'what to do' "$(mail undeliverable roads)" 'ほかの方法（電話など）で尋ねるか'
unlike 'and nothing of where the desk looks' "$(mail undeliverable roads)" 'iken show'

# ---- files ----
resident '通学路' '通学路の柵が壊れています。'
ok 'one more opinion' round
n=$((n + 1))
printf 'From: parks@city.example.jp\nTo: %s\nSubject: Re: part\nMessage-ID: <%d@city.example.jp>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=UTF-8\n\n【回答】\n図面のとおり直します。\n\n--b\nContent-Type: application/pdf; name=map.pdf\nContent-Disposition: attachment; filename=map.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQKJUVPRgo=\n\n--b--\n' \
	"$(address part-request parks)" $n | put_mail "$T/office/inbox"
ok 'a part with a file' round
like 'which the lead is told of' "$(mail part-answer roads)" '^1\. map\.pdf'
like 'and gets' "$(mail part-answer roads)" 'part.*map\.pdf|attachment.*map\.pdf|map\.pdf.*application/pdf'
sqlite3 "$register" "SELECT count(*) FROM intent WHERE state = 'waiting'" >"$T/waiting"
is 'nothing is left to send' "$(cat "$T/waiting")" 0

# ---- a part that goes to another department ----
resident '通学路' '通学路の側溝に空き缶があります。'
ok 'a third opinion' round
reply schools part-request '区分: 移送\n移送先: 清掃課\nごみの件です。'
ok 'a part is passed on' round
like 'its new department is asked' "$(mail part-request waste)" 'この分担は、学校施設課から移送されました'
like 'with the words' "$(mail part-request waste)" '> ごみの件です'
like 'and the lead is told' "$(mail part-answer roads)" '学校施設課は、清掃課を移送先に挙げています'
like 'whom it waits for' "$(mail part-answer roads)" '回答を待っている課：公園課、清掃課'
reply waste part-request '区分: 移送\n移送先: schools'
ok 'it cannot go round' round
is 'who was asked once is not asked again' "$(mails part-request schools)" 3
reply roads request '区分: 移送\n移送先: 公園課'
ok 'the lead passes the whole on' round
like 'to one that had a part' "$(sqlite3 "$register" "SELECT group_concat(department || ' ' || state, ', ') FROM part WHERE opinion = 4")" \
	'parks void, schools declined, waste declined'
reply roads request '区分: 回答\nもう担当ではありません。'
ok 'the former lead' round
like 'has lost it' "$(mail not-understood roads)" 'すでに別の課に移っています'
reply parks request '区分: 回答不要\n電話で済みました。'
ok 'and the new one ends it' round
is 'for good' "$(state 4)" 'closed parks'

like 'the log says who was asked' "$(cat "$T/office/data/log/iken-route.log")" 'to roads; parts: parks, schools; copies: waste$'
unlike 'and nothing personal' "$(cat "$T"/office/data/log/*)" '山田|通学路|taro@'

done_testing
