#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Similar cases: a processing request carries the most similar answered opinions, with the text of those answers that may be
# public; never of a protected or an erased one; and without the index everything else goes on.
. "${0%/*}/../report/erase.sh"

office=$T/office
COOLING_OFF='0 s'
OFFICE_EXTRA='
[department parks]
name = 公園課
addresses = parks@city.example.jp
approval = no

[rule]
words = 公園, 遊び場
department = parks

[erase old]
age = 100 days
'
at 0
new_office "$office"

# answer PUBLIC TEXT: the department answers its newest request.
answer()
{
	_request=$(newest parks@ request)
	{ printf -- '----- ここから回答を記入してください（この行は消さないでください） -----\n区分: 回答\n公開: %s\n%s\n----- ここまで -----\n' "$1" "$2"
	quoted "$_request"; } | write parks@city.example.jp "$(reply_address "$_request")" 'Re: 処理依頼'
}

# request: what the newest one says.
request()
{
	body "$(newest parks@ request)"
}

ask()
{
	write "$1" opinion@city.example.jp "$2"
	round
}

ok 'one asks about benches' ask '山田太郎 <taro@example.jp>' 'ベンチ' <<-E
	中央公園のベンチの板が割れていて、座ると服が引っかかります。散歩の途中で休む高齢者が多いので、早めにベンチの修理をお願いします。
	山田太郎
E
unlike 'there is nothing like it yet' "$(request)" '似たご意見'
answer 可 '山田太郎様
中央公園のベンチは、今月中に板を取り替えます。ほかの公園のベンチも順に点検します。'
ok 'which is answered, for everybody to read' round
ok 'another one about lamps' ask hanako@example.jp '照明' <<-E
	東公園の照明が三つとも消えています。夜に通ると真っ暗で、子どもの塾の帰りが心配です。公園の照明の電球を取り替えてください。
E
unlike 'is not like it' "$(request)" '似たご意見'
answer 不可 '東公園の照明は、来週に電球を取り替えます。'
ok 'which is answered, not for everybody' round
ok 'and once more' round

ok 'one asks about benches, too' ask jiro@example.jp 'ベンチ' <<-E
	西公園でもベンチの板が割れています。座ると服が引っかかるので、高齢者が休めません。ベンチの修理はいつになりますか。
E
like 'the request says what was answered before' "$(request)" '似たご意見への回答'
like 'to which' "$(request)" "$(number 1)　令和8年12月1日（火）　公園課の回答\$"
like 'in its words' "$(request)" '  > 中央公園のベンチは、今月中に板を取り替えます。'
unlike 'without who it was written to' "$(request)" '山田|taro'
unlike 'and nothing of lamps' "$(request)" "$(number 2)|電球"
like 'the register knows how like it is' "$(register 'SELECT other || " " || (score >= 250) FROM similar WHERE opinion = 3')" '^1 1$'

ok 'one asks about lamps' ask saburo@example.jp '照明' <<-E
	北公園の照明が消えたままです。夜は真っ暗で、塾の帰りの子どもが通るのが心配です。照明の電球を取り替えてください。
E
like 'which was answered not for everybody' "$(request)" "$(number 2)　.*公開の扱いでないため"
unlike 'so its words are not shown' "$(request)" '来週に電球'

ok 'one asks about dogs' ask shiro@example.jp '犬' <<-E
	犬を放して遊ばせる人がいて、遊び場の砂場に近づけません。注意の看板を立て、見回りをしてもらえないでしょうか。
E
unlike 'which is like nothing' "$(request)" '似たご意見'

# ---- protected ----
register "UPDATE opinion SET protected = 1 WHERE id = 1"
bench()
{
	ask "$1" 'ベンチ' <<-E
		南公園のベンチの板が割れていて、座ると服が引っかかります。高齢者が休むところなので、ベンチの修理をお願いします。
	E
}
ok 'benches once more' bench goro@example.jp
unlike 'what is protected by now is not shown' "$(request)" "$(number 1)|今月中に板"
register "UPDATE opinion SET protected = 0 WHERE id = 1"

# ---- none wanted ----
cp "$IKEN_CONF" "$T/conf"
printf '[request]\nsimilar = 0\n' >>"$IKEN_CONF"
ok 'none are wanted' bench rokuro@example.jp
unlike 'and none are shown' "$(request)" '似たご意見'
cp "$T/conf" "$IKEN_CONF"
ok 'they are again' bench nanao@example.jp
like 'and shown' "$(request)" "$(number 1)"

# ---- erased, before the request is sent again ----
before=$(register 'SELECT count(*) FROM similar WHERE other = 1')
ok 'it is like several' test "$before" -ge 2
at 20
ok 'it is delivered' round
at 200
round
iken-erase --propose >"$T/out" 2>&1 && released 1 && iken-erase >>"$T/out" 2>&1 || diag_file "$T/out"
is 'it is erased' "$(state 1)" erased
is 'what was erased is like nothing any more' "$(register 'SELECT count(*) FROM similar WHERE other = 1 OR opinion = 1')" 0

# ---- an index that cannot be read ----
find "$office/data/index" -name 'index.db*' -exec sh -c 'head -c 4096 /dev/urandom >"$1"' - {} ';'
ok 'with a damaged index the rounds go on' bench hachiro@example.jp
is 'and it is asked about' "$(register 'SELECT state FROM opinion ORDER BY id DESC LIMIT 1')" requested

done_testing
