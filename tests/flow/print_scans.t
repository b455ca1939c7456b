#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# An opinion on paper with the scans that it came in as: their pages as they look, for those alone who may see who wrote it.
. "${0%/*}/paper.sh"

office=$T/office
OFFICE_EXTRA='
[transcription]
addresses = typist@city.example.jp
ocr = no

[limits]
automatic_per_address = 100
'
new_office "$office"
add_drop letters

pages()
{
	pdfinfo "$1" | sed -n 's/^Pages: *//p'
}

# words PDF [PAGE]
words()
{
	pdftotext ${2:+-f "$2" -l "$2"} -layout "$1" - | tr -d ' \n\f'
}

# typed TEXT: the clerk types in the newest scan.
typed()
{
	printf '氏名: 山田太郎\n住所: 見本市本町1-2-3\n本文:\n%s\n' "$1" | form | reply typist@city.example.jp "$(newest typist@ transcribe)"
	ok 'it is typed in' round
}

# whole N FILE: the N-th opinion with who wrote it.
whole()
{
	iken print --opinion "$(number "$1")" --unmasked --reason 窓口での説明 -o "$2"
}

# ink PICTURE: as few gray pixels as tell one page from another, whatever margins it has.
ink()
{
	convert "$1" -colorspace Gray -fuzz 30% -trim +repage -resize '120x40!' "$T/$2.png"
}

# likeness PDF PAGE PAPER: how much the picture on a page differs from what was scanned; 0 not at all, 1 black and white.
likeness()
{
	pdfimages -f "$2" -l "$2" -j "$1" "$T/drawn" && ink "$T"/drawn-000.jpg drawn && rm -f "$T"/drawn-*
	ink "$3" scanned
	compare -metric RMSE "$T/drawn.png" "$T/scanned.png" null: 2>&1 | sed 's/.*(\(.*\))/\1/'
}

# is_page TITLE PDF PAGE PAPER [OTHER]: the page looks like the paper, and not like another one.
is_page()
{
	_same=$(likeness "$2" "$3" "$4")
	_other=$(likeness "$2" "$3" "$5")
	ok "$1" awk "BEGIN { exit !($_same < 0.1 && $_other > 0.2) }"
	[ "$_failed" = 0 ] || diag "differs by $_same from its paper, by $_other from the other"
}

# ---- a letter of two pages, one of them in colours -------------------------------------------------

paper "$T/one.tif" 'THE STREET LAMP IS BROKEN'
paper "$T/two.tif" 'and it has been so since March'
tiffcp "$T/one.tif" "$T/two.tif" "$T/letters/a.tif" || bail 'no scan'
convert "$T/one.tif" "$T/one.png"
convert "$T/two.tif" "$T/two.png"
ok 'a letter is scanned' round
typed '街灯が消えています。'
is 'it is an opinion' "$(register 'SELECT state FROM opinion')" requested
exits 'an opinion on paper' 0 iken print --opinion "$(number 1)" -o "$T/masked.pdf"
is 'masked it has no picture but its codes' "$(pdfimages -list "$T/masked.pdf" | tail -n +3 | grep -vc ' stencil ')" 0
unlike 'nor a word of one' "$(words "$T/masked.pdf")" '写し|山田|見本市本町'
exits 'unmasked' 0 whole 1 "$T/whole.pdf"
is 'it has a page more for each' "$(pages "$T/whole.pdf")" "$(($(pages "$T/masked.pdf") + 2))"
last=$(pages "$T/whole.pdf")
like 'as it says' "$(words "$T/whole.pdf")" '届いた用紙の写し（2枚）'
like 'each page says which it is' "$(words "$T/whole.pdf" $((last - 1)))" '届いた用紙の写し1／2'
like 'and the other' "$(words "$T/whole.pdf" "$last")" '届いた用紙の写し2／2'
is_page 'the first is the first page' "$T/whole.pdf" $((last - 1)) "$T/one.png" "$T/two.png"
is_page 'the second the second' "$T/whole.pdf" "$last" "$T/two.png" "$T/one.png"
pdftoppm -r 100 -gray -f "$last" -l "$last" -singlefile "$T/whole.pdf" "$T/drawn"
is 'its code stands beside the picture' "$(zbarimg -q --raw --nodbus -Sdisable -Sqrcode.enable "$T/drawn.pgm" | cut -d : -f 1-4)" \
	"IKEN:O:$(number 1):$last.$last"
is 'and the picture is as large as the page lets it be' "$(pdfimages -list -f "$last" -l "$last" "$T/whole.pdf" | awk 'NR == 3 { print ($13 < 175) }')" 1
is 'each look is noted: masked, and with the scans and a reason' \
	"$(register "SELECT items || ' ' || unmasked || ' ' || (reason IS NOT NULL) FROM access WHERE what LIKE 'print%' ORDER BY id" | tr '\n' ',')" \
	'subject text answer 0 0,contact subject text answer scan 1 1,'

# ---- a form beside a photograph, and a file that is no scan -----------------------------------------

convert -size 900x600 xc:navy -fill gold -draw 'circle 450,300 450,80' "$T/letters/b.jpg"
cp "$T/letters/b.jpg" "$T/photograph.jpg"
printf '氏名: 佐藤花子\n\n公園の写真を付けます。\n' >"$T/letters/b.txt"
ok 'a form and a photograph' round
exits 'on paper' 0 whole 2 "$T/photo.pdf"
last=$(pages "$T/photo.pdf")
pdfimages -f "$last" -l "$last" -j "$T/photo.pdf" "$T/photo"
is 'the photograph keeps its colours' "$(compare -metric RMSE "$T/photo-000.jpg" "$T/photograph.jpg" null: 2>&1 | sed 's/.*(\(.*\))/\1/' | awk '{ print ($1 < 0.05) }')" 1
is 'and is one page' "$(words "$T/photo.pdf" "$last" | grep -c '写し1／1')" 1

# ---- scans that cannot be drawn any more ------------------------------------------------------------

# A PDF that nobody can open: the desk wants it typed in nevertheless, from the paper.
tiff2pdf -o "$T/open.pdf" "$T/two.tif" && qpdf --encrypt secret owner 256 -- "$T/open.pdf" "$T/letters/c.pdf" || bail 'no encrypted PDF'
ok 'a scan that is encrypted' round
held=$(newest kocho@ held)
like 'is held' "$(body "$held")" '読み取れない'
printf '区分: 新規\n' | reply kocho@city.example.jp "$held"
ok 'the desk wants it typed in' round
typed '街灯を直してください。'
is 'it is an opinion too' "$(register 'SELECT count(*) FROM opinion')" 3
exits 'on paper' 0 whole 3 "$T/locked.pdf"
like 'its words are there' "$(words "$T/locked.pdf")" '街灯を直してください'
like 'and that its scan is not' "$(words "$T/locked.pdf")" '届いたファイルのうち1件は、読み取れないか枚数が多いため、写しの全部または一部がありません'
like 'the log says so' "$(cat "$office/data/log/"*)" "$(number 3): file 1 is not printed"

# What came in is gone from the store, or was damaged there.
arrival=$(register 'SELECT id FROM arrival WHERE opinion = 2')
file=$(find "$office/data/store" -name "$arrival*")
printf 'damaged' | dd of="$file" bs=1 seek=500 conv=notrunc 2>/dev/null
exits 'damaged in the store' 0 whole 2 "$T/damaged.pdf"
like 'the opinion is printed, and what is missing said' "$(words "$T/damaged.pdf")" '公園の写真を付けます.*届いたファイルのうち1件は'
is 'no page is empty' "$(pages "$T/damaged.pdf")" "$(($(pages "$T/photo.pdf") - 1))"
rm "$file"
exits 'gone from the store' 0 whole 2 "$T/gone.pdf"
like 'is said as well' "$(words "$T/gone.pdf")" '届いたファイルのうち1件は'
exits 'masked nothing is missing' 0 iken print --opinion "$(number 2)" -o "$T/masked2.pdf"
unlike 'because nothing is shown' "$(words "$T/masked2.pdf")" '届いたファイル'
unlike 'nothing of a person is in the log' "$(cat "$office/data/log/"*)" '山田|佐藤|公園の写真'

# More pages than are printed.
for i in 1 2 3 4 5 6 7 8 9 10 11; do echo "$T/one.tif"; done | xargs -I{} tiffcp -a {} "$T/eleven.tif"
set --
for i in 1 2 3 4 5 6 7 8 9 10; do set -- "$@" "$T/eleven.tif"; done
tiffcp "$@" "$T/letters/d.tif" || bail 'no long scan'
printf '氏名: 高橋三郎\n\n長い手紙です。\n' >"$T/letters/d.txt"
ok 'a letter of 110 pages' round
exits 'on paper' 0 whole 4 "$T/long.pdf"
like 'has a hundred of them' "$(words "$T/long.pdf")" '届いた用紙の写し（100枚）'
like 'and says that there are more' "$(words "$T/long.pdf")" '届いたファイルのうち1件は'
done_testing
