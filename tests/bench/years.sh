# SPDX-License-Identifier: GPL-3.0-or-later
# years.sh - the parts of bench that measure over registers of many opinions: a day's round, a search, a year's
# report. Read by bench.
#
# SIZES		how many opinions the registers hold ("40000 400000", with FULL=1 4000000 besides: 20 GB of disk)
# REGISTERS	a folder where the registers are kept and found again; without it they are made for each run
# shellcheck shell=sh disable=SC2034,SC2086,SC2154

SIZES=${SIZES:-40000 400000${FULL:+ 4000000}}
A_DAY=160		# opinions
YEARS_END=2026-11-30	# what make-register makes ends then

# settings_of_years FOLDER: twelve departments, letters printed, all that a round can do at work.
settings_of_years()
{
	settings_of_departments "$1"
	sed -i 's/^addresses = d11@.*/&\napproval = yes/' "$IKEN_CONF"
	cat >>"$IKEN_CONF" <<-E
		[rule]
		repeated = yes
		reason = repeated
		department = desk
		[purpose opinion]
		name = 意見・要望
		[purpose question]
		name = 問い合わせ
		due_days = 5
		[purpose thanks]
		name = お礼
		[print]
		kind = folder
		folder = $1/letters
		document_number = {year}見総区第{number}号
	E
	mkdir -p "$1/letters"
}

# once NAME COUNT COMMAND...: as timed, for what is made once and kept: the line lies beside it.
once()
{
	_kept=$round
	round=0
	timed "$@"
	round=$_kept
	echo "$1 $(cat "$T/measured") $2" >>"$work/once"
}

# years SIZE: the register of that size, in $work; made where it is not there.
years()
{
	work=${REGISTERS:-$T/years}/$1
	IKEN_CONF=$work/iken.conf
	[ ! -e "$work/made" ] || return 0
	mkdir -p "$work"
	settings_of_years "$work"
	iken-init >"$work/init.out" 2>&1 || {
		diag_file "$work/init.out"
		bail 'iken-init fails'
	}
	say "a register of $1 opinions"
	once "years-$1" "$1" "$tools/../tools/make-register" -light -recent $A_DAY -text "$work/texts" "$IKEN_CONF" "$1"
	echo 0 >"$work/day"
	touch "$work/made"
}

# ---- a day's round -----------------------------------------------------------------------------

# moment TIME: a round at that time of the day, whose time is added to that of the day.
moment()
{
	IKEN_NOW=$(date -d "$day $1 +0900" +%s)
	export IKEN_NOW
	sync
	"$tools/measure" "$T/measured" iken run >"$T/out" 2>"$T/err" || {
		diag_file "$T/err"
		bail "iken run at $1 of $day fails"
	}
	cat "$T/measured" >>"$T/moments"
	unset IKEN_NOW
}

# live_day SIZE: the next day of the register: opinions come in, four times a portion of them, and all are answered.
live_day()
{
	years "$1"
	say "round $round: a day over $1 opinions"
	_day=$(($(cat "$work/day") + 1))
	echo "$_day" >"$work/day"
	day=$(iken-calendar --due "$_day" --from $YEARS_END | cut -d ' ' -f 1)
	rm -rf "$work/outbox" "$work/answers" "$work/mails"
	: >"$T/moments"
	moment 08:45
	for _hour in 09 11 13 15; do
		find "$work/inbox/cur" -type f -delete
		"$tools/make-mails" "$work/inbox" $((A_DAY / 4)) -1 $((_day * 100000 + ${_hour#0} * 1000)) >"$T/made" || bail 'make-mails fails'
		moment $_hour:30
	done
	find "$work/inbox/cur" -type f -delete
	python3 "$TOP/tests/bench/make-answers.py" "$work/outbox" "$work/answers" $A_DAY || bail 'no answers'
	for _answer in "$work"/answers/cur/*; do
		mv "$_answer" "$work/inbox/cur/$_day.${_answer##*/}"
	done
	moment 16:30
	moment 18:00
	_from=$(date -d "$day 00:00 +0900" +%s)
	_came=$(in_register "SELECT count(*) FROM opinion WHERE id > (SELECT max(id) - 1000 FROM opinion) AND received >= $_from")
	_answered=$(in_register "SELECT count(DISTINCT opinion) FROM draft WHERE id > (SELECT max(id) - 1000 FROM draft) AND kind = 'answer' AND at >= $_from")
	[ "$_came $_answered" = "$A_DAY $A_DAY" ] || bail "on $day $_came opinions came in and $_answered were answered, of $A_DAY"
	[ "$round" = 0 ] || awk -v name="round-$1" -v count=$A_DAY '{ s += $1; p += $2; if ($3 > k) k = $3 }
	    END { print name, s, p, k, count }' "$T/moments" >>"$results"
}

step_round()
{
	for _size in $SIZES; do
		live_day "$_size"
	done
}

# ---- a search ------------------------------------------------------------------------------------

LOOKED=5		# times that each query is looked for in a round

# The queries: words of one, two, three and more signs that are in many texts, in few and in none, two words, a phrase.
list_queries()
{
	[ ! -e "$work/queries" ] || return 0
	head -n 100000 "$work/texts" >"$T/some"
	_rare=$(grep -o '「..」' "$T/some" | sort | uniq -c | sort -k1,1n | head -n 1 | sed 's/.*「\(.*\)」/\1/')
	_sign=$(grep -o '[^ -~]' "$T/some" | sort | uniq -c | sort -k1,1n | head -n 1 | sed 's/.* //')
	cat >"$work/queries" <<-E
		one-often	桜
		one-rarely	$_sign
		one-never	龘
		two-often	公園
		two-rarely	$_rare
		two-never	量子
		three-often	街路灯
		three-rarely	鉄砲洲
		three-never	飛行士
		four-often	点字ブロック
		four-rarely	「$_rare」
		four-never	宇宙飛行士
		latin	ChatGPT
		phrase	説明会を開いてください
		two-words	街路灯 アンケート
		short-words	公園 猫
	E
}

# An index of ours, and a table of trigrams over the same texts in the clear; each made once.
make_indexes()
{
	[ ! -e "$work/indexed" ] || return 0
	list_queries
	LC_ALL=C sort -S 1G -s -n -k 1,1 -o "$work/sorted" "$work/texts"
	rm -f "$work/plain.db"
	say "indexes over $1 opinions"
	once "trigram-$1" "$1" "$tools/plain-search" build "$work/sorted" "$work/plain.db"
	rm -f "$work/sorted"
	once "index-$1" "$1" iken-index --all
	touch "$work/indexed"
}

# kilobytes NAME FILE...: how large they are.
kilobytes()
{
	_name=$1
	shift
	echo "$_name 1 0 $(cat "$@" | wc -c | awk '{ print int($1 / 1024) }') 1" >>"$results"
}

# found FILE COLUMN NAME SIZE: the seconds in a column of each query become results.
found()
{
	[ "$round" = 0 ] || awk -v column="$2" -v by="$3" -v size="$4" '{ print by "-" $1 "-" size, $column, 0, 0, 1 }' "$T/$1" >>"$results"
}

# search_programs SIZE: the program, which opens the newest forty and puts them in order of points, and sqlite3, which
# puts all that it finds in order. Of what is found often and rarely.
search_programs()
{
	for _query in two-often three-often four-rarely; do
		_words=$(sed -n "s/^$_query	//p" "$work/queries")
		timed "program-$_query-$1" 1 iken-search "$_words"
		_which="plain MATCH '\"$_words\"' ORDER BY rank"
		[ $_query != two-often ] || _which="instr(text, '$_words') > 0 ORDER BY rowid DESC"
		timed "sqlite-$_query-$1" 1 sqlite3 -readonly "$work/plain.db" "SELECT rowid, text FROM plain WHERE $_which LIMIT 20"
	done
}

step_search()
{
	for _size in $SIZES; do
		years "$_size"
		make_indexes "$_size"
		say "round $round: searches over $_size opinions"
		"$tools/search-loop" "$IKEN_CONF" $LOOKED "$work/queries" "$_size" >"$T/finds" || bail 'search-loop fails'
		"$tools/plain-search" find "$work/plain.db" $LOOKED "$work/queries" >"$T/plain" || bail 'plain-search fails'
		[ "$(cut -d ' ' -f 1,3 "$T/finds")" = "$(cut -d ' ' -f 1,3 "$T/plain")" ] || {
			diag_file "$T/finds"
			diag_file "$T/plain"
			bail 'plain-search finds others'
		}
		found finds 2 finds "$_size"
		found plain 2 plain "$_size"
		found finds 5 ranked "$_size"
		found plain 4 fts5 "$_size"
		search_programs "$_size"
		[ "$round" != 1 ] || {
			cat "$work/once" >>"$results"
			kilobytes "size-index-$_size" "$work"/data/index/*
			kilobytes "size-trigram-$_size" "$work/plain.db"
			kilobytes "size-texts-$_size" "$work/texts"
		}
	done
}

# ---- a year's report -------------------------------------------------------------------------------

# step_report: the fiscal year before the present one, beside the year before that.
step_report()
{
	for _size in $SIZES; do
		years "$_size"
		IKEN_NOW=$(date -d "$YEARS_END 23:59 +0900" +%s)
		export IKEN_NOW
		timed "report-$_size" "$_size" iken-stats --html 2025
		rm -rf "$work/report"
		mkdir "$work/report"
		timed "report-files-$_size" "$_size" iken-stats --folder "$work/report" 2025
		unset IKEN_NOW
		timed "report-sql-$_size" "$_size" sqlite3 -readonly "$work/data/register.db" \
		    ".param set @before $(date -d '2024-04-01 00:00 +0900' +%s)" ".param set @from $(date -d '2025-04-01 00:00 +0900' +%s)" \
		    ".param set @until $(date -d '2026-04-01 00:00 +0900' +%s)" ".param set @now $(date -d "$YEARS_END 23:59 +0900" +%s)" \
		    ".read $TOP/tests/bench/report.sql"
	done
}
