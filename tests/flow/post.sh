# SPDX-License-Identifier: GPL-3.0-or-later
# post.sh - for scripts in which people write to an office of Maildirs: what they send and get.
#
# Reads lib.sh. $office names the folder of new_office.
# shellcheck shell=sh disable=SC2034,SC2154
. "${0%/*}/../lib.sh"

# Both sides of a pipe may ask at once.
register()
{
	sqlite3 -cmd '.timeout 5000' "$office/data/register.db" "$1"
}

# write FROM TO SUBJECT [HEADER...]: a mail whose text is standard input. FROM may be a whole From value.
write()
{
	{
		printf 'From: %s\nTo: %s\nSubject: =?UTF-8?B?%s?=\nMessage-ID: <%s@mail.example.jp>\n' \
			"$1" "$2" "$(printf '%s' "$3" | base64 -w 0)" "$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')"
		shift 3
		for _line in "$@"; do
			printf '%s\n' "$_line"
		done
		printf 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n'
		cat
	} >"$T/written"
	put_mail "$office/inbox" "$T/written"
}

# A round of all programs, which must end well.
round()
{
	_status=0
	timeout 120 iken run >"$T/round" 2>&1 || _status=$?
	[ $_status = 0 ] || {
		diag "a round ends with $_status"
		diag_file "$T/round"
		return 1
	}
}

# newest ADDRESS KIND: the file of the newest mail of that kind that was sent to the address; nothing when there is none.
newest()
{
	for _file in $(ls -t "$office/outbox/new"); do
		_file=$office/outbox/new/$_file
		if grep -aqi "^Envelope-To: .*$1" "$_file" && grep -aq "^X-Ikenbako: $2" "$_file"; then
			echo "$_file"
			return 0
		fi
	done
}

# how_many ADDRESS KIND
how_many()
{
	cat "$office"/outbox/new/* 2>/dev/null | tr -d '\r' | awk -v to="$1" -v kind="$2" '
		/^Envelope-To:/ { hit = index($0, to) != 0 }
		/^X-Ikenbako:/ { n += hit && index($0, ": " kind) != 0; hit = 0 }
		END { print n + 0 }'
}

# body FILE: the text of a mail.
body()
{
	[ -n "$1" ] && "$B/tests/tools/read-mail" -t "$1"
}

# field FILE NAME: of the header, unfolded and decoded.
field()
{
	[ -n "$1" ] && python3 -c "
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
print(m[sys.argv[2]] or '')" "$1" "$2"
}

# reply_address FILE
reply_address()
{
	field "$1" Reply-To | sed 's/.*<//; s/>.*//'
}

# quoted FILE: its text as a mail program quotes it.
quoted()
{
	printf '\n2026年11月24日(火) 10:00 意見箱 <opinion@city.example.jp>:\n'
	body "$1" | sed 's/^/> /'
}

# number N: of the opinion that was registered as the N-th.
number()
{
	register "SELECT number FROM opinion WHERE id = $1"
}

state()
{
	register "SELECT state FROM opinion WHERE id = $1"
}
