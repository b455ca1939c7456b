#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A register of version 1, as the programs of that version left it, comes to the present version by iken-init: with every row,
# whole or not at all wherever it is killed, and what was open then is answered and approved by the old mails.
. "${0%/*}/../flow/post.sh"

IKEN_NOW=1796106060	# a minute after the last of the fixture
export IKEN_NOW
COOLING_OFF='30 min'
OFFICE_EXTRA='
[department parks]
name = 公園課
addresses = parks@city.example.jp
approval = yes

[rule]
words = 公園
department = parks
'
office=$T/office
new_office "$office"
mv "$office/data" "$T/fresh"
mkdir "$T/old"
tar -C "$T/old" -xpzf tests/fixtures/version-1.tar.gz || bail 'the fixture cannot be unpacked'
mv "$T/old/sent" "$office/sent"

restore()
{
	rm -rf "$office/data" && cp -a "$T/old/data" "$office/data"
}

# The SQL that shows what a register is made of, without the spaces that do not matter, and that which shows every
# value of version 1, wherever it is now.
SCHEMA="SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
ROWS=$(for table in $(sqlite3 "$T/old/data/register.db" "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"); do
	columns=$(sqlite3 "$T/old/data/register.db" "SELECT group_concat('quote(' || name || ')') FROM pragma_table_info('$table')")
	echo "SELECT '-- $table'; SELECT $columns FROM $table ORDER BY 1, 2;"
done)

# schema FILE
schema()
{
	sqlite3 "$1" "$SCHEMA" | tr -s ' \t\n"' ' '
}

# rows FILE
rows()
{
	sqlite3 "$1" "$ROWS"
}

restore
rows "$office/data/register.db" >"$T/rows.old"
schema "$office/data/register.db" >"$T/schema.old"
schema "$T/fresh/register.db" >"$T/schema.new"
is 'the fixture is of version 1' "$(register 'PRAGMA user_version')" 1
now=$(sqlite3 "$T/fresh/register.db" 'PRAGMA user_version')
is 'these programs make a later one' "$now" 7
ok 'there is something of everything' test "$(wc -l <"$T/rows.old")" -gt 100

# ---- before it: every program says what to do, and changes nothing ----
printf '道路\n' | write new@example.jp opinion@city.example.jp '道路'
iken-fetch || bail 'iken-fetch needs no register, and fails'
for program in register route remind send list 'list --all' 'show 2026-000001-5' status turnover 'staff' 'calendar' \
	'retry --all' 'register --check' 'send --check'; do
	# shellcheck disable=SC2086 # words
	timeout 60 iken $program >"$T/out" 2>&1
	status=$?
	case $program in
	status | staff | calendar | turnover)	# what needs no register may work
		[ $status = 78 ] || {
			pass "iken $program ends with $status"
			continue
		} ;;
	esac
	is "iken $program ends with 78" $status 78
	like "iken $program says what to do" "$(cat "$T/out")" 'register: version 1 is older than these programs \('"$now"'\): run iken-init'
done
exits 'so does a round' 78 iken run
like 'it says so' "$(cat "$T/out" "$T/err")" 'run iken-init'
rows "$office/data/register.db" | cmp -s - "$T/rows.old" && pass 'no row has changed' || fail 'no row has changed'
is 'no mail is lost' "$(find "$office/data/arrivals" -type f | wc -l)" 1

# ---- killed before each call, the disk full from each call on ----
# whole FILE: it is of version 1, of the present one or of one between ($_version), with every row. What a version
# between is made of is taken from the first that is seen.
whole()
{
	sqlite3 "$1" 'PRAGMA user_version; PRAGMA integrity_check; PRAGMA foreign_key_check' "SELECT '.'; $SCHEMA; SELECT '.'; $ROWS" >"$T/whole"
	read -r _version <"$T/whole"
	[ -e "$T/whole.$_version" ] || { grep -qx ok "$T/whole" && [ "$_version" -lt "$now" ] && cp "$T/whole" "$T/whole.$_version"; }
	cmp -s "$T/whole" "$T/whole.$_version"
}
restore
whole "$office/data/register.db"
cp "$T/whole" "$T/whole.1"
iken-init >"$T/out" 2>&1 || bail 'iken-init fails'
whole "$office/data/register.db"
cp "$T/whole" "$T/whole.$now"
# Of four answers that left one came back.
is 'when opinions were first answered is read off their history' \
    "$(register 'SELECT id, answered, answered_from = received, answered_paused, answered_way FROM opinion WHERE answered > 0 ORDER BY id')" \
    '1|1795410900|1|0|mail
4|1795410960|1|0|mail
8|1795410900|1|0|mail'

# broken_at_each_call MODE STEP: at every STEP-th call.
broken_at_each_call()
{
	n=0
	seen1=0 seen2=0 seen3=0 seen4=0
	wrong=
	while [ $n -lt 500 ]; do
		n=$((n + $2))
		restore
		"$B/tests/tools/kill-at" -r "$T/report" "$1" $n iken-init >"$T/out" 2>&1
		status=$?
		read -r hit call <"$T/report"
		[ "$hit" != none ] || break
		whole "$office/data/register.db" || wrong="$wrong $n:$call"
		eval "seen$_version=\$((seen$_version + 1))"
		# The commit may have been made although what came after it failed.
		case $1:$status:$_version in
		kill-*:*:* | *:75:* | *:0:$now | *:78:*) ;;
		*) wrong="$wrong $n:$call:$status" ;;
		esac
		iken-init >"$T/out" 2>&1 || wrong="$wrong $n:again"
		whole "$office/data/register.db" && [ "$_version" = "$now" ] && [ "$(register 'SELECT count(*) > 10 FROM holiday')" = 1 ] ||
			wrong="$wrong $n:after"
	done
	is "$1: whole, of one of the versions, and of the present one when run again ($seen1, $seen2, $seen3 and $seen4 calls)" "$wrong" ''
	ok "$1: before the commits, between and after them" test $seen1 -gt 0 -a $seen2 -gt 0 -a $seen3 -gt 0 -a $seen4 -gt 0
}
broken_at_each_call kill-before 1
broken_at_each_call from-ENOSPC 4

# ---- while another run is at work ----
restore
flock "$office/data/lock/iken-register" sleep 60 &
holder=$!
wait_for 5 sh -c "! flock -n '$office/data/lock/iken-register' true"
exits 'iken-init does not end well while arrivals are registered' 75 iken-init
like 'and says so' "$(cat "$T/err")" 'run iken-init again'
is 'the register is as it was' "$(register 'PRAGMA user_version')" 1
pkill -KILL -P $holder
kill -KILL $holder 2>/dev/null
wait $holder 2>/dev/null
iken-init >"$T/first" 2>&1 &
first=$!
iken-init >"$T/second" 2>&1
second=$?
wait $first
first=$?
ok "of two at once ($first and $second) one is told to come again, if any" test $first$second = 00 -o $first$second = 075 -o $first$second = 750
ok 'and the register is whole' whole "$office/data/register.db"

# ---- undisturbed ----
restore
exits 'iken init' 0 iken init
is 'it is of the present version' "$(register 'PRAGMA user_version')" "$now"
is 'made as a new one is' "$(schema "$office/data/register.db")" "$(cat "$T/schema.new")"
rows "$office/data/register.db" >"$T/rows.new"
is 'every row is there' "$(diff "$T/rows.old" "$T/rows.new")" ''
is 'foreign keys are whole' "$(register 'PRAGMA foreign_key_check')" ''
is 'and enforced' "$(register "SELECT count(*) FROM pragma_foreign_key_list('approval') WHERE \"table\" = 'opinion'")$(register "SELECT count(*) FROM pragma_foreign_key_list('event') WHERE \"table\" = 'opinion'")" 11
is 'the file is whole' "$(register 'PRAGMA integrity_check')" ok
is 'days are counted from the receipt' "$(register 'SELECT count(*) FROM opinion WHERE counted_from <> received')" 0
is 'what waited for the desk waits for it' "$(register "SELECT opinion, approver, role, state FROM approval")" '2|desk|decide|asked'
is 'its newest draft' "$(register 'SELECT draft FROM approval')" "$(register "SELECT max(id) FROM draft WHERE opinion = 2")"
is 'the holidays are known' "$(register 'SELECT count(*) > 10 FROM holiday')" 1
before=$(md5sum <"$T/rows.new")
exits 'iken init once more' 0 iken init
is 'changes nothing' "$(rows "$office/data/register.db" | md5sum)" "$before"
ok 'the numbers of arrivals do not come again' test "$(register "SELECT seq FROM sqlite_sequence WHERE name = 'arrival'")" = "$(register 'SELECT max(seq) FROM arrival')"

# uses INDEX QUERY
uses()
{
	like "$1 is used" "$(register "EXPLAIN QUERY PLAN $2")" "USING (COVERING )?INDEX $1"
}
uses opinion_open "SELECT id FROM opinion WHERE state = 'received' AND state NOT IN ('delivered','closed','erased') ORDER BY id"
uses opinion_department "SELECT id FROM opinion WHERE department = 'roads' AND state NOT IN ('delivered','closed','erased') ORDER BY due, id"
uses opinion_state 'SELECT state, count(*) FROM opinion GROUP BY state'
uses opinion_contact "SELECT id FROM opinion WHERE contact_hash = x'00' ORDER BY id"
uses draft_opinion 'SELECT max(id) FROM draft WHERE opinion = 2'
uses arrival_digest "SELECT seq FROM arrival WHERE digest = x'00'"
uses arrival_opinion 'SELECT seq FROM arrival WHERE opinion = 2'
uses arrival_waiting "SELECT count(*) FROM arrival WHERE kind IN ('held','set-aside')"
uses approval_asked "SELECT opinion FROM approval WHERE approver = 'desk' AND state = 'asked'"

for n in 1 2 3 4 5 6 7 8 9 10; do
	exits "iken show of $n" 0 iken show "$(number $n)"
	like "opens what is sealed of $n" "$(cat "$T/out")" "@example\.jp"
done
exits 'what is held is shown' 0 iken show "$(register "SELECT id FROM arrival WHERE kind = 'held'")"
like 'with its text' "$(cat "$T/out")" '続きです'

# ---- what was open goes on, by the mails that were sent before ----
# old ADDRESS KIND: a mail that version 1 sent.
old()
{
	rm -rf "$T/outbox" && mv "$office/outbox" "$T/outbox" && mkdir "$office/outbox" && cp -a "$office/sent" "$office/outbox/new"
	newest "$1" "$2"
	rm -rf "$office/outbox" && mv "$T/outbox" "$office/outbox"
}

# answer ADDRESS KIND NUMBER TEXT: a reply to such a mail, under all of it.
answer()
{
	_mail=$(basename "$(old "$1" "$2 $(number "$3")")")
	_mail=$office/sent/$_mail
	{ printf '%b\n' "$4" && quoted "$_mail"; } | write "$1city.example.jp" "$(reply_address "$_mail")" "Re: $2"
}
later() { IKEN_NOW=$((IKEN_NOW + $1)); }

ok 'a round' round
is 'what was decided then has left' "$(register "SELECT count(*) FROM intent WHERE state = 'waiting'")" 0
is 'the answer that was approved' "$(how_many jiro@ answer) $(state 3)" '1 sent'
is 'the receipt and the request' "$(how_many juro@ receipt) $(how_many roads@ "request $(number 10)")" '1 1'
is 'nothing that had left leaves again' "$(count_mails "$office/outbox")" "$(sqlite3 "$T/old/data/register.db" "SELECT count(*) FROM intent WHERE state = 'waiting'")"

exits 'what was set aside can be put back' 0 iken retry --all
later 60
answer roads@ request 1 'ご意見ありがとうございます。来週ふさぎます。'
answer roads@ request 7 '区分: 回答\n来月ふさぎます。'
answer roads@ request 9 '遅くなりました。'
answer waste@ request 9 '清掃課で直します。'
answer kocho@ approval 2 '承認'
printf 'その後どうですか。\n' | write shiro@example.jp "$(reply_address "$office/sent/$(basename "$(old shiro@ answer)")")" 'Re: 回答'
ok 'a round with answers to old mails' round
is 'the departments have answered' "$(state 1) $(state 7) $(state 9)" 'sent sent sent'
is 'the desk has approved' "$(state 2) $(register "SELECT group_concat(state) FROM approval WHERE opinion = 2")" 'released approved'
is 'who has passed it on answers no more' "$(register "SELECT count(*) FROM draft WHERE opinion = 9 AND department = 'roads'")" 0
later 2000
ok 'a round half an hour later' round
like 'the residents have their answers: the first' "$(body "$(newest taro@ answer)")" '来週ふさぎます'
like 'the second' "$(body "$(newest hanako@ answer)")" '遊具は12月15日に直します'
like 'the seventh' "$(body "$(newest nana@ answer)")" '来月ふさぎます'
like 'the ninth' "$(body "$(newest kuro@ answer)")" '清掃課で直します'
is 'who wrote again is heard' "$(register "SELECT kind || ' ' || opinion FROM arrival ORDER BY seq DESC LIMIT 1")" 'follow-up 4'
is 'nothing waits' "$(register "SELECT count(*) FROM intent WHERE state = 'waiting'")" 0
is 'and foreign keys are still whole' "$(register 'PRAGMA foreign_key_check')" ''

# ---- from version 6: an answer for many is the first of its own ----
register "DROP TABLE campaign_answer;
	CREATE TABLE campaign_answer (draft INTEGER PRIMARY KEY, campaign INTEGER NOT NULL REFERENCES campaign,
	  opinion INTEGER NOT NULL REFERENCES opinion, department TEXT NOT NULL, at INTEGER NOT NULL,
	  state TEXT NOT NULL CHECK (state IN ('waiting','going','done','void'))) STRICT;
	CREATE INDEX campaign_answer_open ON campaign_answer(draft) WHERE state IN ('waiting','going');
	CREATE INDEX campaign_answer_of ON campaign_answer(campaign, draft);
	INSERT INTO campaign VALUES(1, 3, 1796106060, 1796106061, 2, 2);
	INSERT INTO campaign_answer VALUES(5, 1, 3, 'parks', 1796106060, 'done'), (6, 1, 7, 'roads', 1796106061, 'void');
	PRAGMA user_version = 6"
exits 'iken init of version 6' 0 iken init
is 'it is of the present one' "$(register 'PRAGMA user_version')" "$now"
is 'made as a new one is, again' "$(schema "$office/data/register.db")" "$(cat "$T/schema.new")"
is 'with what was answered for many' "$(register 'SELECT draft, campaign, opinion, root, department, at, state FROM campaign_answer' | tr '\n' ' ')" \
    '5|1|3|3|parks|1796106060|done 6|1|7|7|roads|1796106061|void '
is 'which foreign keys allow' "$(register 'PRAGMA foreign_key_check')" ''

done_testing
