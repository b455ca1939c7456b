#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken-faq is killed before each of its calls that change something, and run again: what is proposed, asked, expired and published
# is that once. And the same with a disk that is full for one call.
. "${0%/*}/post.sh"

office=$T/office
OFFICE_EXTRA="
[faq]
asked = 2
folder = $T/office/published
"
new_office "$office"
IKEN_NOW=1796106060
export IKEN_NOW
printf '粗大ごみの出し方を教えてください。\n' | write one@example.jp opinion@city.example.jp 'ごみ'
printf '粗大ゴミの出し方を知りたいです。\n' | write two@example.jp opinion@city.example.jp 'ごみ'
ok 'two opinions' round
mail=$(newest waste@ "request $(number 1)")
printf -- '----- ここから回答を記入してください（この行は消さないでください） -----\n区分: 回答\n公開: 可\n粗大ごみは、電話で申し込んでください。\n----- ここまで -----\n' |
	write waste@city.example.jp "$(reply_address "$mail")" 'Re: 処理依頼'
ok 'an answer that may be published' round
cp -a "$office" "$T/answered"

same()
{
	[ "$2" = "$3" ] || {
		diag "$1: $2, not $3"
		return 1
	}
}

reset_answered()
{
	rm -rf "$office" && cp -a "$T/answered" "$office"
}

check_proposed()
{
	same entries "$(register 'SELECT count(*), sum(round), sum(open) FROM faq')" '1|1|1' &&
		same mails "$(register "SELECT count(*) FROM intent WHERE kind = 'faq'")" 1 &&
		same sources "$(register 'SELECT count(*) FROM faq_source')" 2 &&
		same keys "$(register 'SELECT count(*) FROM key WHERE id = (SELECT key FROM faq) AND wrapped IS NOT NULL')" 1 &&
		same integrity "$(register 'PRAGMA integrity_check')" ok
}
EACH=2
at_each_call 'a proposal killed before each call' kill-before reset_answered check_proposed iken-faq --propose
EACH=5
at_each_call 'a disk that is full for one call' ENOSPC reset_answered check_proposed iken-faq --propose

# ---- expiry, counts and files ----
reset_answered
ok 'proposed' iken-faq --propose
ok 'a round' round
mail=$(newest waste@ 'faq[[:space:]]*$')
{
	printf '承認\n'
	quoted "$mail"
} | write waste@city.example.jp "$(reply_address "$mail")" 'Re: faq'
ok 'approved' round
is 'published' "$(register 'SELECT state FROM faq')" published
exits 'on the page' 0 iken-faq
printf '粗大ごみの出し方が分かりません。\n' | write three@example.jp opinion@city.example.jp 'ごみ'
ok 'asked again' round
IKEN_NOW=$((IKEN_NOW + 366 * 86400))
rm -rf "$T/answered" && cp -a "$office" "$T/answered"

check_due()
{
	same state "$(register 'SELECT state, round, open FROM faq')" 'expired|2|1' &&
		same notices "$(register "SELECT count(*) FROM intent WHERE kind = 'notice' AND code = 'faq-expired 1'")" 1 &&
		same questions "$(register "SELECT count(*) FROM intent WHERE kind = 'faq'")" 2 &&
		same again "$(register 'SELECT sum(opinions) FROM faq_asked')" 1 &&
		same files "$(ls "$office/published" | tr '\n' ' ')" 'faq-a5.pdf faq.csv faq.html ' &&
		same page "$(grep -c 'id="faq-1"' "$office/published/faq.html")" 0
}
EACH=3
at_each_call "the day's work killed before each call" kill-before reset_answered check_due iken-faq
EACH=9
at_each_call 'a disk that is full for one call' ENOSPC reset_answered check_due iken-faq
done_testing
