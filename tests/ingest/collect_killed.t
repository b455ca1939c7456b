#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken-collect killed at each call that changes something, or refused it, then run again: everything is taken once,
# nothing is let go before it is taken, and what stays is told once. Two runs at once, too.
. "${0%/*}/../lib.sh"
. "${0%/*}/scans.sh"

new_office "$T/office"
data=$T/office/data
killer=$B/tests/tools/kill-at
[ -x "$killer" ] || bail "$killer is missing: run make tools"
make_scans "$T/scans"
s=$T/scans
mkdir -p "$T/box/sub" "$T/done"
cp "$s/one.tif" "$T/box/1.tif"
cp "$s/pages.pdf" "$T/box/2.pdf"
cp "$s/form.txt" "$T/box/2.txt"
cp "$s/photo.jpg" "$T/box/sub/a.jpg"
cp "$s/picture.png" "$T/box/sub/b.png"
echo refused >"$T/box/refused.docx"

# fill: the box in the drop folder, long settled, and an empty spool.
fill()
{
	rm -rf "$T/post" "$data/taken" "$data/arrivals" "$data/tmp" "$T/done"
	mkdir -m 700 "$data/arrivals" "$data/tmp"
	mkdir "$T/done"
	cp -Rp "$T/box" "$T/post"
	sleep 0.03
}

# The octets of the arrivals, which differ from item to item; a report's not.
taken()
{
	"$B/tests/tools/arrivals" list "$IKEN_CONF" >"$T/list" || return
	sed '/ report\.[^ ]* /d; s/.* \([0-9]*\) [0-9a-f]*$/\1/' "$T/list" | sort
}

# Every file is either still there, under whatever name, or taken.
nothing_lost()
{
	_now=" $(taken | tr '\n' ' ')"
	find "$T/post" "$T/done" -type f >"$T/there"
	for _pair in $octets; do
		case $_now in
		*" ${_pair#*:} "*) continue ;;
		esac
		grep -q "/${_pair%:*}\$" "$T/there" || {
			diag "${_pair%:*} was let go before it was taken"
			return 1
		}
	done
}

# whole: after one more run all is here once, and the folder holds what was refused.
whole()
{
	nothing_lost || return 1
	ls -i "$data/arrivals" | sort >"$T/files"
	iken-collect || return 1
	# A second file of an id would have another key than the one that the register may have taken over.
	[ -z "$(ls -i "$data/arrivals" | sort | comm -13 - "$T/files")" ] || {
		diag 'an arrival was written twice'
		return 1
	}
	[ "$(taken)" = "$wanted" ] || {
		diag "$(taken)"
		return 1
	}
	[ "$(ls -A "$T/post")" = refused.docx ] || {
		diag "left: $(find "$T/post")"
		return 1
	}
	[ "$after" = delete ] || [ "$(cd "$T/done" && find . -type f | sort | tr '\n' ' ')" = \
	    './1.tif ./2.pdf ./2.txt ./sub/a.jpg ./sub/b.png ' ] || {
		diag "moved: $(find "$T/done")"
		return 1
	}
	[ "$(grep -c ' report\.' "$T/list")" = 1 ]
}

# everywhere STEP: killed at each STEP-th call, and refused each third one of those.
everywhere()
{
	fill
	_calls=$("$killer" --count iken-collect 2>/dev/null | tail -n 1)
	ok "$after: it makes calls ($_calls)" [ "$_calls" -gt 20 ]
	for _manner in kill-before kill-after EIO from-ENOSPC short; do
		_bad=
		_n=1
		_step=$1
		case $_manner in
		from-* | short) _step=$(($1 * 3)) ;;
		esac
		while [ "$_n" -le "$_calls" ]; do
			fill
			"$killer" "$_manner" "$_n" iken-collect >/dev/null 2>&1
			whole 2>>"$T/whole.err" || _bad="$_bad $_n"
			_n=$((_n + _step))
		done
		is "$after: $_manner anywhere" "$_bad" ''
	done
}

add_drop post
settings=$(cat "$IKEN_CONF")
after=delete
fill
iken-collect 2>/dev/null
wanted=$(taken)
octets=
for id in $(ids post); do
	parts "$id" >"$T/parts"
	size=$(grep "^$id" "$T/list" | cut -d ' ' -f 5)
	for name in 1.tif 2.pdf 2.txt a.jpg b.png; do
		word=$name
		[ "$name" != 2.txt ] || word=-
		! grep -q "^$word " "$T/parts" || octets="$octets $name:$size"
	done
done
is 'three items of five files' "$(printf '%s\n' "$wanted" | sort -u | wc -l) $(echo $octets | wc -w)" '3 5'
everywhere 1
after=move
printf '%s\nafter = move\nmove_to = %s\n' "$settings" "$T/done" >"$IKEN_CONF"
everywhere 4

# ---- two at once
after=delete
printf '%s\n' "$settings" >"$IKEN_CONF"
fill
for n in $(seq 30); do
	cp "$s/one.tif" "$T/post/n$n.tif"
done
sleep 0.1
iken-collect 2>"$T/err1" &
iken-collect 2>"$T/err2"
two=$?
wait $!
is 'two runs at once end well' "$? $two" '0 0'
is 'and take everything once' "$(ids post | wc -l)" 33
is 'and tell once' "$(reports post | wc -l)" 1

done_testing
