# SPDX-License-Identifier: GPL-3.0-or-later
# page.sh - the residents' page without a web server: its folder, and a browser (browser.py)
# shellcheck shell=sh
#
#	. tests/ingest/page.sh
#	new_page 20			DIR with 20 reserved numbers is $IKEN_PAGE
#	browse get iken-post		prints the status; the answer is in $BROWSER/head and page.html
#	browse send iken-post check purpose=request ...

IKEN_PAGE=$T/page
BROWSER=$T/browser
export IKEN_PAGE BROWSER
mkdir -p "$BROWSER"

# new_page NUMBERS [NAME=VALUE ...]
new_page()
{
	chmod -R u+rwx "$IKEN_PAGE" 2>/dev/null
	rm -rf "$IKEN_PAGE" "$BROWSER"/*
	"$B/tests/tools/page-spool" make "$IKEN_PAGE" "$@" || bail 'the folder of the page cannot be made'
}

browse()
{
	python3 tests/ingest/browser.py "$@" 2>>"$T/errors"
}

spool()
{
	_what=$1
	shift
	"$B/tests/tools/page-spool" "$_what" "$IKEN_PAGE" "$@"
}

page()
{
	cat "$BROWSER/page.html"
}

# What stands in the element of that id.
shown()
{
	sed -n "s/.*id=\"$1\"[^>]*>\([^<]*\)<.*/\1/p" "$BROWSER/page.html" | head -n 1
}

# The value of the hidden field or the input of that name.
field()
{
	sed -n "s/.*name=\"$1\"[^>]* value=\"\([^\"]*\)\".*/\1/p" "$BROWSER/page.html" | head -n 1
}

# post_one [NAME=VALUE ...]: an opinion by mail; its number and password in $number and $password
post_one()
{
	browse get iken-post >/dev/null
	browse send iken-post check purpose=request text=公園の街灯が切れています way=mail mail=yamada@example.jp name=山田 "$@" >/dev/null
	browse send iken-post send >/dev/null
	number=$(shown number)
	password=$(shown password)
	[ -n "$number" ] && [ -n "$password" ] || bail "nothing was posted: $(page)"
}
