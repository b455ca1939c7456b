#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken-read as a browser meets it: number and password, the answer and its files, sessions, links, new passwords
. "${0%/*}/../lib.sh"
. tests/ingest/page.sh

login()
{
	browse get iken-read >/dev/null
	browse send iken-read login number="$1" password="$2"
}
forget()
{
	rm -f "$BROWSER/cookie"
}

new_page 20 url=https://iken.example.jp/
post_one

# ---- 1-⑨: number and password ----

is 'number and password open it before the spool has taken it' "$(login "$number" "$password")" 303
is 'the page comes' "$(browse get iken-read)" 200
is 'with the number' "$(shown number)" "$number"
is 'and its state' "$(shown state)" 受け付けました
forget
is 'as people type it' "$(login "$(echo "$number" | tr -d - | sed 'y/0123456789/０１２３４５６７８９/')" " $(echo "$password" | tr a-z- 'A-Z ') ")" 303
like 'the cookie is for https and this host alone' "$(cat "$BROWSER/head")" '^Set-Cookie: __Host-iken=[0-9a-f]+; Path=/; HttpOnly; SameSite=Strict; Max-Age=1200; Secure$'
forget
like 'over http it can be had by an explicit setting only' "$(IKEN_PAGE_INSECURE=yes login "$number" "$password"; cat "$BROWSER/head")" '^Set-Cookie: iken=[0-9a-f]+; Path=/; HttpOnly; SameSite=Strict; Max-Age=1200$'
forget
printf 'PDF\0DATA' >"$T/地図 1.pdf"
spool publish "$number" work
login "$number" "$password" >/dev/null
browse get iken-read >/dev/null
is 'before the answer: who has it' "$(shown state)" 担当の課で対応しています
like 'and when it is expected' "$(shown expected)" '^令和'
spool publish "$number" answered '直しました。<script>alert(1)</script>
道路課' "$T/地図 1.pdf" application/pdf
browse get iken-read lang=en >/dev/null
like 'the answer, as text' "$(page)" '<div class="text">直しました。&lt;script&gt;alert\(1\)&lt;/script&gt;&#10;道路課</div>'
like 'in the reader'\''s language' "$(shown state)" Answered
unlike 'an expected date no more' "$(page)" 'id="expected"'
like 'the opinion' "$(page)" '公園の街灯が切れています'
like 'its file' "$(page)" 'href="read\?file=1&amp;lang=en" download>地図 1.pdf</a>'
browse -r get iken-read file=1 >/dev/null
is 'octet by octet' "$(tail -c 8 "$BROWSER/raw" | od -An -c | tr -d ' \n')" 'PDF\0DATA'
for header in 'Content-Type: application/pdf' 'Content-Length: 8' 'X-Content-Type-Options: nosniff' "Content-Security-Policy: default-src 'none'; sandbox" \
    "Content-Disposition: attachment; filename=\"file.pdf\"; filename\*=UTF-8''%E5%9C%B0%E5%9B%B3%201.pdf"; do
	ok "the file says $header" grep -aq "^$header" "$BROWSER/raw"
done
for index in 0 2 -1 x ../1 ''; do
	is "there is no file '$index'" "$(browse -r get iken-read "file=$index")" 404
done
is 'the spool is told once that it was opened' "$(spool in | grep -c "^read $number\$")" 1
browse get iken-read >/dev/null
is 'and not again' "$(spool in | grep -c '^read')" 1
spool publish "$number" answered 'x' "$T/地図 1.pdf" text/html
browse -r get iken-read file=1 >/dev/null
ok 'HTML is sent as octets' grep -aq '^Content-Type: application/octet-stream' "$BROWSER/raw"
rm "$IKEN_PAGE/out/cases/$number.1"
is 'a file that is gone is not found' "$(browse -r get iken-read file=1)" 404
for word in 直しました 道路課 地図 PDF 街灯 "$password"; do
	not_ok "no file of the folder holds $word" grep -raqF "$word" "$IKEN_PAGE"
done

# ---- sessions ----

kept=$(cat "$BROWSER/cookie")
is 'it can be ended' "$(browse send iken-read logout)" 200
is 'the cookie goes' "$(cat "$BROWSER/cookie")" ''
printf %s "$kept" >"$BROWSER/cookie"
browse get iken-read >/dev/null
like 'a copy of it is dead as well' "$(page)" 'name="password"'
login "$number" "$password" >/dev/null
IKEN_NOW=$(($(date +%s) + 1201))
export IKEN_NOW
browse get iken-read >/dev/null
like 'it ends after 20 minutes' "$(page)" 'name="password"'
unset IKEN_NOW
login "$number" "$password" >/dev/null
sed -i 's/.$/0/;s/\(.*\)..../\1beef/' "$BROWSER/cookie"
browse get iken-read >/dev/null
like 'a cookie that was changed opens nothing' "$(page)" 'name="password"'
login "$number" "$password" >/dev/null
rm -f "$IKEN_PAGE"/state/keys/session-*
browse get iken-read >/dev/null
like 'nor does one without the host'\''s key' "$(page)" 'name="password"'
forget
browse get iken-read >/dev/null
is 'a login sent from another site is none' "$(HTTP_SEC_FETCH_SITE=cross-site browse send iken-read login number="$number" password="$password")" 400
browse get iken-read >/dev/null
is 'nor one with another form'\''s token' "$(browse send iken-read login number="$number" password="$password" token=00000000000000000000000000000000)" 400
is 'unknown forms are none' "$(browse get iken-read >/dev/null; browse send iken-read login do=delete)" 400

# ---- wrong ones ----

browse get iken-read >/dev/null
is 'a wrong password' "$(browse send iken-read login number="$number" password=aaaa-bbbb-cccc)" 403
page | sed 's/value="[^"]*"//g' >"$T/wrong"
ok 'costs a guess of 64 MB' test "$(cat "$BROWSER/memory")" -gt 65000
browse get iken-read >/dev/null
is 'a number that nobody has' "$(browse send iken-read login number=2026-000019-1 password=aaaa-bbbb-cccc)" 400
unknown=$(sed -n 19p "$IKEN_PAGE/out/numbers")
browse get iken-read >/dev/null
is 'a good number that nobody has' "$(browse send iken-read login number="$unknown" password=aaaa-bbbb-cccc)" 403
is 'has the same words' "$(page | sed 's/value="[^"]*"//g')" "$(cat "$T/wrong")"
ok 'and costs the same guess' test "$(cat "$BROWSER/memory")" -gt 65000
browse get iken-read >/dev/null
is 'what can be no password is told' "$(browse send iken-read login number="$number" password=abc)" 400
like 'and what it looks like' "$(page)" 'href="#password">パスワードは、4文字ずつ3組'
is 'it is no try' "$(cat "$IKEN_PAGE"/state/wrong/* | wc -l)" 2

# ---- 1-②: a one-time link ----

token=$(spool link "$number" 2 1999999999)
is 'opening it shows a button' "$(browse get iken-read "link=$token")" 200
like 'and nothing else' "$(page)" '<button type="submit" id="once">'
is 'however often a scanner opens it' "$(browse get iken-read "link=$token"; browse get iken-read "link=$token")" '200
200'
cp "$BROWSER/page.html" "$T/link.html"
login "$number" "$password" >/dev/null
cp "$BROWSER/cookie" "$T/old-session"
cp "$T/link.html" "$BROWSER/page.html"
is 'the button shows a password' "$(browse send iken-read link)" 200
new=$(shown password)
is 'of that number' "$(shown number)" "$number"
[ "$new" != "$password" ]
is 'a new one' $? 0
cp "$T/link.html" "$BROWSER/page.html"
browse send iken-read link >/dev/null
is 'a second click shows the same' "$(shown password)" "$new"
is 'the spool is told once' "$(spool in | grep -c "^password $number generation 2\$")" 1
is 'the link is spent' "$(browse get iken-read "link=$token"; browse send iken-read link)" '200
404'
unlike 'and shows nothing' "$(page)" 'id="password"'
forget
is 'the old password is dead' "$(login "$number" "$password")" 403
cp "$T/old-session" "$BROWSER/cookie"
browse get iken-read >/dev/null
like 'and so is a session of it' "$(page)" 'name="password"'
forget
is 'the new one opens' "$(login "$number" "$new")" 303
browse get iken-read >/dev/null
like 'the answer' "$(page)" 'id="answer-1"'
spool publish "$number" answered y
is 'also while out/ has the old one' "$(forget; login "$number" "$new")" 303
token=$(spool link "$number" 2 1999999999)
is 'a link of a password that is dead' "$(browse get iken-read "link=$token" >/dev/null; browse send iken-read link)" 404
token=$(spool link "$number" 3 1000000000)
is 'a link that is too old' "$(browse get iken-read "link=$token")" 404
is 'one that is none' "$(browse get iken-read link=aaaa-bbbb-cccc-dddd-eeee)" 404
is 'one that is mistyped' "$(browse get iken-read link=aaaa)" 400
token=$(spool link "$number" 3 1999999999)
is 'a letter'\''s code is typed' "$(browse get iken-read link=; browse send iken-read link link="$(echo "$token" | tr 'a-z-' 'A-Z ')")" '200
200'
newer=$(shown password)
is 'and opens' "$(forget; login "$number" "$newer")" 303
mv "$IKEN_PAGE/in" "$IKEN_PAGE/in.away"
token=$(mv "$IKEN_PAGE/in.away" "$IKEN_PAGE/in"; spool link "$number" 4 1999999999)
browse get iken-read "link=$token" >/dev/null
cp "$BROWSER/page.html" "$T/link.html"
mv "$IKEN_PAGE/in" "$IKEN_PAGE/in.away"
is 'where the spool cannot be told, nothing is spent' "$(browse send iken-read link)" 503
mv "$IKEN_PAGE/in.away" "$IKEN_PAGE/in"
is 'the password is still the one before' "$(forget; login "$number" "$newer")" 303
cp "$T/link.html" "$BROWSER/page.html"
is 'and the link is good' "$(browse send iken-read link)" 200

# ---- a new password ----

forget
browse get iken-read new=1 >/dev/null
is 'it is asked for' "$(browse send iken-read reissue number="$number" address=yamada@example.jp)" 200
page >"$T/asked"
is 'the spool is told' "$(spool in | grep -c "^reissue $number yamada@example.jp\$")" 1
browse get iken-read new=1 >/dev/null
browse send iken-read reissue number="$unknown" address='東京都よそ区 1-2-3' >/dev/null
is 'the same words whatever is true' "$(page)" "$(cat "$T/asked")"
browse get iken-read new=1 >/dev/null
is 'what is missing is told' "$(browse send iken-read reissue number= address=)" 400
for _ in 1 2 3 4 5 6 7 8; do
	browse get iken-read new=1 >/dev/null
	browse -s 198.51.100.7 send iken-read reissue number="$number" address=x@example.jp >/dev/null
done
is 'the same words when it is too often' "$(page)" "$(cat "$T/asked")"
is 'but not everything is passed on' "$(spool in | grep -c "^reissue $number x@example.jp\$")" 2

# ---- what is published goes ----

forget
rm -f "$IKEN_PAGE/out/cases/$number"
touch -d '8 days ago' "$IKEN_PAGE/state/wraps/$number"
exits 'what is old is removed' 0 iken-read -p "$IKEN_PAGE" --tidy
browse get iken-read >/dev/null
is 'an opinion that was erased is one that never was' "$(browse -s 203.0.113.9 send iken-read login number="$number" password="$newer")" 403

# ---- the command line and odd requests ----

exits 'a query on the command line is nobody'\''s option' 0 env GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=GET QUERY_STRING=--tidy iken-read --tidy
like 'the form comes' "$(cat "$T/out")" 'name="password"'
exits '--check is content' 0 iken-read -p "$IKEN_PAGE" --check
exits 'without a folder it is not' 78 env -u IKEN_PAGE iken-read --check
is 'without a folder the page says so' "$(env -u IKEN_PAGE GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=GET iken-read 2>/dev/null | head -n 1 | tr -d '\r')" 'Status: 503 Service Unavailable'
head -c 2000000 /dev/zero >"$T/zeros"
is 'a form of 2 MB is not read' "$(browse body iken-read application/x-www-form-urlencoded "$T/zeros")" 413
is 'nor another type' "$(browse body iken-read multipart/form-data "$T/err")" 400
is 'NULs are a form without sense' "$(head -c 1000 "$T/zeros" >"$T/few"; browse body iken-read application/x-www-form-urlencoded "$T/few")" 400
unlike 'nothing personal is in the log' "$(cat "$T/errors")" 'yamada|街灯|直しました'
done_testing
