#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Tables given out in every format (spool/grid.h), opened by the programs that people open them with: each cell is there as
# it was, none is a formula or a link; pages are whole.
. "${0%/*}/../web.sh"
. "${0%/*}/../calc.sh"

mkdir "$T/g"
exits 'a table with what people write, in all formats' 0 "$B/tests/tools/write-grid" "$T/g" 200

# cells FILE MANNER: its rows, a line each, to be compared: an apostrophe that was put before a text is gone where the manner is
# csv, and a number is shown in one way only.
cells()
{
	python3 - "$1" "$2" <<'E'
import csv, re, sys
path, manner = sys.argv[1:]
for row in csv.reader(open(path, encoding='utf-8-sig', newline='')):
    out = []
    for cell in row:
        if re.fullmatch(r'-?\d{1,3}(,\d{3})+', cell):
            cell = cell.replace(',', '')
        if manner == 'csv' and re.match(r"'[\s　]*[=+\-@＝＋－＠−]", cell):
            cell = cell[1:]
        if re.fullmatch(r'\d+\.\d0%', cell):
            cell = cell[:-2] + '%'
        if manner == 'csv':
            cell = re.sub(r'^(\d{4}-\d\d-\d\d \d\d:\d\d):00$', r'\1', cell)
        if len(out) == 3 and re.fullmatch(r'\d+', cell):
            cell += '.0'
        out.append(cell.replace('\n', '\\n'))
    while out and out[-1] == '':
        out.pop()
    if out:
        print('|'.join(out))
E
}

# ---- XLSX ---------------------------------------------------------------------------------------------------------------

cells "$T/g/utf8.csv" csv >"$T/wanted"
is 'the table has its rows' "$(grep -c . "$T/wanted")" 33
ok 'LibreOffice opens the XLSX file' calc_sheets "$T/g/grid.xlsx"
is 'it has two sheets, by their titles' "$(cd "$CALC" && printf '%s\n' *)" "行の多い表.csv
見本の表 <1> & \"2\".csv"
cells "$CALC/見本の表 <1> & \"2\".csv" xlsx >"$T/got"
# 1,234 and the like are texts there, and stay so.
ok 'each cell is as it was' diff "$T/wanted" "$T/got"
is 'so are the rows of the other sheet' "$(cells "$CALC/行の多い表.csv" xlsx | sed -n '1p;8p;201p')" \
    '番号|文
7|長い文は折り返して二行になるまで続けて書かれていて、用紙の幅に入りきらないので、その行だけが高くなる。
200|意見'
is 'nothing in it is a formula or a link' "$(calc_formulas "$T/g/grid.xlsx")" ''
is 'numbers, shares and times are numbers to a spreadsheet' "$(grep -oE 'office:value-type="(float|percentage|date)"' "$T/calc/out/grid.fods" |
    sort | uniq -c | tr -s ' ')" ' 60 office:value-type="date"
 261 office:value-type="float"
 30 office:value-type="percentage"'
like 'what Excel would take for an escaped sign is escaped' "$(unzip -p "$T/g/grid.xlsx" xl/worksheets/sheet1.xml | grep -o '<t>_[^<]*')" \
    '^<t>_x005F_x0041_ と _x005F_x3042_$'
is 'the head stays where it is' "$(unzip -p "$T/g/grid.xlsx" xl/worksheets/sheet1.xml | grep -o '<pane [^>]*>')" \
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'

# ---- CSV ----------------------------------------------------------------------------------------------------------------

is 'nothing in the CSV file is calculated' "$(calc_formulas "$T/g/utf8.csv")" ''
ok 'LibreOffice opens it' calc_sheets "$T/g/utf8.csv"
cells "$CALC/utf8.csv" csv | grep -v '^1,234' >"$T/got"
# What looks like a number in a text is one to a spreadsheet that opens CSV; XLSX is for that.
ok 'each cell that is a text, a number or a time is as it was' sh -c 'sed "s/^1,234|/1234|/; s/^00123|/123|/; s/^1E5|/1.00E+05|/; s/^12%|/12.0%|/" "$1" |
    diff - "$2"' - "$T/wanted" "$T/got"
sed 's/"'"'"'/"/' "$T/g/utf8.csv" >"$T/g/armed.csv"
like 'without the sign before them they are: what was looked for can be found' "$(calc_formulas "$T/g/armed.csv")" 'of:=1\+1'

iconv -f cp932 -t utf-8 "$T/g/cp932.csv" >"$T/g/cp932-utf8.csv"
is 'the CSV file in CP932 is that file, but for signs that CP932 has not' "$(diff "$T/g/utf8.csv" "$T/g/cp932-utf8.csv" | grep '^[<>]' |
    sed 1,2d | cut -d, -f1)" "< \"髙﨑 𠮷田 🙂\"
< \"$(printf 'か\343\202\231')\"
> \"髙﨑 〓田 〓\"
> \"が\"
< \"ｶﾅ〜−\"
> \"ｶﾅ～－\""
is 'each of them is in the list' "$(sed 1d "$T/g/misfits.csv" | tr -d '\r')" '21,1,"文","U+20BB7","𠮷","〓"
21,1,"文","U+1F642","🙂","〓"'
CALC_CHARSET=60
ok 'LibreOffice opens that, too' calc_sheets "$T/g/cp932.csv"
like 'as Japanese' "$(cat "$CALC/cp932.csv")" '"髙﨑 〓田 〓"'

# ---- PDF ----------------------------------------------------------------------------------------------------------------

for name in upright across; do
	pages=$(pdfinfo "$T/g/$name.pdf" | sed -n 's/^Pages: *//p')
	pdftotext -layout "$T/g/$name.pdf" - | tr -d '\f' >"$T/$name.txt"
	is "$name: each page says which it is" "$(grep -oE "^ +[0-9]+／$pages\$" "$T/$name.txt" | tr -d ' ' | sed "s/／$pages//" | tr '\n' ' ')" \
	    "$(seq -s ' ' 1 "$pages") "
	is "$name: each page of the long table has its head" "$(grep -c '番号 *文' "$T/$name.txt")" \
	    "$(grep -cE '^ *(行の多い表|高い行)' "$T/$name.txt")"
	is "$name: all rows are there, once" "$(sed -n '/行の多い表/,/高い行/p' "$T/$name.txt" | grep -oE '^ *[0-9]+( |$)' | tr -d ' ')" \
	    "$(seq 1 200)"
	is "$name: a row that is higher than a page goes on" "$(grep -oE 'だい[0-9]+段' "$T/$name.txt" | tr -cd '0-9\n')" "$(seq 1 150)"
	is "$name: there are squares for seals, once" "$(grep -cE '係員 +係長' "$T/$name.txt")" 1
done
like 'the first says whose it is and when it was made' "$(head -4 "$T/upright.txt")" '見本区 区政情報課 +令和8年11月30日（月） 4時00分'
like 'across is across' "$(pdfinfo "$T/g/across.pdf")" 'Page size: +841\.89 x 595\.27'
like 'upright is upright' "$(pdfinfo "$T/g/upright.pdf")" 'Page size: +595\.27.* x 841\.89'
is 'the fonts are in them' "$(pdffonts "$T/g/upright.pdf" | sed 1,2d | awk '{ print $(NF-4) }' | sort -u)" yes

# ---- HTML ---------------------------------------------------------------------------------------------------------------

is 'a page with the tables is valid' "$(html_errors "$T/g/grid.html" | grep -v 'Normalization Form C')" ''
unlike 'no text of people is markup' "$(cat "$T/g/grid.html")" '<b>'

done_testing
