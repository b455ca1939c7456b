#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Entries that were typed: what is wrong with them, the page in a browser with and without scripts, the list in LibreOffice, the
# sheets on A5; and what becomes of a proposal whose opinion is erased. The whole way by mail is in tests/flow/faq_mail.t.
. "${0%/*}/../web.sh"
_0=$0
. "${_0%/*}/../flow/post.sh"
. "${_0%/*}/../calc.sh"

office=$T/office
OFFICE_EXTRA="
[faq]
folder = $T/published

[erase old]
age = 100 days

[erasure]
people = 2
"
new_office "$office"
IKEN_NOW=1796106060
export IKEN_NOW

# entry FILE-TEXT: adds it; its department approves.
entry()
{
	printf '%s\n' "$1" >"$T/entry"
	iken-faq --add "$T/entry" >"$T/out" 2>"$T/err" && round || return 1
	_mail=$(newest waste@ 'faq[[:space:]]*$')
	{
		printf '承認します。\n'
		quoted "$_mail"
	} | write waste@city.example.jp "$(reply_address "$_mail")" 'Re: faq'
	round
}

# ---- what is typed ----
wrong()
{
	printf '%b' "$2" >"$T/wrong"
	exits "$1" 65 iken-faq --add "$T/wrong"
	like "$1: it is said" "$(cat "$T/err")" "$3"
}
wrong 'no department' '目的: 問い合わせ\n質問: あ\n回答: い\n' '担当'
wrong 'an unknown one' '担当: 宇宙課\n目的: 問い合わせ\n質問: あ\n回答: い\n' '担当.*there is none'
wrong 'no purpose' '担当: 清掃課\n質問: あ\n回答: い\n' '目的'
wrong 'no answer' '担当: 清掃課\n目的: 問い合わせ\n質問: あ\n' '質問 and 回答'
wrong 'something before' '前置き\n担当: 清掃課\n目的: 問い合わせ\n質問: あ\n回答: い\n' 'before the first label'
exits 'no such file' 65 iken-faq --add "$T/nothing"
exits 'no such entry' 65 iken-faq --show 7
exits 'two things at once' 65 iken-faq --list --publish
is 'nothing is there' "$(register 'SELECT count(*) FROM faq')" 0

ok 'an entry' entry '担当: 清掃課
目的: 問い合わせ
質問: 粗大ごみは、どう出せばよいですか。<script>alert(1)</script> & "
回答: 電話で申し込んでください。
手数料は、大きさによります。
やさしい日本語: 大きい ごみは、電話を してください。
ことば: 粗大ごみ'
ok 'another' entry 'Department: waste
Purpose: opinion
Question: =HYPERLINK("http://evil.example/")
Answer: カラスには、ネットを貸します。'
ok 'a third, which nobody approves' sh -c 'printf "担当: waste\n目的: その他\n質問: 内緒の案\n回答: 未承認の答え\n" >"$1"; iken-faq --add "$1" >/dev/null' sh "$T/third"
exits 'published' 0 iken-faq --publish
is 'two of three' "$(register "SELECT group_concat(state) FROM (SELECT state FROM faq ORDER BY id)")" published,published,asked
unlike 'the third is nowhere' "$(cat "$T/published/faq.html" "$T/published/faq.csv")" '内緒|未承認'
unlike 'nor in the clear in the register' "$(cat "$office"/data/register.db*)" '内緒の案'
unlike 'nor in the list' "$(iken-faq --list)" '内緒'
like 'whoever looks sees it' "$(iken-faq --show 3)" '内緒の案'
is 'and that is on record' "$(register "SELECT count(*) FROM access WHERE what = 'show faq 3'")" 1

# ---- the page ----
is 'valid HTML' "$(html_errors "$T/published/faq.html")" ''
start_browser
for window in 'desktop with-js' 'phone with-js' 'phone no-js' 'desktop with-js dark'; do
	# shellcheck disable=SC2086 # words
	browser open $window ja || bail 'no browser'
	browser go "file://$T/published/faq.html"
	case $window in
	*no-js*)
		is "$window: the page is as it should be" "$(browser judge "$T/shot" 2>&1)" ''
		is "$window: there is no search" "$(browser text '#search:not([hidden])' 2>/dev/null)" ''
		;;
	*)
		is "$window: the page is as it should be" "$(browser judge "$T/shot" "$AXE" 2>&1)" ''
		browser fill ことばで探す 'ソダイ ごみ'
		is "$window: nothing has that" "$(browser count 'article:not([hidden])')" 0
		browser fill ことばで探す '粗大ゴミ 電話'
		is "$window: searched in any kana" "$(browser count 'article:not([hidden])')" 1
		like "$window: what was found is said" "$(browser text '#found')" '1件'
		;;
	esac
	like "$window: the answer" "$(browser text '#faq-1')" '手数料は、大きさによります'
	is "$window: markup is text" "$(browser text 'h3' | grep -c '<script>')" 1
	browser close
done

# ---- the list and the sheets ----
ok 'LibreOffice opens the list' calc_sheets "$T/published/faq.csv"
like 'with the answer' "$(cat "$CALC"/*.csv)" 'カラスには、ネットを貸します'
is 'no formula is in it' "$(calc_formulas "$T/published/faq.csv")" ''
like 'the sheets are A5' "$(pdfinfo "$T/published/faq-a5.pdf")" 'Page size: +419\.[0-9]+ x 595'
like 'with the easy line' "$(pdftotext "$T/published/faq-a5.pdf" -)" '大きい ?ごみは'

# ---- for programs that read no UTF-8 ----
ok 'an entry with signs that CP932 lacks' entry '担当: 清掃課
目的: 問い合わせ
質問: 𠮷野町の収集日は😀いつですか。
回答: 髙﨑町と同じ火曜日です。'
exits 'published' 0 iken-faq
not_ok 'not unless asked for' test -e "$T/published/faq-cp932.csv"
exits '--sjis alone' 65 iken-faq --sjis
exits '--sjis with something else' 65 iken-faq --list --sjis
exits 'a trial run' 0 iken-faq -n --publish --sjis
like 'says what it would write' "$(cat "$T/out")" 'would write .*/faq-cp932\.csv'
not_ok 'and writes nothing' test -e "$T/published/faq-cp932.csv"
exits 'in CP932' 0 iken-faq --publish --sjis
like 'is told what did not fit' "$(cat "$T/out")" '^2 signs do not fit into CP932'
python3 - "$T/published" <<'E' >"$T/compared"
import csv, io, sys
read = lambda name, charset: list(csv.reader(io.StringIO(open(sys.argv[1] + '/' + name, encoding=charset, newline='').read(), newline='')))
utf8, sjis = read('faq.csv', 'utf-8-sig'), read('faq-cp932.csv', 'cp932')
same = [[c.replace('𠮷', '〓').replace('😀', '〓') for c in row] for row in utf8] == sjis
lacking = read('faq-cp932-misfits.csv', 'utf-8-sig')
print(same, len(utf8), sorted(c for row in lacking for c in row if c.startswith('U+')))
E
is 'it is the same list, but for two signs, which are listed' "$(cat "$T/compared")" "True 4 ['U+1F600', 'U+20BB7']"
ok 'LibreOffice opens it' calc_sheets "$T/published/faq-cp932.csv"
is 'as the others it is for its group' "$(stat -c %a "$T/published/faq-cp932.csv" "$T/published/faq-cp932-misfits.csv" | sort -u)" 640
exits 'the one with these signs is withdrawn' 0 iken-faq --withdraw 4
exits 'published as usual' 0 iken-faq
unlike 'it is gone there, too' "$(iconv -f CP932 -t UTF-8 "$T/published/faq-cp932.csv")" '髙﨑町'
like 'and the others stay' "$(iconv -f CP932 -t UTF-8 "$T/published/faq-cp932.csv")" 'カラスには'
not_ok 'as all signs fit there is no list' test -e "$T/published/faq-cp932-misfits.csv"
stat -c '%i %Y' "$T/published/faq-cp932.csv" >"$T/before"
exits 'published once more' 0 iken-faq
is 'what is the same is not written' "$(stat -c '%i %Y' "$T/published/faq-cp932.csv")" "$(cat "$T/before")"

# ---- withdrawn ----
exits 'one is withdrawn' 0 iken-faq --withdraw FAQ2
exits 'not twice' 65 iken-faq --withdraw 2
exits 'published' 0 iken-faq
unlike 'it is gone' "$(cat "$T/published/faq.html" "$T/published/faq.csv")" 'カラス'

# ---- what it came from is erased ----
printf 'ごみの収集が遅いです。\n' | write resident@example.jp opinion@city.example.jp '収集'
ok 'an opinion' round
register "INSERT INTO faq_source SELECT 1, id FROM opinion; INSERT INTO faq_source SELECT 3, id FROM opinion; UPDATE opinion SET state = 'closed'"
key=$(register 'SELECT key FROM faq WHERE id = 3')
IKEN_NOW=$((IKEN_NOW + 200 * 86400))
exits 'an erasure' 0 iken-erase --propose
register "UPDATE erasure SET state = 'released'"
exits 'is done' 0 iken-erase
is 'of what was not approved nothing is left' "$(register "SELECT state || open || (draft IS NULL) FROM faq WHERE id = 3")" withdrawn01
is 'its key is destroyed' "$(register "SELECT wrapped IS NULL FROM key WHERE id = $key")" 1
is 'what was approved stays' "$(register 'SELECT state FROM faq WHERE id = 1')" published
is 'without a link' "$(register 'SELECT count(*) FROM faq_source')" 0
done_testing
