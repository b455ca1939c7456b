#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every hard and hostile mail is read: in time, without a crash, and with the text that it has.
. "${0%/*}/lib.sh"

mails=tests/fixtures/mails
read_mail=$B/tests/tools/read-mail

# What is known to be read badly; when one of them is repaired, prove says so.
known=''

tests/fixtures/make-mails.py "$T/mails"
exits 'the mails are what their generator writes' 0 diff -r "$mails" "$T/mails"

# try_mail NAME FILE SHOWS WHY
try_mail()
{
	_status=0
	timeout 60 "$read_mail" "$2" >"$T/out" 2>"$T/err" || _status=$?
	_problem=
	case $_status in
	0 | 65) ;;
	*) _problem="status $_status" ;;
	esac
	if [ "$3" != - ] && ! grep -qaF -e "$3" "$T/out"; then
		_problem="$_problem no '$3'"
	fi
	if [ -z "$_problem" ]; then
		pass "$1: $4"
		return
	fi
	case " $known " in
	*" $1 "*) _failed=$((_failed - 1)) && fail "$1: $4 # TODO$_problem" ;;
	*)
		fail "$1: $4"
		diag "$_problem"
		diag_file "$T/err"
		;;
	esac
}

try_folder()
{
	while IFS="$(printf '\t')" read -r name kind shows why; do
		try_mail "$name" "$1/$name.eml" "$shows" "$why"
	done <"$1/mails.tsv"
}

try_folder "$mails"
tests/fixtures/make-mails.py --large "$T/large"
try_folder "$T/large"
rm -rf "$T/large"

is 'no mail had its way' "$(find "$T" /tmp . -xdev -name '*CANARY*' 2>/dev/null)" ''
done_testing
