#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Opinions that are not processed, by rules and by departments, and taken up again; answers by code.
. "${0%/*}/post.sh"

office=$T/office
mkdir -p "$T/answers"
cp -R config/sample/answers/. "$T/answers"
OFFICE_EXTRA="
[rule]
words = 営業のご案内
reason = sales
department = desk

[rule]
repeated = yes
reason = repeated
department = desk

[rule]
anonymous = yes
words = 苦情
reason = anonymous
department = desk

[rule]
words = 情報公開
reason = procedure
department = desk

[rule]
words = 橋
department = roads

[reason sales]
name = 営業・宣伝
words = 広告, 宣伝

[reason procedure]
name = 別の手続
department = waste
tell = yes
advice = 情報公開の窓口（2階）へお越しください。
"
new_office "$office"
# The rules of the office come first and have other words; the folder belongs into [office].
sed -i "s|^desk = desk|desk = desk\nanswers = $T/answers|" "$IKEN_CONF"
n=0

reason()
{
	register "SELECT state || ' ' || reason FROM opinion WHERE id = $1"
}

# sends FROM TEXT: an opinion, and a round.
sends()
{
	printf '%b\n' "$2" | write "$1" opinion@city.example.jp 件名
	n=$((n + 1))
	round
}

# ---- by rules ----
ok 'an advertisement' sends 'Shop <shop@example.jp>' '営業のご案内です。'
is 'is registered and not processed' "$(reason $n)" 'closed sales'
is 'its sender has a receipt' "$(how_many shop@ receipt)" 1
is 'no request left' "$(register "SELECT count(*) FROM intent WHERE opinion = $n AND kind <> 'receipt'")" 0
like 'iken show says why' "$(iken show "$(number $n)")" 'not processed +sales \(営業・宣伝\)'
like 'and what decided it' "$(iken show "$(number $n)")" 'dismiss +closed +iken-route: sales, rule of line [0-9]+'
ok 'a matter of another procedure' sends 'Taro <taro@example.jp>' '情報公開を請求します。'
is 'is not processed' "$(reason $n)" 'closed procedure'
like 'its writer is told why' "$(body "$(newest taro@ not-processed)")" '理由：別の手続'
like 'and what to do' "$(body "$(newest taro@ not-processed)")" '情報公開の窓口（2階）へお越しください'
like 'the department of the reason gets a copy' "$(body "$(newest waste@ copy)")" 'このご意見には回答しません（別の手続）'
unlike 'without who wrote it' "$(body "$(newest waste@ copy)")" 'taro|Taro'
ok 'somebody without a name complains' sends 'nobody@example.jp' '苦情です。'
is 'which is not processed' "$(reason $n)" 'closed anonymous'
ok 'somebody with a name complains' sends 'Jiro <jiro@example.jp>' '苦情です。'
is 'which is' "$(reason $n)" 'requested '
ok 'an opinion' sends 'Saburo <saburo@example.jp>' '橋が古い。\nペンキを塗って。'
is 'is processed' "$(reason $n)" 'requested '
ok 'the same again, wrapped in another way' sends 'Saburo <saburo@example.jp>' '橋が古い。ペンキ\nを塗って。 '
is 'is not' "$(reason $n)" 'closed repeated'
ok 'the same by another' sends 'Shiro <shiro@example.jp>' '橋が古い。\nペンキを塗って。'
is 'is' "$(reason $n)" 'requested '
ok 'another by the same' sends 'Saburo <saburo@example.jp>' '橋が新しい。'
is 'is' "$(reason $n)" 'requested '
IKEN_NOW=$(($(date +%s) + 91 * 86400))
export IKEN_NOW
ok 'the same after 91 days' sends 'Saburo <saburo@example.jp>' '橋が古い。ペンキを塗って。'
is 'is processed again' "$(reason $n)" 'requested '
ok 'an advertisement in which somebody wants to die' sends 'Shop <shop@example.jp>' '営業のご案内。死にたい。'
is 'is no advertisement' "$(reason $n)" 'requested '

# ---- taken up again ----
printf '宣伝ではありません。道の話です。\n' | write 'shop@example.jp' "$(reply_address "$(for f in "$office"/outbox/new/*; do grep -aq "X-Ikenbako: receipt $(number 1)" "$f" && echo "$f"; done)")" 'Re: 受付'
ok 'who sent the first one writes again' round
is 'it is processed after all' "$(reason 1)" 'requested '
like 'the desk has the request' "$(register "SELECT group_concat(kind || '>' || party, ' ') FROM (SELECT kind, party FROM intent WHERE opinion = 1 ORDER BY id)")" \
	'request>department:desk follow-up>department:desk'
is 'with a due day' "$(register 'SELECT due > 0 FROM opinion WHERE id = 1')" 1

# ---- by a department ----
request=$(newest roads@ request)
printf '処理対象外: 気に入らない\n' | write roads@city.example.jp "$(reply_address "$request")" 'Re: 処理依頼'
ok 'a department gives a reason that is none' round
like 'the mail goes back' "$(body "$(newest roads@ not-understood)")" '処理しない理由が書かれていないか'
like 'with the reasons that there are' "$(body "$(newest roads@ not-understood)")" '^sales: 営業・宣伝$'
is 'nothing has changed' "$(reason $((n - 1)))" 'requested '
printf '処理対象外: 広告\n業者でした。\n' | write roads@city.example.jp "$(reply_address "$request")" 'Re: 処理依頼'
ok 'it gives one by another word' round
is 'the opinion is closed for it' "$(reason $((n - 1)))" 'closed sales'
is 'and nobody is told' "$(register "SELECT count(*) FROM intent WHERE opinion = $((n - 1)) AND kind = 'not-processed'")" 0
like 'the remark is kept' "$(iken show "$(number $((n - 1)))")" '業者でした'
like 'iken list shows them by reason' "$(iken list --reason sales)" "$(number $((n - 1))) .*sales"
is 'and no others' "$(iken list --reason sales | tail -n +2 | wc -l)" 1
exits 'an unknown reason is an error' 65 iken list --reason nonsense
exits 'iken status' 0 iken status
like 'counts them' "$(cat "$T/out")" '^  sales +1$'

# ---- answers by code ----
like 'the answers are right' "$(iken-check -c "$IKEN_CONF")" '^ok answers: 4 standard answers in '
sends 'Goro <goro@example.jp>' '橋の欄干が壊れています。' >/dev/null
request=$(newest roads@ request)
like 'the request says how' "$(body "$request")" '回答コード: A01'
printf '回答コード: A99\n' | write roads@city.example.jp "$(reply_address "$request")" 'Re: 処理依頼'
ok 'a code that is none' round
like 'goes back' "$(body "$(newest roads@ not-understood)")" 'その回答コードの標準文がありません'
like 'with the codes that there are' "$(body "$(newest roads@ not-understood)")" '^B01$'
printf '回答コード：ａ０１\n' | write roads@city.example.jp "$(reply_address "$request")" 'Re: 処理依頼'
ok 'an answer by code' round
answer=$(body "$(newest goro@ answer)")
like 'has the name' "$answer" '^Goro 様$'
like 'the number' "$answer" "受付番号 $(number $n)）は、道路課で共有し"
unlike 'and no hole is left' "$answer" '[{}]|〔氏名〕'
like 'the department sees the mark' "$(body "$(newest roads@ understood)")" '〔氏名〕 様'
sed -i 's/^addresses = roads@city.example.jp/addresses = roads@city.example.jp\napproval = yes/' "$IKEN_CONF"
sends 'Rokuro <rokuro@example.jp>' '橋の欄干が、また壊れています。' >/dev/null
printf '回答コード B01\n来週、{name}を塗り直します。\n' | write roads@city.example.jp "$(reply_address "$(newest roads@ request)")" 'Re: 処理依頼'
ok 'one with words of its own waits for approval' round
like 'the desk sees what will leave' "$(body "$(newest kocho@ approval)")" '^来週、\{name\}を塗り直します。$'
sed -i '1s/.*/後から変えた文/' "$T/answers/B01.txt"
printf '承認\n' | write kocho@city.example.jp "$(reply_address "$(newest kocho@ approval)")" 'Re: 承認'
IKEN_NOW=$((IKEN_NOW + 3600))
ok 'it is approved, after the file was changed' round
IKEN_NOW=$((IKEN_NOW + 3600))
ok 'and leaves' round
like 'as it was approved' "$(body "$(newest rokuro@ answer)")" '^お知らせいただき、ありがとうございます。$'
unlike 'not as the file says now' "$(body "$(newest rokuro@ answer)")" '後から変えた文'
printf '{nummer}\n' >"$T/answers/D01.txt"
iken-check -c "$IKEN_CONF" >"$T/out" 2>&1
like 'iken-check finds a hole that is none, with file and line' "$(cat "$T/out")" \
	"^FAIL answers: $T/answers/D01.txt:1: a standard answer has no hole of that name: nummer"
done_testing
