#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The same letter from many (同じ手紙が何通も): thirty people send it by mail, by post and on the page, each changed a little; the
# department is asked once and answers once, and everybody gets their own answer, also where programs are killed in the middle.
. "${0%/*}/parks.sh"
. "$TOP/tests/ingest/page.sh"

# field FILE NAME: of a mail, not of the page.
field()
{
	python3 -c "
import email, email.policy, sys
print(email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)[sys.argv[2]] or '')" "$1" "$2"
}

office=$T/office
prints=$T/print
page=$T/page
mkdir -p "$page/in" "$page/out/static" "$page/state"
parks_office 'copies = roads' "
[page]
url = https://iken.example.jp/
folder = $page
reserve = 20
answers = body
"

at()
{
	IKEN_NOW=$((BEGINNING + $1 * 60))
}

# letter N: the same one, in the words of the N-th; every third adds how it begins and ends.
letter()
{
	case $(($1 % 3)) in
	0) printf '見本市役所御中\nこんにちは。\n' ;;
	esac
	cat <<-E
		中央公園の大きなけやきを切る計画があると聞きました。あの木は子どもたちが毎日その下で遊び、夏には
		お年寄りが涼む、町の宝です。通りを広げるためだけに切ってしまうのは、$(word "$1")残念でなりません。
		一度切った木は元にはもどりません。どうか計画を見直し、木を残したまま通りを整備する方法を考えてください。
		あわせて、これまでの話し合いの記録を区民に公開し、説明会をもう一度開くことを強くお願いします。
	E
	case $(($1 % 3)) in
	1) printf -- '-- \n区民%d号\n電話 03-1234-%04d\n' "$1" "$1" ;;
	2) printf '以上、よろしくお願いします。　見本町%d番地　区民%d号\n' "$1" "$1" ;;
	esac
}

word()
{
	case $(($1 % 5)) in
	0) printf 'とても' ;;
	1) printf 'ほんとうに' ;;
	2) printf 'たいへん' ;;
	3) printf 'なんとも' ;;
	esac
}

# mail N [FROM]: the N-th sends it by mail.
mail()
{
	letter "$1" | write "区民$1号 <kumin$1@example.jp>" opinion@city.example.jp 'けやきを切らないでください'
}

# by_phone N: it is entered with an answer by post.
by_phone()
{
	{ printf '入力\n氏名: 区民%d号\n郵便番号: 160-0023\n住所: 見本市見本町%d番地\n回答方法: 郵送\n\n' "$1" "$1"; letter "$1"; } |
		write call@city.example.jp "$call" 入力
}

# on_page N
on_page()
{
	browse get iken-post >/dev/null
	browse send iken-post check purpose=opinion text="$(letter "$1")" way=mail mail="kumin$1@example.jp" name="区民$1号" >/dev/null
	browse send iken-post send >/dev/null
	[ -n "$(shown number)" ] || bail "nothing was posted: $(cat "$BROWSER/page.html")"
}

requests()
{
	how_many parks@ "request"
}

# reply_all MAIL KIND [TEXT]: the department answers a mail by its block, with what follows 区分.
answer()
{
	{ printf -- '----- ここから回答を記入してください（この行は消さないでください） -----\n区分: %s\n%s\n----- ここまで -----\n' "$2" "${3:-}"
	quoted "$1"; } | write parks@city.example.jp "$(reply_address "$1")" 'Re: 処理依頼'
}

decide()
{
	{ echo "$2"; quoted "$1"; } | write kocho@city.example.jp "$(reply_address "$1")" 'Re: 承認依頼'
}

keep()
{
	rm -rf "$T/kept-$1" "$T/kept-$1.print" && cp -a "$office" "$T/kept-$1"
}

restore()
{
	rm -rf "$office" && cp -a "$T/kept-$1" "$office"
}

members()
{
	register "SELECT count(*) FROM campaign_member WHERE state = '$1'"
}

# ---- four are four ----
for i in 1 2 3 4; do
	mail $i
done
echo 'いつもきれいな公園をありがとうございます。' | write thanks1@example.jp opinion@city.example.jp 'お礼'
echo 'いつもきれいな公園をありがとうございます。' | write thanks2@example.jp opinion@city.example.jp 'お礼'
cat <<-E | write other@example.jp opinion@city.example.jp 'けやき公園'
	けやき公園の水飲み場が先週から壊れていて、水が止まりません。近くの公園課の方に電話をしましたが、まだ直っていません。
	子どもたちが遊ぶ場所が水たまりになり、滑って転ぶ子もいます。早く直していただけるよう、どうかよろしくお願いします。
	夏までには、日陰になる木ももう少し増やしてほしいと思います。説明会があれば、そちらにも参加したいと考えています。
E
ok 'the first four, and others' round
is 'each has a request' "$(requests)" 7
is 'and they are one campaign' "$(register 'SELECT count(*) || " " || max(letters) || " " || max(people) FROM campaign')" '1 4 4'
is 'of these four' "$(register "SELECT group_concat(opinion, ' ') FROM (SELECT opinion FROM campaign_member ORDER BY opinion)")" '1 2 3 4'
unlike 'four are not asked about as one' "$(body "$(newest parks@ request)")" '一括回答|同じ内容'

# ---- with the fifth they are asked about together ----
i=5
while [ $i -le 18 ]; do
	mail $i
	i=$((i + 1))
done
at 5
ok 'fourteen more by mail' round
is 'the department gets one mail' "$(requests)" 8
ask=$(newest parks@ request)
like 'about the first of them' "$(body "$ask")" "受付番号：$(number 1)"
like 'that says how many there are' "$(body "$ask")" '同じ内容のご意見が18通（18人から）届いています'
like 'and which' "$(body "$ask")" "$(number 21)"
like 'and in which words they differ' "$(body "$ask")" "^　?$(number 8)　違うことば：とても"
like 'how they are answered' "$(body "$ask")" '一括回答　…'
unlike 'and nobody of them' "$(body "$ask")" 'kumin|区民[0-9]+号|03-1234'
is 'all are with it, by their own days' "$(register "SELECT count(*) || ' ' || count(DISTINCT due) FROM opinion WHERE state = 'requested' AND department = 'parks' AND due > 0")" '21 1'
is 'the others wait for it' "$(members collected) $(members own)" '14 4'
is 'a copy was sent once for all of them' "$(how_many roads@ copy)" 7

i=19
while [ $i -le 24 ]; do
	by_phone $i
	i=$((i + 1))
done
ok 'six by telephone' round
i=25
while [ $i -le 30 ]; do
	on_page $i
	i=$((i + 1))
done
ok 'six on the page' round
ok 'which are taken in' round
is 'no more mails' "$(requests)" 8
is 'all are one campaign' "$(register 'SELECT count(*) || " " || letters || " " || people FROM campaign')" '1 30 30'
# Who has two letters is one person.
mail 30
at 10
ok 'one writes once more' round
is 'letters and people' "$(register 'SELECT letters || " " || people FROM campaign')" '31 30'
is 'also counted from the members' "$(register "SELECT count(*) || ' ' || sum(repeats = 0) FROM campaign_member WHERE state <> 'out'")" '31 30'
like 'the list says so' "$(iken list --campaigns | tail -n 1)" "$(number 1) +31 +30 +31 +parks"
unlike 'without names' "$(iken list --campaigns)" 'kumin|区民'

# ---- what has to be looked at by itself ----
{ letter 31; echo '私の夫は支援措置を受けており、住所は公開しないでください。'; } |
	write '区民31号 <kumin31@example.jp>' opinion@city.example.jp 'けやき'
{ letter 32; echo 'なお、うちの前の街路灯がもう三か月も切れたままで、夜道がとても危ないので至急直してください。'; } |
	write '区民32号 <kumin32@example.jp>' opinion@city.example.jp 'けやき'
at 15
ok 'one is protected, one says something besides' round
is 'both are asked about' "$(requests)" 10
is 'by themselves' "$(members apart)" 2
apart=$(newest parks@ request)
like 'and their request says why' "$(body "$apart")" 'ほかの方にはない内容も書かれている'
answer "$apart" 一括回答 '皆さまへの回答です。'
ok 'it cannot be the answer to all' round
like 'and is sent back' "$(body "$(newest parks@ not-understood)")" '一括回答の対象ではありません'

# ---- taken out, and in the middle of it ----
answer "$ask" "別件 $(number 12)" ''
at 20
ok 'one is another matter' round
is 'and asked about' "$(requests)" 11
like 'as itself' "$(field "$(newest parks@ request)" Subject)" "$(number 12)"
unlike 'and not as one of many' "$(body "$(newest parks@ request)")" '一括回答'
is 'it is not counted' "$(register 'SELECT letters || " " || people FROM campaign')" '32 31'
answer "$ask" "別件 $(number 5)" ''
ok 'what is in no campaign' round
like 'is sent back' "$(body "$(newest parks@ not-understood)")" '同じ内容のご意見として集めている件ではありません'
# One has written again: that is read before it is answered.
receipt=$(newest kumin8@ receipt)
{ echo 'もう一つ、説明会の日程を教えてください。'; quoted "$receipt"; } |
	write kumin8@example.jp "$(reply_address "$receipt")" 'Re: 受け付けました'
ok 'one writes again' round

# ---- one answer, with its approval ----
answer "$ask" 一括回答 '〔氏名〕様
けやきを残す案を、ただいま検討しています。十二月に説明会を開きます。'
at 25
ok 'the answer for all' round
like 'is understood as that' "$(field "$(newest parks@ understood)" Subject)" '一括回答'
approval=$(newest kocho@ approval)
is 'one approval is asked for' "$(how_many kocho@ approval)" 1
like 'that says for how many' "$(body "$approval")" 'ほかの2[0-9]通の方にも'
is 'nobody has it' "$(register "SELECT count(*) FROM intent WHERE kind = 'answer'")" 0
keep asked
decide "$approval" 差戻し
at 30
ok 'it is returned' round
is 'and is no answer any more' "$(register "SELECT group_concat(state) FROM campaign_answer")" void
is 'to nobody' "$(register "SELECT count(*) FROM intent WHERE kind = 'answer'")" 0
restore asked
decide "$approval" 承認
at 35
ok 'it is approved' round
is 'and can be stopped: nobody else has it yet' "$(register "SELECT count(*) FROM intent WHERE kind = 'answer'")" 1
keep approved
decide "$(newest kocho@ agreed)" 停止
at 40
ok 'it is stopped' round
at 70
ok 'and the time has passed' round
is 'it is no answer any more' "$(register "SELECT group_concat(state) FROM campaign_answer")" void
is 'and nobody got it' "$(how_many kumin answer) $(register "SELECT count(*) FROM intent WHERE kind = 'answer' AND state <> 'cancelled'")" '0 0'
restore approved

# ---- killed between them ----
at 70
keep ready
members="state = 'done' AND answer <> 0"
reset() { restore ready; }
check()
{
	[ "$(register "SELECT count(*) || ' ' || count(DISTINCT opinion) FROM intent WHERE kind = 'answer'")" = '29 29' ] &&
		[ "$(register "SELECT count(*) FROM campaign_member WHERE $members")" = 29 ] &&
		[ "$(register "SELECT count(*) FROM draft WHERE kind = 'answer'")" = 29 ] &&
		[ "$(register "SELECT count(*) FROM event WHERE step = 'release'")" = 28 ] &&
		[ "$(register 'SELECT group_concat(state) FROM campaign_answer')" = 'done' ] &&
		[ "$(register 'PRAGMA integrity_check')" = ok ]
}
EACH=${CAMPAIGN_EACH:-23} at_each_call 'iken-route killed at its calls' kill-before reset check iken-route
exits 'a trial run says what it would do' 0 sh -c "rm -rf '$office' && cp -a '$T/kept-ready' '$office' && iken-route -n"
like 'to whom' "$(cat "$T/out")" "$(number 21) would be answered as $(number 1)"
is 'and does nothing' "$(register "SELECT count(*) FROM intent WHERE kind = 'answer'")" 1

# ---- everybody gets their own ----
restore ready
ok 'the answer leaves' round
is 'once to each who has a mail address' "$(for i in 1 2 3 4 5 6 7 10 11 12 13 14 15 16 17 18 25 26 27 28 29; do how_many "kumin$i@" answer; done | sort | uniq -c | tr -s ' ')" ' 21 1'
is 'twice to who has written twice' "$(how_many kumin30@ answer)" 2
is 'not to who says something besides, is protected, has written again, was taken out' "$(how_many kumin31@ answer) $(how_many kumin32@ answer) $(how_many kumin8@ answer) $(how_many kumin9@ answer)" '0 0 0 0'
like 'by name' "$(body "$(newest kumin17@ answer)")" '区民17号様'
like 'and number' "$(field "$(newest kumin17@ answer)" Subject)" "$(register "SELECT number FROM opinion WHERE id = 20")"
unlike 'of nobody else' "$(cat "$(newest kumin17@ answer)")" "$(number 1)|kumin1@"
is 'six are letters' "$(register "SELECT count(*) FROM letter JOIN opinion ON opinion.id = letter.opinion WHERE opinion.state = 'printed'")" 6
is 'each has its own events' "$(register "SELECT count(DISTINCT opinion) FROM event WHERE step = 'release' AND who = 'department:parks' AND note = 'campaign $(number 1)'")" 28
is 'who was taken out has none' "$(register "SELECT state FROM opinion WHERE number = '$(number 12)'")" requested
is 'the department is asked about the one who has written again, and about nobody else' "$(requests)" 12
like 'with all that they wrote' "$(body "$(newest parks@ request)")" '説明会の日程を教えてください'

# ---- late ones ----
mail 33
at 80
ok 'one more comes later' round
late=$(newest parks@ request)
is 'and is asked about' "$(requests)" 13
like 'with what the others got' "$(body "$late")" 'けやきを残す案を、ただいま検討しています'
like 'and how to give the same' "$(body "$late")" '同じ回答　…'
mail 34
mail 35
at 85
ok 'and two more' round
is 'which wait for the same' "$(members collected) $(requests)" '2 14'
answer "$late" 同じ回答 ''
at 90
ok 'the same answer' round
decide "$(newest kocho@ approval)" 承認
ok 'is approved' round
at 125
ok 'and leaves' round
is 'to all three' "$(how_many kumin33@ answer) $(how_many kumin34@ answer) $(how_many kumin35@ answer)" '1 1 1'
like 'in the same words, by name' "$(body "$(newest kumin34@ answer)")" '区民34号様'

# ---- a plain answer leaves nobody behind ----
mail 36
at 130
round
mail 37
mail 38
at 135
ok 'three more' round
n=$(requests)
answer "$(newest parks@ request)" 回答 'この方だけへの回答です。'
at 140
ok 'one is answered by itself' round
is 'so nobody waits for it any more' "$(requests)" "$n"
decide "$(newest kocho@ approval)" 承認
at 145
ok 'that is approved' round
at 180
ok 'and gone' round
is 'another one is asked about' "$(requests)" $((n + 1))
is 'for the rest' "$(members collected)" 1

# ---- keys and names ----
iken-keys --renew lookup >"$T/keys" 2>&1 || diag_file "$T/keys"
is 'after lookup.key was renewed there are no old numbers' "$(register 'SELECT count(*) FROM sketch')" 0
mail 39
at 185
ok 'it is found all the same' round
is 'as one of them' "$(members collected)" 2
is 'and sketches are there again' "$(register 'SELECT count(*) > 0 FROM sketch')|$(register 'SELECT count(*) FROM sketch_due')" '1|0'

done_testing
