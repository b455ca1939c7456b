#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is not taken from a drop folder stays there, and the desk is told by mail, once.
. "${0%/*}/paper.sh"

office=$T/office
OFFICE_EXTRA='
[limits]
automatic_per_address = 100
'
new_office "$office"
add_drop cards 'channel = postcard'
printf 'PK' >"$T/cards/山田さんの手紙.docx"
ln -s /etc/passwd "$T/cards/link.pdf"
round
round
report=$(newest kocho@ drop-report)
like 'the desk is told of a file that is no scan' "$(body "$report")" '山田さんの手紙\.docx'
like 'and of a link' "$(body "$report")" 'link\.pdf'
is 'both are where they were' "$(ls "$T/cards" | wc -l | tr -d ' ')" 2
is 'it is a report, and no opinion' "$(kinds)" 'report|1 '
is 'nothing of its name is logged' "$(cat "$office"/data/log/* | grep -c 山田)" 0
ok 'another round' round
is 'says nothing again' "$(how_many kocho@ drop-report)" 1
done_testing
