#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The registers that are made up for tests and measurements are such as the programs could have left: whatever is
# measured or checked over them is worth no more than that.
. "${0%/*}/../lib.sh"

OFFICE_EXTRA='
	[print]
	kind = folder
	folder = /tmp
	[purpose thanks]
	name = お礼
'

# make FOLDER [OPTION...]: 1,500 opinions.
make()
{
	_folder=$1
	shift
	new_office "$_folder"
	"$B/tests/tools/make-register" "$@" "$IKEN_CONF" 1500 7 || bail 'make-register fails'
}

# ask QUERY
ask()
{
	sqlite3 -readonly "$_folder/data/register.db" "$1"
}

new_office "$T/empty"
sqlite3 -readonly "$T/empty/data/register.db" .schema | sort >"$T/schema"
make "$T/light" -light -recent 4
is 'as many as were asked for, the shorter way too' "$(ask 'SELECT count(*) FROM opinion')" 1500
make "$T/office" -text "$T/texts"
is 'indexes and triggers are those of iken-init' "$(ask .schema | sort | diff "$T/schema" -)" ''
is 'the file is sound' "$(ask 'PRAGMA integrity_check; PRAGMA foreign_key_check')" ok
is 'there is some of everything' "$(ask "SELECT count(*) FROM (SELECT DISTINCT state FROM opinion WHERE state IN ('requested','delivered',
    'closed','erased'))") $(ask 'SELECT count(DISTINCT channel) FROM opinion') $(ask "SELECT count(DISTINCT reason) FROM opinion")" '4 7 6'

# ---- what happened fits together
is 'each opinion is where its last step led' "$(ask "SELECT count(*) FROM opinion o WHERE state <>
    (SELECT after FROM event WHERE opinion = o.id ORDER BY id DESC LIMIT 1)")" 0
is 'each step begins where the one before ended' "$(ask "SELECT count(*) FROM (SELECT before, at, lag(after) OVER past AS ended, lag(at) OVER past AS
    earlier FROM event WINDOW past AS (PARTITION BY opinion ORDER BY id)) WHERE coalesce(ended, '') <> before OR at < earlier")" 0
is 'an answer has left for each that was sent or posted' "$(ask "SELECT count(*) FROM event e WHERE step IN ('send','post') AND NOT EXISTS
    (SELECT 1 FROM intent i WHERE i.opinion = e.opinion AND kind = 'answer' AND state = 'sent' AND done = e.at)")" 0
is 'none is left waiting that has left' "$(ask "SELECT count(*) FROM intent i WHERE kind = 'answer' AND state = 'waiting' AND EXISTS
    (SELECT 1 FROM event e WHERE e.opinion = i.opinion AND step IN ('send','post') AND at > i.created)")" 0
is 'each letter is of an answer that goes by letter' "$(ask "SELECT count(*) FROM letter l WHERE NOT EXISTS
    (SELECT 1 FROM intent i WHERE i.id = l.intent AND i.opinion = l.opinion AND i.draft = l.draft AND i.way = 'letter')")" 0
is 'of what was erased nothing is left' "$(ask "SELECT count(*) FROM opinion o JOIN key k ON k.id = o.key WHERE o.state = 'erased' AND (contact IS NOT NULL OR
    wrapped IS NOT NULL OR EXISTS (SELECT 1 FROM arrival a WHERE a.opinion = o.id AND (reading IS NOT NULL OR digest <> x'')) OR
    EXISTS (SELECT 1 FROM draft d WHERE d.opinion = o.id AND text IS NOT NULL))")" 0

# What the triggers would have noted, had the events been written with them.
ask "SELECT id, answered, answered_from, answered_due, answered_paused, answered_way FROM opinion WHERE counted_from <= answered" >"$T/noted"
cp -r "$T/office" "$T/again"
sqlite3 "$T/again/data/register.db" "UPDATE opinion SET answered = 0; CREATE TEMP TABLE past AS SELECT * FROM event ORDER BY id; PRAGMA foreign_keys = 0;
    DELETE FROM event; INSERT INTO event SELECT * FROM past ORDER BY id"
sqlite3 -readonly "$T/again/data/register.db" "SELECT id, answered, answered_from, answered_due, answered_paused, answered_way FROM opinion WHERE
    counted_from <= answered" >"$T/counted"
is 'when each was answered is what the register notes by itself' "$(diff "$T/counted" "$T/noted" | head -5)" ''
ok "($(wc -l <"$T/noted") of them)" [ "$(wc -l <"$T/noted")" -gt 900 ]

# ---- what was written can be read, and the clear copy has it
IKEN_NOW=$(date -d '2026-11-30 23:59 +0900' +%s)
export IKEN_NOW
ask "SELECT id, number FROM opinion WHERE state <> 'erased' AND id % 50 = 1" | tr '|' ' ' >"$T/some"
missing=
while read -r id number; do
	iken-show "$number" >"$T/shown" 2>"$T/err" || missing="$missing $number"
	first=$(grep "^$id	" "$T/texts" | head -1 | cut -f 2 | sed 's/\\n.*//')
	grep -qF "$first" "$T/shown" || missing="$missing $number"
done <"$T/some"
is 'programs show what the texts in the clear say' "$missing" ''
is 'the texts are of all that is not erased' "$(cut -f 1 "$T/texts" | sort -u | wc -l)" "$(ask "SELECT count(*) FROM opinion WHERE state <> 'erased'")"
exits 'the access log is whole' 0 iken-audit --verify

make "$T/twin" -text "$T/texts.twin"
ok 'the same seed makes the same' cmp "$T/texts" "$T/texts.twin"
is 'and the same happened' "$(ask 'SELECT opinion, at, step, who FROM event' | cksum)" "$(sqlite3 -readonly "$T/office/data/register.db" \
    'SELECT opinion, at, step, who FROM event' | cksum)"
done_testing
