#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Searching: every word that stands in the clear text is found, and hardly anything else; by person, number and filters; what
# is shown is on record first, and what was searched for nowhere; the index follows answers, forgets what is erased, and is
# made anew for another key, an older register, after damage, and wherever it was killed; nothing in it can be read.
. "${0%/*}/erase.sh"

index_db()
{
	sqlite3 -cmd '.timeout 5000' "$office/data/index/index.db" "$1"
}

# postings OPINION...: how many pieces lead to them.
postings()
{
	index_db "CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, 'word', 'instance');
		SELECT count(*) FROM v WHERE (1 << 28) - doc IN ($(echo "$*" | tr ' ' ,))"
}

found()
{
	iken-search "$@" 2>&1 | grep -cE '^[0-9]{4}-'
}

# ---- against plain search over the clear text ------------------------------------------------------------------------
office=$T/many
new_office "$office"
IKEN_NOW=$(TZ=Asia/Tokyo date -d '2026-11-30 12:00' +%s)
export IKEN_NOW
ok 'a register of some years' "$B/tests/tools/make-register" -light -text "$T/texts" "$IKEN_CONF" 2500 "${SEED:-7}"
like 'without an index it says what to do' "$(iken-search 街灯 2>&1)" 'iken-index'
exits 'and fails' 65 iken-search 街灯
exits 'a round takes in so many' 0 iken-index
like 'which is said' "$(iken-search 歩道 2>&1)" 'the index covers 2000 of 2500 opinions'
exits 'the next one the rest' 0 iken-index
unlike 'then nothing is said' "$(iken-search 歩道 2>&1)" 'covers'
python3 tests/report/search_words.py words "$T/texts" 150 "${SEED:-7}" >"$T/words"
ok 'words are searched for' sh -c '"$B/tests/tools/find-words" "$IKEN_CONF" <"$1/words" >"$1/found"' - "$T"
ok 'recall 100 %, precision 99 %' python3 tests/report/search_words.py judge "$T/texts" "$T/words" "$T/found"
diag_file "$T/out"

# Nothing of the texts stands in it, in UTF-8 or UTF-16.
cat >"$T/read.py" <<'E'
import sys, glob
octets = b''.join(open(f, 'rb').read() for f in glob.glob(sys.argv[1] + '/*'))
grams = set()
for line in open(sys.argv[2], encoding='utf-8'):
    text = line.split('\t')[1].strip()
    grams |= {text[i:i + 3] for i in range(0, len(text) - 2, 7) if min(text[i:i + 3]) > '\u3000'}
    if len(grams) > 3000:
        break
print(len(grams) > 1000, [g for g in grams if g.encode() in octets or g.encode('utf-16-le') in octets or g.encode('utf-16-be') in octets][:5])
E
is 'no piece of a text can be read in the index' "$(python3 "$T/read.py" "$office/data/index" "$T/texts")" 'True []'

# ---- what is asked for -----------------------------------------------------------------------------------------------
office=$T/office
OFFICE_EXTRA='
[erase old]
age = 100 days
'
at 0
new_office "$office"
printf '駅前の道路が暗いです。\nStreet Light を増やし\nてください。髙﨑。\n' | write taro@example.jp opinion@city.example.jp '街灯について'
printf 'ごみの収集が遅い。道路の穴も。大雨で困る。\n' | write hanako@example.jp opinion@city.example.jp '収集'
printf '道路の白線が消えた。\n' | write taro@example.jp opinion@city.example.jp '白線'
ok 'three opinions' round
is 'one character' "$(found 雨)" 1
is 'a word' "$(found 道路)" 3
is 'several words' "$(found 道路 穴)" 1
is 'a phrase' "$(found '「道路の穴」')" 1
is 'a phrase that is not there' "$(found '"穴の道路"')" 0
is 'across the end of a line' "$(found 増やしてください)" 1
is 'width and case' "$(found 'ＳＴＲＥＥＴ')" 1
is 'with a space between Latin words' "$(found '"street light"')" 1
is 'and not without' "$(found streetlight)" 0
is 'a rare kanji' "$(found 﨑)" 1
is 'in the subject' "$(found 街灯)" 1
is 'not there at all' "$(found 鰯)" 0
exits 'which is no failure' 0 iken-search 鰯
exits 'nothing to search for' 65 iken-search
exits 'nor that' 65 iken-search '　'
like 'the subject comes first' "$(iken-search 白線 道路 | head -n 1)" "^$(number 3)"
like 'a line is number, day, department, state, where and what' "$(iken-search 白線 | head -n 1)" \
	"^$(number 3)  2026-1[12]-[0-9]*  roads +requested +(subject|opinion): .*白線"
unlike 'without text' "$(iken-search --no-text 白線)" 白線
is 'by mail address' "$(found --person Taro@Example.JP)" 2
is 'and words' "$(found --person taro@example.jp 白線)" 1
is 'by nobody' "$(found --person taro@example.com)" 0
is 'by number' "$(found --number "$(number 2)")" 1
exits 'a wrong number' 65 iken-search --number 2026-000001-0
is 'a department' "$(found --department waste 道路)" 0
is 'this one' "$(found --department roads 道路)" "$(register "SELECT count(*) FROM opinion WHERE department = 'roads'")"
is 'a state' "$(found --state closed 道路)" 0
is 'from a day' "$(found --from 2099-01-01 道路)" 0
is 'to a day' "$(found --to 2000-01-01 道路)" 0
is 'between days' "$(found --from 2000-01-01 --to 2099-01-01 道路)" 3
exits 'no such day' 65 iken-search --from 2026-02-30 道路
exits 'no such department' 65 iken-search --department nowhere 道路
exits 'no such state' 65 iken-search --state nowhere 道路
is 'so many' "$(found --limit 2 道路)" 2
like 'and that there are more' "$(iken-search --limit 2 道路)" '^3 found, 2 shown$'
like 'all of them' "$(iken-search --all 道路)" '^3 found$'

# ---- answers ---------------------------------------------------------------------------------------------------------
for n in 1 2; do
	printf '照明を直します %s。\n' $n | answer "$(register "SELECT department FROM opinion WHERE id = $n")@city.example.jp" $n
done
is 'not before it is there' "$(found 照明)" 0
ok 'two answers' round
is 'an answer' "$(found 照明)" 2
is 'in answers alone' "$(found --in answer 照明)" 2
is 'or opinions alone' "$(found --in opinion 照明)" 0
is 'a word of each' "$(found 照明 大雨)" 1
is 'which is the opinion of' "$(found --in answer 大雨)" 0

# ---- on record -------------------------------------------------------------------------------------------------------
before=$(register 'SELECT max(id) FROM access')
iken-search --reason '電話での照会' 道路 白線 >"$T/out"
is 'the search is on record' "$(register "SELECT what FROM access WHERE id = $before + 1")" 'search: 2 words, 1 found, 1 shown'
is 'and what was shown' "$(register "SELECT what, opinion, items, unmasked, reason IS NOT NULL FROM access WHERE id > $before + 1")" \
	'search|3|subject text answer|1|1'
iken-search --no-text --person taro@example.jp >"$T/out"
is 'a person was looked for' "$(register "SELECT what FROM access WHERE what LIKE 'search: %' ORDER BY id DESC LIMIT 1")" \
	'search: 0 words, a person, 2 found, 2 shown'
is 'what was searched for stands nowhere' "$(grep -alrE '白線|電話での照会|﨑|taro@' "$office/data" | head)" ''
# What cannot be logged is not shown.
register "CREATE TRIGGER refuse BEFORE INSERT ON access BEGIN SELECT RAISE(ABORT, 'no'); END"
unlike 'nothing is shown that is not on record' "$(iken-search 白線 2>&1)" "$(number 3)|白線"
register 'DROP TRIGGER refuse'
exits 'the log is whole' 0 iken-audit --verify

# ---- made anew -------------------------------------------------------------------------------------------------------
cp "$office/data/register.db" "$T/older.db"
exits 'lookup.key is renewed' 0 iken-keys --renew lookup
like 'the index is of the former one' "$(iken-search 道路 2>&1)" 'former lookup.key'
exits 'it is made anew' 0 iken-index
is 'and found again' "$(found 道路)" 3
is 'by mail address, too' "$(found --person taro@example.jp)" 2
register "INSERT INTO event(opinion, at, step, before, after, who) SELECT 1, $IKEN_NOW, 'note', state, state, 'test' FROM opinion WHERE id = 1"
exits 'followed' 0 iken-index
register 'DELETE FROM event WHERE id = (SELECT max(id) FROM event)'
like 'an older register is noticed' "$(iken-search 道路 2>&1)" 'another one since'
exits 'it is made anew again' 0 iken-index
is 'and found' "$(found 道路)" 3

dd if=/dev/urandom of="$office/data/index/index.db" bs=4096 seek=2 count=200 conv=notrunc 2>/dev/null
rm -f "$office/data/index/index.db-wal" "$office/data/index/index.db-shm"
iken-search 道路 >"$T/out" 2>"$T/err"
status=$?
ok 'damage is told, not hidden' test "$status" = 75 -o "$status" = 65
exits 'and mended' 0 iken-index
is 'found' "$(found 道路)" 3
rm -rf "$office/data/index"
exits 'a folder that is gone' 0 iken-index
is 'found again' "$(found 道路)" 3
iken-index --anew &
one=$!
iken-index --anew >"$T/out" 2>&1
two=$?
wait "$one"
is 'two at once' "$?$two" 00
exits 'the next round' 0 iken-index
is 'nothing twice' "$(index_db 'SELECT count(*) FROM doc')|$(found 道路)" '3|3'

# ---- erasure ---------------------------------------------------------------------------------------------------------
at 5
ok 'delivered' round
at 200
ok 'many pieces lead to the first' test "$(postings 1)" -gt 50
exits 'a proposal' 0 iken-erase --propose
ok 'two people' released 1
exits 'erased' 0 iken-erase
is 'the two that were answered' "$(register "SELECT count(*) FROM opinion WHERE state = 'erased'")" 2
is 'no piece leads to them' "$(postings 1 2)" 0
ok 'but to the third' test "$(postings 3)" -gt 20
is 'nothing is kept aside' "$(index_db 'SELECT count(*) FROM gone')" 0
is 'nor hidden by a later row' "$(index_db "SELECT count(DISTINCT segid) FROM word_idx")" 1
exits 'the next round' 0 iken-index
is 'it is not made anew for that' "$(found 道路)" 1
is 'nor does it come back' "$(postings 1 2)|$(index_db 'SELECT count(*) FROM doc')" '0|1'
# Erased while there was no index, into which it had been taken: by hand.
register "UPDATE opinion SET state = 'erased' WHERE id = 3; UPDATE key SET wrapped = NULL WHERE id = (SELECT key FROM opinion WHERE id = 3);
	INSERT INTO event(opinion, at, step, before, after, who) VALUES(3, $IKEN_NOW, 'erase', 'closed', 'erased', 'test')"
exits 'it cannot be taken out any more' 0 iken-index
exits 'so all is made anew' 0 iken-index
is 'without it' "$(postings 3)" 0

# ---- killed ----------------------------------------------------------------------------------------------------------
office=$T/killed
at 0
new_office "$office"
for n in 1 2 3; do
	printf '道路の穴 %s です。\n' $n | write "r-$n@example.jp" opinion@city.example.jp "件 $n"
done
ok 'three opinions' round
rm -rf "$office/data/index"
cp -a "$office" "$T/none"
exits 'indexed' 0 iken-index
printf '直します。\n' | answer roads@city.example.jp 1
exits 'the answer is fetched' 0 iken-fetch
exits 'and registered' 0 iken-register
cp -a "$office" "$T/behind"

reset_none()
{
	rm -rf "$office" && cp -a "$T/none" "$office"
}

reset_behind()
{
	rm -rf "$office" && cp -a "$T/behind" "$office"
}

check_none()
{
	[ "$(found 道路)" = 3 ] && [ "$(index_db 'SELECT count(*) FROM doc')" = 3 ] && [ "$(index_db 'PRAGMA integrity_check')" = ok ]
}

check_behind()
{
	check_none && [ "$(found 直します)" = 1 ]
}

ok 'undisturbed' check_none
EACH=3
at_each_call 'a new index, killed before each call' kill-before reset_none check_none iken-index
at_each_call 'one that follows, killed after each call' kill-after reset_behind check_behind iken-index
EACH=7
at_each_call 'a disk that is full for one call' ENOSPC reset_behind check_behind iken-index

# ---- switched off ----------------------------------------------------------------------------------------------------
printf '[search]\nindex = no\n' >>"$IKEN_CONF"
exits 'switched off' 0 iken-index
is 'it is removed' "$(ls "$office/data/index" | grep -c index)" 0
like 'which is said' "$(iken-search 道路 2>&1)" 'index is no'
is 'a mail address is found all the same' "$(found --person r-1@example.jp)" 1
ok 'a round goes on' round
done_testing
