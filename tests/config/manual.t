#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# manual - the table of settings, iken.conf(5) and the sample settings speak of the same ones
. "${0%/*}/../lib.sh"

# "section name = standard" of each setting, from the table, the page and the sample.
iken-check --explain >"$T/explained"
awk '/^\[/ { gsub(/[][]/, ""); section = $1; next }
	/^[a-z_]+ =/ { sub(/ = ?$/, ""); print section, $0 }' "$T/explained" | sort >"$T/table"

awk '/^\.Ss \[/ { gsub(/[][]/, ""); section = $2; next }
	section != "" && /^\.It Ic / { sub(/^\.It Ic /, ""); sub(/ No = /, " = "); print section, $0 }
' config/iken.conf.5 | sort >"$T/page"

# In the sample an example may stand in the place of the standard value.
awk '{ sub(/^# /, "") } /^\[/ { gsub(/[][]/, ""); section = $1; next }
	/^[a-z_]+ = / { print section, $1 }' config/sample/iken.conf | sort -u >"$T/sample"

is 'the table has more than sixty settings' "$(($(wc -l <"$T/table") > 60))" 1
is 'the page has every setting of the table and its value when not set, and no other' \
    "$(diff "$T/table" "$T/page")" ''
cut -d ' ' -f 1,2 "$T/table" >"$T/names"
is 'the sample has every setting of the table and no other' "$(diff "$T/names" "$T/sample")" ''

# A commented line of the sample that is the only one of its setting shows the standard value,
# unless that is empty.
awk '{ commented = sub(/^# /, "") } /^\[/ { gsub(/[][]/, ""); section = $1; next }
	/^[a-z_]+ = / && commented { print section, $0 }' config/sample/iken.conf | sort -u >"$T/comments"
grep ' = ' "$T/table" >"$T/standards"
shown=0
while read -r section name equals value; do
	line=$(grep "^$section $name = " "$T/comments" | head -n 1)
	[ -n "$line" ] || continue
	shown=$((shown + 1))
	[ "$line" = "$section $name $equals $value" ] || [ "$line" = "$section $name = $value s" ] ||
	    [ "$line" = "$section $name = $value days" ] ||
	    { fail "the sample shows the standard value of $section $name"; diag "$line, not $value"; }
done <"$T/standards"
is 'the sample shows standard values as comments' "$((shown > 20))" 1

exits 'the sample is right as it is' 0 iken-check -c config/sample/iken.conf --settings
cp "$T/out" "$T/as-written"
sed 's/^# \([a-z_]* = \)/\1/' config/sample/iken.conf >"$T/all.conf"
# What cannot stand together: other ways to give a password, and what other kinds need.
sed '/^password_command\|^token_command\|^now = /d; s/^after = .*/after = move/' "$T/all.conf" >"$T/possible.conf"
exits 'the sample is right with its comments taken away' 0 iken-check -c "$T/possible.conf" --settings

# Every program has a page, and its SYNOPSIS names the program's own options.
for program in iken iken-init iken-check; do
	ok "$program has a manual page" test -s "config/$program.8"
done
for program in iken-init iken-check; do
	"$program" --help | sed -n 's/^  --\([a-z-]*\).*/\1/p' | grep -v '^check$\|^help$\|^version$' |
	while read -r option; do
		grep -q "^\.It Fl -$option" "config/$program.8" || echo "$option"
	done >"$T/missing"
	is "every option of $program is in its page" "$(cat "$T/missing")" ''
done
done_testing
