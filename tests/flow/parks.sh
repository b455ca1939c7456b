# SPDX-License-Identifier: GPL-3.0-or-later
# parks.sh - for scripts in which 公園課 answers and somebody has to approve, the call centre enters what is told by telephone, and
# letters are printed into a folder; reads post.sh
#
# $office names the folder of new_office, $prints that of the letters. It is a Tuesday.
# shellcheck shell=sh disable=SC2034,SC2154
. "${0%/*}/post.sh"

BEGINNING=1795492800		# 2026-11-24 13:00 in Tokyo
IKEN_NOW=$BEGINNING
export IKEN_NOW
COOLING_OFF='30 min'

# parks_office RULE MORE: makes it. RULE: more lines of the rule by which 公園課 is asked; MORE: more of [print], and sections
# behind it. The address for what the call centre enters is in $call.
parks_office()
{
	mkdir -p "$prints"
	OFFICE_EXTRA="
[department parks]
name = 公園課
addresses = parks@city.example.jp
approval = yes

[rule]
words = 公園
department = parks
$1

[staff call]
name = コールセンター
addresses = call@city.example.jp
channel = phone

[print]
kind = folder
folder = $prints
$2
"
	new_office "$office"
	call=$(iken staff | sed -n 's/^  address *\(.*staff-call-.*\)/\1/p')
}
