#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The web servers as config/sample sets them up: what they hand to the programs, what they refuse, and what they write down.
. "${0%/*}/../web.sh"

new_page tests/tools/echo-cgi.py
for program in iken-post iken-read; do
	cp tests/tools/echo-cgi.py "$WEB/bin/$program"
done
printf 'body { color: #123 }\n' >"$PAGE/out/static/page.css"
ln -s /etc/passwd "$PAGE/out/static/passwd.html"
echo 'secret of the page' >"$PAGE/out/page"
_give_to_server "$PAGE"
head -c 56623105 /dev/zero >"$T/large"
head -c 3000000 /dev/zero >"$T/middling"

# is_served NAME: what holds for both servers.
is_served()
{
	get '/post?x=1' >"$T/form" || fail "$1 answers"
	like "$1: /post is iken-post" "$(cat "$T/form")" '^program iken-post$'
	like "$1: which is told the page's folder" "$(cat "$T/form")" "^IKEN_PAGE = $PAGE\$"
	like "$1: the question" "$(cat "$T/form")" '^QUERY_STRING = x=1$'
	like "$1: that it is HTTPS" "$(cat "$T/form")" '^HTTPS = on$'
	like "$1: where from" "$(cat "$T/form")" '^REMOTE_ADDR = 127.0.0.1$'
	unlike "$1: and nothing of the server's own" "$(cat "$T/form")" '^(LD_|REROOT)'
	get / >/dev/null
	like "$1: the root leads there" "$(tr -d '\r' <"$T/headers")" '^[Ll]ocation: (https://localhost:?[0-9]*)?/post$'
	for path in /readme /read/x /post/x /iken-post /favicon.ico; do
		get "$path" >/dev/null
		like "$1: $path is nothing" "$(cat "$T/code")" '^40[34]$'
	done
	get '/read?t=TOKEN-2345' -b 'iken=1' >"$T/read"
	like "$1: /read is iken-read" "$(cat "$T/read")" '^program iken-read$'
	like "$1: with the cookie" "$(cat "$T/read")" '^HTTP_COOKIE = iken=1$'
	like "$1: HSTS" "$(cat "$T/headers")" '^[Ss]trict-[Tt]ransport-[Ss]ecurity: max-age=31536000'

	like "$1: a body comes whole" "$(get /post --data-binary "@$T/middling")" '^body 3000000$'
	like "$1: one without a length, too" \
	    "$(get /post --http1.1 -H 'Transfer-Encoding: chunked' -H 'Content-Type: text/plain' --data-binary "@$T/middling")" '^body 3000000$'
	like "$1: and is told its length" "$(cat "$T/body")" '^CONTENT_LENGTH = 3000000$'
	get /post --http1.1 --data-binary "@$T/large" >/dev/null 2>&1
	is "$1: too large a body is refused" "$(cat "$T/code")" 413
	is "$1: nothing of the bodies is left" "$(find "$WEB/memory" "$WEB/body" -type f | wc -l)" 0

	like "$1: a static file is served" "$(get /static/page.css)" 'color: #123'
	like "$1: with its kind" "$(cat "$T/headers")" '^[Cc]ontent-[Tt]ype: text/css; ?charset=utf-8'
	like "$1: not to be guessed at" "$(cat "$T/headers")" '^[Xx]-[Cc]ontent-[Tt]ype-[Oo]ptions: nosniff'
	for path in /static/passwd.html /static/../page /static/%2e%2e/page /static../page /static/ /static/..%2fpage; do
		get "$path" --path-as-is >"$T/got"
		unlike "$1: $path gives nothing away" "$(cat "$T/got")" 'root:|secret of the page|passwd.html<'
	done
}

start_fcgiwrap
start_nginx
is_served nginx
is 'nginx: plain HTTP is sent to HTTPS' \
    "$(curl -sS -o /dev/null -w '%{http_code} %{redirect_url}' "http://localhost:$HTTP/read?t=TOKEN-2345")" '301 https://localhost/read'
not_ok 'nginx: TLS 1.1 is refused' curl -sS --cacert "$PKI/ca.pem" --tls-max 1.1 "$SITE/" 2>/dev/null
rm -f "$WEB/fcgi"
get '/read?t=TOKEN-2345' >/dev/null
is 'nginx: without the programs, it says so' "$(cat "$T/code")" 502
stop "$fcgi_pid"
stop "$web_pid"
like 'nginx: the log has paths' "$(cat "$WEB/ikenbako.log")" '^127\.0\.0\.0 \[[^]]*\] GET /read 200 [0-9]+ [0-9.]+$'
unlike 'and no whole address, no question' "$(cat "$WEB"/*.log "$WEB"/*.stderr)" '127\.0\.0\.1|TOKEN-2345'

start_lighttpd
is_served lighttpd
stop "$web_pid"
like 'lighttpd: the log has paths' "$(cat "$WEB/ikenbako.log")" 'GET /read 200'
unlike 'and no whole address, no question' "$(cat "$WEB"/*.log "$WEB"/*.stderr)" '127\.0\.0\.1|TOKEN-2345'
done_testing
