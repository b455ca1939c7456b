#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What was asked often, answered and marked to be published becomes a question for everybody: proposed to its department by mail,
# published when that approves what it was shown, asked about in time, and gone when nobody says that it still holds.
. "${0%/*}/post.sh"

office=$T/office
OFFICE_EXTRA="
[department cleaning]
name = 環境清掃課
addresses = cleaning@city.example.jp
approval = no

[rule]
words = ごみ, ゴミ
department = waste

[faq]
folder = $T/published
url = https://www.city.example.jp/iken/faq.html

[page]
url = https://iken.example.jp/
"
new_office "$office"
day0=1796106060		# 2026-12-01 15:21 in Tokyo

# at DAY: from here on it is so many days later.
at()
{
	IKEN_NOW=$((day0 + $1 * 86400))
	export IKEN_NOW
}

# says FROM FILE WORDS [TO [HEADER]]: replies to a mail above its quote.
says()
{
	_to=${4:-$(reply_address "$2")}
	{
		printf 'Authentication-Results: mx.city.example.jp; dmarc=pass header.from=city.example.jp\nFrom: %s\nTo: %s\nSubject: Re: faq\nMessage-ID: <%s@mail.example.jp>\n' \
			"$1" "$_to" "$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')"
		[ -z "${5:-}" ] || printf '%s\n' "$5"
		printf 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n%b\n' "$3"
		quoted "$2"
	} >"$T/said"
	put_mail "$office/inbox" "$T/said"
	round
}

# block KIND TEXT: a filled block.
block()
{
	printf -- '----- ここから回答を記入してください（この行は消さないでください） -----\n区分: %s\n%s\n----- ここまで -----\n' "$1" "$2"
}

faq()
{
	register "SELECT $2 FROM faq WHERE id = $1"
}

told()
{
	field "$(newest "$1" faq-answer)" Subject
}

at 0
exits 'the settings are right' 0 iken-check

# ---- many ask the same; one answer may be published ----
printf '清掃課の皆様\n\nいつもお世話になっております。山田花子と申します。\n粗大ごみの出し方を教えてください。\n東京都架空区中央1-2-3 コーポ山田101 電話 090-1234-5678\n' |
	write '山田花子 <hanako@example.jp>' opinion@city.example.jp 'ごみ'
printf '粗大ゴミはどうやって出せばいいですか。鈴木一郎です。\n' | write suzuki@example.jp opinion@city.example.jp 'ごみ'
printf '粗大ごみはどう出したらよいですか。\n' | write third@example.jp opinion@city.example.jp 'ごみ'
printf '道路に穴があります。直してください。\n' | write road@example.jp opinion@city.example.jp '道路'
ok 'a round' round
answer=$(newest waste@ 'request')
like 'a request has the line' "$(body "$(newest waste@ request)")" '公開: 不可'
first=$(newest waste@ "request $(number 1)")
ok 'the answer may be published' says waste@city.example.jp "$first" "$(block 回答 '公開: 可
〔氏名〕様

このたびは、ご意見をお寄せいただき、ありがとうございます。
粗大ごみは、受付センター（03-0000-0001）へ電話で申し込んでください。
山田様のお宅には、職員の佐藤さんがうかがいます。
手数料は、大きさによります。')"
is 'which the register knows' "$(register "SELECT public FROM draft WHERE opinion = 1 AND kind = 'answer'")" 1
unlike 'and the resident does not read' "$(body "$(newest hanako@example.jp answer)")" '公開'
like 'the department is told' "$(body "$(newest waste@ understood)")" '公開.*可'
second=$(newest waste@ "request $(number 2)")
ok 'another may not' says waste@city.example.jp "$second" "$(block 回答 '公開: 不可
個別にお答えします。秘密の回答です。')"
is 'which the register knows, too' "$(register "SELECT public FROM draft WHERE opinion = 2 AND kind = 'answer'")" 0

exits 'candidates' 0 iken-faq --candidates
cp "$T/out" "$T/candidates"
like 'one, asked three times' "$(cat "$T/candidates")" '^3 times, waste'
like 'the only one' "$(cat "$T/candidates")" '^1 candidates among 4 opinions'
unlike 'nothing personal' "$(cat "$T/candidates")" '山田|花子|鈴木|一郎|佐藤|090|中央1|hanako|秘密'
like 'the look is on record' "$(register "SELECT what || ' ' || items FROM access WHERE what LIKE 'faq%'")" 'faq candidates text answer'
exits 'only shown' 0 iken-faq --propose -n
is 'nothing is proposed' "$(register 'SELECT count(*) FROM faq')" 0
exits 'proposed' 0 iken-faq --propose
exits 'and again' 0 iken-faq --propose
is 'once' "$(register 'SELECT count(*) FROM faq')$(register "SELECT count(*) FROM intent WHERE kind = 'faq'")" 11
is 'of its opinions' "$(register 'SELECT group_concat(opinion) FROM faq_source')" 1,2,3
ok 'a round' round
asked=$(newest waste@ 'faq[[:space:]]*$')
like 'its department is asked' "$(body "$asked")" '粗大ごみの出し方を教えてください'
like 'with the answer' "$(body "$asked")" '手数料は、大きさによります'
unlike 'and nothing personal' "$(cat "$asked"; body "$asked")" '山田|花子|佐藤|090-1234|中央1|hanako'
like 'what is masked is said' "$(body "$asked")" '個人情報かもしれないところ'
like 'by an address of its own kind' "$(reply_address "$asked")" '^opinion\+faq-1-'
is 'nothing is in the clear' "$(register "SELECT question || answer || easy || words FROM faq")" ''
unlike 'nor in the file of the register' "$(cat "$office"/data/register.db*  | strings -e S 2>/dev/null | grep -a 粗大 | head -1)" '粗大'
exits 'nothing is published' 0 iken-faq
unlike 'not at all' "$(cat "$T/published/faq.html")" '粗大'

# ---- what does not approve it ----
ok 'what nobody understands' says waste@city.example.jp "$asked" 'よろしくお願いします。'
like 'is said' "$(told waste@)" '読み取れません'
ok 'a condition' says waste@city.example.jp "$asked" '承認します。ただし手数料の行は除いてください。'
like 'is said, too' "$(told waste@)" '読み取れません|条件'
ok 'an approval with another text' says waste@city.example.jp "$asked" "$(block 承認 '質問: 別の質問')"
like 'is not taken' "$(told waste@)" '条件'
ok 'an approval of what is masked' says waste@city.example.jp "$asked" "$(block 承認 '')"
like 'is not possible' "$(told waste@)" '〔 〕の残る'
ok 'an out-of-office' says waste@city.example.jp "$asked" "$(block 承認 '')" '' 'Auto-Submitted: auto-replied'
ok 'somebody else' says other@city.example.jp "$asked" "$(block 承認 '')"
is 'is held' "$(register "SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1")" token-other-sender
ok 'a guessed address' says waste@city.example.jp "$asked" "$(block 承認 '')" 'opinion+faq-1-00000000000000000000@city.example.jp'
is 'is held' "$(register "SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1")" forged-token
ok "another department's address" says kocho@city.example.jp "$asked" "$(block 承認 '')"
is 'is held' "$(register "SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1")" token-other-sender
is 'nothing of that counts' "$(faq 1 'state || round || open')" asked11

# ---- corrected, and approved ----
ok 'the department corrects it' says waste@city.example.jp "$asked" "$(block 修正 '質問: 粗大ごみは、どう出せばよいですか。
回答: 受付センター（03-0000-0001）へ電話で申し込んでください。
手数料は、大きさによります。
やさしい日本語: 大きい ごみは、電話を してください。
ことば: 粗大ごみ 粗大ゴミ')"
like 'which is taken' "$(told waste@)" '修正を受け付けました'
is 'and not yet published' "$(faq 1 'state || round || open || question')" asked21
again=$(newest waste@ 'faq[[:space:]]*$')
like 'it is shown as it would be published' "$(body "$again")" '大きい ごみは、電話を してください'
unlike 'with nothing masked' "$(body "$again")" '個人情報かもしれない'
ok 'a reply to the mail before' says waste@city.example.jp "$asked" "$(block 承認 '')"
like 'is late' "$(told waste@)" 'すでにお返事'
ok 'the register is changed behind its back' register "UPDATE faq_round SET shown = zeroblob(32) WHERE round = 2 AND 0"
ok 'the department approves' says waste@city.example.jp "$again" '> ----- ここから回答を記入してください（この行は消さないでください） -----\n> 区分: 承認\n> ----- ここまで -----'
like 'and is told' "$(told waste@)" '公開します'
is 'it is published' "$(faq 1 'state || open || question')" published0粗大ごみは、どう出せばよいですか。
is 'what was sealed is gone' "$(faq 1 'coalesce(draft, 0) || coalesce(key, 0)')" 00
ok 'approved once more' says waste@city.example.jp "$again" "$(block 承認 '')"
like 'is late' "$(told waste@)" 'すでにお返事'
ok 'dropped afterwards by the same mail' says waste@city.example.jp "$again" "$(block 不要 '')"
is 'is late, too' "$(faq 1 state)" published

exits 'published' 0 iken-faq
like 'on the page' "$(cat "$T/published/faq.html")" 'id="faq-1"'
like 'with its department' "$(cat "$T/published/faq.html")" '清掃課'
like 'in the list' "$(cat "$T/published/faq.csv")" '粗大ごみは、どう出せばよいですか'
unlike 'nothing personal anywhere' "$(cat "$T"/published/faq.html "$T"/published/faq.csv; pdftotext "$T/published/faq-a5.pdf" -)" '山田|花子|鈴木|佐藤|090-1234|中央1|hanako|秘密'
ok 'a round' round
like 'the page of residents links to it' "$(cat "$office/data/page/out/static/faq.txt")" 'https://www\.city\.example\.jp/iken/faq\.html#faq-1'
ls -i --full-time "$T/published" >"$T/before"
exits 'once more' 0 iken-faq
ok 'nothing is written that is the same' sh -c 'ls -i --full-time "$1" | cmp - "$2"' sh "$T/published" "$T/before"

# ---- asked again ----
at 1
printf '粗大ごみの出し方を知りたいのですが、どう出せばいいですか。\n' | write later@example.jp opinion@city.example.jp 'ごみ'
printf '公園の遊具が壊れています。\n' | write park@example.jp opinion@city.example.jp '公園'
ok 'a round' round
exits 'is counted' 0 iken-faq
exits 'once' 0 iken-faq
is 'in its month' "$(register 'SELECT faq || month || opinions FROM faq_asked')" 12026-121
exits 'it is shown' 0 iken-faq --list
like 'in the list' "$(cat "$T/out")" 'asked again 1 \(this month 1\)'

# ---- the owner ends; it is asked in time ----
at 330
sed -i 's/^addresses = waste@city.example.jp/&\nvalid_to = 2027-03-31\nsuccessor = cleaning/' "$IKEN_CONF"
register "DELETE FROM calendar" 2>/dev/null || :
exits 'nothing is due yet' 0 iken-faq
is 'nobody is asked' "$(faq 1 'round || open')" 20
at 340
exits 'it is due' 0 iken-faq
exits 'twice' 0 iken-faq
is 'asked once' "$(faq 1 'round || open')$(register "SELECT count(*) FROM intent WHERE kind = 'faq'")" 313
round || diag 'the round of a year without holidays'
review=$(newest cleaning@ 'faq[[:space:]]*$')
like 'the successor gets it' "$(field "$review" Subject)" '今もこのとおりですか'
like 'with what was asked again' "$(body "$review")" '同じ質問：1件'
ok 'it confirms' says cleaning@city.example.jp "$review" '承認します。'
is 'for another year' "$(faq 1 "state || open || department || (expires > $IKEN_NOW + 360 * 86400)")" published0cleaning1

# ---- nobody confirms ----
at 690
exits 'asked' 0 iken-faq
is 'once' "$(faq 1 'round || open')" 41
at 710
exits 'it runs out' 0 iken-faq
exits 'once' 0 iken-faq
is 'and is not published' "$(faq 1 state)" expired
unlike 'on the page' "$(cat "$T/published/faq.html")" '粗大'
is 'the desk is told once' "$(register "SELECT count(*) FROM intent WHERE kind = 'notice' AND code = 'faq-expired 1' AND party = 'desk'")" 1
round || :
late=$(newest cleaning@ 'faq[[:space:]]*$')
ok 'the owner corrects it after all' says cleaning@city.example.jp "$late" "$(block 修正 '回答: インターネットで申し込んでください。')"
ok 'and approves' says cleaning@city.example.jp "$(newest cleaning@ 'faq[[:space:]]*$')" "$(block 承認 '')"
exits 'published' 0 iken-faq
like 'again' "$(cat "$T/published/faq.html")" 'インターネットで申し込んで'
ok 'withdrawn by its department at the next question' register "UPDATE faq SET review = 1, changed = changed"
exits 'asked' 0 iken-faq
round || :
ok 'it is not wanted' says cleaning@city.example.jp "$(newest cleaning@ 'faq[[:space:]]*$')" "$(block 廃止 '')"
is 'and gone' "$(faq 1 state)" withdrawn
done_testing
