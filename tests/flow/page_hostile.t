#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The residents' page against those who mean it harm, through the real web server: forms that no browser sends, slow and many
# connections, the same form twice at once; and whoever takes the whole web host reads nothing.
. "${0%/*}/../web.sh"

spool=$B/tests/tools/page-spool
new_page
rm -rf "$PAGE"
"$spool" make "$PAGE" 100 >"$T/made" || bail 'page-spool fails'
_give_to_server "$PAGE"
start_fcgiwrap 4
NGINX_EDIT='s/rate=20r/rate=1000r/; s/fastcgi_param IKEN_PAGE .*/& fastcgi_param IKEN_PAGE_POSTS 0;/'
start_nginx

draft_of()
{
	get /post | sed -n 's/.*name="draft" value="\([^"]*\)".*/\1/p' | head -n 1
}
posts()
{
	"$spool" in "$PAGE" | grep -c '^post '
}

# ---- forms ---------------------------------------------------------------------------------

python3 tests/tools/hostile-forms.py "$HTTPS" forms "$(draft_of)" >"$T/statuses"
like 'there are many' "$(wc -l <"$T/statuses")" '^4[0-9]$'
is 'each hostile form is answered or dropped, and breaks nothing' \
    "$(grep -vE '^(0|200|303|400|403|404|405|411|413|414|415|429|501) ' "$T/statuses")" ''
is 'none of them is a program that died' "$(grep -E '^5' "$T/statuses" | grep -v '^501')" ''
is 'nothing of them was posted' "$(posts)" 0
is 'nor anything put beside the page' "$(find "$PAGE" -newer "$T/made" -name '*.txt' -o -name 'x' -o -name passwd)" ''
get /post >/dev/null
is 'the form is there as before' "$(cat "$T/code")" 200
for header in "content-security-policy: .*default-src 'none'" 'x-content-type-options: nosniff' 'referrer-policy: (same-origin|no-referrer)' \
    'cache-control: .*no-store' 'strict-transport-security:'; do
	like "with $header" "$(tr 'A-Z' 'a-z' <"$T/headers")" "^$header"
done
unlike 'no script or style in the page itself' "$(tr 'A-Z' 'a-z' <"$T/headers"; cat "$T/body")" "unsafe-|<script>|<style|style=|onclick="

# A file over the limit: the text comes back.
head -c 12000000 /dev/urandom >"$T/large.bin"
post() { get /post -F "draft=$1" -F purpose=question -F "text=$2" -F way=none "${3:--F}" "${4:-do=send}" ${5:+-F "$5"}; }
post "$(draft_of)" 'カナリア駱駝' -F do=check "files=@$T/large.bin" >"$T/answer"
is 'a file over the limit is refused' "$(cat "$T/code")" 400
like 'and what was typed comes back' "$(cat "$T/answer")" 'カナリア駱駝'
is 'nothing of its octets is in the clear anywhere' \
    "$(python3 - "$T/large.bin" "$PAGE" "$WEB" <<'END'
import os, sys
mark = open(sys.argv[1], 'rb').read(64)
for top in sys.argv[2:]:
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and mark in open(path, 'rb').read():
                print(path)
END
)" ''

# ---- the same form, twice at once --------------------------------------------------------------

draft=$(draft_of)
for i in 1 2 3 4; do
	curl -sS --cacert "$PKI/ca.pem" -F "draft=$draft" -F purpose=question -F 'text=twice' -F way=none -F do=send "$SITE/post" >"$T/twice.$i" &
	eval "c$i=\$!"
done
wait "$c1" "$c2" "$c3" "$c4"
is 'sent four times at once, one post' "$(posts)" 1
is 'and one number for all' "$(sed -n 's/.*id="number">\([^<]*\)<.*/\1/p' "$T"/twice.? | sort | uniq -c | tr -s ' ' | cut -d' ' -f2)" 4

# ---- slow connections ----------------------------------------------------------------------------

read -r seconds status <<E2
$(python3 tests/tools/hostile-forms.py "$HTTPS" slow "$(draft_of)" || echo fails)
E2
is 'slow connections do not keep others from the form' "$status" 200
ok "who comes meanwhile waits less than ten seconds ($seconds)" test "$seconds" -lt 10

# ---- the whole host stolen -------------------------------------------------------------------------

echo 'カナリア犀 in a file' >"$T/canary.txt"
post "$(draft_of)" 'カナリア駱駝の意見' -F do=send "files=@$T/canary.txt" >"$T/answer"
number=$(sed -n 's/.*id="number">\([^<]*\)<.*/\1/p' "$T/answer")
password=$(sed -n 's/.*id="password">\([^<]*\)<.*/\1/p' "$T/answer")
"$spool" publish "$PAGE" "$number" answered 'カナリア鰐の回答' "$T/canary.txt" text/plain >"$T/published" || bail 'cannot publish'
"$spool" link "$PAGE" "$number" 2 "$(($(date +%s) + 100000))" >"$T/token"
_give_to_server "$PAGE/out"
token=$(get /read | sed -n 's/.*name="token" value="\([^"]*\)".*/\1/p' | head -n 1)
get /read -c "$T/jar" --data-urlencode "token=$token" --data-urlencode "number=$number" --data-urlencode "password=$password" -d do=login >/dev/null
get /read -b "$T/jar" >"$T/answer"
like 'somebody is reading just now' "$(cat "$T/answer")" 'カナリア鰐の回答'
get '/read?file=1' -b "$T/jar" >"$T/file"
is 'and has the file' "$(cat "$T/file")" "$(cat "$T/canary.txt")"
stop "$web_pid"
stop "$fcgi_pid"
cp -R "$_run" "$T/stolen"
found()
{
	grep -rlaF -e "$1" "$T/stolen" | head -n 3
}
for canary in 'カナリア' "$password" "$(echo "$password" | tr -d -)" "$(cat "$T/token")" 'canary.txt' '127.0.0.1 -' 'hostile text'; do
	is "nowhere on the host: $canary" "$(found "$canary" | grep -v 'root/\|\.conf$')" ''
done
"$B/tests/tools/page-thief" "$T/stolen/page" >"$T/thief"
like 'its keys were tried' "$(cat "$T/thief")" '^[0-9]{3,} octets of keys, [0-9]{3,} tries, [3-9] files$'
unlike 'and open nothing' "$(cat "$T/thief")" '^opened'
"$B/tests/tools/page-thief" "$T/stolen/page" "$PAGE.key" >"$T/thief"
like 'the key that the host does not have would' "$(cat "$T/thief")" '^opened [0-9a-f]{32}$'
done_testing
