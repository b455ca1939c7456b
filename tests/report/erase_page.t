#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Erasure of what was posted, answered and read on the residents' page: its case, its files, its links, and copies of them
# that lie about in the page's folder.
. "${0%/*}/erase.sh"

office=$T/office
page=$T/page
OFFICE_EXTRA="
[page]
url = https://iken.example.jp/
folder = $page
reserve = 10
keep = 3000 days

[limits]
automatic_per_address = 1000

[erase old]
states = delivered
age = 5 days
"
at 0
new_office "$office"
round

host()
{
	"$B/tests/tools/page-host" "$page" "$@"
}

printf '氏名: カナリア花子\nメールアドレス: canary@example.jp\n\n道路のカナリア本文です。\n' >"$T/form"
host post "$T/form" >"$T/posted"
read -r number password <"$T/posted"
printf '道路のほかの意見です。\n' | write other@example.jp opinion@city.example.jp 道路
round
printf '氏名: ほか\nメールアドレス: hoka@example.jp\n\n道路の二番目です。\n' >"$T/form"
host post "$T/form" >"$T/kept"
round
_request=$(newest roads@ request)
for _request in $(grep -al "$number" $(grep -al '^X-Ikenbako: request' "$office"/outbox/new/*) | head -n 1); do
	python3 - "$(reply_address "$_request")" >"$T/written" <<-'P'
		import email.message, sys
		m = email.message.EmailMessage()
		m["From"], m["To"], m["Subject"], m["Message-ID"] = "roads@city.example.jp", sys.argv[1], "Re: 処理依頼", "<a@mail.example.jp>"
		m.set_content("カナリア回答です。\n")
		m.add_attachment(b"%PDF-1.4 canary", maintype="application", subtype="pdf", filename="plan.pdf")
		sys.stdout.buffer.write(bytes(m))
	P
	put_mail "$office/inbox" "$T/written"
done
round
host reissue "$number" canary@example.jp
round
is 'its case, a file and a link are published' "$(ls "$page/out/cases" | grep -c "^$number")$(ls "$page/out/links" | wc -l | tr -d ' ')" 22

at 3
round
at 9
round
is 'the link still opens' "$(ls "$page/out/links" | wc -l | tr -d ' ')" 2
cp "$page/out/cases/$number" "$page/state/tmp/a-copy"
cp "$page/out/cases/$number.1" "$T/copy.1"
exits 'a proposal' 0 iken-erase --propose
released 1 || bail 'nobody releases it'
exits 'a copy of what is published is found' 65 iken-erase
like 'where it lies' "$(cat "$T/err")" 'state/tmp/a-copy'
rm "$page/state/tmp/a-copy"
exits 'without it, it is erased' 0 iken-erase
is 'its case and its file are gone' "$(ls "$page/out/cases" | grep -c "^$number")" 0
is 'the register knows nothing of them' "$(register "SELECT (SELECT count(*) FROM page_case c JOIN opinion o ON o.id = c.opinion WHERE
	o.state = 'erased') + (SELECT count(*) FROM page_file)")" 0
is 'and its link' "$(ls "$page/out/links" | wc -l | tr -d ' ')" 1
is 'others are as they were' "$(ls "$page/out/cases" | wc -l | tr -d ' ')" 2
round
is 'and nothing comes back' "$(ls "$page/out/cases" | grep -c "^$number")" 0
exits 'it cannot be opened' 1 host open "$number" "$password"
host reissue "$number" canary@example.jp
iken run >"$T/round" 2>&1
is 'nor is there a new password for it' "$(register "SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1")" 'page reissue unknown'
done_testing
