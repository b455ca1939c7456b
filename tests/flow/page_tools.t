#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts about the residents' page stand on: the browser does what it is told, and what judges pages finds faults.
. "${0%/*}/../web.sh"

new_page tests/tools/echo-cgi.py
for program in iken-post iken-read; do
	cp tests/tools/echo-cgi.py "$WEB/bin/$program"
done
cat >"$PAGE/out/static/good.html" <<'E2'
<!doctype html>
<html lang="ja">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>ご意見</title></head>
<body><main><h1>ご意見</h1>
<form method="post" action="/post" enctype="multipart/form-data">
<p><label for="name">お名前</label> <input id="name" name="name" autocomplete="name"></p>
<p><label for="why">目的</label> <select id="why" name="why"><option>意見</option><option>質問</option></select></p>
<p><label for="file">添付</label> <input type="file" id="file" name="file"></p>
<p><button>送る</button></p>
</form></main></body>
</html>
E2
cat >"$PAGE/out/static/bad.html" <<'E2'
<!doctype html>
<html>
<head><meta charset="utf-8"><title>ご意見</title><script src="https://elsewhere.invalid/x.js"></script></head>
<body><h1>ご意見</h1>
<form><label for="nothing">お名前</label><input id="name"><button><a href="/">送る</a></button><img src="/static/x.png"><table width="3000"><tr><td>x</table>
<p style="color: #ccc; background: #fff">薄い</form>
</body>
</html>
E2
_give_to_server "$PAGE"
start_fcgiwrap
start_nginx
start_browser

is 'a valid page is valid' "$(html_errors "$PAGE/out/static/good.html")" ''
like 'a broken one is found' "$(html_errors "$PAGE/out/static/bad.html")" 'must not appear as a descendant of the .button. element'
like 'a label without its field too' "$(html_errors "$PAGE/out/static/bad.html")" 'for. attribute of the .label. element'

for script in '' no-js; do
	ok "a browser opens${script:+ without JavaScript}" browser open phone $script
	browser go "$SITE/static/good.html"
	is 'a page has its title' "$(browser title)" 'ご意見'
	browser fill お名前 '港 花子'
	browser choose 目的 質問
	browser attach 添付 "$TOP/LICENSE"
	is 'a field has its value' "$(browser value お名前)" '港 花子'
	is 'its window is a phone'\''s' "$(browser width)" 360
	ok 'it fits a phone' browser fits
	ok 'a button is pressed' browser press 送る
	like 'and the program answers' "$(browser text)" 'SCRIPT_NAME = /post'
	like 'with the file' "$(browser text)" 'body 3[0-9]{4}$'
	not_ok 'what is not there cannot be pressed' browser press 送らない 2>/dev/null
	browser close
done

browser open desktop ja
browser go "$SITE/static/good.html"
ok 'axe finds nothing in the good page' browser axe "$AXE"
browser keys Tab
is 'the keyboard moves on' "$(browser focus)" 'input お名前'
browser shot "$T/shot.png"
like 'a picture is one' "$(file -b "$T/shot.png" 2>/dev/null || head -c 4 "$T/shot.png")" 'PNG'
browser print "$T/print.pdf"
like 'a print has the words' "$(pdftotext "$T/print.pdf" -)" 'ご意見'
is 'every request is to the page' "$(browser requests | grep -v "^$SITE/")" ''
browser go "$SITE/static/bad.html"
browser axe "$AXE" >"$T/axe" 2>&1
like 'axe finds what the bad page lacks' "$(cat "$T/axe")" '^(critical|serious): (html-has-lang|image-alt|label)'
not_ok 'it does not fit' browser fits 2>/dev/null
like 'a request elsewhere is seen, or refused' "$(browser requests; browser log)" 'elsewhere.invalid'
browser close
done_testing
