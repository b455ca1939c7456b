#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A resident who writes again is filed to the opinion, with and without its reply address; departments correct
# what they have answered.
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
'
new_office "$office"

# answer ADDRESS OPINION TEXT: the department answers its request.
answer()
{
	_request=$(newest "$1" "request $(number "$2")")
	printf '%s\n' "$3" | write "$1city.example.jp" "$(reply_address "$_request")" 'Re: 処理依頼' \
		"In-Reply-To: $(field "$_request" Message-ID)"
	ok "$1 answers $2" round
}

last_event()
{
	register "SELECT step || ' ' || after || ' ' || who || ' ' || note FROM event WHERE opinion = $1 ORDER BY id DESC LIMIT 1"
}

follow_ups()
{
	register "SELECT count(*) FROM event WHERE opinion = $1 AND step = 'follow-up'"
}

# ---- a reply to the receipt ----
printf '道路に穴があります。\n\n山田太郎\n' | write '山田太郎 <taro@example.jp>' opinion@city.example.jp '道路の穴'
ok 'taro writes' round
receipt=$(newest taro@ receipt)
printf '穴は2か所です。\n山田太郎\n' | write '山田太郎 <Taro@example.jp>' "$(reply_address "$receipt")" 'Re: 受付' \
	"In-Reply-To: $(field "$receipt" Message-ID)"
ok 'and again, to the receipt' round
is 'filed to the opinion' "$(follow_ups 1) $(register 'SELECT count(*) FROM opinion')" '1 1'
like 'the department is told' "$(body "$(newest roads@ follow-up)")" '穴は2か所です'
unlike 'without who it is' "$(body "$(newest roads@ follow-up)")" '山田太郎|taro'
is 'no second receipt' "$(how_many taro@ receipt)" 1

# ---- a program that drops what follows the + ----
printf '3か所でした。\n' | write 'taro@example.jp' opinion@city.example.jp 'Re: 受付' \
	"In-Reply-To: $(field "$receipt" Message-ID)"
ok 'to the plain address, in reply to the receipt' round
is 'filed to the opinion as well' "$(follow_ups 1) $(register 'SELECT count(*) FROM opinion')" '2 1'
printf '4か所でした。\n' | write 'taro@example.jp' opinion@city.example.jp 'Re: 受付' \
	"References: <x@example.jp> $(field "$receipt" Message-ID) <y@example.jp>"
ok 'among other references' round
is 'as well' "$(follow_ups 1)" 3
printf '別の件です。道路が暗い。\n' | write 'taro@example.jp' opinion@city.example.jp "道路 $(number 1)"
ok 'without a reference, though with the number' round
is 'a new opinion' "$(follow_ups 1) $(register 'SELECT count(*) FROM opinion')" '3 2'
printf '道路です。\n' | write 'eve@example.jp' opinion@city.example.jp 'Re: 受付' "In-Reply-To: $(field "$receipt" Message-ID)"
ok 'somebody else, with the reference' round
is 'a new opinion, too' "$(follow_ups 1) $(register 'SELECT count(*) FROM opinion')" '3 3'
request=$(newest roads@ "request $(number 1)")
printf '道路です。\n' | write 'taro@example.jp' opinion@city.example.jp 'Re: 処理依頼' "In-Reply-To: $(field "$request" Message-ID)"
ok 'with the reference of a mail to the department' round
is 'a new opinion' "$(follow_ups 1) $(register 'SELECT count(*) FROM opinion')" '3 4'
is 'Message-IDs of ours have 128 bits' "$(register "SELECT count(*) FROM intent WHERE message_id NOT GLOB kind || '.' || replace(hex(zeroblob(16)), '00', '[0-9a-f][0-9a-f]') || '@*'")" 0
is 'and none is there twice' "$(register 'SELECT count(*) - count(DISTINCT message_id) FROM intent')" 0

# ---- the same mail by two ways ----
cp "$T/written" "$T/first"
{ printf 'Received: from relay.example.jp by mx.city.example.jp; Tue, 24 Nov 2026 10:00:00 +0900\n' && cat "$T/first"; } >"$T/second"
printf 'なおりましたか。\n' | write 'taro@example.jp' "$(reply_address "$receipt")" 'Re: 受付'
{ printf 'Received: from relay.example.jp by mx.city.example.jp; Tue, 24 Nov 2026 10:00:00 +0900\n' && cat "$T/written"; } >"$T/again"
put_mail "$office/inbox" "$T/again"
ok 'one mail that comes twice, by two ways' round
is 'is one follow-up' "$(follow_ups 1)" 4
is 'and a duplicate' "$(register "SELECT count(*) FROM arrival WHERE kind = 'duplicate' AND reason = 'same-mail' AND opinion = 1")" 1

# ---- an answer, and its correction ----
answer roads@ 1 '11月30日に補修します。'
is 'sent' "$(state 1)" sent
first=$(newest taro@ answer)
unlike 'the first is no correction' "$(field "$first" Subject)$(body "$first")" '訂正'
answer roads@ 1 '12月7日に補修します。'
is 'the second is sent as well' "$(how_many taro@ answer)" 2
second=$(newest taro@ answer)
like 'it says in the subject that it corrects' "$(field "$second" Subject)" '回答の訂正（受付番号'
like 'and in the text' "$(body "$second")" '令和[0-9]+年.*にお送りした回答を訂正します'
like 'and what is right' "$(body "$second")" '12月7日に補修します'
is 'the event says so' "$(register "SELECT note FROM event WHERE opinion = 1 AND step = 'release' ORDER BY id DESC LIMIT 1")" correction
like 'the department is told so' "$(field "$(newest roads@ understood)" Subject)" '回答の訂正'
answer roads@ 1 '12月7日に補修します。'
is 'the same words once more go nowhere' "$(how_many taro@ answer)" 2
like 'the department is told why' "$(body "$(newest roads@ not-understood)")" '同じ文章の回答'

# ---- the resident writes again: then it is an ordinary answer ----
printf '雨の場合はどうなりますか。\n' | write 'taro@example.jp' "$(reply_address "$second")" 'Re: 回答' "In-Reply-To: $(field "$second" Message-ID)"
ok 'a reply to the answer' round
is 'opens it again' "$(state 1)" requested
is 'and the department is told' "$(register "SELECT count(*) FROM intent WHERE kind = 'follow-up' AND opinion = 1 AND state = 'sent'")" 5
answer roads@ 1 '雨の場合は翌日にします。'
unlike 'an answer to that is no correction' "$(field "$(newest taro@ answer)" Subject)" 訂正
printf 'わかりました。では翌日は何時ですか。\n' | write 'taro@example.jp' "$(reply_address "$second")" 'Re: 回答'
ok 'once more' round
answer roads@ 1 '【訂正】
雨の場合は翌週にします。'
like 'unless the department says that it is one' "$(field "$(newest taro@ answer)" Subject)" 訂正
printf '翌週ですか。\n' | write 'taro@example.jp' "$(reply_address "$second")" 'Re: 回答'
ok 'and once more' round
_before=$(how_many taro@ answer)
answer roads@ 1 '雨の場合は翌日にします。'
is 'words that were sent before, for another question: the desk looks at them' "$(state 1)" drafted
is 'before they go' "$(how_many taro@ answer)" "$_before"

# ---- corrections take the same way as answers; what has not left is replaced ----
printf '公園のベンチが壊れています。\n' | write 'hanako@example.jp' opinion@city.example.jp '公園のベンチ'
ok 'hanako writes' round
n=$(register 'SELECT max(id) FROM opinion')
approve()
{
	_approval=$(newest kocho@ "approval $(number "$n")")
	printf '承認\n' | write kocho@city.example.jp "$(reply_address "$_approval")" 'Re: 承認依頼'
	ok 'the desk approves' round
}
answer parks@ "$n" 'ベンチは直しません。'
old=$(reply_address "$(newest kocho@ "approval $(number "$n")")")
printf '【訂正】\nベンチは12月に直します。\n' | write parks@city.example.jp "$(reply_address "$(newest parks@ "request $(number "$n")")")" 'Re: 処理依頼'
ok 'parks corrects what waits' round
printf '承認\n' | write kocho@city.example.jp "$old" 'Re: 承認依頼'
ok 'the desk approves the first' round
is 'which is no longer to be had' "$(how_many hanako@ answer)" 0
approve
is 'the second goes' "$(how_many hanako@ answer)" 1
like 'that is what it says' "$(body "$(newest hanako@ answer)")" 'ベンチは12月に直します'
unlike 'and it corrects nothing that anybody had' "$(field "$(newest hanako@ answer)" Subject)" 訂正
printf '直しました。\n' | write parks@city.example.jp "$(reply_address "$(newest parks@ "request $(number "$n")")")" 'Re: 処理依頼'
ok 'parks writes a further one' round
is 'a correction is approved as well' "$(state "$n") $(how_many hanako@ answer)" 'drafted 1'
like 'the desk sees that it is one' "$(body "$(newest kocho@ "approval $(number "$n")")")" '回答の訂正（受付番号'
approve
like 'then it goes' "$(field "$(newest hanako@ answer)" Subject)" 訂正

# ---- what waits to be sent is replaced ----
printf '道路の街灯が消えています。\n' | write 'jiro@example.jp' opinion@city.example.jp '道路の街灯'
ok 'jiro writes' round
n=$(register 'SELECT max(id) FROM opinion')
request=$(newest roads@ "request $(number "$n")")
for text in '来月直します。' '【訂正】
今週直します。'; do
	printf '%s\n' "$text" | write roads@city.example.jp "$(reply_address "$request")" 'Re: 処理依頼'
	iken fetch && iken register || diag 'a program fails'
done
is 'two answers before any left' "$(register "SELECT count(*) FROM intent WHERE kind = 'answer' AND opinion = $n")" 2
ok 'a round' round
is 'one leaves' "$(how_many jiro@ answer)" 1
like 'the newer one' "$(body "$(newest jiro@ answer)")" '今週直します'
unlike 'which corrects nothing' "$(field "$(newest jiro@ answer)" Subject)" 訂正
is 'the other was cancelled' "$(register "SELECT group_concat(state) FROM intent WHERE kind = 'answer' AND opinion = $n")" 'cancelled,sent'

# ---- aged: the reference of what was closed long ago opens nothing ----
answered=$(newest jiro@ answer)
register "UPDATE opinion SET state = 'delivered', changed = changed - 86400 * 400 WHERE id = $n"
printf '道路がまた消えました。\n' | write 'jiro@example.jp' opinion@city.example.jp 'Re: 回答' "In-Reply-To: $(field "$answered" Message-ID)"
ok 'a reply to the plain address, long after' round
is 'is a new opinion' "$(state "$n") $(register 'SELECT max(id) FROM opinion')" "delivered $((n + 1))"

# ---- while an answer is on its way out ----
office=$T/slow
OFFICE_EXTRA='
[department parks]
name = 公園課
addresses = parks@city.example.jp
approvers = kacho, bucho

[approver kacho]
name = 課長
addresses = kacho@city.example.jp

[approver bucho]
name = 部長
addresses = bucho@city.example.jp

[rule]
words = 公園
department = parks
'
new_office "$office"
sed -i '/^cooling_off/d; s/^\[office\]/[office]\ncooling_off = 2 h/' "$IKEN_CONF"
printf '公園の鳩が多い。\n' | write '鈴木花子 <hanako@example.jp>' opinion@city.example.jp '公園の鳩'
ok 'hanako writes' round
receipt=$(newest hanako@ receipt)
# again TEXT: she writes once more.
again()
{
	printf '%s\n' "$1" | write '鈴木花子 <hanako@example.jp>' "$(reply_address "$receipt")" 'Re: 受付'
	ok "hanako writes: $1" round
}
answer parks@ 1 '鳩には餌をやらないでください。'
is 'the first approver is asked' "$(how_many kacho@ approval) $(how_many bucho@ approval)" '1 0'
unlike 'without a further mail' "$(body "$(newest kacho@ approval)")" 'その後に|続きのメール'
first=$(reply_address "$(newest kacho@ approval)")
again '餌をやる人はいません。鈴木花子 090-1234-5678'
is 'it stays with the approvers' "$(state 1)" drafted
is 'who is asked, is asked once more' "$(how_many kacho@ approval) $(how_many bucho@ approval)" '2 0'
text=$(body "$(newest kacho@ approval)")
like 'and told why' "$text" 'その後に、意見を寄せた方から続きのメールが届きました'
like 'and what it says' "$text" '^> 餌をやる人はいません'
unlike 'masked' "$text" '鈴木花子|090-1234'
is 'by the same reply address' "$(reply_address "$(newest kacho@ approval)")" "$first"
like 'the department is told that its answer waits' "$(body "$(newest parks@ follow-up)")" '先の回答案に代わります'
unlike 'masked, too' "$(body "$(newest parks@ follow-up)")" '鈴木花子|090-1234'
printf '承認\n' | write kacho@city.example.jp "$first" 'Re: 承認依頼'
ok 'the first approves' round
like 'the next one sees what came meanwhile' "$(body "$(newest bucho@ approval)")" '^> 餌をやる人はいません'
printf '承認\n' | write bucho@city.example.jp "$(reply_address "$(newest bucho@ approval)")" 'Re: 承認依頼'
ok 'the second approves' round
is 'it waits to be sent' "$(state 1) $(how_many hanako@ answer)" 'released 0'
is 'the desk was told nothing yet' "$(how_many kocho@ notice)" 0
again '糞の掃除もお願いします。'
is 'it still waits' "$(state 1) $(how_many hanako@ answer)" 'released 0'
like 'the desk is told' "$(body "$(newest kocho@ notice)")" '承認済みの回答の送信前に、続きのメールが届きました'
like 'with the number' "$(body "$(newest kocho@ notice)")" "$(number 1)"
like 'and the department' "$(body "$(newest parks@ follow-up)")" '糞の掃除も'
answer parks@ 1 '鳩よけを付け、糞の掃除をします。'
is 'a new answer takes the place of the one that waits' \
	"$(register "SELECT group_concat(state) FROM intent WHERE kind = 'answer' AND opinion = 1") $(state 1)" 'cancelled drafted'
done_testing
