#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Opinions come in by mail, are answered, age, and are erased when two people have agreed: names, addresses, texts, keys and
# hashes are found before in files, register, log and outbox, and nowhere afterwards; what must stay stays.
. "${0%/*}/erase.sh"

office=$T/office
OFFICE_EXTRA='
[erase short]
age = 100 days
purposes = 問い合わせ

[erase old]
age = 150 days
channels = mail

[erasure]
loose = 300 days

[staff desk]
name = 広聴係
addresses = clerks@city.example.jp
rights = enter, look-up, read, list, reissue, correct, note
'
at 0
new_office "$office"

# ---- what there is ----
printf '氏名: 山田カナリア太郎\n\n道路に穴があります。カナリア甲の本文。\n' |
	write 'canary-a@example.jp' opinion@city.example.jp '道路の件カナリア'
printf 'ごみの収集が遅いです。カナリア乙の本文。\n' | write 'canary-b@example.jp' opinion@city.example.jp '収集の件'
printf 'ごみの袋が高いです。カナリア丙の本文。\n' | write 'canary-c@example.jp' opinion@city.example.jp '袋の件'
printf '道路の街灯が暗いです。カナリア丁の本文。\n' | write 'canary-d@example.jp' opinion@city.example.jp '街灯の件'
ok 'four opinions come in' round
is 'four' "$(register "SELECT count(*) FROM opinion WHERE state = 'requested'")" 4
printf 'すぐに直します。カナリア回答甲。\n' | answer roads@city.example.jp 1
printf '業者に伝えました。カナリア回答乙丙。\n' | answer waste@city.example.jp 2 3
printf '点けます。カナリア回答丁。\n' | answer roads@city.example.jp 4
printf 'From: daemon@example.jp\nTo: opinion@city.example.jp\nAuto-Submitted: auto-replied\nMessage-ID: <auto@example.jp>\nSubject: out\n\nカナリア不在\n' |
	put_mail "$office/inbox"
ok 'and are answered' round
is 'one answer is about two' "$(register 'SELECT count(*) FROM filing')" 1
at 5
ok 'five days later' round
is 'all are delivered' "$(register "SELECT group_concat(DISTINCT state) FROM opinion")" delivered
at 90
exits 'nothing is old enough' 0 iken-erase -n --propose
like 'says the plan' "$(cat "$T/out")" '^rule old +0 '
exits 'a proposal of nothing' 0 iken-erase --propose
is 'is none' "$(register 'SELECT count(*) FROM erasure')" 0
at 120
printf 'ありがとう。まだ道路に穴があります。カナリア続き。\n' | write 'canary-a@example.jp' opinion@city.example.jp '道路の件ふたたび'
ok 'who wrote first writes again, a new opinion' round
is 'five' "$(register 'SELECT count(*) FROM opinion')" 5

# ---- who may go ----
at 170
exits 'an opinion is held' 0 iken-erase --hold "$(number 3)" --reason '訴訟のため'
like 'the reason is kept' "$(iken-erase --holds)" "^$(number 3) .*訴訟のため"
is 'sealed' "$(grep -alr 訴訟のため "$office" | wc -l | tr -d ' ')" 0
exits 'not twice' 65 iken-erase --hold "$(number 3)" --reason x
exits 'not without a reason' 65 iken-erase --hold "$(number 4)"
exits 'not a number that is none' 65 iken-erase --hold 2026-000001-9 --reason x
exits 'nor a hostile one' 65 iken-erase --hold "1' OR 1=1 --" --reason x
exits 'nor one that nobody has' 65 iken-erase --lift "$(number 4)"
# The request to this department comes back: something in the pen is perhaps about it.
printf '%s の件です。\n' "$(number 4)" | write 'roads@city.example.jp' opinion@city.example.jp "街灯 $(number 4)"
ok 'a round' round
is 'it is held in the pen' "$(register "SELECT count(*) FROM guess WHERE opinion = 4")" 1
exits 'a dry run' 0 iken-erase -n --propose
plan=$(cat "$T/out")
like 'two are named' "$plan" "^  $(number 1) +old"
like 'both' "$plan" "^  $(number 2) +old"
like 'one is held' "$plan" ' 1  held'
like 'one waits for the desk' "$plan" ' 1  something'
unlike 'what is held is not named' "$plan" "$(number 3)"
unlike 'nor what is new' "$plan" "$(number 5)"
unlike 'no personal data' "$plan" 'canary|カナリア|山田'
is 'nothing is written' "$(register 'SELECT count(*) FROM erasure')" 0

# ---- two people ----
exits 'proposed' 0 iken-erase --propose
like 'it says so' "$(cat "$T/out")" 'erasure 1 is proposed: 2 opinions'
exits 'once more' 0 iken-erase --propose
is 'is not another one' "$(register 'SELECT count(*) FROM erasure')" 1
ok 'people are told' round
like 'iken-status says that it waits' "$(iken-status)" '^erasure 1 +proposed'
like 'the desk' "$(body "$(newest kocho@ notice)")" '消去する案'
like 'the administrator' "$(body "$(newest admin@ notice)")" '消去する案'
exits 'not released, nothing is erased' 0 iken-erase
is 'nothing' "$(register "SELECT count(*) FROM opinion WHERE state = 'erased'")" 0
exits 'one person' 0 iken-erase --release 1
like 'is not enough' "$(cat "$T/out")" 'waits for 1 more'
exits 'and the same once more' 65 iken-erase --release 1
like 'is told so' "$(cat "$T/err")" 'somebody else'
exits 'nothing is erased' 0 iken-erase
is 'still nothing' "$(register "SELECT count(*) FROM opinion WHERE state = 'erased'")" 0
exits 'hostile numbers: none' 65 iken-erase --release 99
exits 'hostile numbers: words' 65 iken-erase --release '1; DROP TABLE erasure'
exits 'hostile numbers: too large' 65 iken-erase --show 99999999999999999999
exits 'hostile numbers: zero' 65 iken-erase --report 0
exits 'it can be given up' 0 iken-erase --withdraw 1
exits 'then it cannot be released' 65 iken-erase --release 1
exits 'another proposal' 0 iken-erase --propose
ok 'two people' released 2
is 'it is released' "$(register "SELECT state FROM erasure WHERE id = 2")" released
exits 'not by a third' 65 iken-erase --release 2
like 'the access log has both' "$(register "SELECT group_concat(what, '|') FROM access")" 'release erasure 2\|release erasure 2|release erasure 2'

# A letter stops at a character that no font has, and the register names it.
register "UPDATE event SET note = 'glyph U+20BB7' WHERE opinion = 1 AND step = 'send'; UPDATE intent SET code = 'glyph U+20BB7' WHERE opinion = 1 AND kind = 'receipt'"

# ---- what must be gone, and is there ----
department=$(reply_address "$(grep -al "$(number 1)" $(grep -al '^X-Ikenbako: request' "$office"/outbox/new/*))")
resident=$(reply_address "$(grep -al "$(number 1)" $(grep -al '^X-Ikenbako: answer' "$office"/outbox/new/*))")
bounce=$(tr -d '\r' <"$(grep -al "$(number 1)" $(grep -al '^X-Ikenbako: answer' "$office"/outbox/new/*))" | sed -n 's/^Return-Path: <\(.*\)>/\1/p')
secrets 1 >"$T/secrets"
# The answer to two is needed by the other one still, and the first one's address has another opinion.
register "SELECT hex(wrapped) FROM key WHERE id = (SELECT key FROM opinion WHERE id = 2);
	SELECT hex(contact) FROM opinion WHERE id = 2; SELECT hex(contact_hash) FROM opinion WHERE id = 2;
	SELECT hex(text) FROM draft WHERE opinion = 2" >>"$T/secrets"
hash=$(register 'SELECT hex(contact_hash) FROM opinion WHERE id = 1')
grep -vx "$hash" "$T/secrets" >"$T/gone"
# The same recipient got the receipt of the new opinion.
register "SELECT hex(recipient) FROM delivery WHERE intent IN (SELECT id FROM intent WHERE opinion = 5)" >"$T/stay"
grep -vxFf "$T/stay" "$T/gone" >"$T/gone.1"
printf '%s\n' 山田カナリア太郎 カナリア甲の本文 カナリア乙の本文 カナリア回答甲 canary-b@example.jp 道路の件カナリア >>"$T/gone.1"
wanted=$(python3 -c 'import re, sys; print(sum(2 if re.fullmatch("([0-9A-F]{2})+", l.strip()) else 1 for l in open(sys.argv[1])))' "$T/gone.1")
is 'everything is there before' "$(remains "$T/gone.1")" "$wanted"
files=$(register "SELECT id FROM arrival WHERE opinion = 1 OR (opinion = 2 AND seq NOT IN (SELECT arrival FROM filing))")
for id in $files; do
	[ -e "$office/data/store/$(echo "$id" | cut -c1-2)/$id" ] || fail "no file $id"
done

# ---- a copy that somebody made ----
id=$(echo "$files" | head -n 1)
cp "$office/data/store/$(echo "$id" | cut -c1-2)/$id" "$office/data/state/copy"
exits 'a copy of what was destroyed is found' 65 iken-erase
like 'and named' "$(cat "$T/err")" 'marks .*still there, the first in state/copy'
is 'there is no report' "$(register "SELECT state || length(report) FROM erasure WHERE id = 2")" erased0
# ---- what old programs left in free pages ----
rm "$office/data/state/copy"
sqlite3 "$office/data/register.db" "PRAGMA secure_delete = OFF; CREATE TABLE old(a BLOB); INSERT INTO old VALUES(x'$(sed -n 1p "$T/secrets")'), (randomblob(9000)); DROP TABLE old" >"$T/out"
is 'free pages hold a key' "$(sed -n 1p "$T/secrets" >"$T/key"; remains "$T/key")" 2
exits 'the next run goes on' 0 iken-erase
like 'and says that nothing is left' "$(cat "$T/out")" 'nothing left of them'
is 'nothing is left anywhere' "$(remains "$T/gone.1")" 0
is 'of the key either' "$(remains "$T/key")" 0
is 'no mark is left' "$(find "$office/data/erasure" -type f | wc -l | tr -d ' ')" 0
is 'the register is sound' "$(register 'PRAGMA integrity_check; PRAGMA foreign_key_check')" ok
for id in $files; do
	[ ! -e "$office/data/store/$(echo "$id" | cut -c1-2)/$id" ] || fail "the file $id is there"
done
is 'the outbox has nothing about them' "$(grep -al "$(number 1)" $(grep -alE '^X-Ikenbako: (receipt|request|answer)' "$office"/outbox/new/*) | wc -l | tr -d ' ')" 0

# ---- what stays ----
is 'rows for statistics' "$(register 'SELECT state, channel, purpose, department, received > 0 FROM opinion WHERE id < 3' | tr '\n' ' ')" \
	'erased|mail|other|roads|1 erased|mail|other|waste|1 '
is 'no character of a name' "$(register "SELECT count(*) FROM event WHERE note LIKE '%U+%' UNION ALL SELECT count(*) FROM intent WHERE code LIKE '%U+%'" | tr '\n' ' ')" '0 0 '
is 'their events' "$(register "SELECT group_concat(step) FROM (SELECT step FROM event WHERE opinion = 1 ORDER BY id)")" 'receive,route,release,send,deliver,erase'
is 'the others are as they were' "$(register 'SELECT state FROM opinion WHERE id > 2' | tr '\n' ' ')" 'delivered delivered requested '
exits 'the answer to two is there for the other' 0 iken-show "$(number 3)"
like 'whole' "$(cat "$T/out")" 'カナリア回答乙丙'
like 'and the new one of the same person' "$(iken-show "$(number 5)")" 'カナリア続き'
exits 'what is erased is shown without a person' 0 iken-show "$(number 1)"
like 'as that' "$(cat "$T/out")" '^state +erased'
exits 'and is printed by nobody' 65 iken-print --opinion "$(number 1)" -o "$T/opinion.pdf"
like 'who is told why' "$(cat "$T/err")" "$(number 1) was erased"
exits 'nor held' 65 iken-erase --hold "$(number 1)" --reason x

# ---- the report ----
exits 'the report' 0 iken-erase --report 2 -o "$T/report"
report=$(cat "$T/report")
like 'has the rule' "$report" '規則「old」.*age = 150 days'
like 'has counts' "$report" '意見：2件'
like 'has who agreed' "$report" '承認：.*\(4242\)'
is 'two of them' "$(grep -c '　承認：' "$T/report")" 2
like 'says that the register was rebuilt' "$report" '作り直した'
like 'found nothing' "$report" '見つかったもの：0個'
like 'has the digest of the numbers' "$report" "$(printf '%s\n' "$(number 1)" "$(number 2)" | b2sum -l 256 | cut -c1-64)"
unlike 'has nobody' "$report" 'canary|カナリア'
exits 'is whole and signed' 0 iken-erase --verify-report "$T/report"
key=$(iken-erase --public-key)
is 'with the published key' "$key" "$(cat "$office/data/keys/audit.public")"
exits 'which can be given' 0 iken-erase --verify-report "$T/report" --key "$key"
exits 'another key is another' 65 iken-erase --verify-report "$T/report" --key "$(printf '%064d' 7)"
sed 's/意見：2件/意見：1件/' "$T/report" >"$T/changed"
exits 'changed' 65 iken-erase --verify-report "$T/changed"
head -n 20 "$T/report" >"$T/changed"
exits 'cut' 65 iken-erase --verify-report "$T/changed"
{ cat "$T/report"; echo 追記; } >"$T/changed"
exits 'added to' 65 iken-erase --verify-report "$T/changed"
: >"$T/changed"
exits 'empty' 65 iken-erase --verify-report "$T/changed"
exits 'on paper' 0 iken-print --erasure 2 -o "$T/report.pdf"
like 'with all of it' "$(pdftotext -layout "$T/report.pdf" - | tr -d ' \n')" "意見：2件.*$(tail -n 1 "$T/report" | cut -c4-30)"
exits 'there is none of another' 65 iken-print --erasure 1 -o "$T/none.pdf"

# ---- late mails ----
before=$(register 'SELECT count(*) FROM opinion')
printf '道路はもう直しました。\n' | write roads@city.example.jp "$department" 'Re: 処理依頼'
printf 'まだ穴があります。\n' | write canary-a@example.jp "$resident" 'Re: 回答'
ok 'a late answer and a late word of the resident' round
is 'are held for the desk' "$(register "SELECT reason, count(*) FROM arrival WHERE kind = 'held' AND reason LIKE 'erased%' GROUP BY reason")" 'erased-token|2'
like 'which is told why' "$(body "$(newest kocho@ held)")" '消去された案件'
is 'they belong to no opinion' "$(register "SELECT count(*) FROM arrival WHERE reason = 'erased-token' AND opinion IS NULL")" 2
printf 'Return-Path: <>\nFrom: mailer-daemon@example.jp\nTo: %s\nSubject: Undelivered Mail\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nnot delivered\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.jp\n\nFinal-Recipient: rfc822; canary-a@example.jp\nAction: failed\nStatus: 5.1.1\n\n--b--\n' "$bounce" |
	put_mail "$office/inbox"
ok 'an answer comes back after all' round
is 'which is noted and changes nothing' "$(register "SELECT kind, opinion IS NULL FROM arrival ORDER BY seq DESC LIMIT 1; SELECT state FROM opinion WHERE id = 1" | tr '\n' ' ')" 'bounce|1 erased '
held=$(newest kocho@ held)
{ printf '受付番号: %s\n' "$(number 1)"; quoted "$held"; } | write kocho@city.example.jp "$(reply_address "$held")" 'Re: held'
ok 'the desk files it to what is erased' round
like 'which is not possible' "$(body "$(newest kocho@ filed)")" '受付番号'
is 'and it is held as before' "$(register "SELECT count(*) FROM arrival WHERE reason = 'erased-token' AND kind = 'held'")" 2
clerks=$(reply_address "$(newest clerks@ welcome)")
exits 'the clerks get their address' 0 iken-staff --mail desk
ok 'by mail' round
clerks=$(reply_address "$(newest clerks@ welcome)")
for word in 照会 内容 再依頼 経過 保護; do
	printf '%s %s\nここに\n' $word "$(number 1)" | write clerks@city.example.jp "$clerks" "$word $(number 1)"
done
ok 'clerks ask for it' round
like 'and are told' "$(body "$(newest clerks@ command)")" '削除されています'
is 'everybody, nobody was set aside' "$(register "SELECT count(*) FROM arrival WHERE kind = 'set-aside'")" 0
is 'no opinion came of it' "$(register 'SELECT count(*) FROM opinion')" "$before"
is 'what is erased stays so' "$(register "SELECT group_concat(id) FROM opinion WHERE state = 'erased'")" 1,2

# ---- the rest, later ----
exits 'the hold is lifted' 0 iken-erase --lift "$(number 3)"
at 800
ok 'years later' round
shared=$(register "SELECT id FROM arrival WHERE seq IN (SELECT arrival FROM filing)")
ok 'the answer to two has its file' test -e "$office/data/store/$(echo "$shared" | cut -c1-2)/$shared"
secrets 3 >"$T/gone.2"
register "SELECT hex(digest) FROM arrival WHERE seq IN (SELECT arrival FROM filing); SELECT hex(reading) FROM arrival WHERE seq IN (SELECT arrival FROM filing)" >>"$T/gone.2"
exits 'a proposal' 0 iken-erase --propose
id=$(register 'SELECT max(id) FROM erasure')
ok 'two people' released "$id"
exits 'erased' 0 iken-erase
is 'the answer to two goes with the last' "$(find "$office/data/store" -name "$shared" | wc -l | tr -d ' ')" 0
is 'nothing of it is left' "$(remains "$T/gone.2")" 0
is 'what came from nobody has gone by its age' "$(register "SELECT hex(digest) FROM arrival WHERE kind = 'automatic'")" ''
exits 'erasing again does nothing' 0 iken-erase
is 'at all' "$(cat "$T/out" "$T/err")" ''
exits 'erasures' 0 iken-erase --list
done_testing
