#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken-calendar: what it shows, and the import of right, broken and cut files, killed at any call
. "${0%/*}/../lib.sh"

DAY=86400
IKEN_NOW=1795446000		# 2026-11-24 00:00 in Tokyo, a Tuesday
export IKEN_NOW
office=$T/office
OFFICE_EXTRA='[calendar]
closed = 2026-12-04, 2026-12-05
open = 2026-12-12'
new_office "$office"
db=$office/data/register.db
published=config/sample/syukujitsu.csv

holidays()
{
	sqlite3 "$db" "SELECT day || ' ' || name FROM holiday; SELECT year FROM holiday_year"
}

# utf8 FILE: as text that sed can change, without CR.
utf8()
{
	iconv -f CP932 -t UTF-8 "$1" | tr -d '\r'
}

# a_year YEAR: a whole year as it might be published.
a_year()
{
	for d in 1/1 1/10 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/22 10/9 11/3 11/23; do
		echo "$1/$d,祝日"
	done
}

# ---- shows

exits 'the calendar is shown' 0 iken-calendar
cp "$T/out" "$T/shown"
like 'the years that are loaded' "$(cat "$T/shown")" '^holidays of 2025 to 2027 are loaded'
is 'the closed weekdays of 60 days, and the open Saturday' "$(grep '^  ' "$T/shown")" \
'  2026-12-04 Fri  closed, as calendar.closed says
  2026-12-12 Sat  open, as calendar.open says
  2026-12-29 Tue  closed, as calendar.closed_each_year says
  2026-12-30 Wed  closed, as calendar.closed_each_year says
  2026-12-31 Thu  closed, as calendar.closed_each_year says
  2027-01-01 Fri  元日
  2027-01-11 Mon  成人の日'
like 'the weekend is said once' "$(cat "$T/shown")" '^closed from 2026-11-24 to 2027-01-23, besides every Sat and Sun:'

exits 'a year is shown' 0 iken-calendar --year 2027
like 'with its first holiday' "$(cat "$T/out")" '^  2027-01-01 Fri  元日$'
is 'and each closed weekday' "$(grep -c '^  2027-' "$T/out")" 19
exits 'a year that is not loaded' 65 iken-calendar --year 2028
like 'says what to do' "$(cat "$T/err")" '2028 are not loaded: download https://.*iken calendar'

exits 'a due day' 0 iken-calendar --due 10 --from 2026-12-25
is 'over the turn of the year' "$(cat "$T/out")" '2027-01-15 Fri is 10 open days after 2026-12-25 Fri'
exits 'a due day from today' 0 iken-calendar --due 9
is 'over a closing day of our own' "$(cat "$T/out")" '2026-12-08 Tue is 9 open days after 2026-11-24 Tue'
exits 'the last open day that is known' 0 iken-calendar --due 1 --from 2027/12/27
is 'one day' "$(cat "$T/out")" '2027-12-28 Tue is 1 open day after 2027-12-27 Mon'
exits 'and the one after it' 65 iken-calendar --due 2 --from 2027-12-27
is 'is not computed' "$(cat "$T/out")" ''
like 'and the reason is said' "$(cat "$T/err")" '2025 to 2027'

for wrong in '--due x' '--due -1' '--due 1 --from 2026-02-30' '--from 2026-01-01' '--year x' '--due 1 --year 2026' \
    "--due 1 $published" "$published $published"; do
	# shellcheck disable=SC2086
	exits "wrong usage: $wrong" 64 iken-calendar $wrong
done

# ---- the warning, from October on

exits '--check at the end of September' 0 env IKEN_NOW=$((1822316400 - 1)) iken-calendar --check
exits '--check on 1 October' 78 env IKEN_NOW=1822316400 iken-calendar --check
like 'says what to do' "$(cat "$T/err")" 'holidays of 2028 are not loaded: download https://www8.cao.go.jp/.*iken calendar'
exits 'the calendar on 1 October' 0 env IKEN_NOW=1822316400 iken-calendar
like 'warns' "$(cat "$T/out")" '^warning: the holidays of 2028'
exits 'iken-status on 1 October' 0 env IKEN_NOW=1822316400 iken-status
like 'warns too' "$(cat "$T/out")" '^calendar  *the holidays of 2028 are not loaded'
exits 'iken-status before' 0 iken-status
like 'says what is loaded' "$(cat "$T/out")" '^calendar  *holidays of 2025 to 2027 are loaded'
exits 'beyond December the end is shown' 0 env IKEN_NOW=$((1822316400 + 85 * DAY)) iken-calendar
like 'as not known' "$(cat "$T/out")" '^  2028-01-01 and after: not known'

# ---- files that are right

holidays >"$T/before"
exits 'the file that is loaded already' 0 iken-calendar "$published"
is 'changes nothing' "$(cat "$T/out")" '2025 to 2027: as before'
holidays >"$T/after"
ok 'indeed' cmp -s "$T/before" "$T/after"

{ utf8 "$published"; a_year 2028; } >"$T/2028.utf8"
sed 's/$/\r/' "$T/2028.utf8" | iconv -f UTF-8 -t CP932 >"$T/2028.csv"
exits '--dry-run' 0 iken-calendar --dry-run "$T/2028.csv"
is 'says what it would do' "$(cat "$T/out")" '2025 to 2027: as before
2028: new, 16 holidays
nothing was written'
holidays >"$T/after"
ok 'and does nothing' cmp -s "$T/before" "$T/after"
exits 'a new year, in CP932' 0 iken-calendar "$T/2028.csv"
is 'is named' "$(cat "$T/out")" '2025 to 2027: as before
2028: new, 16 holidays'
is 'and stored' "$(holidays | grep -c '^2028')" 17
exits 'then nothing is missing on 1 October' 0 env IKEN_NOW=1822316400 iken-calendar --check

{ printf '\357\273\277'; cat "$T/2028.utf8"; } >"$T/mark.csv"
exits 'the same in UTF-8' 0 iken-calendar "$T/2028.utf8"
is 'is the same' "$(cat "$T/out")" '2025 to 2028: as before'
exits 'with a mark before it' 0 iken-calendar "$T/mark.csv"
is 'is the same too' "$(cat "$T/out")" '2025 to 2028: as before'

# ---- files that are not

holidays >"$T/before"
# refused TITLE FILE PATTERN
refused()
{
	exits "$1" 65 iken-calendar "$2"
	like "$1: why" "$(cat "$T/err")" "$3"
	is "$1: one line" "$(grep -c . "$T/err")$(cat "$T/out")" 1
	holidays >"$T/after"
	ok "$1: nothing is imported" cmp -s "$T/before" "$T/after"
}

sed '30s/,/;/' "$T/2028.utf8" >"$T/broken.csv"
refused 'a line that is not understood' "$T/broken.csv" 'broken.csv:30: expected a date and a name'
sed '1d' "$T/2028.utf8" >"$T/headless.csv"
refused 'a file without its first line' "$T/headless.csv" 'headless.csv:1: expected the first line'
sed '$d' "$T/2028.csv" | sed '$d' >"$T/short.csv"
refused 'a year that ends too early' "$T/short.csv" 'short.csv:69: expected holidays of 2028 up to November'
head -c 1000 "$T/2028.csv" >"$T/cut.csv"
refused 'a file that was cut' "$T/cut.csv" 'cut.csv:[0-9]*: expected'
sed 's,2027/2/11,2027/2/30,' "$T/2028.utf8" >"$T/date.csv"
refused 'a date that does not exist' "$T/date.csv" 'date.csv:41: expected a date that exists'
{ head -n 1 "$T/2028.utf8"; a_year 2030; } >"$T/gap.csv"
refused 'a file that leaves a year out' "$T/gap.csv" 'holidays of 2029'
iconv -f UTF-8 -t UTF-16 "$T/2028.utf8" >"$T/utf16.csv"
refused 'UTF-16' "$T/utf16.csv" 'expected the first line'
: >"$T/empty.csv"
refused 'an empty file' "$T/empty.csv" 'empty.csv:1: expected the first line'
refused 'no file' "$T/none.csv" 'none.csv: No such file'
refused 'a folder' "$T" 'not a regular file'
refused 'something endless' /dev/zero 'not a regular file'

# ---- killed: the register holds the old years or the new ones

{ utf8 "$published" | sed 's/,.*/,別名/; 1d'; a_year 2028; } | { head -n 1 "$T/2028.utf8"; cat; } >"$T/other.csv"
cp "$db" "$T/register.db"
n=1 torn=0 stored=0
while :; do
	rm -f "$db"-wal "$db"-shm
	cp "$T/register.db" "$db"
	"$B/tests/tools/kill-at" -r "$T/report" kill-before $n iken-calendar "$T/other.csv" >"$T/out" 2>"$T/err"
	read -r hit _ <"$T/report" || bail "kill-at fails: $(cat "$T/err")"
	case $(holidays | grep -c ' 別名') in
	0) ;;
	54) stored=$((stored + 1)) ;;
	*) torn=$((torn + 1)) ;;
	esac
	[ "$hit" != none ] || break
	n=$((n + 1))
done
is "killed before each of $((n - 1)) calls, an import is whole or not there" $torn 0
ok 'both were seen' test $n -gt 3 -a $stored -ge 1 -a $stored -lt $n
rm -f "$db"-wal "$db"-shm
cp "$T/register.db" "$db"

# ---- holidays that change while opinions wait

printf 'From: yamada@example.jp\nTo: opinion@city.example.jp\nSubject: road\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\n道路に穴があります。\n' |
	put_mail "$office/inbox"
sed -i '/^\[department roads\]/a due_days = 10' "$office/iken.conf"
iken-fetch && iken-register && iken-route || bail 'the opinion is not routed'
due()
{
	sqlite3 "$db" "SELECT date(due + 9 * 3600, 'unixepoch') FROM opinion"
}
was=$(due)
sed 's,2028/5/4\,祝日,2028/5/2\,祝日,' "$T/2028.utf8" >"$T/later.csv"
exits 'a holiday that moves where nothing is due' 0 iken-calendar "$T/later.csv"
is 'concerns no opinion' "$(cat "$T/out")" '2025 to 2027: as before
2028: changed
  2028-05-02 Tue  祝日 is new
  2028-05-04 Thu  祝日 is gone'
awk '{ sub(/^2025\/11\/3,文化の日$/, "2025/11/3,文化"); print } /^2026\/11\/23,/ { print "2026/11/26,休日" }' \
    "$T/2028.utf8" >"$T/changed.csv"
exits 'a new holiday in the midst of it' 0 iken-calendar "$T/changed.csv"
cp "$T/out" "$T/changed.out"
is 'is named, a past year that differs too' "$(sed '/^promised/,$d' "$T/changed.out")" '2025: changed, although it is past
  2025-11-03 Mon  文化の日 is called 文化 now
2026: changed
  2026-11-26 Thu  休日 is new
2027: as before
2028: changed
  2028-05-02 Tue  祝日 is gone
  2028-05-04 Thu  祝日 is new'
like 'the due day that would be another' "$(cat "$T/changed.out")" "^  2026-000001-. is due $was, would be 2026-12-"
unlike 'is another' "$(cat "$T/changed.out")" "would be $was"
is 'and stays what was promised' "$(due)" "$was"
exits 'the holiday taken back' 0 iken-calendar "$T/2028.csv"
like 'is named' "$(cat "$T/out")" '^  2026-11-26 Thu  休日 is gone$'

done_testing
