#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken-collect and a folder whose users mean harm: nothing outside the folder is read or touched, nothing blocks, and
# what is good beside it is taken.
. "${0%/*}/../lib.sh"
. "${0%/*}/scans.sh"

new_office "$T/office"
add_drop post 'limit = 20000'
make_scans "$T/scans"
s=$T/scans
p=$T/post
arrivals=$T/office/data/arrivals

# write HOW ARGUMENT...
write()
{
	python3 "$TOP/tests/ingest/drop_writer.py" "$@" || bail "drop_writer.py $1 fails"
}

# empty: an empty folder, and no arrivals.
empty()
{
	rm -rf "$T/post" "$T/office/data/arrivals"
	mkdir "$T/post"
	mkdir -m 700 "$T/office/data/arrivals"
}

# ---- everything at once
mkdir "$T/outside"
echo '氏名: 秘密' >"$T/outside/secret.txt"
cp "$s/two.tif" "$T/outside/secret.tif"
cp -Rp "$T/outside" "$T/before"
ln -s "$T/outside/secret.tif" "$p/link.tif"
ln -s "$T/outside" "$p/folder"
ln -s "$p" "$p/round"
ln -s nowhere "$p/dangling.pdf"
ln "$T/outside/secret.tif" "$p/hard.tif"
mkfifo "$p/fifo.pdf" "$p/fifo.txt"
mkdir "$p/sub" "$p/deep" "$p/sub2"
ln -s "$T/outside/secret.txt" "$p/sub/form.txt"
cp "$s/one.tif" "$p/sub/1.tif"
mkdir -p "$p/deep/1/2/3/4"
ln -s "$T/outside" "$p/sub2/inner"
write hostile "$p" "$s/one.tif"
write bomb "$p/bomb.zip"
bomb=$(part - "$p/bomb.zip" | cut -d ' ' -f 2-)
settled
exits 'a folder full of malice' 0 timeout 60 iken-collect -v
like 'is gone through' "$(cat "$T/err")" 'post: 29 seen, 11 taken, 3 not complete, 15 refused, 0 failed'
is 'a ZIP bomb is kept as it is' "$(taken_files post | grep -cxF "$bomb")" 1
ok 'nothing outside was touched' diff -r "$T/before" "$T/outside"
for id in $(ids post); do
	"$B/tests/tools/arrivals" cat "$IKEN_CONF" "$id"
done >"$T/all"
is 'nor read' "$(grep -ac '秘密' "$T/all") $(taken_files post | grep -cF "$(sha256sum <"$s/two.tif" | cut -d ' ' -f 1)")" '0 0'
report=$(reports post)
for code in link hard-link special name size nested; do
	like "it is told of: $code" "$report" " \\($code\\)"
done
is 'in lines without control characters' "$(printf '%s' "$report" | tr -d '\n\r' | LC_ALL=C tr -dc '\001-\037\177')" ''
unlike 'the log has no names' "$(cat "$T/office/data/log/iken-collect.log")" 'hard\.tif|socket|escape'
exits 'again' 0 timeout 60 iken-collect
is 'it is quiet' "$(cat "$T/err")" ''
empty

# ---- what lies in .iken-taken
id=0123456789abcdef0123456789abcdef
mkdir -m 700 "$p/.iken-taken"
mkdir "$p/.iken-taken/$id" "$p/.iken-taken/$id.gone"
cp "$s/one.tif" "$p/.iken-taken/x.tif"
cp "$s/two.tif" "$p/x.tif"
cp "$s/photo.jpg" "$p/.iken-taken/$id/y.jpg"
ln -s "$T/outside" "$p/.iken-taken/link"
ln -s "$T/outside" "$p/.iken-taken/$id.gone/link"
settled
exits 'what lies in .iken-taken' 0 iken-collect
is 'is put back, under another name where its own is taken, and taken' "$(ids | wc -l) $(ls -A "$p")" '3 link'
ok 'what it leads to is not touched' diff -r "$T/before" "$T/outside"
empty

# ---- 10,000 at once
write many "$p" 10000 csv 'row '
settled
exits '10,000 files' 0 iken-collect
is 'are taken' "$(ls "$arrivals" | wc -l) $(ls -A "$p")" '10000 '
empty
write many "$p" 10000 exe MZ
settled
iken-collect 2>"$T/err"
is '10,000 that are refused are one report' "$(ls "$arrivals" | wc -l)" 1
like 'that is not endless' "$(reports post | tail -n 1)" 'ほか9500件 \(more\)'
is 'nor is the log' "$(wc -l <"$T/err")" 500
empty

# ---- what may not be read
if [ "$(id -u)" != 0 ]; then
	cp "$s/one.tif" "$p/closed.tif"
	chmod 0 "$p/closed.tif"
	settled
	exits 'a file without the right to read it' 0 iken-collect
	like 'is told' "$(reports post)" 'closed.tif: .* \(unreadable\)'
	empty
fi

# ---- the folder goes away, and comes back, while runs are at work
python3 "$TOP/tests/ingest/drop_writer.py" vanish "$p" "$T/away" 3 >"$T/count" &
other=$!
worst=0
while kill -0 "$other" 2>/dev/null; do
	iken-collect >/dev/null 2>&1
	case $? in
	0 | 75 | 78) ;;
	*) worst=1 ;;
	esac
done
wait "$other"
is 'its writer ends well' "$?" 0
is 'a folder that comes and goes breaks nothing' "$worst" 0
settled
iken-collect
for id in $(ids post); do
	"$B/tests/tools/arrivals" cat "$IKEN_CONF" "$id"
done | grep -a '^row ' | tr -d '\r' | sort >"$T/rows"
is 'and every file is taken once' "$(uniq "$T/rows" | wc -l) $(wc -l <"$T/rows")" "$(cat "$T/count") $(cat "$T/count")"

done_testing
