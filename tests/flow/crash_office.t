#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The departments' side, killed before each call that changes something: every kind of mail that departments,
# approvers, clerks and the desk send, a morning with a hand-over, holidays, addresses. Run again, each program ends
# with the register and the mails of a run that nobody disturbed.
. "${0%/*}/post.sh"

COOLING_OFF='30 min'
IKEN_NOW=1795492800		# 2026-11-24 13:00 in Tokyo, a Tuesday
export IKEN_NOW COOLING_OFF
OFFICE_EXTRA='
[approver kacho]
name = 公園課長
addresses = kacho@city.example.jp

[approver bucho]
name = 都市整備部長
addresses = bucho@city.example.jp

[approver koho]
name = 広報
addresses = koho@city.example.jp

[department parks]
name = 公園課
addresses = parks@city.example.jp
approvers = kacho, bucho
circulate = koho

[department trees]
name = 緑化課
addresses = trees@city.example.jp
valid_to = 2026-11-24
successor = green

[department green]
name = みどり課
addresses = green@city.example.jp
valid_from = 2026-11-25

[staff call]
name = コールセンター
addresses = call@city.example.jp
channel = phone

[danger]
addresses = duty@city.example.jp

[rule]
words = 公園
department = parks

[rule]
words = 街路樹
department = trees

[rule]
words = 通学
department = waste
parts = roads, trees
copies = parks
'
office=$T/office
new_office "$office"

restore()
{
	rm -rf "$office" && cp -a "$T/$1" "$office"
}

keep()
{
	rm -rf "$T/$1" && cp -a "$office" "$T/$1"
}

# answer ADDRESS KIND NUMBER TEXT: a reply above the whole quoted mail of that kind about that opinion.
answer()
{
	_mail=$(newest "$1" "$2 $(number "$3")")
	[ -n "$_mail" ] || bail "$1 has no $2 about $3"
	{ printf '%b\n' "$4" && quoted "$_mail"; } | write "$1city.example.jp" "$(reply_address "$_mail")" "Re: $2"
}

# next: a round a minute later.
next()
{
	IKEN_NOW=$((IKEN_NOW + 60))
	round || bail 'a round fails'
}

# ---- an office with something of everything under way ----
n=0
for subject in 公園 公園 公園 通学 道路 道路 道路 道路 道路 道路 道路 街路樹; do
	n=$((n + 1))
	printf '%sのことです。その%dです。電話 090-1234-5678\n' $subject $n |
		write "氏名r$n <r$n@example.jp>" opinion@city.example.jp "$subject $n"
done
iken staff --mail call >"$T/out" 2>&1 || bail 'iken staff fails'
next
answer parks@ request 2 '遊具は来週直します。'
answer parks@ request 3 '遊具は再来週直します。'
answer roads@ request 7 '区分: 照会\nどこですか。'
next
answer kacho@ approval 3 '承認'
next
answer bucho@ approval 3 '承認'
receipt=$(reply_address "$(newest r11@ receipt)")
printf '続きです。\n' | write stranger1@example.net "$receipt" 'Re: 受付'
printf '別の穴があります。\n' | write stranger2@example.net "$receipt" 'Re: 受付'
printf '宣伝です。\n' | write stranger3@example.net "$receipt" 'Re: 受付'
next
is 'what there is' "$(register 'SELECT group_concat(state) FROM (SELECT state FROM opinion ORDER BY number)')" \
	requested,drafted,released,requested,requested,requested,asked,requested,requested,requested,requested,requested

# ---- one mail of each kind ----
IKEN_NOW=$((IKEN_NOW + 60))
answer parks@ request 1 '区分: 回答\n備考: 内密に\n遊具は直します。'
answer kacho@ approval 2 '承認'
answer kacho@ agreed 3 '停止\n待ってください。'
answer roads@ part-request 4 '道路は広げます。'
answer trees@ part-request 4 '区分: 所管外\n木はありません。'
answer roads@ request 5 '移送 清掃課'
answer roads@ request 6 '区分: 照会\nどちらの道路ですか。'
printf '駅前です。\n' | write r7@example.jp "$(reply_address "$(newest r7@ question)")" 'Re: 照会'
answer roads@ request 8 '区分: 開示\n住所が要ります。'
answer roads@ request 11 '区分: 経過\n現地を見ました。'
{ echo '2件とも来月補修します。'; quoted "$(newest roads@ "request $(number 9)")"; } | write roads@city.example.jp \
	"$(reply_address "$(newest roads@ "request $(number 9)")"), $(reply_address "$(newest roads@ "request $(number 10)")")" 'Re: 2件'
printf 'まだ直りません。\n' | write r11@example.jp "$receipt" 'Re: 受付'
call=$(reply_address "$(newest call@ welcome)")
printf '入力\n氏名: 鈴木花子\n電話番号: 03-1234-5678\nメールアドレス: hanako@example.jp\n\n夜の街灯が切れています。\n' | write call@city.example.jp "$call" '入力'
printf '照会 %s\n' "$(number 3)" | write call@city.example.jp "$call" '照会'
printf '一覧\n' | write call@city.example.jp "$call" '一覧'
for what in 1:1 2:新規 3:破棄; do
	held=$(grep -l "Envelope-To: kocho@" $(grep -l '^X-Ikenbako: held' "$office"/outbox/new/*) | while read -r file; do
		body "$file" | grep -q "stranger${what%%:*}@" && echo "$file"
	done)
	{ printf '%s\n' "${what#*:}" && quoted "$held"; } | write kocho@city.example.jp "$(reply_address "$held")" 'Re: held'
done
printf '道路で死にたいと思いました。\n' | write desperate@example.jp opinion@city.example.jp '道路'
put_mail "$office/inbox" "$T/written"
printf 'From: x@example.jp\nTo: opinion@city.example.jp\nAuto-Submitted: auto-replied\nMessage-ID: <auto@example.jp>\n\n不在です。\n' | put_mail "$office/inbox"
iken-fetch || bail 'iken-fetch fails'
before=$(register 'SELECT max(seq) FROM arrival')
at_noon=$IKEN_NOW
keep fetched

# What is in the register but for what chance decides, sealed values, hashes and Message-IDs; and for how many mails
# were counted and whether one has perhaps left, because that is noted before it is sent.
DUMP=$(for table in $(register "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'allowance' ORDER BY name"); do
	columns=$(register "SELECT group_concat(CASE WHEN type = 'BLOB' THEN name || ' IS NULL' ELSE 'quote(' || name || ')' END) FROM pragma_table_info('$table') WHERE name NOT IN ('message_id', 'leaving')")
	echo "SELECT '-- $table'; SELECT $columns FROM $table ORDER BY 1, 2;"
done)
dump()
{
	register "PRAGMA integrity_check; PRAGMA foreign_key_check; $DUMP"
	(cd "$office" && find data/arrivals data/store data/tmp -type f | sort)
	# Which mails there are; what is in them but for boundaries and the dates of sending.
	find "$office/outbox/new" -type f -exec grep -haiE '^(X-Ikenbako|Envelope-To|Subject):' {} + | sort
}

same_as()
{
	dump >"$T/dump" && cmp -s "$T/dump" "$T/dump.$1" && return
	diff "$T/dump.$1" "$T/dump" | head -n 5 >"$T/difference"
	diag_file "$T/difference"
	return 1
}

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
