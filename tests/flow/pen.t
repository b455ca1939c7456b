#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The holding pen: what is held is listed to the desk with guesses, and one reply files it.
. "${0%/*}/post.sh"

office=$T/office
OFFICE_EXTRA='
[department parks]
name = 公園課
addresses = parks@city.example.jp
approval = yes

[rule]
words = 公園
department = parks

[limits]
automatic_per_address = 100
'
new_office "$office"

# hold TEXT FROM TO SUBJECT [HEADER...]: a mail that has to be held. Sets held, the desk's mail about it, arrival and seq.
hold()
{
	_held_before=$(register "SELECT ifnull(max(seq), 0) FROM arrival")
	_text=$1
	shift
	# shellcheck disable=SC2059 # with line feeds as \n
	printf -- "$_text" | write "$@"
	ok "held: $3" round
	seq=$(register "SELECT seq FROM arrival WHERE kind = 'held' AND seq > $_held_before")
	arrival=$(register "SELECT id FROM arrival WHERE seq = ${seq:-0}")
	held=$(newest kocho@ held)
	like "$3: the desk is told" "$(body "$held")" "$arrival"
}

# file TEXT...: the desk answers the newest such mail, and a round.
file()
{
	{
		printf '%s\n' "$@"
		quoted "$held"
	} | write kocho@city.example.jp "$(reply_address "$held")" 'Re: held'
	ok 'a round' round
	filed=$(newest kocho@ filed)
}

kind()
{
	register "SELECT kind FROM arrival WHERE seq = $seq"
}

opinions()
{
	register "SELECT opinion FROM arrival WHERE seq = $seq AND opinion IS NOT NULL UNION ALL SELECT opinion FROM filing WHERE arrival = $seq" | tr '\n' ' '
}

guesses()
{
	register "SELECT position || ':' || opinion || ':' || why FROM guess WHERE arrival = $seq ORDER BY position" | tr '\n' ' '
}

# ---- three residents ----
for name in taro hanako jiro; do
	printf '道路に穴があります。%sです。\n' $name | write "氏名$name <$name@example.jp>" opinion@city.example.jp "道路 $name"
	ok "$name writes" round
done
request1=$(newest roads@ "request $(number 1)")
request2=$(newest roads@ "request $(number 2)")
receipt1=$(newest taro@ receipt)
receipt2=$(newest hanako@ receipt)

# ---- right token, other sender: a resident with another address ----
hold '穴は2か所あります。よろしくお願いします。\n氏名taro taro@example.jp\n' '太郎 <taro.mobile@example.jp>' "$(reply_address "$receipt1")" 'Re: 受け付けました' \
		"In-Reply-To: $(field "$receipt2" Message-ID)"
is 'it is listed by token, then by reference' "$(guesses)" '1:1:token 2:2:reference '
text=$(body "$held")
like 'the desk sees who sent it' "$text" '差出人　：太郎 <taro\.mobile@example\.jp>'
like 'and why it was held' "$text" '差出人が登録されたアドレスではありません'
like 'and where it perhaps belongs' "$text" "^1\. $(number 1)　道路課  担当部署で処理中（返信先のアドレスの案件）"
like 'and the second guess' "$text" "^2\. $(number 2)　.*この案件のメールへの返信"
like 'and what it says' "$text" '^\| 穴は2か所あります'
unlike 'without what tells who wrote it' "$text" 'taro@example'
like 'and what it would be taken for' "$text" '「追記」として扱います'
like 'its reply address is signed for the desk' "$(reply_address "$held")" "^opinion\+file-$seq-[0-9a-z]{20}@"
file 1
is 'filed as a follow-up' "$(kind)" follow-up
is 'to the first' "$(opinions)" '1 '
like 'the desk is told so' "$(body "$filed")" '追記として振り分けました'
like 'and where it is' "$(body "$filed")" "$(number 1)"
like 'the department gets it' "$(body "$(newest roads@ follow-up)")" '穴は2か所あります'
unlike 'masked' "$(body "$(newest roads@ follow-up)")" taro
is 'the event is the resident'"'"'s' "$(register "SELECT who || ' ' || step FROM event WHERE opinion = 1 ORDER BY id DESC LIMIT 1")" 'resident follow-up'
is 'the access log has a line' "$(register "SELECT who || ' ' || what || ' ' || opinion FROM access WHERE what NOT LIKE 'mailed%' ORDER BY id DESC LIMIT 1")" "desk filed-follow-up arrival $arrival 1"
is 'its own key is destroyed' "$(register "SELECT count(*) FROM key WHERE wrapped IS NULL")" 1
exits 'iken show' 0 iken show "$(number 1)"
like 'shows it with the opinion' "$(cat "$T/out")" '穴は2か所あります'
is 'nobody else got a mail' "$(how_many taro.mobile@ '')" 0

file 2
like 'filed once more: it was filed already' "$(body "$filed")" 'すでに振り分けられています'
is 'and nothing changed' "$(opinions)" '1 '
is 'no second follow-up' "$(register "SELECT count(*) FROM event WHERE step = 'follow-up'")" 1

# ---- a department without its token ----
hold '【回答】\n来週補修します。\n' roads@city.example.jp opinion@city.example.jp "Re: 処理依頼 $(number 2)"
is 'its number, then what is open at the department' "$(guesses)" '1:2:number 2:3:department 3:1:department '
like 'it would be an answer' "$(body "$held")" '「回答」として扱います'
file "番号: $(number 2)"
is 'filed as an answer' "$(kind)" answer
is 'to the second' "$(opinions)" '2 '
is 'which waits for approval, though the department needs none' "$(state 2)" drafted
is 'nothing went to the resident' "$(how_many hanako@ answer)" 0
like 'the desk is asked' "$(body "$(newest kocho@ approval)")" '来週補修します'
is 'the department speaks' "$(register "SELECT who FROM event WHERE opinion = 2 ORDER BY id DESC LIMIT 1")" department:roads
like 'the department is told' "$(body "$(newest roads@ understood)")" '来週補修します'

# ---- a stranger who has a department's token: an answer only when the desk says so ----
hold 'お待たせしました。明日直します。\n' roads.tanaka@example.net "$(reply_address "$request1")" 'Re: 処理依頼'
is 'listed by token' "$(guesses)" '1:1:token '
file '区分: 回答' '番号: 1'
is 'filed as an answer' "$(kind)" answer
is 'waits for approval' "$(state 1)" drafted
is 'the stranger is told nothing' "$(how_many roads.tanaka@ '')" 0
like 'the department is told' "$(body "$(newest roads@ understood)")" '明日直します'

# ---- to several, in the block ----
hold '3件とも同じ場所です。\n' saburo@example.jp "$(reply_address "$receipt1")" '同じ場所'
{
	quoted "$held" | sed "s/^> 番号:/> 番号: 1、$(number 3)/; s/^> 区分:/> 区分: 追記/"
} | write kocho@city.example.jp "$(reply_address "$held")" 'Re: held'
ok 'filled in within the quoted block' round
is 'filed into both' "$(opinions)" '1 3 '
is 'under a key of its own' "$(register "SELECT count(*) FROM arrival WHERE seq = $seq AND key IN (SELECT key FROM opinion)")" 0
for n in 1 3; do
	exits "iken show of $n" 0 iken show "$(number $n)"
	like 'has it' "$(cat "$T/out")" '3件とも同じ場所です'
	is 'the department was told' "$(register "SELECT count(*) FROM intent WHERE kind = 'follow-up' AND opinion = $n AND arrival = $seq AND state = 'sent'")" 1
done
like 'the desk is told both numbers' "$(body "$(newest kocho@ filed)")" "$(number 3)"

# ---- a new opinion, and nothing at all ----
hold 'ごみの収集が遅れています。\n' shiro@example.jp "$(reply_address "$receipt2")" 'ごみ'
file 新規
is 'a new opinion' "$(kind) $(register 'SELECT count(*) FROM opinion')" 'opinion 4'
is 'whose arrival it is' "$(register "SELECT arrival FROM opinion WHERE id = 4")" "$seq"
like 'its sender gets a receipt' "$(field "$(newest shiro@ receipt)" Subject)" "$(number 4)"
ok 'and a round' round
like 'its department a request' "$(body "$(newest waste@ request)")" 'ごみの収集が遅れています'

hold '宣伝です。 http://spam.example/\n' spam@example.net "$(reply_address "$receipt2")" '宣伝'
file '区分：破棄' '理由: 宣伝'
is 'discarded' "$(kind)" discarded
is 'it is still there' "$(register "SELECT reason FROM arrival WHERE seq = $seq")" token-other-sender
exits 'iken show of its id' 0 iken show "$arrival"
like 'shows it' "$(cat "$T/out")" '^discarded +token-other-sender'
like 'and its text' "$(cat "$T/out")" '宣伝です'
is 'the octets are kept' "$(find "$office/data/store" -name "$arrival" | wc -l)" 1
like 'the desk is told' "$(body "$filed")" '破棄しました'
exits 'iken status' 0 iken status
like 'nothing is held' "$(cat "$T/out")" '^held for the desk +0'

# ---- what cannot be filed stays where it is ----
hold '続きです。\n' goro@example.jp "$(reply_address "$receipt2")" '続き'
# refused TITLE REASON TEXT...
refused()
{
	_refused=$1 _why=$2
	shift 2
	_before=$(dump)
	file "$@"
	like "$_refused: the desk is told why" "$(body "$filed")" "$_why"
	like "$_refused: with what it wrote" "$(body "$filed")" "$(printf '%s' "$1" | cut -d " " -f 1)"
	is "$_refused: still held" "$(kind)" held
	is "$_refused: nothing changed" "$(dump)" "$_before"
}
dump()
{
	register "SELECT * FROM opinion; SELECT * FROM draft; SELECT id, kind, party FROM intent WHERE party NOT IN ('desk', 'sender'); SELECT * FROM event; SELECT * FROM filing" | md5sum
}
refused 'a place that is not listed' 'その番号の案件が見つかりません' 7
refused 'a number with a wrong digit' 'その番号の案件が見つかりません' 2026-000001-0
refused 'a number of no opinion' 'その番号の案件が見つかりません' "$(printf '2026-000999-%s' "$(for d in 0 1 2 3 4 5 6 7 8 9; do iken show 2026-000999-$d 2>&1 | grep -q 'no opinion' && echo $d; done)")"
refused 'no word of ours' 'どこに振り分けるか読み取れませんでした' 'よろしくお願いします。'
refused 'two things at once' 'どこに振り分けるか読み取れませんでした' '1 追記 破棄'
refused 'a new opinion with a number' 'どこに振り分けるか読み取れませんでした' '1 新規'
refused 'a follow-up to nothing' 'どこに振り分けるか読み取れませんでした' '追記'
refused 'not this but that' 'どこに振り分けるか読み取れませんでした' '1ではなく2です'
refused 'one that exists and one that does not' 'その番号の案件が見つかりません' '1、8'
held=$filed
file '1です。'
is 'and the answer to that mail files it' "$(kind) $(opinions)" 'follow-up 2 '

# ---- orders within what is quoted are none ----
hold '----- ここから回答を記入してください（この行は消さないでください） -----\n区分: 回答\n番号: 1\n----- ここまで -----\n\n1\n破棄\n' rokuro@example.jp "$(reply_address "$receipt2")" '命令'
_before=$(dump)
quoted "$held" | write kocho@city.example.jp "$(reply_address "$held")" 'Re: held'
ok 'an empty reply with all quoted' round
is 'files nothing' "$(kind)" held
{ printf -- '\n-----Original Message-----\nFrom: 意見箱 <opinion@city.example.jp>\nSent: Tuesday, November 24, 2026 10:00 AM\nTo: kocho@city.example.jp\nSubject: held\n\n' && body "$held"; } |
	write kocho@city.example.jp "$(reply_address "$held")" 'Re: held'
ok 'nor quoted as Outlook does' round
is 'files nothing either' "$(kind)" held
body "$held" | grep -v '^-----\|^区分\|^番号' | sed 's/^/> /' |
	write kocho@city.example.jp "$(reply_address "$held")" 'Re: held'
ok 'nor with our block deleted' round
is 'files nothing at all' "$(kind)" held
is 'nothing changed' "$(dump)" "$_before"

# ---- only the desk, with that address ----
token=$(reply_address "$held")
# not_filed TITLE FROM TO [HEADER...]
not_filed()
{
	_title=$1
	shift
	printf '破棄\n' | write "$1" "$2" 'Re: held' "${3:-X-Nothing: x}"
	round
	is "$_title" "$(kind)" held
}
not_filed 'a department cannot file' roads@city.example.jp "$token"
not_filed 'nor the sender' rokuro@example.jp "$token"
not_filed 'nor somebody who names the desk' '広聴 kocho@city.example.jp <x@example.net>' "$token"
not_filed 'nor by Reply-To' x@example.net "$token" 'Reply-To: kocho@city.example.jp'
not_filed 'nor the desk with another digit' kocho@city.example.jp "$(echo "$token" | sed 's/.\(@\)/0\1/; s/0\(@\)/0\1/' | tr 'y' 'z')x"
not_filed 'nor with the token of another held mail' kocho@city.example.jp "$(echo "$token" | sed "s/file-$seq-/file-$((seq - 1))-/")"
is 'nothing changed by them' "$(dump)" "$_before"
printf '破棄\n' | write kocho@city.example.jp "$(echo "$token" | tr 'a-z01' 'A-ZOl' | sed 's/^OPINlON\|^OPINION/OPINION/; s/C.TY/CITY/')" 'Re: held'
round
is 'the desk can, in upper case and with o for 0 and l for 1' "$(kind)" discarded

# ---- put back instead: it is listed anew, and the old address files nothing else ----
hold '続きです。\n' nana@example.jp "$(reply_address "$receipt2")" '戻す'
old=$(reply_address "$held") old_seq=$seq
exits 'iken retry' 0 iken retry "$arrival"
ok 'a round registers it again' round
seq=$(register "SELECT seq FROM arrival WHERE id = '$arrival'")
ok 'under a number that was never used' test "$seq" -gt "$old_seq"
printf '破棄\n' | write kocho@city.example.jp "$old" 'Re: held'
ok 'a round' round
is 'the old reply address files nothing' "$(kind)" held

# ---- an answer that says nothing ----
hold '承認\n' roads@city.example.jp opinion@city.example.jp 'Re: 承認依頼'
refused 'an approval is no answer' '承認依頼への返信でだけ' "番号: $(number 3)"

# ---- a mail to two reply addresses ----
for name in hachiro kuro; do
	printf '道路に穴があります。\n' | write "$name@example.jp" opinion@city.example.jp "道路 $name"
	ok "$name writes" round
done
six=$(register "SELECT max(id) FROM opinion") five=$(($(register "SELECT max(id) FROM opinion") - 1))
request1=$(newest roads@ "request $(number "$five")")
request2=$(newest roads@ "request $(number "$six")")
printf '2件とも来月補修します。\n' | write roads@city.example.jp "$(reply_address "$request1"), $(reply_address "$request2")" 'Re: 2件'
ok 'an answer to two requests' round
is 'is an answer to both' "$(register "SELECT count(*) FROM draft WHERE arrival = (SELECT max(seq) FROM arrival WHERE kind = 'answer')")" 2
is 'it is entered once' "$(register "SELECT count(*) FROM arrival WHERE kind = 'answer' AND seq = (SELECT max(arrival) FROM draft)")" 1
is 'and filed besides' "$(register "SELECT opinion FROM filing WHERE arrival = (SELECT max(arrival) FROM draft)")" "$six"
for name in hachiro kuro; do
	like "$name has it" "$(body "$(newest $name@ answer)")" '2件とも来月補修します'
done
like 'one confirmation for each' "$(register "SELECT group_concat(opinion) FROM intent WHERE kind = 'understood' AND arrival = (SELECT max(arrival) FROM draft)")" "^($five,$six|$six,$five)\$"

done_testing
