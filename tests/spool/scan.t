#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Scans, faxes and photographs made by real programs are looked at, drawn, read and taken apart; files that lie, explode,
# act or are cut off cost nothing but themselves; and the program that looks can open nothing else.
. "${0%/*}/../lib.sh"

LOOK=$B/tests/tools/look-at-scan
FONT=/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc
MARK=IKEN:N:2026-000123-7:1.2:ABCDEFGH23456789
LETTER='市長への手紙
先日、市役所前の道路の舗装が壊れているのを見ました。
雨の日には水がたまり、歩行者が通れません。
早めの補修をお願いします。'

# ImageMagick with pages of 200 dots an inch.
picture()
{
	convert -units PixelsPerInch -density 200 "$@"
}

# looks TITLE FILE PATTERN: what is said of a file holds the pattern.
looks()
{
	like "$1" "$("$LOOK" "$T/$2" 2>&1)" "$3"
}

# never FILE PATTERN: it is refused for this reason.
never()
{
	_said=$("$LOOK" "$T/$1" 2>&1)
	is "$1 is refused for good" "$?" 65
	like "and $1 for its reason" "$_said" "^never: .*$2"
}

# ---- pages -----------------------------------------------------------------------------------

# Modules of 0.76 mm, which is less than sheets are printed with.
qrencode -l M -s 6 -m 4 -o "$T/qr.png" "$MARK" || bail 'qrencode makes no code'
picture -size 1654x2339 xc:white -font "$FONT" -pointsize 14 -annotate +160+700 "$LETTER" -colorspace gray "$T/letter.png" ||
    bail 'no letter can be set'
picture "$T/letter.png" "$T/qr.png" -geometry +1300+100 -composite "$T/page.png"
picture -size 1654x2339 xc:white -attenuate 0.1 +noise Gaussian -colorspace gray "$T/dusty.png"
picture -size 1654x2339 xc:white -font "$FONT" -pointsize 10 -annotate +800+1100 'はい' -colorspace gray "$T/short.png"
picture "$T/page.png" -quality 80 "$T/page.jpg"
picture "$T/page.png" "$T/letter.png" "$T/page.png" -threshold 60% -compress Group4 "$T/stack.tif"
picture "$T/page.png" -quality 80 -compress JPEG "$T/page-jpeg.tif"
tiff2pdf -o "$T/stack.pdf" "$T/stack.tif"
picture "$T/page.png" "$T/page-raw.tif"
tiff2pdf -j -q 80 -o "$T/photo.pdf" "$T/page-raw.tif"
heif-enc -q 60 -o "$T/page.heic" "$T/page.png" >/dev/null 2>&1 || bail 'heif-enc makes no HEIC file'

for form in png jpg heic; do
	looks "the mark in $form" page.$form "^mark 0: $MARK$"
	looks "one page in $form" page.$form '^(png|jpeg|heic) pages 1$'
done
looks 'a page is as large as its file says' page.png '^page 0: 210[01]x297[01]$'
looks 'without resolution it is taken for A4' page.heic '^page 0: 210[01]x297[01]$'
for form in tif pdf; do
	said=$("$LOOK" "$T/stack.$form")
	like "three pages in $form" "$said" '^(tiff|pdf) pages 3$'
	is "the marks of the first and the third page in $form" "$(printf '%s\n' "$said" | grep ^mark)" \
	    "mark 0: $MARK
mark 2: $MARK"
done
looks 'the mark in a PDF of a JPEG' photo.pdf "^mark 0: $MARK$"
looks 'the mark in a TIFF of a JPEG' page-jpeg.tif "^mark 0: $MARK$"

looks 'white paper with dust is blank' dusty.png '^page 0: .* blank$'
unlike 'a short word is not' "$("$LOOK" "$T/short.png")" blank

# ---- what scanners and lines do to marks -----------------------------------------------------

picture "$T/page.png" -rotate 3 +repage "$T/right.png"
picture "$T/page.png" -rotate -3 +repage -attenuate 0.3 +noise Impulse "$T/left.png"
picture "$T/page.png" -rotate 90 +repage "$T/lying.png"
picture "$T/page.png" -rotate 180 +repage "$T/headlong.png"
picture "$T/page.png" -brightness-contrast -20x-50 -blur 0x1.2 "$T/pale.png"
convert "$T/page.png" -rotate 1 +repage -resize '1728x1145!' -threshold 60% -compress Group4 -units PixelsPerInch \
    -density 204x98 "$T/coarse.tif"
convert "$T/page.png" -resize '1728x2290!' -threshold 60% -compress Fax -units PixelsPerInch -density 204x196 "$T/fine.tif"
convert "$T/coarse.tif" -attenuate 0.2 +noise Impulse -threshold 50% -compress Group4 -units PixelsPerInch \
    -density 204x98 "$T/bad-line.tif"
convert "$T/page.png" -resize 200% -threshold 50% -compress Group4 -units PixelsPerInch -density 400 "$T/sharp.tif"
for name in right.png left.png lying.png headlong.png pale.png coarse.tif fine.tif bad-line.tif sharp.tif; do
	looks "the mark in $name" "$name" "^mark 0: $MARK$"
done
looks 'lines of a coarse fax are twice as high' coarse.tif '^page 0: 21[0-9]{2}x29[0-9]{2}$'

# ---- drawing ---------------------------------------------------------------------------------

# size_of NAME OPTION PAGE FILE: width x height and colours of the picture that is made.
size_of()
{
	"$LOOK" "$2" "$3" "$T/$4" >"$T/$1.jpg" && identify -format '%m %wx%h %[channels]' "$T/$1.jpg"
}

is 'a reduced picture' "$(size_of reduced -r 0 page.png)" 'JPEG 990x1400 gray'
is 'a reduced picture of a coarse fax has the right form' "$(size_of fax -r 0 coarse.tif | sed 's/x1400.*//')" 'JPEG 1015'
is 'a whole picture' "$(size_of whole -R 0 page.png)" 'JPEG 1654x2339 gray'
is 'a whole picture of a PDF' "$(size_of whole -R 1 stack.pdf)" 'JPEG 1654x2339 gray'
is 'a whole picture of 400 dpi is smaller' "$(size_of whole -R 0 sharp.tif | sed 's/x[0-9]*//')" 'JPEG 2333 gray'
is 'a page that lies on its side is turned up' "$(size_of up -r 0 lying.png)" 'JPEG 990x1400 gray'
size_of up -r 0 headlong.png >/dev/null
like 'a page on its head is turned up' \
    "$(compare -metric RMSE "$T/reduced.jpg" "$T/up.jpg" null: 2>&1)" '\(0\.0[0-4]'
picture "$T/page.png" -fill red -draw 'circle 300,2000 340,2040' "$T/stamp.png"
is 'a red stamp stays red' "$(size_of stamp -R 0 stamp.png)" 'JPEG 1654x2339 srgb'
exits 'there is no fourth page' 65 "$LOOK" -r 3 "$T/stack.pdf"
like 'and that is said' "$(cat "$T/err")" 'never: there is no such page'

# ---- taking apart ----------------------------------------------------------------------------

"$LOOK" -x 1 2 "$T/stack.tif" >"$T/part.tif"
is 'two pages of a TIFF' "$(tiffinfo "$T/part.tif" 2>/dev/null | grep -c 'CCITT Group 4')" 2
is 'are the same dots' "$(convert "$T/part.tif[1]" pbm:- | cksum)" "$(convert "$T/stack.tif[2]" pbm:- | cksum)"
is 'and the same dots an inch' "$(tiffinfo "$T/part.tif" 2>/dev/null | grep -c 'Resolution: 200, 200')" 2
"$LOOK" -x 0 1 "$T/page-jpeg.tif" >"$T/part-jpeg.tif"
is 'a page of a TIFF of a JPEG' "$(convert "$T/part-jpeg.tif" pgm:- | cksum)" "$(convert "$T/page-jpeg.tif" pgm:- | cksum)"
"$LOOK" -x 0 1 "$T/coarse.tif" >"$T/part-fax.tif"
like 'a page of a fax keeps its lines' "$(tiffinfo "$T/part-fax.tif")" 'Resolution: 204, 98'
"$LOOK" -x 1 2 "$T/stack.pdf" >"$T/part.pdf"
exits 'two pages of a PDF are a sound PDF' 0 qpdf --check "$T/part.pdf"
is 'of two pages' "$(qpdf --show-npages "$T/part.pdf")" 2
looks 'the second has the mark' part.pdf "^mark 1: $MARK$"
"$LOOK" -x 0 1 "$T/page.jpg" >"$T/part.jpg"
ok 'the one page of a picture is the picture' cmp -s "$T/part.jpg" "$T/page.jpg"
exits 'pages that are not there' 65 "$LOOK" -x 2 2 "$T/stack.tif"
ok 'give nothing' test ! -s "$T/out"

# ---- reading ---------------------------------------------------------------------------------

# likeness FILE PAGE: of a hundred characters of the letter, how many are found at their place.
likeness()
{
	"$LOOK" -w "$2" "$T/$1" >"$T/words" && LETTER=$LETTER python3 -c '
import difflib, os, sys
lines = [line for line in sys.stdin.read().split("\n")[1:] if line]
wanted = os.environ["LETTER"].replace("\n", "")
print(round(100 * difflib.SequenceMatcher(None, wanted, "".join(lines), False).ratio()))' <"$T/words"
}

for name in letter.png coarse.tif; do
	ok "the words of $name" test "$(likeness $name 0)" -ge 85
	ok "are trusted" test "$(sed -n 's/^confidence //p' "$T/words")" -ge 70
done
unlike 'no blanks stand between characters' "$(sed 1d "$T/words")" ' '
"$LOOK" -w 0 "$T/dusty.png" >"$T/words"
is 'nothing is read where nothing is' "$(cat "$T/words")" 'confidence 0'

# ---- cut off, encrypted, lying ---------------------------------------------------------------

for name in page.png page.jpg page.heic stack.tif page-jpeg.tif coarse.tif stack.pdf photo.pdf; do
	size=$(wc -c <"$T/$name")
	head -c $((size * 3 / 5)) "$T/$name" >"$T/cut-$name"
	never "cut-$name" damaged
done
qpdf --encrypt secret owner 256 -- "$T/stack.pdf" "$T/locked.pdf"
never locked.pdf 'encrypted'
qpdf --encrypt '' owner 256 -- "$T/stack.pdf" "$T/restricted.pdf"
looks 'a PDF that may be opened by everybody' restricted.pdf '^pdf pages 3$'
"$LOOK" -x 0 1 "$T/restricted.pdf" >"$T/part.pdf"
like 'is copied without its restrictions' "$(qpdf --show-encryption "$T/part.pdf")" 'not encrypted'

python3 tests/tools/make-bad-scans.py "$T" || bail 'make-bad-scans.py fails'
never lie.jpg 'damaged PDF'
looks 'a JPEG that is called a PNG' lie.png '^jpeg pages 1$'
never text.txt 'not a PDF'
never nothing.pdf 'not a PDF'
never no-pages.pdf 'no pages'
never pages-501.pdf 'more than 500 pages'
never pages-501.tif 'more than 500 pages'
looks '500 pages are not too many' pages-500.tif '^tiff pages 500$'
never cut-off-chain.tif damaged
never loop.tif damaged
never short.tif damaged
for name in bomb.png bomb.tif bomb.pdf bomb-inside.pdf; do
	never $name '30000 x 30000 pixels'
done
never bomb.jpg '65000 x 65000 pixels'
never bomb-wide.png '2147483647 x 1 pixels'

# ---- PDFs that act ---------------------------------------------------------------------------

for name in plain opens-at link; do
	looks "$name.pdf does not act" $name.pdf '^pdf pages 1$'
done
for name in script-open script-name script-page script-note script-next launch form xfa embedded attached; do
	looks "$name.pdf acts" $name.pdf '^pdf pages 1 active$'
	"$LOOK" -x 0 1 "$T/$name.pdf" >"$T/tame.pdf"
	looks 'and its page does not' tame.pdf '^pdf pages 1$'
	qpdf --qdf --object-streams=disable "$T/tame.pdf" "$T/tame.txt"
	unlike 'nor is anything of it left' "$(tr -d '\0' <"$T/tame.txt")" 'alert|evil|JavaScript|/AA|Launch|AcroForm|XFA|EmbeddedFile'
done
"$LOOK" -x 0 1 "$T/form.pdf" >"$T/tame.pdf"
is 'what a form shows stays' "$(pdftoppm -r 20 -gray "$T/tame.pdf" | cksum)" "$(pdftoppm -r 20 -gray "$T/form.pdf" | cksum)"

# Without Landlock the fonts are out of reach.
if python3 -c 'import ctypes, sys; sys.exit(ctypes.CDLL(None).syscall(444, None, 0, 1) <= 0)'; then
	looks 'letters of a font that the PDF does not bring' fonts.pdf '^page 0: 2099x2970$'
	like 'can be read' "$("$LOOK" -w 0 "$T/fonts.pdf")" '市'
else
	diag 'this kernel has no Landlock'
fi

# ---- archives --------------------------------------------------------------------------------

# unpacks FILE [MOST]
unpacks()
{
	"$LOOK" -u "${2:-100000000}" "$T/$1" 2>&1
}

(cd "$T" && zip -q honest.zip page.jpg stack.tif && zip -q -P secret locked.zip page.jpg)
is 'files of an archive' "$(unpacks honest.zip | sed 's/ [^ ]*$//')" \
    "$(wc -c <"$T/page.jpg") page.jpg
$(wc -c <"$T/stack.tif") stack.tif"
is 'names are text, whatever they are meant to do' "$(unpacks names.zip | sed 's/ [^ ]*$//')" '3 申請表①髙﨑/ソース.txt
3 図面𠮷.txt
5 ../../etc/passwd
4 /abs\x
4 line feed
0 empty'
is '2,000 files' "$(unpacks full.zip | grep -c '^1 ')" 2000
is 'as many octets as are allowed' "$(unpacks large.zip 600000 | wc -l)" 2
for case in 'large.zip:larger than 599999:599999' 'bomb.zip:more than 250 times:1000000000' 'bomb.zip:larger than 1000:1000' \
    'many.zip:more than 2000 files' 'link.zip:links' 'locked.zip:encrypted' 'broken.zip:damaged' 'liar.zip:damaged' \
    'no-files.zip:damaged' 'page.jpg:not a ZIP'; do
	name=${case%%:*} reason=${case#*:}
	most=${reason#*:}
	[ "$most" != "$reason" ] || most=100000000
	is "nothing comes out of $name, for its reason" "$(unpacks "$name" "$most" | sed "s/^never: .*${reason%:*}.*/yes/")" yes
done

# ---- what it may -----------------------------------------------------------------------------

case $B in
*/san*) diag 'programs with sanitizers are not confined' ;;
*)
	strace -f -qq -e trace=%file,%network,%process,seccomp -o "$T/calls" \
	    "$LOOK" "$T/page.png" "$T/stack.pdf" "$T/page.heic" "$T/stack.tif" "$T/plain.pdf" "$T/script-open.pdf" >/dev/null
	worker=$(awk '/execve\(.*iken-scan/ { print $1; exit }' "$T/calls")
	awk -v worker="$worker" '$1 == worker && /seccomp\(/ { on = 1 } on && $1 >= worker && !/= -1 E/' "$T/calls" >"$T/after"
	like 'the filter was seen to be set' "$(cat "$T/after")" 'seccomp\(SECCOMP_SET_MODE_FILTER'
	is 'after that no file was opened but those of fonts' \
	    "$(grep -E 'open(at)?\(' "$T/after" | grep -Ev '"/(usr/(share|lib)|etc/fonts|var/cache/fontconfig)/')" ''
	is 'and none to be written' "$(grep -E 'open(at)?\(.*(O_WRONLY|O_RDWR|O_CREAT|O_TRUNC)' "$T/after")" ''
	is 'no socket was made' "$(grep -E '(socket|connect|bind|sendto)\(' "$T/after" | grep "^$worker")" ''
	is 'no program was started' "$(grep -E 'execve' "$T/after")" ''
	is 'six files were looked at by six children' "$(grep -cE "^$worker +(clone3?|fork|vfork)\(" "$T/after")" 6
	;;
esac
exits 'by hand it says what it is' 64 iken-scan
like 'on standard error' "$(cat "$T/err")" 'which start it'
done_testing
