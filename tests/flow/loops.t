#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever answers us by itself, we fall silent: another office, an out-of-office, a list, a vacation
# responder that marks nothing and one that even forgets whom it answered.
. "${0%/*}/../lib.sh"

ROUNDS=20
PER_ADDRESS=3
OFFICE_EXTRA="
[limits]
automatic_per_address = $PER_ADDRESS
automatic_per_domain = 100"

# office NAME ADDRESS: an office of its own address.
office()
{
	new_office "$T/$1"
	sed -i "s|^address = .*|address = $2|" "$T/$1/iken.conf"
}

run()
{
	IKEN_CONF=$T/$1/iken.conf timeout 120 iken run >>"$T/$1/rounds" 2>&1 || {
		diag "$1: round ends with $?"
		diag_file "$T/$1/rounds"
		broken=yes
	}
}

# carry FROM ADDRESS TO: what FROM sent to an address goes, as a mail server writes it, into the inbox of TO;
# the rest of what it sent is laid aside. Sets carried.
carry()
{
	carried=0
	for file in "$T/$1"/outbox/new/*; do
		[ -e "$file" ] || continue
		if grep -aqi "^Envelope-To: .*$2" "$file"; then
			carried=$((carried + 1))
			sed '/^Envelope-To:/d' "$file" | put_mail "$3"
		fi
		mv "$file" "$T/$1/gone"
	done
}

# field FILE NAME: of a header, folded lines joined.
field()
{
	sed '/^\r*$/q' "$1" | tr -d '\r' | sed -e ':a' -e 'N' -e '$!ba' -e 's/\n[ \t]/ /g' | grep -i "^$2:" | sed 's/^[^:]*: *//'
}

# answer_all OFFICE ADDRESS RESPONDER: each mail the office sent to the address is answered by the function
# RESPONDER FILE N, whose output goes into its inbox. Sets carried.
answer_all()
{
	carried=0
	for file in "$T/$1"/outbox/new/*; do
		[ -e "$file" ] || continue
		if grep -aqi "^Envelope-To: .*$2" "$file"; then
			carried=$((carried + 1))
			total=$((total + 1))
			"$3" "$file" $total | put_mail "$T/$1/inbox"
		fi
		mv "$file" "$T/$1/gone"
	done
}

# loop OFFICE ADDRESS RESPONDER: so many rounds; sets total, all mails to the address, and carried, those
# of the last round.
loop()
{
	total=0 broken= _n=0
	while [ $_n -lt $ROUNDS ]; do
		_n=$((_n + 1))
		run "$1"
		answer_all "$1" "$2" "$3"
	done
	diag "$1: $total mails to it in $ROUNDS rounds, $(register "$1" 'SELECT group_concat(k, ", ") FROM (SELECT count(*) || " " || kind || " " || reason AS k FROM arrival GROUP BY kind, reason)')"
}

register()
{
	sqlite3 "$T/$1/data/register.db" "$2"
}

# opinion OFFICE FROM: which a program or a person wrote; nobody can see which.
opinion()
{
	printf 'Return-Path: <%s>\nFrom: %s\nTo: opinion@city.example.jp\nSubject: lamp\nMessage-ID: <first.%s>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n道路が暗いです。\n' \
		"$2" "$2" "$2" | put_mail "$T/$1/inbox"
}

# ---- two offices ----
office one opinion@city.example.jp
office two opinion@town.example.jp
mkdir "$T/one/gone" "$T/two/gone"
# A mail in the name of the other office begins it.
opinion one opinion@town.example.jp
n=0 total=0 broken=
while [ $n -lt $ROUNDS ]; do
	n=$((n + 1))
	run one
	carry one town.example.jp "$T/two/inbox"
	total=$((total + carried))
	run two
	carry two opinion@city.example.jp "$T/one/inbox"
	total=$((total + carried))
done
is 'two offices: all rounds end well' "$broken" ''
diag "two offices: $total mails between them"
ok 'two offices: there was something to answer' test $total -ge 1
ok 'and it ended soon' test $total -le 2
is 'and for good' "$carried" 0
is 'the other one made no opinion of it' "$(register two 'SELECT count(*) FROM opinion')" 0

# ---- an out-of-office that answers every mail, marked as the RFC says ----
out_of_office()
{
	printf 'Return-Path: <>\nFrom: taro@example.jp\nTo: %s\nSubject: Re: %s\nIn-Reply-To: %s\nMessage-ID: <away.%d@example.jp>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n本日は休暇です。道路\n' \
		opinion@city.example.jp "$(field "$1" Subject)" "$(field "$1" Message-ID)" "$2"
}
office away opinion@city.example.jp
mkdir "$T/away/gone"
opinion away taro@example.jp
loop away taro@example.jp out_of_office
is 'out of office: all rounds end well' "$broken" ''
is 'one receipt and no more' "$total" 1
is 'one opinion' "$(register away 'SELECT count(*) FROM opinion')" 1

# ---- the department is out of office, for each request and each reminder ----
clerk_away()
{
	printf 'Return-Path: <roads@city.example.jp>\nFrom: roads@city.example.jp\nTo: %s\nSubject: =?UTF-8?B?%s?=\nMessage-ID: <away.%d@city.example.jp>\nX-Auto-Response-Suppress: All\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n不在です。\n' \
		"$(field "$1" Reply-To | sed 's/.*<//; s/>.*//')" "$(printf '自動返信: 処理依頼' | base64)" "$2"
}
office clerk opinion@city.example.jp
mkdir "$T/clerk/gone"
opinion clerk taro@example.jp
loop clerk roads@city.example.jp clerk_away
is 'a clerk out of office: all rounds end well' "$broken" ''
ok 'the clerk is not written to again and again' test "$total" -le 2
is 'and nothing goes for an answer' "$(register clerk 'SELECT count(*) FROM draft')" 0
is 'quiet at the end' "$carried" 0

# ---- a list that sends each mail on to its members, us among them ----
list()
{
	printf 'Return-Path: <club-bounces+opinion=city.example.jp@list.example.jp>\nList-Id: <club.list.example.jp>\nPrecedence: list\n'
	sed -e '/^Return-Path:/d; /^Envelope-To:/d; /^X-Ikenbako:/d; /^Auto-Submitted:/d; /^X-Auto-Response-Suppress:/d' \
		-e "s/^From:.*/From: club@list.example.jp/; s/^Subject: /Subject: [club] /" "$1"
}
office list opinion@city.example.jp
mkdir "$T/list/gone"
opinion list club@list.example.jp
loop list club@list.example.jp list
is 'a list: all rounds end well' "$broken" ''
ok 'the list gets one receipt' test "$total" -le 1
is 'a list: quiet at the end' "$carried" 0

# ---- a responder that marks nothing, and changes all that could be compared ----
unmarked()
{
	printf 'Return-Path: <robot@example.jp>\nFrom: robot@example.jp\nTo: opinion@city.example.jp\nSubject: thanks %d\nMessage-ID: <unmarked.%d@example.jp>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n道路のメール %d を受け取りました。\n' \
		"$2" "$2" "$2"
}
office robot opinion@city.example.jp
mkdir "$T/robot/gone"
opinion robot robot@example.jp
loop robot robot@example.jp unmarked
is 'nothing marked: all rounds end well' "$broken" ''
ok 'it gets mails until the limit of a day' test "$total" -le "$PER_ADDRESS"
ok 'the limit was what ended it' test "$total" -ge 2
is 'nothing marked: quiet at the end' "$carried" 0

# ---- the same as a reply to the receipt, by its reference ----
replies()
{
	printf 'Return-Path: <hanako@example.jp>\nFrom: hanako@example.jp\nTo: %s\nSubject: Re: %s\nIn-Reply-To: %s\nReferences: %s\nMessage-ID: <replies.%d@example.jp>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nメール %d を受け取りました。\n' \
		"$(field "$1" Reply-To | sed 's/.*<//; s/>.*//')" "$(field "$1" Subject)" "$(field "$1" Message-ID)" "$(field "$1" Message-ID)" "$2" "$2"
}
office reply opinion@city.example.jp
mkdir "$T/reply/gone"
opinion reply hanako@example.jp
loop reply hanako@example.jp replies
is 'replies to receipts: all rounds end well' "$broken" ''
ok 'it gets mails until the limit of a day' test "$total" -le "$PER_ADDRESS"
is 'replies to receipts: quiet at the end' "$carried" 0
ok 'the department is not flooded' test "$(cat "$T"/reply/gone/* | grep -c '^Envelope-To: roads@')" -le 4

# ---- a clerk's responder that marks nothing and answers confirmations too ----
clerk_unmarked()
{
	_to=$(field "$1" Reply-To | sed 's/.*<//; s/>.*//')
	printf 'Return-Path: <roads@city.example.jp>\nFrom: roads@city.example.jp\nTo: %s\nSubject: Re: %s\nIn-Reply-To: %s\nMessage-ID: <clerk.%d@city.example.jp>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nメール %d を受け取りました。\n' \
		"${_to:-opinion@city.example.jp}" "$(field "$1" Subject)" "$(field "$1" Message-ID)" "$2" "$2"
}
office robots opinion@city.example.jp
mkdir "$T/robots/gone"
opinion robots taro@example.jp
loop robots roads@city.example.jp clerk_unmarked
is 'a clerk with an unmarked responder: all rounds end well' "$broken" ''
is 'quiet at the end' "$carried" 0
ok 'the resident is not flooded' test "$(cat "$T"/robots/gone/* | grep -c '^Envelope-To: taro@')" -le 3

# ---- the desk's responder that marks nothing and answers what is held ----
office desk opinion@city.example.jp
mkdir "$T/desk/gone"
printf 'Return-Path: <roads@city.example.jp>\nFrom: roads@city.example.jp\nTo: opinion@city.example.jp\nSubject: re\nMessage-ID: <held@city.example.jp>\n\nno token\n' |
	put_mail "$T/desk/inbox"
desk_unmarked()
{
	clerk_unmarked "$@" | sed 's/roads@/kocho@/'
}
loop desk kocho@city.example.jp desk_unmarked
is 'a desk with an unmarked responder: all rounds end well' "$broken" ''
ok 'it is told of what was held, and a few times that it was not understood' test "$total" -le $((PER_ADDRESS + 1))
is 'quiet at the end' "$carried" 0
is 'what was held is still held' "$(register desk "SELECT kind FROM arrival WHERE seq = 1")" held

# ---- somebody who writes in the name of another, whose responder answers us ----
office flood opinion@city.example.jp
mkdir "$T/flood/gone"
i=0
while [ $i -lt 30 ]; do
	i=$((i + 1))
	printf 'From: victim@example.jp\nTo: opinion@city.example.jp\nSubject: %d\nMessage-ID: <flood.%d@example.jp>\n\nflood %d\n' $i $i $i |
		put_mail "$T/flood/inbox"
done
broken=
run flood
is 'thirty in the name of another: all is registered' "$(register flood 'SELECT count(*) FROM opinion')" 30
is 'who gets no more than the limit' "$(cat "$T"/flood/outbox/new/* | grep -c '^Envelope-To: victim@')" $PER_ADDRESS
done_testing
