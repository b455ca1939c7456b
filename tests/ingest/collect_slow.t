#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken-collect beside writers that are slow, stop halfway, rename, replace, and go on while they are read. Whatever
# they do: what was let go is in the spool, octet by octet.
. "${0%/*}/../lib.sh"
. "${0%/*}/scans.sh"

new_office "$T/office"
add_drop post
make_scans "$T/scans"
s=$T/scans

# write_slowly FILE TO: a few octets at a time, with the file opened anew for each.
write_slowly()
{
	python3 "$TOP/tests/ingest/drop_writer.py" slowly "$1" "$2"
}

# ---- slowly
for file in one.tif two.tif pages.pdf linear.pdf photo.jpg progressive.jpg picture.png phone.heic archive.zip nested.zip; do
	write_slowly "$s/$file" "$T/post/$file" &
done
for file in big-endian.tif photo.jpg; do
	(write_slowly "$s/$file" "$T/post/renamed-$file.part" && mv "$T/post/renamed-$file.part" "$T/post/renamed-$file") &
done
: >"$T/runs"
runs=0
while [ "$(ids post | wc -l)" -lt 12 ] && [ "$runs" -lt 500 ]; do
	runs=$((runs + 1))
	iken-collect >>"$T/runs" 2>&1 || echo "exit $?" >>"$T/runs"
done
wait
is 'many runs beside slow writers end well' "$(cat "$T/runs")" ''
ok "($runs of them)" [ "$runs" -gt 3 ]
for file in one.tif two.tif pages.pdf linear.pdf photo.jpg progressive.jpg picture.png phone.heic archive.zip nested.zip \
    big-endian.tif photo.jpg; do
	part - "$s/$file" | cut -d ' ' -f 2-
done | sort >"$T/wanted"
is 'every file was taken whole' "$(taken_files post)" "$(cat "$T/wanted")"
is 'and the folder is empty' "$(ls -A "$T/post")" ''

# ---- a subfolder that fills slowly
rm -f "$T/office/data/arrivals"/*
sed -i '/^\[drop post\]/,$s/^settle = .*/settle = 1 s/' "$IKEN_CONF"
mkdir "$T/post/sub"
(for n in 1 2 3 4; do
	write_slowly "$s/one.tif" "$T/post/sub/$n.tif.part"
	[ "$n" = 4 ] || : >"$T/post/sub/$((n + 1)).tif.part"
	mv "$T/post/sub/$n.tif.part" "$T/post/sub/$n.tif"
done) &
runs=0
while [ -e "$T/post/sub" ] && [ "$runs" -lt 500 ]; do
	runs=$((runs + 1))
	iken-collect
	sleep 0.1
done
wait
is 'a subfolder that fills slowly is taken when it is full' "$(ids post | wc -l) $(taken_files post | wc -l)" '1 4'
sed -i '/^\[drop post\]/,$s/^settle = .*/settle = 0 s/' "$IKEN_CONF"

# ---- stopped halfway
rm -f "$T/office/data/arrivals"/*
head -c 700 "$s/two.tif" >"$T/post/half.tif"
settled
iken-collect post
is 'half a file stays' "$(ids) $(ls "$T/post")" ' half.tif'
tail -c +701 "$s/two.tif" >>"$T/post/half.tif"
settled
iken-collect post
is 'the other half completes it' "$(taken_files post)" "$(part - "$s/two.tif" | cut -d ' ' -f 2-)"

# ---- in the moment before the file is let go
# a sanitizer's library insists on being the first
first=$(ldd "$B/bin/iken-collect" | grep -o '/[^ ]*libasan[^ ]*')
for how in append replace hold; do
	rm -f "$T/office/data/arrivals"/*
	echo 'line 1' >"$T/post/rows.csv"
	settled
	exits "$how: a file that is changed right before it is let go" 0 \
	    env MEDDLE=$how LD_PRELOAD="${first:+$first }$B/tests/tools/preload/meddle.so" iken-collect
	is "$how: it stays" "$(ids | wc -l) $(ls -A "$T/post")" '1 rows.csv'
	[ "$how" != hold ] || wait_for 10 grep -q 'line 2' "$T/post/rows.csv"
	settled
	iken-collect
	is "$how: and is taken as something new" "$(ids | wc -l) $(ls -A "$T/post")" '2 '
	for id in $(ids); do
		"$B/tests/tools/arrivals" cat "$IKEN_CONF" "$id"
	done >"$T/all"
	ok "$how: with what was written" grep -qa 'line 2' "$T/all"
done

# ---- made, appended to, renamed, again and again
rm -f "$T/office/data/arrivals"/*
: >"$T/runs"
python3 "$TOP/tests/ingest/drop_writer.py" wildly "$T/post" 5 >"$T/made" &
writer=$!
while kill -0 "$writer" 2>/dev/null; do
	iken-collect >>"$T/runs" 2>&1 || echo "exit $?" >>"$T/runs"
done
wait "$writer"
is 'the writer did its part' "$?" 0
settled
iken-collect
is 'all runs end well' "$(cat "$T/runs")" ''
for id in $(ids post); do
	"$B/tests/tools/arrivals" cat "$IKEN_CONF" "$id"
done | grep -a '^line ' | tr -d '\r' | sort -u >"$T/got"
sort "$T/made" >"$T/wanted"
ok "much was written ($(wc -l <"$T/made") lines), and taken in pieces ($(ids post | wc -l))" [ "$(ids post | wc -l)" -gt 20 ]
is 'no line is lost' "$(comm -23 "$T/wanted" "$T/got" | head -n 5)" ''
is 'nor is one taken that was not whole' "$(comm -13 "$T/wanted" "$T/got" | head -n 5)" ''

done_testing
