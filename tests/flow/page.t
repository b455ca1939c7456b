#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The residents' page on the spool's side: posted, taken in, requested, answered, published, read, withdrawn; new
# passwords by link and letter; who mailed gets a link; forged, repeated and damaged files; a folder that was lost.
. "${0%/*}/post.sh"

IKEN_NOW=1795492800		# 2026-11-24 13:00 in Tokyo, a Tuesday
export IKEN_NOW
office=$T/office
page=$T/page
prints=$T/print
mkdir -p "$prints"
OFFICE_EXTRA="
[page]
url = https://iken.example.jp/
folder = $page
reserve = 20
keep = 30 days

[print]
kind = folder
folder = $prints
"
new_office "$office"

host()
{
	"$B/tests/tools/page-host" "$page" "$@"
}

# post NAME MAIL ADDRESS WAY TEXT [FILE...]: sets number and password.
post()
{
	printf '氏名: %s\nメールアドレス: %s\n郵便番号: 160-0023\n住所: %s\n回答方法: %s\n投稿目的: 意見・要望\n\n%s\n' "$1" "$2" "$3" "$4" "$5" >"$T/form"
	shift 5
	host post "$T/form" "$@" >"$T/posted" || bail 'the post is not taken'
	read -r number password <"$T/posted"
}

state()
{
	register "SELECT state FROM opinion WHERE number = '$1'"
}

# text_of FILE: of a mail that we sent.
text_of()
{
	python3 -c 'import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print(m["subject"])
print(m.get_body(("plain",)).get_content())' "$1"
}

# answer TEXT [FILE]: the department answers its newest request.
answer()
{
	_request=$(newest roads@ request)
	{ echo "$1"; quoted "$_request"; } >"$T/answer"
	python3 - "$(reply_address "$_request")" "$T/answer" ${2:+"$2"} >"$T/written" <<-'P'
		import email.message, sys, uuid
		m = email.message.EmailMessage()
		m["From"], m["To"], m["Subject"] = "roads@city.example.jp", sys.argv[1], "Re: 処理依頼"
		m["Message-ID"] = "<%s@mail.example.jp>" % uuid.uuid4()
		m.set_content(open(sys.argv[2]).read())
		if len(sys.argv) > 3:
		    m.add_attachment(open(sys.argv[3], "rb").read(), maintype="application", subtype="pdf", filename="工事の図.pdf")
		sys.stdout.buffer.write(bytes(m))
	P
	put_mail "$office/inbox" "$T/written"
}

# ---- what the page is told ----
round
ok 'the page knows the office' grep -q '見本市役所' "$page/out/page"
is 'and has numbers' "$(wc -l <"$page/out/numbers" | tr -d ' ')" 20
ok 'and its style' test -s "$page/out/static/page.css"

# ---- posted ----
printf '%%PDF-1.4 a small one\n' >"$T/写真.pdf"
post 港花子 hanako@example.jp 見本市見本町1-2-3 メール '駅前の道路の舗装が割れています。ひみつのことば。' "$T/写真.pdf"
is 'a post waits in the folder' "$(ls "$page/in" | wc -l)" 1
round
is 'it was taken out of it' "$(ls "$page/in" | wc -l)" 0
is 'it is an opinion under its number' "$(state "$number")" requested
is 'of the web, with its purpose' "$(register "SELECT channel, purpose FROM opinion WHERE number = '$number'")" 'web|opinion'
receipt=$(text_of "$(newest hanako@ receipt)")
like 'a receipt was sent' "$receipt" "$number"
unlike 'without its text' "$receipt" 'ひみつ|舗装'
unlike 'without its password' "$receipt" "$password"
unlike 'and without a link' "$receipt" 'link='
request=$(text_of "$(newest roads@ request)")
like 'the department has its text' "$request" 'ひみつのことば'
unlike 'and not who wrote' "$request" '花子|hanako'
like 'and its file' "$(cat "$(newest roads@ request)")" 'Content-Disposition: attachment'
unlike 'nothing else of what the page wrote' "$request" 'X-Ikenbako|回答方法'
is 'the number is not given away again' "$(grep -c "^$number\$" "$page/out/numbers")" 0
is 'there are as many as before' "$(wc -l <"$page/out/numbers" | tr -d ' ')" 20

# ---- read before the answer ----
shown=$(host open "$number" "$password")
like 'the page says how it stands' "$shown" '^state: in work'
like 'and when an answer is expected' "$shown" '^expected: yes'
like 'and what was posted' "$shown" '^text: .*ひみつのことば'
exits 'a wrong password opens nothing' 77 host open "$number" k7mp-3x9q-ha2d

# ---- answered ----
printf '%%PDF-1.4 the plan\n' >"$T/plan.pdf"
answer '来月に直します。ないしょのこたえ。' "$T/plan.pdf"
round
is 'the answer has left' "$(state "$number")" sent
mail=$(text_of "$(newest hanako@ answer)")
like 'the mail says that it is there' "$mail" '回答を用意しました'
like 'and where' "$mail" 'https://iken.example.jp/read'
unlike 'and not what it is' "$mail" 'ないしょ|直します'
unlike 'and has no link, because there is a password' "$mail" 'link='
unlike 'and no file' "$(cat "$(newest hanako@ answer)")" 'attachment'
shown=$(host open "$number" "$password")
like 'the page has the answer' "$shown" '^answer at [0-9]*: .*ないしょのこたえ'
like 'and its state' "$shown" '^state: answered'
like 'and its file' "$shown" '^file 1: 工事の図.pdf application/pdf'
host file "$number" "$password" 1 >"$T/plan.got"
ok 'which is the same' cmp -s "$T/plan.pdf" "$T/plan.got"
is 'the access log says that it was published' \
    "$(register "SELECT what, items FROM access WHERE who = 'page'")" 'published answer|text answer answer-files'
ok 'what is published can be read by nobody else' test -z "$(grep -rlaE 'ひみつ|ないしょ|hanako|花子' "$page" | head -n 1)"

at=$(printf '%s\n' "$shown" | sed -n 's/^answer at \([0-9]*\):.*/\1/p')
host read "$number" "$at"
host read "$number" "$at"
round
is 'that it was read is an event, once' "$(register "SELECT count(*) FROM event WHERE step = 'read'")" 1

# ---- nothing new ----
find "$page/out" -type f -printf '%p %T@\n' | sort >"$T/before"
round
find "$page/out" -type f -printf '%p %T@\n' | sort >"$T/after"
ok 'a run with nothing new writes nothing' cmp -s "$T/before" "$T/after"

# ---- corrected ----
answer '訂正
さらいげつに直します。'
round
shown=$(host open "$number" "$password")
like 'a correction is published besides' "$shown" '^answer that corrects at .*さらいげつ'
like 'and said by mail, not in it' "$(text_of "$(newest hanako@ answer)")" '訂正'
unlike 'nor what it says' "$(text_of "$(newest hanako@ answer)")" 'さらいげつ'
host file "$number" "$password" 1 >"$T/plan.got"
ok 'the file of the first answer is still there' cmp -s "$T/plan.pdf" "$T/plan.got"
first=$number first_password=$password
done_testing
