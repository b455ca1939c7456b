# SPDX-License-Identifier: GPL-3.0-or-later
# paper.sh - for scripts in which people put scans into drop folders and type them in; reads post.sh
#
# $office names the folder of new_office; drop folders are $T/NAME (add_drop of scans.sh).
# shellcheck shell=sh disable=SC2034,SC2154
. "${0%/*}/../flow/post.sh"
. "$TOP/tests/ingest/scans.sh"

# paper FILE WORDS [CODE]: a written page as a TIFF; CODE a PBM picture of a QR code. Without words it is blank.
paper()
{
	{
		if [ -n "$2" ]; then
			pbmtext -builtin bdf "$2" | pnmscale 2 | pgmtopbm -threshold
		else
			pbmmake -white 10 10
		fi | pnmpad -white -width 1100 -height 1500 -halign 0.2 -valign 0.5 >"$T/page.pbm"
		if [ -n "${3:-}" ]; then
			pnmpaste "$3" 500 60 "$T/page.pbm" >"$T/page2.pbm"
			mv "$T/page2.pbm" "$T/page.pbm"
		fi
		pnmtotiff -g4 -xresolution 130 -yresolution 130 "$T/page.pbm" >"$1"
	} 2>>"$T/paper.log" || bail "no page; see $T/paper.log"
}

# code KIND NUMBER ID PLACE: draws it; prints the picture's name.
code()
{
	_code=$T/code.$1.$2.$3.$4.pbm
	"$B/tests/tools/sheet-code" "$IKEN_CONF" "$@" >"$_code" || bail 'no code'
	echo "$_code"
}

# typed FILE...: a form that is filled in, from lines, with the rules around it.
form()
{
	echo '----- 意見の入力（この行は消さないでください） -----'
	cat
	echo '----- ここまで -----'
}

# reply FROM MAIL: answers a mail of ours with standard input, quoting it below.
reply()
{
	{
		cat
		quoted "$2"
	} | write "$1" "$(reply_address "$2")" "Re: $(field "$2" Subject)"
}

kinds()
{
	register 'SELECT kind, count(*) FROM arrival GROUP BY kind ORDER BY kind' | tr '\n' ' '
}

# attached FILE: the types and names of the files of a mail.
attached()
{
	python3 -c "
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
for p in m.iter_attachments():
    print(p.get_content_type(), p.get_filename())" "$1"
}
