#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The sheets as PDF readers, people's eyes and scanners find them: fonts, text, codes after a fax, pictures.
. "${0%/*}/../lib.sh"

mkdir "$T/pdf" "$T/png" "$T/now" "$T/again"
draw=$B/tests/tools/draw-sheets
convert -size 1240x1754 xc:white -fill black -draw 'rectangle 100,300 1100,310' -colorspace Gray "$T/scan.jpg"
exits 'all sheets are drawn' 0 "$draw" "$T/pdf" "$T/scan.jpg"

# ---- what is in the PDF --------------------------------------------------------------------

# fonts FILE: one line for each font: its name without the subset's tag, embedded or not.
fonts()
{
	pdffonts "$1" | tail -n +3 | sed 's/^[A-Z]*+//; s/ *\(CID\|Type\|TrueType\).* \(yes\|no\) *\(yes\|no\) *\(yes\|no\) .*/ \2/' | sort
}
pages()
{
	pdfinfo "$1" | sed -n 's/^Pages: *//p'
}
text()
{
	pdftotext -layout "$1" - | tr -d ' \n\f'
}

wrong=
for pdf in "$T"/pdf/*.pdf; do
	qpdf --check "$pdf" >"$T/out" 2>&1 || wrong="$wrong $(basename "$pdf")"
	fonts "$pdf" | grep -v ' yes$' && wrong="$wrong $(basename "$pdf"): a font is not embedded"
	[ "$(fonts "$pdf")" = "$(fonts "$pdf" | uniq)" ] || wrong="$wrong $(basename "$pdf"): a font is there twice"
done
is 'every PDF is sound, and has each font once, embedded' "$wrong" ''
is 'one letter has two fonts' "$(fonts "$T/pdf/letter-short.pdf" | tr '\n' ' ')" \
	'NotoSerifCJKjp-Bold yes NotoSerifCJKjp-Regular yes '
"$draw" -n 30 "$T/many.pdf"
is 'so have thirty letters in one document' "$(fonts "$T/many.pdf" | tr '\n' ' ')" \
	'NotoSerifCJKjp-Bold yes NotoSerifCJKjp-Regular yes '
is 'thirty pages' "$(pages "$T/many.pdf")" 30
for wanted in letter-short:1 letter-long:3 letter-large:2 letter-english:1 letter-rare:1 batch:4 opinion:3 note:2 dispatch:2; do
	is "pages of ${wanted%:*}" "$(pages "$T/pdf/${wanted%:*}.pdf")" "${wanted#*:}"
done
"$draw" "$T/again" "$T/scan.jpg"
ok 'the same input gives the same octets' diff -r "$T/pdf" "$T/again"
like 'the scan is in the opinion as it came' "$(pdfimages -list "$T/pdf/opinion.pdf")" ' jpeg '

text "$T/pdf/letter-short.pdf" >"$T/text"
for words in '〒100-0013' '山田太郎様' '８新総区第１２３号' '令和８年１１月２６日' '歩道の改修について（回答）' '（公印省略）' '以上' '1／1' \
	'https://www.city.example.jp/doro/kouji/2026/'; do
	ok "the letter's text has $words" grep -qF "$words" "$T/text"
done
text "$T/pdf/letter-rare.pdf" >"$T/text"
for words in '髙﨑' '𠮷之助' '葛󠄀城市' '葛󠄁飾区' '邉󠄏様' '㈱' '𩸽' '栁田'; do
	ok "rare characters: $words" grep -qF "$words" "$T/text"
done
like 'what the first font lacks is set in the fallback' "$(fonts "$T/pdf/letter-rare.pdf")" '^IPAmjMincho yes'
ok 'a reprint says so on each page' test "$(pdftotext "$T/pdf/letter-long.pdf" - | grep -c 再発行)" = 3
text "$T/pdf/opinion.pdf" >"$T/text"
ok 'the opinion names a sign that the fonts lack' grep -qF '〓は、書体にない文字です（U+1F600）。' "$T/text"
text "$T/pdf/note.pdf" >"$T/text"
ok 'what is masked is not there' sh -c "grep -qF 伏せています '$T/text' && ! grep -qF 山田 '$T/text'"
text "$T/pdf/dispatch.pdf" >"$T/text"
for words in '発送を決めたもの44通' '印刷したもの42通（用紙84枚）' '印刷しなかったもの2通'; do
	ok "the dispatch list balances: $words" grep -qF "$words" "$T/text"
done

# in_window PDF: every word at the left above the text lies in the window, 85 by 40 mm at (20, 15); in points
in_window()
{
	pdftotext -f 1 -l 1 -bbox "$1" - | sed -n 's/.*xMin="\([^"]*\)" yMin="\([^"]*\)" xMax="\([^"]*\)" yMax="\([^"]*\)".*/\1 \2 \3 \4/p' |
		awk '$1 < 297 && $2 < 156 { n++; if ($1 < 56.7 || $2 < 42.5 || $3 > 297.6 || $4 > 155.9) bad = 1 } END { exit bad || n < 4 }'
}
for letter in short long large english rare; do
	ok "the address of letter-$letter is in the window" in_window "$T/pdf/letter-$letter.pdf"
done

# ---- signs that the fonts lack -------------------------------------------------------------

exits 'a letter with a sign that no font has is not drawn' 65 "$draw" -t '晴れ😀と邉󠄏' 'Noto Serif CJK JP' '' "$T/none.pdf"
is 'all such signs are listed' "$(cat "$T/out")" "U+1F600 😀
U+9089 U+E010F 邉󠄏"
is 'nothing is written' "$(wc -c <"$T/none.pdf")" 0
exits 'with the fallback, one is left' 65 "$draw" -t '晴れ😀と邉󠄏' 'Noto Serif CJK JP' IPAmjMincho "$T/none.pdf"
is 'that one' "$(cat "$T/out")" 'U+1F600 😀'
exits 'a font that is not installed' 78 "$draw" -t 本文 'No Such Mincho' '' "$T/none.pdf"
like 'what to install' "$(cat "$T/err")" 'fonts-noto-cjk'

# ---- codes ---------------------------------------------------------------------------------

# fax IMAGE FILE: as a fax machine of the coarse kind sends it, 1.5 degrees askew and speckled.
fax()
{
	pnmrotate -background=white 1.5 "$1" | pamscale -nomix -xscale=1 -yscale=0.4804 >"$T/sent.pgm"
	convert "$T/sent.pgm" -seed 7 -attenuate 0.04 +noise Impulse -threshold 55% -units PixelsPerInch -density 204x98 \
		-compress Fax "$2"
}
codes()
{
	zbarimg -q --raw --nodbus -Sdisable -Sqrcode.enable "$1" 2>"$T/err"
}

missing=
faxed=
count=0
for sheet in letter-short letter-long letter-large letter-english letter-rare batch opinion note; do
	page=0
	while [ $page -lt "$(pages "$T/pdf/$sheet.pdf")" ]; do
		page=$((page + 1))
		count=$((count + 1))
		pdftoppm -r 204 -f $page -l $page -singlefile -gray "$T/pdf/$sheet.pdf" "$T/page"
		code=$(codes "$T/page.pgm")
		case $sheet$page in
		letter-long*) wanted="IKEN:L:2026-000123-7.12:$page.3:K7MQ2XW4RD8TN3VB" ;;
		letter-large*) wanted="IKEN:L:2026-000123-7.12:$page.2:K7MQ2XW4RD8TN3VB" ;;
		letter*) wanted='IKEN:L:2026-000123-7.12:1.1:K7MQ2XW4RD8TN3VB' ;;
		batch1) wanted='IKEN:B:20261126-03:1.1:K7MQ2XW4RD8TN3VB' ;;
		batch*) wanted="IKEN:S:20261126-03.$((page - 1)):1.1:K7MQ2XW4RD8TN3VB" ;;
		opinion*) wanted="IKEN:O:2026-000123-7:$page.3:K7MQ2XW4RD8TN3VB" ;;
		note*) wanted="IKEN:N:2026-000123-7:$page.2:K7MQ2XW4RD8TN3VB" ;;
		esac
		[ "$code" = "$wanted" ] || missing="$missing $sheet:$page"
		fax "$T/page.pgm" "$T/fax.tiff"
		[ "$(codes "$T/fax.tiff")" = "$wanted" ] || faxed="$faxed $sheet:$page"
	done
done
is "the code of each of $count pages is read" "$missing" ''
is 'and when the page was faxed' "$faxed" ''
like 'the fax was one of group 3' "$(tiffinfo "$T/fax.tiff" 2>&1)" 'CCITT Group 3'

# ---- pictures ------------------------------------------------------------------------------

# differing A B: pixels that differ by more than a quarter of black.
differing()
{
	compare -metric AE -fuzz 25% "$1" "$2" null: 2>&1
}

tests/reply/pictures/renew "$B" "$T/now" || bail 'the pictures cannot be drawn'
for picture in tests/reply/pictures/*.png; do
	name=$(basename "$picture")
	n=$(differing "$picture" "$T/now/$name")
	if [ "$n" -le 200 ] 2>/dev/null; then
		pass "$name looks as it should"
	else
		fail "$name looks as it should"
		diag "$n pixels differ; look at $T/now/$name, and see tests/reply/pictures/renew"
	fi
done
is 'every picture has its reference' "$(cd "$T/now" && ls)" "$(cd tests/reply/pictures && ls -- *.png)"
convert "$T/now/letter-short-1.png" -roll +1+0 "$T/shifted.png"
ok 'a shift by a third of a millimetre would be seen' test "$(differing "$T/now/letter-short-1.png" "$T/shifted.png")" -gt 200
is 'none is large' "$(find tests/reply/pictures -name '*.png' -size +60k)" ''

# ---- programs ------------------------------------------------------------------------------

heavy=
for program in iken iken-fetch iken-deliver iken-register iken-route iken-send; do
	readelf -d "$B/bin/$program" | grep -Eq 'NEEDED.*(pango|cairo|zint)' && heavy="$heavy $program"
done
is 'programs that print nothing load no typesetting' "$heavy" ''

done_testing
