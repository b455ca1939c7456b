#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken-stats over 40,000 made-up opinions: every figure is the one that stats_check.py counts by itself; what is published tells no
# small number, and none follows; sums that do not add up are an alarm; LibreOffice, pdftotext, the W3C's checker and a browser read
# what is written; the mail of a month goes out once, wherever anything is killed.
. "${0%/*}/../web.sh"
. tests/calc.sh
IKEN_NOW=1796036400	# 2026-11-30 20:00 in Tokyo
export IKEN_NOW
OFFICE_EXTRA="
[department parks]
name = 公園課
addresses = parks@city.example.jp

[department welfare]
name = 福祉課
addresses = welfare@city.example.jp

[department tax]
name = 税務課
addresses = tax@city.example.jp

[print]
kind = folder
folder = $T/letters

[stats]
mail = kocho@city.example.jp, somu@city.example.jp
suppress = 5
"
office=$T/office
new_office "$office"
register=$office/data/register.db
"$B/tests/tools/make-register" "$IKEN_CONF" "${STATS_COUNT:-40000}" 7 || bail 'make-register fails'
out=$T/reports
mkdir "$out"

# The same letters from many: of 23 at most over two months each, and of three at most, of which some are left with one; people who
# wrote again, people who are not known any more, letters that were taken out.
sqlite3 "$register" <<'E' || bail 'no campaigns'
CREATE TEMP TABLE letter AS SELECT id, received, n, CASE kind WHEN 5 THEN 1 + n / 23 ELSE 1000 + n / 3 END AS campaign,
  CASE WHEN kind = 6 AND n / 3 % 5 = 0 AND n % 3 <> 0 OR kind = 5 AND n % 13 = 0 THEN 'out' ELSE 'done' END AS state,
  CASE WHEN n % 11 <> 0 THEN CAST('person ' || (n % 17) AS BLOB) END AS person FROM (SELECT id, received, id % 97 AS kind,
  row_number() OVER (PARTITION BY id % 97 ORDER BY received, id) - 1 AS n FROM opinion WHERE id % 97 IN (5, 6));
INSERT INTO campaign(id, first, since, newest)
  SELECT campaign, min(id), min(received), max(received) FROM letter GROUP BY campaign;
INSERT INTO campaign_member(opinion, campaign, state, repeats, at, person)
  SELECT id, campaign, state, CASE WHEN person IS NULL THEN n % 2 ELSE EXISTS (SELECT 1 FROM letter o WHERE o.campaign = l.campaign
  AND o.person = l.person AND o.state <> 'out' AND o.id < l.id) END, received, person FROM letter l;
UPDATE campaign SET (letters, people) = (SELECT count(*), coalesce(sum(repeats = 0), 0) FROM campaign_member m
  WHERE m.campaign = campaign.id AND m.state <> 'out');
E

# counted TITLE PERIOD FILE [OPTION...]: the report is made, and the checker finds no difference in FILE.csv.
counted()
{
	_what=$1 _period=$2 _file=$3
	shift 3
	exits "$_what: iken-stats" 0 iken-stats --folder "$out" ${STATS_OPTIONS:-} "$_period"
	if python3 tests/report/stats_check.py "$register" "$out/$_file.csv" "$_period" --settings "$IKEN_CONF" --now "$IKEN_NOW" "$@" \
	    >"$T/check" 2>&1; then
		pass "$_what: $(tail -n 1 "$T/check")"
	else
		fail "$_what: figures differ"
		diag_file "$T/check"
	fi
}

# ---- figures -------------------------------------------------------------------------------

counted 'a fiscal year' 2025 2025 --all "$out/2025-all.csv"
counted 'a year that goes on' 2026 2026 --all "$out/2026-all.csv"
counted 'a quarter' 2025-Q4 2025-Q4 --all "$out/2025-Q4-all.csv"
counted 'a month' 2026-10 2026-10 --all "$out/2026-10-all.csv"
STATS_OPTIONS=--by-day counted 'the days of a month' 2026-02 2026-02-days --by-day
is 'there are answers by letter' "$(grep -c '^"郵便",[1-9]' "$out/2025.csv")" 1
like 'there are campaigns' "$(cat "$out/2025.csv")" '^"同じ内容の手紙の件数",[1-9]'
is 'fewer people than letters wrote them' "$(awk -F, '/^"同じ内容の手紙の件数"/ { l = $2 } /^"同じ内容の手紙の人数"/ { p = $2 }
    END { print (0 < p && p < l) ? "fewer" : p " of " l }' "$out/2025.csv")" fewer
is 'nothing of it has an effect on the register but a line of the access log' \
    "$(sqlite3 "$register" "SELECT group_concat(what) FROM (SELECT what FROM access ORDER BY id DESC LIMIT 5)")" \
    'stats 2026-02,stats 2026-10,stats 2025-Q4,stats 2026,stats 2025'

# ---- what is published ---------------------------------------------------------------------

for case in 5:2025 20:2025 25:2026-Q1 25:2026-10 60:2026-Q1 150:2025 150:2026-10; do
	least=${case%:*} period=${case#*:}
	sed -i "s/^suppress = .*/suppress = $least/" "$IKEN_CONF"
	STATS_OPTIONS=--public counted "published without numbers below $least, $period" "$period" "$period-public" --public "$least"
done
like 'something was hidden' "$(cat "$T/check")" '^[1-9][0-9]* are hidden'
sed -i 's/^suppress = .*/suppress = 25/' "$IKEN_CONF"
exits 'published' 0 iken-stats --folder "$out" --public 2026-10
not_ok 'no combination is published' test -e "$out/2026-10-public-all.csv"
# Bars tell numbers, too: by what is written on them, and by their height.
python3 - "$out/2026-10-public.html" >"$T/bars" <<'E'
import re, sys
page = open(sys.argv[1], encoding='utf-8').read()
for chart in re.findall(r'<svg.*?</svg>', page, re.S):
    texts = re.findall(r'<text [^>]*>([^<]*)</text>', chart)
    print(sum(t == 'x' for t in texts), sum(t.isdigit() and 0 < int(t) < 25 for t in texts if 'chart-purposes' in chart))
E
is 'and no chart shows what a table hides' "$(awk '{ small += $2 } END { print small + 0 }' "$T/bars")" 0
exits 'days are not published' 65 iken-stats --folder "$out" --public --by-day 2026-10

# ---- SQL, options ---------------------------------------------------------------------------

exits 'a statement is printed' 0 iken-stats --sql s3
like 'with its name' "$(cat "$T/out")" '^-- S3'
is 'and counts the same when somebody else runs it' \
    "$(iken-stats --sql S4 | sed 's/?1/1743433200/; s/?2/1774969200/' | sqlite3 "$register")" \
    "$(awk -F, '/^"回答件数"/ { print $2; exit }' "$out/2025.csv")"
for sql in $(grep -o '数え方: [S0-9, ]*' "$out/2025.csv" | tr -d ',' | cut -d' ' -f2- | tr ' ' '\n' | sort -u); do
	iken-stats --sql "$sql" >/dev/null || fail "$sql is named and not there"
done
exits 'there is no S99' 65 iken-stats --sql S99
exits 'a period is none' 65 iken-stats --folder "$out" 2026-13
exits 'one that has not begun' 65 iken-stats --folder "$out" 2027-01
exits 'nowhere to write' 65 iken-stats 2025
exits 'two ways at once' 65 iken-stats --csv --html 2025
exits 'a folder that is not there' 75 iken-stats --folder "$T/nowhere" 2025
exits 'dry' 0 iken-stats -n --folder "$T/nowhere" 2025
exits 'to standard output' 0 iken-stats --csv 2025
ok 'the same as in the file' cmp "$T/out" "$out/2025.csv"

# ---- readers --------------------------------------------------------------------------------

sed -i 's/^name = 公園課/name = =1+2公園課/' "$IKEN_CONF"
exits 'in CP932' 0 iken-stats --folder "$out" --sjis 2026-Q1
iconv -f CP932 -t UTF-8 "$out/2026-Q1.csv" >"$T/sjis.csv" || fail 'it is not CP932'
like 'it reads the same' "$(cat "$T/sjis.csv")" '^"合計",'
like 'and no name becomes a formula' "$(cat "$T/sjis.csv")" "\"'=1\\+2公園課\""
sed -i 's/^name = =1+2公園課/name = 𠮷野公園課/' "$IKEN_CONF"
exits 'with a sign that CP932 has not' 0 iken-stats --folder "$out" --sjis 2026-Q2
like 'which is listed' "$(cat "$out/2026-Q2-misfits.csv")" 'U\+20BB7'
sed -i 's/^name = 𠮷野公園課/name = 公園課/' "$IKEN_CONF"

ok 'LibreOffice opens the XLSX file' calc_sheets "$out/2025.xlsx"
is 'it has a sheet for each table, the cover and the statements' "$(printf '%s\n' "$CALC"/* | wc -l)" 16
like 'its sums are the same' "$(cat "$CALC/あらまし.csv")" \
    "\"受付件数\",\"$(awk -F, '/^"受付件数"/ { printf "%s", $2; exit }' "$out/2025.csv" | sed 's/\(.*\)\(...\)$/\1,?\2/')\""
is 'nothing in it is a formula or a link' "$(calc_formulas "$out/2025.xlsx")" ''
pdftotext -layout "$out/2025.pdf" "$T/pdf.txt" || fail 'pdftotext does not read it'
like 'the PDF has its title' "$(cat "$T/pdf.txt")" '担当課別・目的別の受付件数'
like 'and the campaigns' "$(cat "$T/pdf.txt")" '同じ内容の手紙（種類別）'
like 'and the sums' "$(tr -d ', ' <"$T/pdf.txt")" "受付件数$(awk -F, '/^"受付件数"/ { print $2; exit }' "$out/2025.csv")"
is 'no sign is missing in it' "$(grep -c 〓 "$T/pdf.txt")" 0
# The same charts on paper as in the page: each word and number is there, and each bar as long in proportion.
cat >"$T/charts.py" <<'E'
import re, subprocess, sys
from collections import Counter
say = lambda *words: subprocess.run(words, capture_output=True, text=True).stdout
page, pdf, wrong, charts = open(sys.argv[1], encoding='utf-8').read(), sys.argv[2], [], 0
drawn = []
for n in map(str, range(1, int(re.search(r'Pages: +([0-9]+)', say('pdfinfo', pdf))[1]) + 1)):
    lines = say('pdftotext', '-f', n, '-l', n, pdf, '-').split('\n')
    bars = []
    for d in re.findall(r'fill:rgb\(3[45][.0-9%]*,[^"]*" d="([^"]*)"', say('pdftocairo', '-svg', '-f', n, '-l', n, pdf, '-')):
        numbers = [float(x) for x in re.findall(r'[-0-9.]+', d)]
        bars.append((max(numbers[::2]) - min(numbers[::2]), max(numbers[1::2]) - min(numbers[1::2])))
    drawn.append((lines, Counter(w for line in lines for w in [line] + line.split()), bars))
for title, body in re.findall(r'<figcaption>(.*?)</figcaption>\n<svg.*?>(.*?)</svg>', page, re.S):
    charts += 1
    words = Counter(re.findall(r'<text [^>]*>([^<]*)</text>', body))
    wanted = [(float(w), float(h)) for w, h in re.findall(r'<rect class="now" .*?width="(.*?)" height="(.*?)"', body)]
    problems = []
    for lines, there, bars in drawn:
        if title not in lines:
            continue
        k = max((w for w, h in bars), default=0) / max((w for w, h in wanted), default=1)
        long = not wanted or len(bars) == len(wanted) and all(abs(b - k * a) < 0.5 for x, y in zip(wanted, bars) for a, b in zip(x, y))
        if not words - there and long:
            break
        problems.append((dict(words - there), len(bars), len(wanted)))
    else:
        wrong.append((title, problems))
print(charts, wrong)
E
is 'it has the charts of the page' "$(python3 "$T/charts.py" "$out/2025.html" "$out/2025.pdf")" '4 []'

sed -i 's/^\[office\]/[office]\nlanguage = en/' "$IKEN_CONF"
exits 'in English' 0 iken-stats --html 2026-Q2
cp "$T/out" "$out/english.html"
like 'it says so' "$(cat "$out/english.html")" '<html lang="en">'
is 'and has no Japanese but names' "$(sed 's/<[^>]*>//g' "$out/english.html" | grep -cE '件|回答|受付')" 0
sed -i '/^language = en/d' "$IKEN_CONF"
is 'the pages are valid' "$(html_errors "$out/2025.html" "$out/2026-10-public.html" "$out/2026-02-days.html" "$out/english.html")" ''
is 'each chart says what it is, and has a table' "$(grep -c '<svg class="chart" role="img" aria-labelledby=' "$out/2025.html")" \
    "$(grep -c '<title id="chart-' "$out/2025.html")"
is 'there are four' "$(grep -c '<svg ' "$out/2025.html")" 4
start_browser
for look in desktop phone 'desktop dark'; do
	# shellcheck disable=SC2086
	browser open $look ja || bail 'no browser'
	browser go "file://$out/2025.html"
	is "$look: axe finds nothing serious" "$(browser axe "$AXE")" ''
	ok "$look: nothing is to be scrolled sideways but tables" browser fits
	browser shot "$T/$(echo "$look" | tr ' ' '-').png"
	is "$look: nothing was asked for but the page" "$(browser requests | grep -vc "^file://$out/2025.html" )" 0
	browser close
done

# ---- holidays that are not known -------------------------------------------------------------

cp "$register" "$T/whole.db"
sqlite3 "$register" "DELETE FROM holiday WHERE day >= '2026'; DELETE FROM holiday_year WHERE year >= 2026"
counted 'over a year whose holidays are not loaded' 2025 2025 --all "$out/2025-all.csv" --dues "$T/whole.db"
like 'the report says how many are not known' "$(cat "$out/2025.csv")" '^"休日の登録がない年にかかるもの[1-9][0-9]*件は'

# ---- sums that do not add up ------------------------------------------------------------------

sqlite3 "$register" "DELETE FROM event WHERE step = 'send' AND id % 2 = 0"
mkdir "$T/none"
exits 'events that are gone are an alarm' 70 iken-stats --folder "$T/none" 2025
like 'which says what does not add up' "$(cat "$T/err")" 'do not add up'
is 'and nothing is written' "$(ls "$T/none")" ''
rm -f "$register-wal" "$register-shm"
cp "$T/whole.db" "$register"

# ---- the mail ----------------------------------------------------------------------------------

mails()
{
	sqlite3 "$register" "SELECT count(*) FROM intent WHERE kind = 'statistics'"
}

forget()
{
	rm -rf "$office/data/stats"
	sqlite3 "$register" "DELETE FROM intent WHERE kind = 'statistics'"
}

whole()
{
	[ "$(mails)" = 1 ] && for _end in pdf xlsx; do
		cmp "$office/data/stats/2026-10.$_end" "$T/mailed.$_end" || return 1
	done && [ "$(printf '%s\n' "$office/data/stats"/* | wc -l)" = 2 ]
}

exits 'the month before is to be mailed' 0 iken-stats --mail
is 'nothing is said' "$(cat "$T/out" "$T/err")" ''
is 'it is decided' "$(mails)" 1
for end in pdf xlsx; do
	cp "$office/data/stats/2026-10.$end" "$T/mailed.$end"
done
exits 'again' 0 iken-stats --mail
is 'it is decided once' "$(mails)" 1
export EACH=7
at_each_call 'killed while it is decided' kill-before forget whole iken-stats --mail
at_each_call 'the disk is full' from-ENOSPC forget whole iken-stats --mail
sqlite3 "$register" "UPDATE intent SET state = 'cancelled' WHERE state = 'waiting' AND kind <> 'statistics'"
exits 'it is sent' 0 iken-send
mail=$(grep -rl '^X-Ikenbako: statistics' "$office/outbox/new")
is 'once' "$(printf '%s\n' "$mail" | grep -c .)" 1
"$B/tests/tools/read-mail" "$mail" >"$T/mail" || fail 'it cannot be read'
like 'to both' "$(tr -d '\r' <"$mail" | sed '/^$/q')" 'somu@city.example.jp'
like 'with its files' "$(cat "$T/mail")" 'statistics-2026-10.xlsx'
"$B/tests/tools/read-mail" -t "$mail" >"$T/mail"
like 'and its numbers' "$(cat "$T/mail")" "受付件数：$(awk -F, '/^"受付件数"/ { print $2; exit }' "$out/2026-10.csv") 件"
exits 'the next day' 0 iken-stats --mail
exits 'nothing more' 0 iken-send
is 'is sent' "$(grep -rl '^X-Ikenbako: statistics' "$office/outbox/new" | grep -c .)" 1
sed -i '/^mail = kocho@city/d' "$IKEN_CONF"
forget
exits 'where nobody is to get it' 0 iken-stats --mail
is 'nothing is done' "$(mails)" 0

# ---- files, whole or not there -------------------------------------------------------------------

emptied()
{
	rm -rf "$T/killed" && mkdir "$T/killed"
}

same_files()
{
	for _file in "$T/killed"/*; do
		cmp "$_file" "$out/${_file##*/}" || return 1
	done
	[ "$(printf '%s\n' "$T/killed"/* | wc -l)" = 5 ]
}

exits 'a month once more' 0 iken-stats --folder "$out" 2026-10
export EACH=3
at_each_call 'killed while files are written' kill-before emptied same_files iken-stats --folder "$T/killed" 2026-10
done_testing
