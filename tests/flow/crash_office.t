#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The departments' side, killed before each call that changes something: every kind of mail that departments,
# approvers, clerks and the desk send, a morning with a hand-over, holidays, addresses. Run again, each program ends
# with the register and the mails of a run that nobody disturbed.
. "${0%/*}/busy.sh"

same()
{
	[ "$2" = "$3" ] || {
		diag "$1: $2, not $3"
		return 1
	}
}

# each_call STAGE PROGRAM ARGUMENT...: from the office of that stage; what an undisturbed run leaves is kept as NAME-done.
each_call()
{
	stage=$1
	shift
	reset() { restore "$stage"; }
	check() { same_as "$stage"; }
	restore "$stage"
	"$@" >"$T/out" 2>"$T/err" || {
		diag_file "$T/err"
		bail "$* fails"
	}
	dump >"$T/dump.$stage"
	keep "$stage-done"
	at_each_call "$* killed before each call" kill-before reset check "$@"
	restore "$stage-done"
}

each_call fetched iken-register
is 'each mail is what it is' "$(register "SELECT group_concat(kind || ' ' || n, ', ') FROM (SELECT kind, count(*) AS n FROM arrival WHERE
	seq > $before GROUP BY kind ORDER BY kind)")" 'answer 8, approval 2, automatic 1, command 6, duplicate 1, follow-up 2, opinion 1'
is 'and what became of the opinions' "$(register "SELECT group_concat(id || ' ' || state, ', ') FROM (SELECT * FROM opinion ORDER BY id)")" \
	'1 drafted, 2 drafted, 3 requested, 4 requested, 5 requested, 6 asked, 7 requested, 8 requested, 9 released, 10 released, 11 requested, 12 requested, 13 received, 14 received, 15 received'
keep registered
each_call registered iken-route
keep routed
# It makes the same calls for each mail.
EACH=7
each_call routed iken-send
EACH=1
is 'each mail was sent once' "$(count_mails "$office/outbox")" "$(register "SELECT count(*) FROM intent WHERE state = 'sent'")"
keep sent
reset() { restore sent; }
# Who gives a command twice gives two addresses, but none without its mail.
check()
{
	same 'the mail to an address' "$(register "SELECT generation - 1 - (SELECT count(*) FROM intent WHERE kind = 'welcome' AND state = 'waiting') FROM staff_address")" 0 &&
		same integrity "$(register 'PRAGMA integrity_check')" ok
}
at_each_call 'iken-staff --renew killed before each call' kill-before reset check iken-staff --renew call --mail call
check_full()
{
	case $_status in
	0 | 75) check ;;
	*) same 'it ends with' $_status 75 ;;
	esac
}
at_each_call 'iken-staff --renew with a full disk' from-ENOSPC reset check_full iken-staff --renew call --mail call

IKEN_NOW=$(date -d '2026-11-25 08:40 +0900' +%s)
in_the_morning=$IKEN_NOW
restore sent
keep morning
each_call morning iken-remind
is 'the departments were reminded, and the one that ended has handed over' "$(register "SELECT count(*) > 2 FROM intent WHERE kind = 'reminder'") $(register "SELECT department FROM opinion WHERE id = 12")" '1 green'
keep reminded
EACH=3
each_call reminded iken-send

# ---- from some call on the disk is full, or nothing can be written any more ----
# fails_from MODE STAGE PROGRAM ARGUMENT...: it ends with 0 or 75, and the next run does what was left.
fails_from()
{
	mode=$1
	stage=$2
	shift 2
	reset() { restore "$stage"; }
	check()
	{
		case $_status in
		0 | 75) ;;
		*)
			diag "ends with $_status"
			return 1
			;;
		esac
		same_as "$stage"
	}
	at_each_call "$*: $mode" "$mode" reset check "$@"
}
EACH=13
fails_from from-ENOSPC morning iken-remind
fails_from from-EROFS morning iken-remind
IKEN_NOW=$at_noon
fails_from from-ENOSPC fetched iken-register
fails_from from-ENOSPC registered iken-route
EACH=1

# ---- rounds at once ----
# at_once N: that many, until nothing is left; fails when one ends otherwise than with 0 or 75.
at_once()
{
	for _ in 1 2 3; do
		_rounds=
		_n=$1
		while [ "$_n" -gt 0 ]; do
			_n=$((_n - 1))
			iken run >>"$T/out" 2>&1 &
			_rounds="$_rounds $!"
		done
		for _pid in $_rounds; do
			wait "$_pid"
			case $? in
			0 | 75) ;;
			*) return 1 ;;
			esac
		done
	done
}
for when in fetched:$at_noon morning:$in_the_morning; do
	IKEN_NOW=${when#*:}
	for n in 1 2 8; do
		restore "${when%:*}"
		: >"$T/out"
		ok "${when%:*}: $n at once end with 0 or 75" at_once $n
		[ $n != 1 ] || dump >"$T/dump.rounds"
		ok "${when%:*}: with the same register and mails" same_as rounds
		unlike "${when%:*}: nobody is told of a locked register" "$(cat "$T/out")" locked
	done
done

done_testing
