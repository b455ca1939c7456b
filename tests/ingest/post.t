#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken-post as a browser meets it: what was typed and attached arrives sealed and whole, once, and survives every error
. "${0%/*}/../lib.sh"
. tests/ingest/page.sh

head -c 200000 /dev/urandom >"$T/写真 1.jpg"
printf 'x' >"$T/small.txt"
head -c 5000 /dev/urandom >"$T/large.bin"

in_count()
{
	find "$IKEN_PAGE/in" -type f | wc -l
}

# ---- 1-①: form, check, post ----

new_page 5
is 'the form comes' "$(browse get iken-post)" 200
like 'with a list of purposes' "$(page)" '<option value="complaint">苦情</option>'
like 'with the limits of attachments said before' "$(page)" '5個まで添付できます。1個 10 MB、合わせて 25 MB'
is 'what is typed is shown to be checked' "$(browse send iken-post check purpose=request subject=街灯 text='公園の<b>街灯</b>が
"切れて"います' way=post name=山田太郎 postal=１２３－４５６７ address=東京都見本区1-2-3 phone=03-1234-5678 large=yes "files=@$T/写真 1.jpg" "files=@$T/small.txt")" 200
like 'nothing of it can become HTML' "$(page)" '公園の&lt;b&gt;街灯&lt;/b&gt;が&#10;&quot;切れて&quot;います'
like 'the attachments are listed' "$(page)" '写真 1.jpg <span class="size">195 KB'
is 'nothing is in in/ yet' "$(in_count)" 0
not_ok 'attachments do not wait in the clear' grep -raqF "$(head -c 24 "$T/small.txt")x街灯" "$IKEN_PAGE/state"
is 'it is posted' "$(browse send iken-post send)" 200
number=$(shown number)
password=$(shown password)
like 'a number is shown' "$number" '^2026-0*1-[0-9]$'
like 'and a password' "$password" '^[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}$'
like 'with a warning to keep it' "$(page)" 'この画面は二度と表示できません'
like 'the spool finds one post with two files' "$(spool in)" "^post $number ja, 2 files\$"
spool part "$number" 0 >"$T/form"
is 'the form is the one grammar' "$(cat "$T/form")" '氏名: 山田太郎
郵便番号: １２３－４５６７
住所: 東京都見本区1-2-3
電話番号: 03-1234-5678
投稿目的: request
受付方法: web
件名: 街灯
回答方法: 郵送
文字の大きさ: 大

公園の<b>街灯</b>が
"切れて"います'
spool part "$number" 1 >"$T/photo"
ok 'an attachment arrives octet by octet' cmp -s "$T/photo" "$T/写真 1.jpg"
is 'nothing waits in uploads any more' "$(find "$IKEN_PAGE/state/uploads" -type f | wc -l)" 0
# Law: the host's files alone open nothing.
for word in 街灯 山田 見本区1-2-3 "$password" 写真; do
	not_ok "no file of the folder holds $word" grep -raqF "$word" "$IKEN_PAGE"
done

# ---- a double click posts once ----

new_page 5
browse get iken-post >/dev/null
browse send iken-post check purpose=other text=一度だけ way=none "files=@$T/small.txt" >/dev/null
cp "$BROWSER/page.html" "$T/check.html"
browse send iken-post send >"$T/first" &
one=$!
mkdir -p "$T/second"
cp "$T/check.html" "$T/second/page.html"
BROWSER=$T/second browse send iken-post send >"$T/status2"
wait "$one"
is 'both clicks are answered' "$(cat "$T/first") $(cat "$T/status2")" '200 200'
is 'with the same number and password' "$(grep -A2 'class="keep"' "$BROWSER/page.html")" "$(grep -A2 'class="keep"' "$T/second/page.html")"
is 'and one post' "$(spool in | wc -l)" 1
cp "$T/check.html" "$BROWSER/page.html"
browse send iken-post send >/dev/null
is 'a third one, later, too' "$(shown password)" "$(BROWSER=$T/second shown password)"
is 'still one post' "$(spool in | wc -l)" 1
is 'of one number' "$(ls "$IKEN_PAGE/state/taken")" "$(shown number)"
cp "$T/check.html" "$BROWSER/page.html"
first=$(shown number)
browse send iken-post edit >/dev/null
browse send iken-post check text=別の意見 >/dev/null
browse send iken-post send >/dev/null
is 'going back and changing it is another opinion' "$(spool in | wc -l)" 2
[ "$(shown number)" != "$first" ]
is 'with another number' $? 0

# ---- what is required for which way of answer ----

new_page 5
browse get iken-post >/dev/null
is 'an empty form is refused' "$(browse send iken-post check)" 400
for id in purpose text way; do
	like "with a link to $id" "$(page)" "<li><a href=\"#$id\">"
done
like 'and the title says so' "$(page)" '<title>入力の誤り: '
browse send iken-post check purpose=request text=あ way=mail >/dev/null
is 'by mail: the address is missing' "$(grep -c '<li><a href="#mail">' "$BROWSER/page.html")$(grep -c '<li><a href="#name">' "$BROWSER/page.html")" 10
like 'what was typed is still there' "$(page)" '^あ</textarea>'
like 'what was chosen, too' "$(page)" '<option value="request" selected>'
like 'and the way' "$(page)" 'value="mail" checked'
browse send iken-post check way=post >/dev/null
is 'by post: name and address' "$(grep -c '<li><a href="#\(name\|address\)">' "$BROWSER/page.html")" 2
is 'none: nothing' "$(browse send iken-post check way=none)" 200
browse send iken-post edit >/dev/null
browse send iken-post check way=mail mail=a@b@c postal=12 phone=123 >/dev/null
is 'what is mistyped is told, each' "$(grep -c '<li><a href="#\(mail\|postal\|phone\)">' "$BROWSER/page.html")" 3
browse send iken-post check purpose=unknown >/dev/null
like 'a purpose that is not on the list is none' "$(page)" '<li><a href="#purpose">'
browse send iken-post check way=telegram >/dev/null
like 'a way that is not offered is none' "$(page)" '<li><a href="#way">'

# ---- attachments survive an error, and can be taken away ----

new_page 5 file_count=3 file_size=4000 total_size=6000
head -c 3000 /dev/urandom >"$T/a.bin"
head -c 2500 /dev/urandom >"$T/b.bin"
browse get iken-post >/dev/null
browse send iken-post check text=添付 way=none "files=@$T/a.bin" "files=@$T/b.bin" >/dev/null
like 'an error keeps the first' "$(page)" 'a.bin <span'
like 'and the second' "$(page)" 'b.bin <span'
browse send iken-post remove-1 >/dev/null
unlike 'one is taken away' "$(page)" 'a.bin <span'
is 'it can be checked now' "$(browse send iken-post check purpose=other)" 200
browse send iken-post edit >/dev/null
is 'too large a file is told' "$(browse send iken-post check "files=@$T/large.bin")" 400
like 'beside the others' "$(page)" 'href="#files">大きすぎて添付できない'
unlike 'and is not attached' "$(page)" 'large.bin'
is 'without it, it is good' "$(browse send iken-post check)" 200
browse send iken-post edit >/dev/null
is 'too much together is told' "$(browse send iken-post check "files=@$T/a.bin" "files=@$T/b.bin")" 400
new_page 5 file_count=1
browse get iken-post >/dev/null
is 'too many files are told' "$(browse send iken-post check purpose=other text=x way=none "files=@$T/a.bin" "files=@$T/b.bin")" 400
FILE_NAME='../../etc/pass"wd' browse get iken-post >/dev/null
FILE_NAME='C:\Users\me\../../x.txt' browse send iken-post check purpose=other text=x way=none "files=@$T/small.txt" >/dev/null
like 'a file has a name without folders' "$(page)" '<dd>x.txt <span'

# ---- languages, addresses, questions ----

new_page 5
HTTP_ACCEPT_LANGUAGE='fr, en-US;q=0.8, ja;q=0.5' browse get iken-post >/dev/null
like 'the browser says English' "$(page)" '<html lang="en">'
browse get iken-post lang=easy >/dev/null
like 'the reader says easy Japanese' "$(page)" 'なんの 話（はなし）ですか'
browse send iken-post check text= >/dev/null
like 'and it stays so' "$(page)" '意見（いけん）を 書（か）いて ください'
printf '%s\n' '13101,"100  ","1000001","トウキョウト","チヨダク","チヨダ","東京都","千代田区","千代田",0,0,0,0,0,0' \
    '13101,"102  ","1020072","トウキョウト","チヨダク","イイダバシ","東京都","千代田区","飯田橋（１丁目、",0,0,1,0,0,0' \
    '13101,"102  ","1020072","トウキョウト","チヨダク","イイダバシ","東京都","千代田区","２丁目）",0,0,1,0,0,0' \
    '13101,"100  ","1000000","トウキョウト","チヨダク","イカニ","東京都","千代田区","以下に掲載がない場合",0,0,0,0,0,0' |
    iconv -f UTF-8 -t CP932 >"$T/ken_all.csv"
like 'the table of postal codes is read' "$(iken-post -p "$IKEN_PAGE" -n --postal "$T/ken_all.csv")" '^3 postal codes would'
iken-post -p "$IKEN_PAGE" --postal "$T/ken_all.csv" >/dev/null
is 'into small files' "$(cat "$IKEN_PAGE"/out/static/postal/10*.txt)" "$(printf '0000\t東京都千代田区\n0001\t東京都千代田区千代田\n0072\t東京都千代田区飯田橋')"
browse get iken-post >/dev/null
browse send iken-post postal postal='１００ー０００１' >/dev/null
is 'the address is filled in' "$(field address)" 東京都千代田区千代田
is 'the code as it was typed' "$(field postal)" '１００ー０００１'
browse send iken-post postal postal=9999999 address= >/dev/null
like 'a code that is not there is told' "$(page)" 'href="#postal">この郵便番号の住所は見つかりません'
exits 'something else is no such table' 65 iken-post -p "$IKEN_PAGE" --postal "$T/form"
printf 'ja\trequest,other\t街灯 道路\t街灯が切れているときは\thttps://www.city.example/faq/1\nja\trequest\tx\t悪い\tjavascript:alert(1)\nen\trequest\tx\tEnglish\t/faq/2\nja\tquestion\tx\t別の目的\t/faq/3\n' >"$IKEN_PAGE/out/static/faq.txt"
browse send iken-post check purpose=request text=x way=none postal= >/dev/null
like 'a question of that purpose is offered' "$(page)" '<a href="https://www.city.example/faq/1">街灯が切れているときは</a>'
unlike 'but no script, no other language, no other purpose' "$(page)" 'javascript|English</a></li>$|別の目的'
mkdir -p "$IKEN_PAGE/out/words"
echo 'privacy = <a href="https://www.city.example/privacy">個人情報の取り扱い</a>' >"$IKEN_PAGE/out/words/ja"
browse get iken-post lang=ja >/dev/null
like 'the office has words of its own' "$(page)" '>個人情報の取り扱い</a>'

# ---- when it cannot be taken, nothing is lost ----

new_page 1
post_one
browse get iken-post >/dev/null
browse send iken-post check purpose=other text=番号がない way=none "files=@$T/small.txt" >/dev/null
is 'no number is left: later' "$(browse send iken-post send)" 503
like 'what was typed is there' "$(page)" '^番号がない</textarea>'
like 'what was attached, too' "$(page)" 'small.txt <span'
like 'and when to try again is said' "$(cat "$BROWSER/head")" '^Retry-After: [0-9]'
"$B/tests/tools/page-spool" make "$T/other" 3
cp "$T/other/out/numbers" "$IKEN_PAGE/out/numbers"
browse send iken-post check >/dev/null
is 'when there are numbers again it is posted' "$(browse send iken-post send)" 200
is 'with its attachment' "$(spool in | grep -c '1 files')" 1
new_page 3
browse get iken-post >/dev/null
browse send iken-post check purpose=other text=フォルダがない way=none >/dev/null
mv "$IKEN_PAGE/in" "$IKEN_PAGE/in.away"
is 'in/ is not there: later' "$(browse send iken-post send)" 503
like 'nothing is lost' "$(page)" '^フォルダがない</textarea>'
mv "$IKEN_PAGE/in.away" "$IKEN_PAGE/in"
browse send iken-post check >/dev/null
is 'it is posted when it is there' "$(browse send iken-post send)" 200
is 'with the number that was claimed for it' "$(shown number)" "$(ls "$IKEN_PAGE/state/taken")"
mv "$IKEN_PAGE/out/page" "$IKEN_PAGE/out/page.away"
is 'without a configuration the page says so' "$(browse get iken-post)" 503
mv "$IKEN_PAGE/out/page.away" "$IKEN_PAGE/out/page"
is 'without its folder, too' "$(IKEN_PAGE=$T/nowhere browse get iken-post)" 503
IKEN_PAGE_POSTS=2
export IKEN_PAGE_POSTS
new_page 5
post_one
post_one
browse get iken-post >/dev/null
browse send iken-post check purpose=other text=三つ目 way=none >/dev/null
is 'too many from one network wait' "$(browse send iken-post send)" 429
like 'nothing is lost by it' "$(page)" '^三つ目</textarea>'
browse -s 2001:db8::1 send iken-post check >/dev/null
is 'another network is taken' "$(browse -s 2001:db8::1 send iken-post send)" 200
unset IKEN_PAGE_POSTS

# ---- time ----

new_page 5
IKEN_NOW=1800000000
export IKEN_NOW
browse get iken-post >/dev/null
browse send iken-post check purpose=other text=長い間 way=none "files=@$T/small.txt" >/dev/null
IKEN_NOW=1800030000
is 'a form that was open for a night is looked at again' "$(browse send iken-post send)" 400
like 'and what was typed is there' "$(page)" '^長い間</textarea>'
like 'attachments are to be chosen again' "$(page)" '添付ファイルは選び直して'
unset IKEN_NOW
touch -d '7 hours ago' "$IKEN_PAGE"/state/uploads/* 2>/dev/null
rm -f "$IKEN_PAGE/state/slots/tidied"
browse get iken-post >/dev/null
is 'what nobody came back for is gone' "$(find "$IKEN_PAGE/state/uploads" -type f | wc -l)" 0

# ---- who sends it ----

new_page 5
browse get iken-post >/dev/null
browse send iken-post check purpose=other text=よその way=none >/dev/null
cp "$BROWSER/page.html" "$T/check.html"
is 'a form sent from another site is not posted' "$(HTTP_ORIGIN=https://evil.example browse send iken-post send)" 400
is 'nothing came in' "$(in_count)" 0
cp "$T/check.html" "$BROWSER/page.html"
is 'nor when the browser calls it cross-site' "$(HTTP_SEC_FETCH_SITE=cross-site browse send iken-post send)" 400
cp "$T/check.html" "$BROWSER/page.html"
is 'without a draft of ours it is looked at first' "$(browse send iken-post send draft=00)" 400
is 'nothing came in by all that' "$(in_count)" 0
cp "$T/check.html" "$BROWSER/page.html"
is 'our own is' "$(HTTP_ORIGIN=https://city.example HTTP_SEC_FETCH_SITE=same-origin browse send iken-post send)" 200

# ---- the command line ----

exits 'a query on the command line is nobody'\''s option' 0 env GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=GET iken-post --postal /etc/passwd -p /
like 'the form comes all the same' "$(cat "$T/out")" '<form method="post"'
exits '--check is content' 0 iken-post -p "$IKEN_PAGE" --check
exits '--check says what is wrong' 78 iken-post -p "$T/other/out" --check
exits 'without a web server there is nothing to do' 78 iken-post -p "$IKEN_PAGE"
like 'a HEAD has no body' "$(REQUEST_METHOD=HEAD iken-post | tail -c 20)" '^.?$|X-Robots'
like 'other methods are not known' "$(REQUEST_METHOD=DELETE iken-post)" '^Status: 405'
for header in "Content-Security-Policy: default-src 'none'; script-src 'self'" 'X-Content-Type-Options: nosniff' 'Cache-Control: no-store' 'Referrer-Policy: no-referrer'; do
	browse get iken-post >/dev/null
	ok "every page says $header" grep -qF "$header" "$BROWSER/head"
done
unlike 'no page has a script or style of its own' "$(page)" '<script>|<style|style=| on[a-z]*='
unlike 'the form sets no cookie' "$(cat "$BROWSER/head")" 'Set-Cookie'
unlike 'nothing personal is in the log' "$(cat "$T/errors")" '街灯|山田|yamada'
done_testing
