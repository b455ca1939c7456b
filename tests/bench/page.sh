# SPDX-License-Identifier: GPL-3.0-or-later
# page.sh - the part of the bench for the residents' page: posts and logins on the real nginx and fcgiwrap, beside the same server
# and a CGI program that does nothing, and beside the key derivation alone. Read by bench.
# shellcheck shell=sh disable=SC2154

PAGE_POSTS=${PAGE_POSTS:-200}
PAGE_CLIENTS=${PAGE_CLIENTS:-8}

# load NAME COUNT ARGUMENT...: page-load's seconds and the 99th percentile are rows of the results.
load()
{
	_row=$1 _count=$2
	shift 2
	say "round $round: $_row"
	sync
	_spent=$(python3 "$TOP/tests/bench/page-load.py" "$HTTPS" "$PAGE_CLIENTS" "$_count" "$@" 2>"$T/numbers") || {
		diag_file "$T/numbers"
		bail "$_row failed"
	}
	[ "$round" != 0 ] || return 0
	echo "$_row ${_spent% *} 0 0 $_count" >>"$results"
	echo "$_row-99 ${_spent#* } 0 0 1" >>"$results"
}

start_page()
{
	new_page "$B/bin/iken-post" "$B/bin/iken-read" "$tools/plain-cgi"
	rm -rf "$PAGE"
	"$B/tests/tools/page-spool" make "$PAGE" $((PAGE_POSTS * (ROUNDS + 1) + PAGE_CLIENTS)) >"$T/out" || bail 'page-spool fails'
	_give_to_server "$PAGE"
	start_fcgiwrap 8
	NGINX_EDIT='s/rate=20r/rate=100000r/; s/ikenbako_open 20/ikenbako_open 1000/; s/fastcgi_param IKEN_PAGE .*/& fastcgi_param IKEN_PAGE_POSTS 0;/
		s,^	/read	iken-read;,&\n	/plain	plain-cgi;,; s,(post|read),(post|read|plain),'
	start_nginx
	readers=
	while [ "$(echo "$readers" | wc -w)" -lt $((2 * PAGE_CLIENTS)) ]; do
		add_reader
	done
	_give_to_server "$PAGE/out"
}

# add_reader: an opinion that is answered; its number and password are added to $readers.
add_reader()
{
	_draft=$(get /post | sed -n 's/.*name="draft" value="\([^"]*\)".*/\1/p')
	get /post -F "draft=$_draft" -F purpose=question -F 'text=login' -F way=none -F do=send >"$T/posted"
	_number=$(sed -n 's/.*id="number">\([^<]*\)<.*/\1/p' "$T/posted")
	readers="$readers $_number $(sed -n 's/.*id="password">\([^<]*\)<.*/\1/p' "$T/posted")"
	"$B/tests/tools/page-spool" publish "$PAGE" "$_number" answered 'It is done.' >"$T/out" || bail 'page-spool fails'
}

# Each round: nothing may be lost, and no number be given twice.
step_page()
{
	timed page-wraps "$PAGE_POSTS" "$tools/wrap-loop" "$PAGE_POSTS"
	load page-plain "$PAGE_POSTS" plain
	load page-form "$PAGE_POSTS" form
	_before=$(ls "$PAGE/in" | wc -l)
	load page-post "$PAGE_POSTS" post
	_posted=$(($(ls "$PAGE/in" | wc -l) - _before))
	_numbers=$(sort -u "$T/numbers" | wc -l)
	[ "$_posted" = "$PAGE_POSTS" ] && [ "$_numbers" = "$PAGE_POSTS" ] || bail "of $PAGE_POSTS posts $_posted are there, under $_numbers numbers"
	# shellcheck disable=SC2086 # numbers and passwords
	load page-login $((PAGE_POSTS / 2)) login $readers
}
