#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One answer to many (一括回答) that was wrong: its correction reaches everybody who has it and nobody else, with its own files; an
# answer's attachments go to each, octet for octet, and nobody else's; also where programs are killed in the middle.
. "${0%/*}/parks.sh"

office=$T/office
prints=$T/print
parks_office '' '
[campaign]
size = 3'
printf '%%PDF-1.4\n\000\001\377 the plan\n%%%%EOF\n' >"$T/plan.pdf"
printf '%%PDF-1.4\n\002\003\376 the plan, put right\n%%%%EOF\n' >"$T/right.pdf"

at()
{
	IKEN_NOW=$((BEGINNING + $1 * 60))
}

letter()
{
	cat <<-E
		中央公園の大きなけやきを切る計画があると聞きました。あの木は子どもたちが毎日その下で遊び、夏には
		お年寄りが涼む、町の宝です。通りを広げるためだけに切ってしまうのは、残念でなりません。その$1です。
		一度切った木は元にはもどりません。どうか計画を見直し、木を残したまま通りを整備する方法を考えてください。
	E
}

# mail N [FILE]: the N-th sends it, perhaps with a file.
mail()
{
	if [ $# = 1 ]; then
		letter "$1" | write "区民$1号 <kumin$1@example.jp>" opinion@city.example.jp 'けやきを切らないでください'
		return
	fi
	letter "$1" | python3 -c "
import email.message, sys
m = email.message.EmailMessage()
m['From'], m['To'], m['Subject'], m['Message-ID'] = '$1 <kumin$1@example.jp>', 'opinion@city.example.jp', 'けやき', '<file$1@example.jp>'
m.set_content(sys.stdin.read())
m.add_attachment(open(sys.argv[1], 'rb').read(), maintype='application', subtype='pdf', filename='mine.pdf')
sys.stdout.buffer.write(bytes(m))" "$2" >"$T/with-file"
	put_mail "$office/inbox" "$T/with-file"
}

# all MAIL KIND TEXT [FILE]: the department answers, perhaps with a file.
all()
{
	{
		printf -- '----- ここから回答を記入してください（この行は消さないでください） -----\n区分: %s\n%s\n----- ここまで -----\n' "$2" "$3"
		quoted "$1"
	} >"$T/text"
	python3 -c "
import email.message, os, sys
to, text, path = sys.argv[1:]
m = email.message.EmailMessage()
m['From'], m['To'], m['Subject'], m['Message-ID'] = 'parks@city.example.jp', to, 'Re: 処理依頼', '<%s@city.example.jp>' % os.urandom(8).hex()
m.set_content(open(text).read())
if path:
    m.add_attachment(open(path, 'rb').read(), maintype='application', subtype='pdf', filename='計画.pdf')
sys.stdout.buffer.write(bytes(m))" "$(reply_address "$1")" "$T/text" "${4:-}" >"$T/answer"
	put_mail "$office/inbox" "$T/answer"
}

decide()
{
	{ echo "$2"; quoted "$1"; } | write kocho@city.example.jp "$(reply_address "$1")" 'Re: 承認依頼'
}

keep()
{
	rm -rf "$T/kept-$1" && cp -a "$office" "$T/kept-$1"
}
restore()
{
	rm -rf "$office" && cp -a "$T/kept-$1" "$office"
}

# files MAIL: digests of what is attached to it.
files()
{
	python3 -c "
import email, email.policy, hashlib, sys
m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
print(' '.join(hashlib.sha256(p.get_content()).hexdigest()[:16] for p in m.iter_attachments()))" "$1"
}
digest()
{
	sha256sum "$1" | cut -c 1-16
}

# who_has KIND N: which of the first twelve have so many mails of that kind.
who_has()
{
	for _i in 1 2 3 4 5 6 7 8 9 10 11 12; do
		[ "$(how_many "kumin$_i@" "$1")" != "$2" ] || printf '%s ' $_i
	done
}

# ---- seven write, one of them by telephone; two with files ----
mail 1 "$T/right.pdf"
for i in 2 3 4 5; do
	mail $i
done
mail 6 "$T/right.pdf"
{ printf '入力\n氏名: 区民7号\n郵便番号: 160-0023\n住所: 見本市見本町7番地\n回答方法: 郵送\n\n'; letter 7; } | write call@city.example.jp "$call" 入力
ok 'seven write' round
ask=$(newest parks@ "request $(number 1)")
is 'they are one campaign' "$(register 'SELECT count(*), max(letters) FROM campaign')" '1|7'

# ---- one answer, with a file ----
all "$ask" 一括回答 '〔氏名〕様
けやきは十二月に切ります。' "$T/plan.pdf"
at 5
ok 'one answer for all' round
decide "$(newest kocho@ approval)" 承認
at 10
ok 'is approved' round
keep answered
# A second one before the first has left.
all "$ask" 一括回答 '〔氏名〕様
けやきは三月に切ります。' "$T/plan.pdf"
at 15
ok 'and replaced before it leaves' round
decide "$(newest kocho@ approval)" 承認
at 20
ok 'which is approved as well' round
at 60
ok 'it leaves' round
is 'to each once' "$(who_has answer 1)" '1 2 3 4 5 6 '
like 'in the newer words' "$(body "$(newest kumin3@ answer)")" '三月に切ります'
unlike 'which correct nothing that anybody had' "$(field "$(newest kumin3@ answer)" Subject)" 訂正
is 'the first is no answer' "$(register "SELECT group_concat(state) FROM (SELECT state FROM campaign_answer ORDER BY draft)")" void,done
restore answered
at 60
ok 'the first leaves' round
is 'to each once' "$(who_has answer 1)" '1 2 3 4 5 6 '
for i in 1 2 5 6; do
	is "with the department's file, and no other: $i" "$(files "$(newest kumin$i@ answer)")" "$(digest "$T/plan.pdf")"
done
like 'by its name' "$(cat "$(newest kumin2@ answer)" | python3 -c "
import email, email.policy, sys
m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
print([p.get_filename() for p in m.iter_attachments()])")" '計画\.pdf'
is 'one is a letter' "$(register "SELECT count(*) FROM letter JOIN opinion ON opinion.id = letter.opinion WHERE opinion.channel = 'phone'")" 1

# ---- two come late, and get the same ----
mail 8
mail 9
at 65
ok 'two come late' round
all "$(newest parks@ request)" 同じ回答 '' "$T/plan.pdf"
at 70
ok 'they shall get the same' round
decide "$(newest kocho@ approval)" 承認
at 75
ok 'that is approved' round
at 110
ok 'and leaves' round
is 'to both' "$(who_has answer 1)" '1 2 3 4 5 6 8 9 '
like 'in the same words, by name' "$(body "$(newest kumin9@ answer)")" '^区民9号様'
is 'with the file that the department sent along again' "$(files "$(newest kumin9@ answer)")" "$(digest "$T/plan.pdf")"
mail 10
mail 11
mail 12
at 111
ok 'three more come' round
all "$(newest parks@ request)" 一括回答 'この三人だけへの別の回答です。'
at 112
ok 'they get another answer' round
decide "$(newest kocho@ approval)" 承認
at 113
ok 'that is approved' round
at 150
ok 'and leaves' round
is 'to them' "$(who_has answer 1)" '1 2 3 4 5 6 8 9 10 11 12 '

# ---- meanwhile: one writes again, one is protected, one was answered by itself ----
{ echo '説明会はいつですか。'; quoted "$(newest kumin4@ answer)"; } | write kumin4@example.jp "$(reply_address "$(newest kumin4@ answer)")" 'Re: 回答'
at 152
ok 'one writes again' round
is 'which its department is told' "$(how_many parks@ 'follow-up')" 1
register "UPDATE opinion SET protected = 1 WHERE number = '$(number 5)'"

# ---- the correction ----
all "$ask" 一括回答 '〔氏名〕様
けやきは切りません。前の回答は誤りでした。' "$T/right.pdf"
at 155
ok 'it was wrong' round
like 'who approves sees for how many' "$(body "$(newest kocho@ approval)")" 'ほかの8通の方にも'
like 'and that it corrects' "$(body "$(newest kocho@ approval)")" '^件名: .*回答の訂正'
decide "$(newest kocho@ approval)" 承認
at 160
ok 'the correction is approved' round
is 'and nobody has it yet' "$(who_has answer 2)" ''
at 200
keep ready
members()
{
	register "SELECT group_concat(number || ' ' || n, ';') FROM (SELECT o.id, substr(o.number, 6, 6) AS number, count(*) AS n FROM intent i JOIN opinion o ON o.id = i.opinion WHERE i.kind = 'answer' AND i.draft IN (SELECT id FROM draft WHERE corrects <> 0) GROUP BY o.id ORDER BY o.id)"
}
reset() { restore ready; }
check()
{
	members >"$T/members" && [ -n "$(cat "$T/members")" ] && { [ ! -e "$T/wanted" ] || cmp -s "$T/members" "$T/wanted"; } &&
		[ "$(register "SELECT count(*) FROM campaign_answer WHERE state = 'going'")" = 0 ] && [ "$(register 'PRAGMA integrity_check')" = ok ]
}
iken-route >"$T/out" 2>&1
members >"$T/wanted"
# The seventh has a letter that nobody has posted yet: what goes to them now corrects nothing that they have.
is 'who has it corrected' "$(cat "$T/wanted")" '000001 1;000002 1;000003 1;000006 1;000008 1;000009 1'
EACH=${CAMPAIGN_EACH:-23} at_each_call 'iken-route killed at its calls' kill-before reset check iken-route
restore ready
ok 'the correction leaves' round
is 'to all who had the answer, once' "$(who_has answer 2)" '1 2 3 6 8 9 '
for i in 2 6 9; do
	new=$(newest kumin$i@ answer)
	like "as a correction: $i" "$(field "$new" Subject)" '回答の訂正'
	like "in the new words, by name: $i" "$(body "$new")" '^けやきは切りません'
	like "with the own number: $i" "$(field "$new" Subject)" "$(register "SELECT o.number FROM opinion o JOIN intent i ON i.opinion = o.id WHERE i.message_id LIKE '%$(field "$new" Message-ID | tr -d '<>')%' LIMIT 1")"
	is "with the new file, and not the old one: $i" "$(files "$new")" "$(digest "$T/right.pdf")"
done
is 'the letter is followed by a letter' "$(register "SELECT count(*) FROM letter JOIN opinion ON opinion.id = letter.opinion WHERE opinion.channel = 'phone'")" 2
is 'who has written again gets none' "$(how_many kumin4@ answer)" 1
is 'who is protected since gets none' "$(how_many kumin5@ answer)" 1
is 'who got another answer gets none' "$(how_many kumin11@ answer)" 1
is 'the desk is told of the two who have a wrong answer' "$(register "SELECT group_concat(substr(o.number, 6, 6)) FROM intent i JOIN opinion o ON o.id = i.opinion WHERE i.kind = 'notice' AND i.code = 'uncorrected' AND i.state = 'sent'")" 000004,000005
like 'in words' "$(body "$(newest kocho@ notice)")" '訂正されましたが、この方には送っていません'
at 205
ok 'a round later' round
is 'that was all' "$(who_has answer 2)" '1 2 3 6 8 9 '

# ---- once more, from the request of those who came late ----
all "$(newest parks@ "request $(number 8)")" 一括回答 '〔氏名〕様
けやきは、枝だけを切ります。'
at 210
ok 'it is corrected again' round
decide "$(newest kocho@ approval)" 承認
at 215
ok 'that is approved' round
at 250
ok 'and leaves' round
is 'to all of them again' "$(who_has answer 3)" '1 2 3 6 8 9 '
like 'in these words' "$(body "$(newest kumin2@ answer)")" '枝だけを切ります'
is 'without a file' "$(files "$(newest kumin2@ answer)")" ''
done_testing
