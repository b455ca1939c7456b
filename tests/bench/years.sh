# SPDX-License-Identifier: GPL-3.0-or-later
# years.sh - the parts of bench that measure over registers of many opinions: a day's round. Read by bench.
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
	timed "years-$1" "$1" "$tools/../tools/make-register" -light -recent $A_DAY -text "$work/texts" "$IKEN_CONF" "$1"
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
