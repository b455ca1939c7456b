#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken-collect: what is taken, as what, when, and what becomes of it
. "${0%/*}/../lib.sh"
. "${0%/*}/scans.sh"

new_office "$T/office"
add_drop post
add_drop fax 'settle = 2 s' 'channel = fax'
add_drop moved 'after = move' "move_to = $T/done"
add_drop few 'limit = 2'
mkdir "$T/done"
make_scans "$T/scans"
s=$T/scans

# ---- nothing
exits 'empty folders' 0 iken-collect
is 'are nothing to speak of' "$(cat "$T/out" "$T/err")" ''
exits '--check' 0 iken-collect --check
is 'says of each folder that it is ready' "$(grep -c '^drop .*: ready$' "$T/out")" 4

# ---- every format, alone
for file in one.tif two.tif big-endian.tif tiled.tif rows.tif pages.pdf linear.pdf streams.pdf photo.jpg progressive.jpg \
    picture.png phone.heic archive.zip nested.zip rows.csv form.txt; do
	cp "$s/$file" "$T/post/$file"
done
wanted=$(files "$T/post")
settled
exits '--dry-run' 0 iken-collect --dry-run post
is 'lists each' "$(grep -c 'would be taken, 1 files' "$T/out")" 16
is 'and takes nothing' "$(ids) $(files "$T/post")" " $wanted"
exits 'files of every format' 0 iken-collect post
is 'are taken octet by octet' "$(taken_files post)" "$wanted"
is 'each by itself' "$(ids post | wc -l)" 16
is 'and gone' "$(ls -A "$T/post")" ''
is 'in silence' "$(cat "$T/out" "$T/err")" ''
"$B/tests/tools/arrivals" list "$IKEN_CONF" >"$T/list"
is 'they are of the drop and its channel' "$(cut -d ' ' -f 2,3 "$T/list" | sort -u)" 'post letter'

# ---- cut anywhere
"$B/tests/tools/cut-files" "$s"/*.tif "$s"/*.jpg "$s"/*.png "$s"/*.heic "$s"/*.zip "$s"/*.pdf >"$T/cuts"
is 'nothing is whole that is cut, but for the line end of a PDF' \
    "$(awk 'NF > 2 || (NF == 2 && !/pdf/) || / no/' "$T/cuts"; wc -l <"$T/cuts")" 15

# ---- what belongs together
rm -f "$T/office/data/arrivals"/*
cp "$s/one.tif" "$T/post/葉書 1.TIF"
cp "$s/form.txt" "$T/post/葉書 1.txt"
cp "$s/photo.jpg" "$T/post/葉書 1.jpg"
cp "$s/one.tif" "$T/post/葉書 10.tif"
settled
exits 'a form beside its scans' 0 iken-collect post
is 'is one item with them' "$(ids post | wc -l)" 2
pair=$(for id in $(ids post); do
	parts "$id" >"$T/parts"
	! grep -q '^- ' "$T/parts" || echo "$id"
done)
is 'the form first, then the files by name' "$(parts "$pair")" "葉書 1.TIF
$(part - "$s/form.txt")
$(part '葉書 1.TIF' "$s/one.tif")
$(part '葉書 1.jpg' "$s/photo.jpg")"

rm -f "$T/office/data/arrivals"/*
mkdir "$T/post/山田様" "$T/post/empty"
cp "$s/picture.png" "$T/post/山田様/2.png"
cp "$s/pages.pdf" "$T/post/山田様/1.pdf"
cp "$s/form.txt" "$T/post/山田様/z.txt"
: >"$T/post/山田様/.DS_Store"
mkdir "$T/post/山田様/@eaDir"
: >"$T/post/山田様/@eaDir/thumb.jpg"
settled
exits 'a subfolder' 0 iken-collect post
is 'is one item' "$(parts "$(ids post)")" "山田様
$(part - "$s/form.txt")
$(part 1.pdf "$s/pages.pdf")
$(part 2.png "$s/picture.png")"
is 'and gone, with its litter; an empty one is nothing' "$(ls -A "$T/post")" 'empty'
rmdir "$T/post/empty"

# ---- litter
mkdir "$T/post/@eaDir"
for name in .DS_Store ._x.pdf Thumbs.db thumbs.DB desktop.ini '~$x.docx' x.pdf.part x.crdownload x.tmp x.pdf.filepart .x.pdf; do
	cp "$s/pages.pdf" "$T/post/$name"
done
settled
exits 'litter' 0 iken-collect -v post
is 'is not seen' "$(cat "$T/err")" ''
is 'and stays' "$(ls -A "$T/post" | wc -l)" 12
rm -rf "$T/post" && mkdir "$T/post"

# ---- order and limit
for n in 3 1 2 4; do
	cp "$s/one.tif" "$T/few/$n.tif"
	touch -d "2026-01-0$n" "$T/few/$n.tif"
done
touch -r "$T/few/3.tif" "$T/few/4.tif"
settled
exits 'a limit' 0 iken-collect few
is 'lets the oldest through' "$(ls "$T/few" | tr '\n' ' ')" '3.tif 4.tif '
exits 'and then the rest' 0 iken-collect few
is 'all' "$(ls "$T/few")" ''

# ---- settling
cp "$s/one.tif" "$T/fax/one.tif"
cp "$s/two.tif" "$T/fax/future.tif"
touch -d '+1 day' "$T/fax/future.tif"
exits 'what has just come' 0 iken-collect -v fax
like 'waits' "$(cat "$T/err")" 'fax: 2 seen, 0 taken, 2 not complete'
sleep 1.2
cp "$s/form.txt" "$T/fax/one.txt"
sleep 1
exits 'a form that has come meanwhile' 0 iken-collect fax
is 'keeps its scan waiting; what is of the future was seen long enough' "$(ls "$T/fax" | tr '\n' ' ')" 'one.tif one.txt '
sleep 1.2
exits 'then' 0 iken-collect fax
is 'they are taken together' "$(ids fax | wc -l) $(ls "$T/fax")" '2 '

# ---- a writer that has the file open
cp "$s/one.tif" "$T/post/open.tif"
settled
exec 9>>"$T/post/open.tif"
exits 'a file that is open for writing' 0 iken-collect -v post
like 'waits' "$(cat "$T/err")" 'post: 1 seen, 0 taken, 1 not complete'
exec 9>&-
exits 'when it is closed' 0 iken-collect -v post
like 'it is taken' "$(cat "$T/err")" 'post: 1 seen, 1 taken'

# ---- moving
cp "$s/one.tif" "$T/moved/x.tif"
cp "$s/two.tif" "$T/done/x.tif"
mkdir "$T/moved/sub"
cp "$s/one.tif" "$T/moved/sub/y.tif"
cp "$s/one.tif" "$T/moved/p.tif"
cp "$s/form.txt" "$T/moved/p.txt"
settled
exits 'after = move' 0 iken-collect moved
is 'moves, and replaces nothing' "$(cd "$T/done" && find . -type f | sort | tr '\n' ' ')" \
    './p.tif ./p.txt ./sub/y.tif ./x (2).tif ./x.tif '
ok 'what was there' cmp "$T/done/x.tif" "$s/two.tif"
is 'nothing is left' "$(ls -A "$T/moved")" ''

# ---- the same again
rm -f "$T/office/data/arrivals"/*
cp -p "$s/one.tif" "$T/post/a.tif"
cp -p "$s/one.tif" "$T/post/b.tif"
settled
iken-collect post
cp -p "$s/one.tif" "$T/post/a.tif"
settled
iken-collect post
is 'the same file again is taken again' "$(ids post | wc -l)" 3

# ---- refused
refuse()
{
	settled
	exits "$1" 0 iken-collect post
	like 'is told to the log, by a hash' "$(cat "$T/err")" "^iken-collect: warning: drop post: item [0-9a-f]{8} stays: $2\$"
	unlike 'without its name' "$(tail -n 3 "$T/office/data/log/iken-collect.log")" 'secret'
	like 'and to the desk, by name' "$(reports post)" "^secret.*: .* \($2\)"
	is 'it is not taken' "$(ids post)" ''
	exits 'again' 0 iken-collect post
	is 'it is told once' "$(cat "$T/err") $(reports post | wc -l)" ' 1'
	ok 'and stays' [ -n "$(ls -A "$T/post")" ]
	rm -rf "$T/post" "$T/office/data/arrivals"
	mkdir "$T/post" "$T/office/data/arrivals"
	iken-collect post
	is 'what is gone is forgotten' "$(cat "$T/office/data/taken/post")" ''
}

rm -f "$T/office/data/arrivals"/*
echo x >"$T/post/secret.docx"
refuse 'a Word file' type
cp "$s/archive.zip" "$T/post/secret.pdf"
refuse 'a ZIP archive called PDF' content
cp "$s/photo.jpg" "$T/post/secret.csv"
refuse 'a JPEG called CSV' content
echo 'this is just a text' >"$T/post/secret.tif"
refuse 'a text called TIFF' content
ln -s "$s/pages.pdf" "$T/post/secret.pdf"
refuse 'a symbolic link' link
ln "$s/pages.pdf" "$T/post/secret.pdf"
refuse 'a hard link' hard-link
mkfifo "$T/post/secret.pdf"
refuse 'a FIFO' special
mkdir -p "$T/post/secret/inner"
cp "$s/one.tif" "$T/post/secret"
refuse 'a folder within a subfolder' nested
mkdir "$T/post/secret"
cp "$s/form.txt" "$T/post/secret/1.txt"
cp "$s/form.txt" "$T/post/secret/2.TXT"
refuse 'two forms' forms
mkdir "$T/post/secret"
cp "$s/one.tif" "$T/post/secret/1.tif"
ln -s 1.tif "$T/post/secret/2.tif"
refuse 'a subfolder with a link' link
cp "$s/form.txt" "$T/post/secret.txt"
ln -s "$s/one.tif" "$T/post/secret.tif"
refuse 'a form whose scan is a link' link
sed -i "/^\[drop post\]/a item_size = 20 KB" "$IKEN_CONF"
head -c 30000 "$s/tiled.tif" >"$T/post/secret.tif"
head -c 20000 /dev/zero >>"$T/post/secret.tif"
refuse 'a large file' size
mkdir "$T/post/secret"
cp "$s/tiled.tif" "$T/post/secret/1.tif"
cp "$s/tiled.tif" "$T/post/secret/2.tif"
refuse 'a large subfolder' size
sed -i "/^item_size = 20 KB/d" "$IKEN_CONF"
cp "$s/picture.png" "$T/post/picture.jpg"
settled
exits 'a PNG called JPEG' 0 iken-collect post
is 'is taken' "$(parts "$(ids post)")" "picture.jpg
$(part picture.jpg "$s/picture.png")"
rm -f "$T/office/data/arrivals"/*

# ---- what is not complete
now=$(date +%s)
head -c 300 "$s/one.tif" >"$T/post/cut.tif"
: >"$T/post/nothing.pdf"
settled
exits 'what is not whole' 0 iken-collect -v post
like 'waits' "$(cat "$T/err")" 'post: 2 seen, 0 taken, 2 not complete, 0 refused'
is 'and is not told' "$(reports post)" ''
IKEN_NOW=$((now + 3700)) iken-collect post 2>"$T/err"
is 'after patience it is' "$(reports post | sed 's/:.*(/ (/' | sort | tr '\n' ' ')" 'cut.tif (incomplete) nothing.pdf (incomplete) '
IKEN_NOW=$((now + 7400)) iken-collect post 2>"$T/err"
is 'once' "$(cat "$T/err") $(reports post | wc -l)" ' 2'
IKEN_NOW=$((now + 3700 + 86400)) iken-collect post 2>"$T/err"
is 'and once more after a day' "$(cat "$T/err") $(reports post | wc -l)" ' 4'
cp "$s/one.tif" "$T/post/cut.tif"
rm "$T/post/nothing.pdf"
settled
exits 'completed' 0 iken-collect post
is 'it is taken' "$(ids post | wc -l) $(ls -A "$T/post")" '1 '
is 'and forgotten' "$(cat "$T/office/data/taken/post")" ''

# ---- folders that are not right
chmod o+w "$T/post"
cp "$s/one.tif" "$T/fax/one.tif"
sleep 2.1
exits 'a folder that everybody may write to' 78 iken-collect
like 'is not worked on' "$(cat "$T/err")" 'drop post: everybody may write to .*; chmod o-w it'
is 'the others are' "$(ls "$T/fax")" ''
chmod +t "$T/post"
exits 'with the sticky bit, and ours,' 0 iken-collect
chmod 755 "$T/post"
rmdir "$T/post"
exits 'a folder that is not there' 78 iken-collect
like 'is told, and what to do' "$(cat "$T/err")" 'drop post: .*No such file or directory; make it'
exits '--check tells it, too' 78 iken-collect --check
like 'and iken-check' "$(iken-check)" '^FAIL iken-collect: '
mkdir "$T/post"
mkdir "$T/mine" && ln -s "$T/mine" "$T/post/.iken-taken"
cp "$s/one.tif" "$T/post"
settled
exits 'somebody else has made .iken-taken' 78 iken-collect post
is 'nothing is taken' "$(ls "$T/post")" one.tif
rm "$T/post/.iken-taken" "$T/post/one.tif"
exits 'a drop that is not there' 78 iken-collect nowhere
sed -i "/^\[drop post\]/a owners = nobody-of-this-name" "$IKEN_CONF"
exits 'owners who are no users' 78 iken-collect post
like 'are named' "$(cat "$T/err")" 'there is no user nobody-of-this-name'
sed -i "/^owners = /d" "$IKEN_CONF"
if [ "$(id -u)" = 0 ]; then
	rm -f "$T/office/data/arrivals"/*
	cp "$s/one.tif" "$T/post/secret.tif"
	chown 12345 "$T/post/secret.tif"
	refuse 'a file of somebody else' owner
	sed -i "/^\[drop post\]/a owners = 12345" "$IKEN_CONF"
	cp "$s/one.tif" "$T/post/one.tif"
	chown 12345 "$T/post" "$T/post/one.tif"
	settled
	exits 'of one of owners' 0 iken-collect post
	is 'it is taken' "$(ls "$T/post")" ''
	sed -i "/^owners = /d" "$IKEN_CONF"
	exits 'a folder of a stranger' 78 iken-collect post
	like 'is told' "$(cat "$T/err")" 'belongs to user 12345'
	mknod "$T/fax/zero.pdf" c 1 5 && {
		sleep 2.1
		exits 'a device' 0 iken-collect fax
		like 'is not read' "$(reports fax)" 'zero.pdf: .* \(special\)'
	}
	chown 0 "$T/post"
fi
exits 'a round takes part' 0 iken run
like 'and is remembered' "$(iken status)" 'iken-collect'

done_testing
