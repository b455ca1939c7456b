#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What came by the residents' page, with iken-collect, iken-register and iken-send killed at each call that changes
# something and run again: a post is one opinion under its number, an answer is there before the mail that says so, and
# what is published is what the register says. Every call by ALL=1, else some of them.
. "${0%/*}/post.sh"

IKEN_NOW=1795492800
export IKEN_NOW
office=$T/office
page=$office/page
killer=$B/tests/tools/kill-at
[ -x "$killer" ] || bail "$killer is missing: run make tools"
OFFICE_EXTRA="
[page]
url = https://iken.example.jp/
folder = $page
reserve = 10
"
new_office "$office"
round

host()
{
	"$B/tests/tools/page-host" "$page" "$@"
}

save()
{
	rm -rf "$T/saved"
	cp -Rp "$office" "$T/saved"
}

# The office as it was saved.
back()
{
	rm -rf "$office"
	cp -Rp "$T/saved" "$office"
}

# killed TITLE EVERY CHECK PROGRAM: CHECK is asked after each killing with "killed", and after one more run with "whole".
killed()
{
	n=1 bad=0
	[ -z "${ALL:-}" ] || set -- "$1" 1 "$3" "$4"
	while :; do
		back
		"$killer" -r "$T/report" kill-before "$n" "$4" >"$T/log" 2>&1
		read -r hit call <"$T/report"
		[ "$hit" = none ] || "$3" killed || {
			bad=$((bad + 1))
			diag "$4 killed at call $n ($call)"
		}
		"$4" >>"$T/log" 2>&1
		"$3" whole || {
			bad=$((bad + 1))
			diag "$4 killed at call $n ($call), and run again"
			diag_file "$T/log"
		}
		[ "$hit" != none ] && [ "$bad" -lt 5 ] || break
		n=$((n + $2))
	done
	is "$1 ($((n - 1)) calls)" "$bad" 0
	ok 'and some calls were hit' test "$n" -gt 4
}

printf '氏名: 港花子\nメールアドレス: hanako@example.jp\n\n道路の舗装です。\n' >"$T/form"
host post "$T/form" >"$T/posted"
read -r number password <"$T/posted"
save

waiting()
{
	find "$office/data/arrivals" "$page/in" -type f | wc -l | tr -d ' '
}

collected()
{
	[ "$1" = killed ] && { test "$(waiting)" -ge 1; return; }
	test "$(ls "$page/in" | wc -l)$(ls "$office/data/arrivals" | wc -l)" = 01
}
killed 'a post is never nowhere' 1 collected iken-collect

back
iken-collect || bail 'iken-collect fails'
save
registered()
{
	[ "$1" = killed ] || test "$(register "SELECT number FROM opinion")|$(register "SELECT count(*) FROM page_case WHERE generation = 1")|$(register "SELECT count(*) FROM intent WHERE kind = 'receipt'")|$(ls "$office/data/arrivals" | wc -l | tr -d ' ')" = "$number|1|1|0"
}
killed 'it is one opinion under its number' 5 registered iken-register

back
round
_request=$(newest roads@ request)
{ echo '来月に直します。'; quoted "$_request"; } | write roads@city.example.jp "$(reply_address "$_request")" 'Re: 処理依頼'
iken-fetch && iken-register && iken-route || bail 'the answer does not come in'
[ "$(register 'SELECT state FROM opinion')" = released ] || bail 'the answer is not released'
host reissue "$number" hanako@example.jp
iken-collect && iken-register || bail 'the reissue does not come in'
save
there()
{
	host open "$number" "$password" 2>/dev/null | grep -q '来月に直します'
}
published()
{
	if [ "$1" = killed ]; then
		[ "$(how_many hanako@ answer)" = 0 ] || there
	else
		there && test "$(register 'SELECT state FROM opinion')" = sent &&
		    test "$(register "SELECT count(*) FROM page_case WHERE changed <> written")" = 0 &&
		    test "$(ls "$page/out/links" | wc -l)" = 1 &&
		    test "$(cat "$page/out/stamp")" = "$(register 'SELECT stamp FROM page_home')"
	fi
}
killed 'an answer is there before the mail says so' 4 published iken-send

# And all of it anew, killed on the way.
rm -rf "$page/out"
save
again()
{
	[ "$1" = killed ] || published whole
}
killed 'a lost folder is written anew' 4 again iken-send
done_testing
