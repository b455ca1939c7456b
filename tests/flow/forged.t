#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Forged, aged and replayed replies, to the reply addresses of every kind: none changes an opinion.
. "${0%/*}/post.sh"

office=$T/office
OFFICE_EXTRA='
[department parks]
name = 公園課
addresses = parks@city.example.jp
approval = yes

[rule]
words = 公園
department = parks

[approver kacho]
name = 課長
addresses = kacho@city.example.jp

[approver bucho]
name = 部長
addresses = bucho@city.example.jp

[staff call]
name = コールセンター
addresses = call@city.example.jp
rights = enter, look-up, read, correct, note

[staff night]
name = 夜間窓口
addresses = night@city.example.jp
rights = enter, look-up, read, correct, note
'
new_office "$office"

# sign KIND SUBJECT PARTY
sign()
{
	"$B/tests/tools/sign-address" "$IKEN_CONF" "$@"
}

# What an opinion is, was, and sends to anybody but the desk and whoever wrote. $last is the newest opinion.
dump()
{
	register "SELECT * FROM opinion WHERE id <= $last ORDER BY id;
		SELECT * FROM draft ORDER BY id;
		SELECT * FROM part ORDER BY id;
		SELECT * FROM approval ORDER BY id;
		SELECT * FROM event WHERE opinion <= $last ORDER BY id;
		SELECT * FROM filing;
		SELECT id, kind, party, opinion, draft, state, not_before FROM intent WHERE opinion <= $last AND
			party NOT IN ('desk', 'sender', 'administrator') ORDER BY id"
}

# take_in: what was written is registered; nothing else runs, so that nothing else changes.
take_in()
{
	timeout 120 iken fetch >"$T/round" 2>&1 && timeout 120 iken register >>"$T/round" 2>&1 || {
		diag_file "$T/round"
		return 1
	}
}

# before: remembers how things are. nothing TITLE [KINDS]: what was written since changed no opinion, and each
# arrival is of one of these kinds (held).
before()
{
	dump >"$T/before"
	_seq=$(register "SELECT ifnull(max(seq), 0) FROM arrival")
}
nothing()
{
	take_in || diag 'a program fails'
	dump >"$T/after"
	_odd=$(register "SELECT group_concat(kind || ' ' || reason, '; ') FROM arrival WHERE seq > $_seq AND kind NOT IN ('$(echo "${2:-held}" | sed "s/,/','/g")')")
	_taken=$(register "SELECT count(*) FROM arrival WHERE seq > $_seq")
	if ! cmp -s "$T/before" "$T/after"; then
		fail "$1"
		diff "$T/before" "$T/after" | tr -d '\000-\010\013-\037\177-\377' | head -n 10 >"$T/diff"
		diag_file "$T/diff"
	elif [ -n "$_odd" ] || [ "$_taken" = 0 ]; then
		fail "$1"
		diag "$_taken taken in; not ${2:-held}: $_odd"
	else
		pass "$1"
	fi
	before
}

# ---- opinions in all states ----
n=0
for who in 'taro 道路' 'hanako 道路' 'jiro 公園' 'shiro 公園' 'goro 道路' 'rokuro 道路' 'nana 道路'; do
	printf '%sです。\n' "${who#* }" | write "${who% *}@example.jp" opinion@city.example.jp "${who#* }"
	ok "${who% *} writes" round
done
# subject OPINION: of its reply addresses.
subject()
{
	number "$1" | sed 's/-.$//'
}
for i in 3 4; do
	printf '公園課の回答 %s です。\n' $i | write parks@city.example.jp "$(sign answer "$(subject $i)" department:parks)" 'Re: 処理依頼'
	ok "parks answers $i" round
	eval "draft$i=$(register "SELECT max(id) FROM draft WHERE opinion = $i")"
done
for i in 5 6; do
	printf '道路課の回答 %s です。\n' $i | write roads@city.example.jp "$(sign answer "$(subject $i)" department:roads)" 'Re: 処理依頼'
	ok "roads answers $i" round
done
cp "$T/written" "$T/answered"
for i in 1 2; do
	printf '差出人違い %s\n' $i | write "x$i@example.net" "$(sign resident "$(subject $i)" resident)" '続き'
	ok "held mail $i" round
	eval "held$i=$(register "SELECT max(seq) FROM arrival WHERE kind = 'held'")"
done
register "UPDATE opinion SET state = 'delivered', changed = changed - 86400 * 400 WHERE id = 6"
last=$(register 'SELECT max(id) FROM opinion')
is 'opinions in all states' "$(register "SELECT group_concat(state) FROM (SELECT state FROM opinion ORDER BY id)")" \
	requested,requested,drafted,drafted,sent,delivered,requested
request=$(register "SELECT id FROM intent WHERE kind = 'request' AND opinion = 1")
request2=$(register "SELECT id FROM intent WHERE kind = 'request' AND opinion = 2")
answered=$(register "SELECT id FROM intent WHERE kind = 'answer' AND opinion = 5")

KINDS='answer approval resident bounce staff file'
# choose KIND: what belongs to it. subject and party of the address, who may use it, what would change something,
# the subject and party of another matter of the same people, and another party of the same matter with its sender.
choose()
{
	case $1 in
	answer) set -- "$(subject 1)" department:roads roads@city.example.jp '【回答】\n偽の回答です。\n' \
		"$(subject 2)" department:roads department:waste waste@city.example.jp ;;
	approval) set -- "$(subject 3)" "desk:$draft3" kocho@city.example.jp '承認\n' \
		"$(subject 4)" "desk:$draft4" "approver:kacho:$draft3" kacho@city.example.jp ;;
	resident) set -- "$(subject 5)" resident goro@example.jp '偽の続きです。\n' \
		"$(subject 1)" resident department:roads roads@city.example.jp ;;
	bounce) set -- "$request" '' roads@city.example.jp '【回答】\n偽の回答です。\n' "$request2" '' x x@example.net ;;
	staff) set -- call staff:call:1 call@city.example.jp "訂正 $(number 1)\n投稿目的: 問い合わせ\n" \
		night staff:night:1 staff:night:1 night@city.example.jp ;;
	file) set -- "$held1" desk kocho@city.example.jp '1\n' "$held2" desk staff:call:1 call@city.example.jp ;;
	esac
	subject=$1 party=$2 sender=$3 text=$4 other_subject=$5 other_party=$6 else_party=$7 else_sender=$8
}

# digits ADDRESS: the signed part. with KIND SUBJECT DIGITS: an address.
digits()
{
	echo "$1" | sed 's/@.*//; s/.*-//'
}
with()
{
	echo "opinion+$1-$2-$3@city.example.jp"
}
# send FROM TO [HEADER...]: $text.
send()
{
	_from=$1 _to=$2
	shift 2
	# shellcheck disable=SC2059 # with line feeds as \n
	printf -- "$text" | write "$_from" "$_to" "Re: 【意見箱】$(number 1)" "$@"
}

# ---- for each kind of reply address ----
for kind in $KINDS; do
	choose $kind
	address=$(sign $kind "$subject" "$party")
	right=$(digits "$address")
	before

	send "$sender" "$(with $kind "$subject" 0123456789abcdefghjk)"
	nothing "$kind: a token that was never made"
	send "$sender" "$(with $kind "$subject" 00000000000000000000)"
	nothing "$kind: of zeroes"

	i=1
	while [ $i -le 20 ]; do
		_digit=$(echo "$right" | cut -c $i)
		_wrong=$(echo 23456789abcdefghjkmnpqrstvwxyz | tr -d "$_digit" | cut -c $i)
		send "$sender" "$(with $kind "$subject" "$(echo "$right" | sed "s/./$_wrong/$i")")"
		i=$((i + 1))
	done
	nothing "$kind: one digit changed, each of the twenty"
	is "$kind: all of them were looked at" "$_taken" 20

	send "$sender" "$(with $kind "$subject" "$(echo "$right" | cut -c 1-19)")"
	send "$sender" "$(with $kind "$subject" "${right}0")"
	nothing "$kind: a digit too few, and one too many" held,opinion
	send "$sender" "$(with $kind "$other_subject" "$right")"
	nothing "$kind: the right token of another matter"
	send "$sender" "$(with $kind "$subject" "$(digits "$(sign $kind "$other_subject" "$other_party")")")"
	nothing "$kind: the other matter's token with this number"

	for other in $KINDS; do
		[ $other = $kind ] || send "$sender" "$(with $kind "$subject" "$(digits "$(sign $other "$subject" "$party")")")"
	done
	nothing "$kind: a token of another kind, each of the five"
	for other in $KINDS; do
		[ $other = $kind ] || send "$sender" "$(with $other "$subject" "$right")"
	done
	nothing "$kind: its token at an address of another kind"

	send "$sender" "$(sign $kind "$subject" "$else_party")"
	nothing "$kind: the token of somebody else who has one"
	# A token of their own that is right for this matter changes nothing either: it is not theirs to decide.
	send "$else_sender" "$address"
	nothing "$kind: somebody else who has one, with this token"

	send x@example.net "$address"
	nothing "$kind: right token, foreign sender"
	send "x$sender" "$address"
	send "${sender}.example.net" "$address"
	send "$(echo "$sender" | sed 's/@/@x./')" "$address"
	nothing "$kind: senders that look alike"
	for who in taro@example.jp jiro@example.jp roads@city.example.jp parks@city.example.jp call@city.example.jp; do
		[ "$who" = "$sender" ] || send "$who" "$address"
	done
	nothing "$kind: right token, one of the other people"
	send "\"$sender\" <x@example.net>" "$address"
	send "=?UTF-8?B?$(printf '%s <%s>' 道路課 "$sender" | base64 -w 0)?= <x@example.net>" "$address"
	send "\"x\" <x@example.net> ($sender)" "$address"
	nothing "$kind: a display name or a comment that is the right address"
	send x@example.net "$address" "Reply-To: $sender" "Sender: $sender" "Return-Path: <$sender>" "Resent-From: $sender"
	nothing "$kind: the right address in Reply-To, Sender, Return-Path and Resent-From"
	send "$sender, x@example.net" "$address"
	send "x@example.net, $sender" "$address"
	send "$sender" "$address" 'From: x@example.net'
	send x@example.net "$address" "From: $sender"
	nothing "$kind: several senders, in one From and in two"
	send '' "$address"
	nothing "$kind: no sender"

	send x@example.net opinion@city.example.jp "Cc: $address"
	send x@example.net opinion@city.example.jp "Delivered-To: $address" "X-Original-To: $address"
	send x@example.net opinion@city.example.jp "Received: from a by b for <$address>; Tue, 24 Nov 2026 10:00:00 +0900"
	nothing "$kind: foreign sender, the address in Cc, Delivered-To and Received"
	send "$sender" opinion@city.example.jp "Reply-To: $address" "Bcc: nobody@example.net" "X-To: $address" "In-Reply-To: <$address>"
	nothing "$kind: the right sender, the address where no recipient stands" held,opinion
	_text=$text
	text="$address\n$text\n> To: $address\n> $(number 1)\n"
	send "$sender" opinion@city.example.jp
	nothing "$kind: the right sender, the address in the text and quoted, the number in the subject" held,opinion
	text=$_text

	send "$sender" "$address, $(sign resident "$(subject 7)" resident)"
	nothing "$kind: together with another resident's address"
	send "$sender" "$(sign resident "$(subject 7)" resident), $address"
	nothing "$kind: the other one first"
	send "$sender" "$address, $(with $kind "$subject" 0123456789abcdefghjk)"
	nothing "$kind: together with a forged one"
	send taro@example.jp "$(sign resident "$(subject 1)" resident), $(sign resident "$(subject 2)" resident)"
	nothing "$kind: two residents' addresses, sent by one of them"
done

# ---- aged ----
before
text='【回答】\n古い回答です。\n'
send roads@city.example.jp "$(sign answer "$(subject 6)" department:roads)"
nothing 'answer: closed longer than token_days ago'
is 'and that is the reason' "$(register 'SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1')" old-token
text='続きです。\n'
send rokuro@example.jp "$(sign resident "$(subject 6)" resident)"
nothing 'resident: closed longer than token_days ago'
text='承認\n'
send kocho@city.example.jp "$(sign approval "$(subject 6)" "desk:$(register 'SELECT max(id) FROM draft WHERE opinion = 6')")"
nothing 'approval: closed longer than token_days ago'
send call@city.example.jp "$(sign staff call staff:call:0)"
nothing 'staff: an address of before'
send kocho@city.example.jp "$(sign file 999999 desk)"
text='1\n'
nothing 'file: of nothing that is held' command

# ---- replayed ----
put_mail "$office/inbox" "$T/answered"
nothing 'answer: the same octets again' duplicate
{ echo 'Received: from x by y; Tue, 24 Nov 2026 10:00:00 +0900' && cat "$T/answered"; } | put_mail "$office/inbox"
nothing 'answer: the same mail by another way' held,duplicate
text='道路課の回答 5 です。\n'
send roads@city.example.jp "$(sign answer "$(subject 5)" department:roads)"
nothing 'answer: the same words in a new mail, after it was sent' answer
text='公園課の回答 3 です。\n'
send parks@city.example.jp "$(sign answer "$(subject 3)" department:parks)"
nothing 'answer: the same words in a new mail, while it waits for approval' answer

# ---- a department that had it before ----
printf '移送: 清掃課\n' | write roads@city.example.jp "$(sign answer "$(subject 7)" department:roads)" 'Re: 処理依頼'
ok 'roads passes one on' round
before
text='【回答】\n元の課の回答です。\n'
send roads@city.example.jp "$(sign answer "$(subject 7)" department:roads)"
nothing 'answer: by the department that had it before' answer
send roads@city.example.jp "$(sign answer "$(subject 7)" department:waste)"
nothing 'answer: that department with the token of the one that has it now'
text='承認\n'
send kacho@city.example.jp "$(sign approval "$(subject 3)" "approver:bucho:$draft3")"
nothing 'approval: with the token of another approver'
send kacho@city.example.jp "$(sign approval "$(subject 4)" "approver:kacho:$draft3")"
nothing 'approval: by their token of another draft'

# ---- bounces ----
# dsn TO [STATUS [ACTION [MESSAGE-ID]]]: a report as mail servers write it.
dsn()
{
	printf 'Return-Path: <>\nFrom: MAILER-DAEMON@example.jp\nTo: %s\nSubject: failure\nMessage-ID: <%s@example.jp>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nfailed\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.jp\n\nFinal-Recipient: rfc822; goro@example.jp\nAction: %s\nStatus: %s\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <%s>\nX-Ikenbako: answer %s\n\n--b--\n' \
		"$1" "$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')" "${3:-failed}" "${2:-5.1.1}" "${4:-answer.00000000000000000000000000000000@city.example.jp}" "$(number 5)" | put_mail "$office/inbox"
}
bounce=$(sign bounce "$answered" '')
dsn opinion@city.example.jp
nothing 'bounce: a report to the plain address, with the number' automatic
dsn "$(with bounce "$answered" "$(digits "$(sign bounce "$request" '')")")"
nothing 'bounce: of another mail, with the number of this one' automatic
dsn "$(echo "$bounce" | tr '23456789' '34567892')"
nothing 'bounce: digits changed' automatic
dsn "$(with bounce "$answered" "$(digits "$(sign resident "$(subject 5)" resident)")")"
nothing 'bounce: a token of another kind' automatic
dsn "$(sign bounce "$request" '')" 5.1.1
is 'a report about the request to a department' "$(take_in; state 1)" requested
before
dsn "$bounce" 4.4.7 delayed
nothing 'bounce: for now only' bounce
text='届きませんでした。\n'
send goro@example.jp "$bounce"
nothing 'bounce: a person writes to it'

# ---- not authenticated, where that is asked for ----
cp "$IKEN_CONF" "$T/trusting.conf"
printf '\n[trust]\nauthserv_id = mx.city.example.jp\nrequired = dkim, dmarc\n' >>"$IKEN_CONF"
for kind in answer approval staff file; do
	choose $kind
	address=$(sign $kind "$subject" "$party")
	domain=${sender#*@}
	send "$sender" "$address"
	nothing "$kind: not authenticated"
	send "$sender" "$address" "Authentication-Results: mx.city.example.jp; dmarc=fail header.from=$domain; dkim=fail header.d=$domain"
	nothing "$kind: authentication failed"
	send "$sender" "$address" 'Authentication-Results: mx.city.example.jp; dmarc=pass header.from=example.net; dkim=pass header.d=example.net'
	nothing "$kind: somebody else's domain passed"
	send "$sender" "$address" "Authentication-Results: mx.example.net; dmarc=pass header.from=$domain"
	nothing "$kind: another server says so"
	send "$sender" "$address" "Authentication-Results: mx.city.example.jp; dmarc=fail header.from=$domain" \
		"Authentication-Results: mx.city.example.jp; dmarc=pass header.from=$domain"
	nothing "$kind: the sender wrote so, below what the server wrote"
	is "$kind: that is the reason" "$(register 'SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1')" not-authenticated
done
choose answer
send "$sender" "$(sign answer "$subject" "$party"), $(sign answer "$other_subject" "$other_party")"
nothing 'answer: to two requests, not authenticated'

# ---- what is right still works ----
# changes TITLE: the opposite of nothing.
changes()
{
	take_in || diag 'a program fails'
	dump >"$T/after"
	not_ok "$1" cmp -s "$T/before" "$T/after"
	before
}
# shout ADDRESS: as people read it out and type it again.
shout()
{
	echo "$1" | tr a-z A-Z | sed 's/@.*//' | {
		IFS= read -r _local
		_head=${_local%-*} _digits=${_local##*-}
		echo "$_head-$(echo "$_digits" | tr '10' 'LO')@CITY.EXAMPLE.JP"
	}
}
before
text='明日直します。\n'
send roads@city.example.jp "$(sign answer "$(subject 1)" department:roads)" \
	'Authentication-Results: mx.city.example.jp; dmarc=pass header.from=city.example.jp'
changes 'an authenticated answer'
cp "$T/trusting.conf" "$IKEN_CONF"
text='【回答】\n二つ目の回答です。\n'
send ROADS@city.example.jp "$(shout "$(sign answer "$(subject 2)" department:roads)")"
changes 'answer: in upper case, with l for 1 and o for 0'
text='承認\n'
send '課長 <KOCHO@CITY.EXAMPLE.JP>' "$(shout "$(sign approval "$(subject 3)" "desk:$draft3")" | sed ':a; s/L\([^-]*@\)/I\1/; ta')"
changes 'approval: in upper case, with i for 1 and o for 0'
is 'it is approved' "$(state 3)" released
send kocho@city.example.jp "$(sign approval "$(subject 3)" "desk:$draft3")"
nothing 'approval: the same word in a new mail, after it was approved' approval,answer,held
text='差戻し\n'
send kocho@city.example.jp "$(sign approval "$(subject 4)" "desk:$draft4")"
changes 'another is returned'
text='承認\n'
send kocho@city.example.jp "$(sign approval "$(subject 4)" "desk:$draft4")"
nothing 'approval: of a draft that was returned' approval,answer,held
text='続きです。\n'
send 'Goro@Example.JP' "$(shout "$(sign resident "$(subject 5)" resident)")"
changes 'resident: in upper case'
cp "$T/written" "$T/follow-up"
put_mail "$office/inbox" "$T/follow-up"
nothing 'resident: the same octets again' duplicate
text='道路課の回答 5 です。\n'
send roads@city.example.jp "$(sign answer "$(subject 5)" department:roads)"
changes 'answer: the same words, after the resident has written again'
is 'wait for the desk' "$(state 5)" drafted
text='1\n'
send kocho@city.example.jp opinion@city.example.jp "Cc: $(shout "$(sign file "$held1" desk)")"
changes 'file: in upper case, in Cc'
is 'it is filed' "$(register "SELECT kind FROM arrival WHERE seq = $held1")" follow-up
send kocho@city.example.jp "$(sign file "$held1" desk)"
nothing 'file: the same reply again' command
text='2\n'
send kocho@city.example.jp "$(sign file "$held1" desk)"
nothing 'file: elsewhere, after it was filed' command
choose staff
send Call@city.example.jp "$(shout "$(sign staff call staff:call:1)")"
changes 'staff: in upper case'
is 'the purpose is corrected' "$(register 'SELECT purpose FROM opinion WHERE id = 1')" question
text='もう一つの続きです。\n'
send hanako@example.jp opinion@city.example.jp "Delivered-To: $(sign resident "$(subject 2)" resident)"
changes 'resident: the address in Delivered-To only'
done_testing
