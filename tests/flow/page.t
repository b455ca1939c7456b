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
print(m.get_body(("plain",)).get_content().replace("\r", ""))' "$1"
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

# ---- a new password ----
host reissue "$first" someone@example.jp
host reissue 2026-009999-9 hanako@example.jp 2>"$T/err"
round
is 'for another address nothing is sent' "$(how_many hanako@ page-link)$(how_many someone@ page-link)" 00
host reissue "$first" ＨＡＮＡＫＯ@example.jp
round
is 'for the registered one a link, by mail' "$(how_many hanako@ page-link)" 1
link=$(text_of "$(newest hanako@ page-link)" | sed -n 's|.*https://iken.example.jp/read?link=||p')
is 'its file is there' "$(ls "$page/out/links" | wc -l | tr -d ' ')" 1
is 'and opens this number, for the next password' "$(host link "$link" again)" "$first 2"
like 'until it is spent the password stays' "$(host open "$first" "$first_password")" 'ひみつのことば'
host password "$first" 7 >"$T/forged"
host link "$link" >"$T/posted"
read -r number password <"$T/posted"
round
is 'a password without a link is none' "$(register "SELECT reason FROM arrival WHERE reason LIKE 'page password%' ORDER BY reason")" \
    "$(printf 'page password old\npage password set')"
like 'the new one opens' "$(host open "$number" "$password")" '^generation: 2'
exits 'the old one does not' 77 host open "$first" "$first_password"
is 'the link is gone' "$(ls "$page/out/links" | wc -l | tr -d ' ')" 0
first_password=$password
for _ in 1 2 3 4 5; do
	host reissue "$first" hanako@example.jp
done
round
is 'a few in a day are sent, and no more' "$(how_many hanako@ page-link)" 3
is 'the events say what was asked for' "$(register "SELECT count(*) FROM event WHERE step = 'link'")" 3

host tries "$first" 7
round
like 'wrong passwords are lines of the access log' "$(register "SELECT who, what FROM access ORDER BY id DESC LIMIT 1")" 'page.wrong password: 7'
like 'and in the analysis of the month' "$(iken audit --month 2026-11)" 'ページでの誤ったパスワード（回数）: 7'

# ---- by post ----
post 森一郎 '' '見本市 見本町 4-5-6' 郵送 '街灯が切れています。'
letter=$number
round
host reissue "$letter" 見本市見本町４−５−６
round
code=$(pdftotext -layout "$prints"/letters-*.pdf - | grep -o '[0-9a-z]\{4\}\(-[0-9a-z]\{4\}\)\{4\}')
is 'who has no mail address gets a letter with a code' "$(host link "$code" again)" "$letter 2"
is 'the opinion goes its own way' "$(state "$letter")" requested
answer '電球を来週取り替えます。'
round
like 'and the answer is in a letter' "$(for f in "$prints"/letters-*.pdf; do pdftotext -layout "$f" -; done)" '電球を来週取り替えます'

# ---- by mail ----
printf '道路の信号が消えています。\n' | write jiro@example.jp opinion@city.example.jp 信号
round
receipt=$(text_of "$(newest jiro@ receipt)")
link=$(printf '%s\n' "$receipt" | sed -n 's|.*https://iken.example.jp/read?link=||p')
host link "$link" >"$T/posted"
read -r mailed password <"$T/posted"
round
like 'who mailed has a link in the receipt, for a password' "$(host open "$mailed" "$password")" '^text: 道路の信号'

printf '道路に穴があります。\n' | write saburo@example.jp opinion@city.example.jp 穴
round
answer '埋めます。'
round
mail=$(text_of "$(newest saburo@ answer)")
unlike 'the answer to a mail is on the page, too' "$mail" '埋めます'
like 'with a link where no password was made' "$mail" 'read\?link='
link=$(printf '%s\n' "$mail" | sed -n 's|.*https://iken.example.jp/read?link=||p')
host link "$link" >"$T/posted"
read -r number password <"$T/posted"
round
like 'which opens it' "$(host open "$number" "$password")" '^answer at [0-9]*: .*埋めます'

# ---- the page's own programs, with what is published here ----
cat >"$T/visit.py" <<-'P'
	# What a browser does with a one-time link: asks for it, presses the button. Prints the password that is shown.
	import html, os, re, subprocess, sys, urllib.parse
	program, page, link = sys.argv[1:]
	def ask(method, query, body=b''):
	    e = dict(os.environ, IKEN_PAGE=page, REQUEST_METHOD=method, QUERY_STRING=query, HTTPS='on', HTTP_HOST='iken.example.jp', SERVER_NAME='iken.example.jp',
	        REMOTE_ADDR='127.0.0.1', SCRIPT_NAME='/read', CONTENT_TYPE='application/x-www-form-urlencoded', CONTENT_LENGTH=str(len(body)), SERVER_PROTOCOL='HTTP/1.1',
	        HTTP_ORIGIN='https://iken.example.jp')
	    return subprocess.run([program], input=body, env=e, stdout=subprocess.PIPE).stdout.decode()
	asked = ask('GET', 'link=' + link)
	fields = {m[0]: html.unescape(m[1]) for m in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', asked)}
	shown = ask('POST', '', urllib.parse.urlencode(fields).encode())
	found = re.search(r'[0-9a-z]{4}(-[0-9a-z]{4}){2}(?![-0-9a-z])', re.sub('<[^>]*>', ' ', shown[shown.index('<main'):]))
	print(found.group(0) if found else shown)
P
printf '道路の側溝が詰まっています。\n' | write shiro@example.jp opinion@city.example.jp 側溝
round
receipt=$(text_of "$(newest shiro@ receipt)")
link=$(printf '%s\n' "$receipt" | sed -n 's|.*https://iken.example.jp/read?link=||p')
number=$(printf '%s\n' "$receipt" | grep -o '2026-[0-9]*-[0-9]' | head -n 1)
password=$(python3 "$T/visit.py" "$B/bin/iken-read" "$page" "$link")
round
like 'iken-read shows a password for the link of a receipt, and the register takes it' "$(host open "$number" "$password")" '^text: 道路の側溝'

# ---- what goes wrong ----
count=$(register 'SELECT count(*) FROM opinion')
printf '氏名: 再\nメールアドレス: sai@example.jp\n\n道路の同じ投稿です。\n' >"$T/form"
host post "$T/form" >"$T/posted"
cp "$page"/in/* "$T/copy"
round
cp "$T/copy" "$page/in/$(basename "$(ls "$office"/data/store/* | head -n 1)")"
cp "$T/copy" "$page/in/again"
round
is 'a file that comes again is known' "$(register 'SELECT count(*) FROM opinion')|$(ls "$page/in" | wc -l | tr -d ' ')" "$((count + 1))|0"

host post -n "$first" "$T/form" >"$T/posted"
host post -n 2030-000001-2 "$T/form" >"$T/posted" 2>"$T/err" || host post -n 2026-009999-2 "$T/form" >"$T/posted" 2>"$T/err"
round
is 'a number that is taken, or not ours, is another one' "$(register "SELECT count(*) FROM opinion WHERE channel = 'web' AND id > $count + 1")" \
    "$(register "SELECT count(*) FROM intent WHERE code LIKE 'page-number %'")"
ok 'of which the desk is told' test "$(how_many kocho@ notice)" -ge 1
like 'and the resident has a link for it' "$(text_of "$(newest sai@ receipt)")" 'read\?link='

head -c 3000 /dev/urandom >"$page/in/0123456789abcdef0123456789abcdef"
ln -s /etc/passwd "$page/in/link"
mkfifo "$page/in/pipe"
iken run >"$T/round" 2>&1
like 'what is damaged is set aside, and told' "$(register "SELECT reason FROM arrival WHERE kind = 'set-aside'")" 'damaged|not a sealed'
is 'what is no file stays' "$(ls "$page/in" | tr '\n' ' ')" 'link pipe '
rm -f "$page/in/link" "$page/in/pipe"

# A web host that is somebody else's writes its notes as it likes: what it says of where it comes from is nothing.
mkdir -p "$T/other/arrivals" "$T/other/tmp"
cp -R "$office/data/keys" "$T/other/keys"
sed "s|^folder = $office/data|folder = $T/other|" "$IKEN_CONF" >"$T/other.conf"
iken -c "$T/other.conf" init >/dev/null 2>&1
answered=$(newest roads@ request)
{
	printf 'From: roads@city.example.jp\nTo: %s\nSubject: Re\nMessage-ID: <f@x>\n\n回答\nにせの回答です。\n' "$(reply_address "$answered")"
} | iken-deliver -c "$T/other.conf"
cp "$T"/other/arrivals/* "$page/in/" || bail 'nothing was forged'
drafts=$(register 'SELECT count(*) FROM draft')
iken run >"$T/round" 2>&1
is 'a department cannot be played from there' "$(register 'SELECT count(*) FROM draft')" "$drafts"
like 'such a file is set aside' "$(register "SELECT reason FROM arrival WHERE kind = 'set-aside' AND source = 'page' ORDER BY seq DESC LIMIT 1")" \
    'not a notice of the page'

# ---- the folder is lost ----
cp -R "$page/out" "$T/published"
rm -rf "$page/out"
round
like 'a folder that was lost is written anew' "$(host open "$first" "$first_password")" 'ないしょのこたえ'
is 'all of it' "$(cd "$page/out" && find . -type f ! -name stamp | sort)" "$(cd "$T/published" && find . -type f ! -name stamp | sort)"
host file "$first" "$first_password" 1 >"$T/plan.got"
ok 'with its files' cmp -s "$T/plan.pdf" "$T/plan.got"
touch "$page/out/cases/2026-000999-1" "$page/out/links/zzz"
echo other >"$page/out/stamp"
round
is 'of an older or newer one nothing is left over' "$(ls "$page/out/cases" "$page/out/links" | grep -c -e 2026-000999 -e zzz)" 0

# ---- withdrawn ----
IKEN_NOW=$((IKEN_NOW + 32 * 86400))
round
is 'after its time an answer is withdrawn, with its files' "$(ls "$page/out/cases" | grep -c "^$first")" 0
ok 'what is not answered stays' test -s "$page/out/cases/$letter"
exits 'and cannot be opened' 1 host open "$first" "$first_password"
host reissue "$first" hanako@example.jp
iken run >"$T/round" 2>&1
is 'numbers of the next year are ready at the end of this one' "$(sed 's/-.*//' "$page/out/numbers" | sort | uniq -c | tr -s ' \n' ' ')" ' 20 2026 20 2027 '
done_testing
