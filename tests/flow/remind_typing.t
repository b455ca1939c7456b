#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Scans that wait to be typed in for more than two open days stand in the desk's digest, until they are typed in.
. "${0%/*}/paper.sh"

office=$T/office
OFFICE_EXTRA='
[transcription]
addresses = first@city.example.jp
second = second@city.example.jp
third = chief@city.example.jp
ocr = no

[limits]
automatic_per_address = 100
'
new_office "$office"
add_drop cards 'channel = postcard'
add_drop window 'channel = open-house'

# at DATE TIME: from here on it is then, in Tokyo.
at()
{
	IKEN_NOW=$(date -d "$1 $2 +0900" +%s)
	export IKEN_NOW
}

# Digests that were sent are put away, so that only what comes next is seen.
clear()
{
	for _file in $(grep -al '^X-Ikenbako: reminder' "$office"/outbox/new/*); do
		mv "$_file" "$office/outbox/cur/"
	done
}

# morning DATE: the first round of a morning.
morning()
{
	clear
	at "$1" 08:40
	round
}

# section ADDRESS: the lines of its digest about what is to be typed in, the heading first.
section()
{
	_digest=$(newest "$1" reminder)
	[ -z "$_digest" ] || body "$_digest" | awk '/^■/ { on = index($0, "入力を待って") != 0 } /^$/ { on = 0 } on'
}

# typed ADDRESS MAIL
typed()
{
	printf '氏名: 山田\n本文:\n街灯が消えています。\n' | form | reply "$1" "$2"
}

at 2026-11-11 10:00			# a Wednesday
paper "$T/cards/a.tif" 'the first card'
ok 'a card is scanned' round
first=$(newest first@ transcribe)
second=$(newest second@ transcribe)
card=$(register "SELECT id FROM arrival WHERE kind = 'scan'")
at 2026-11-12 10:00
paper "$T/cards/b.tif" 'the second card'
ok 'and another, a day later' round
b1=$(newest first@ transcribe)
b2=$(newest second@ transcribe)
other=$(register "SELECT id FROM arrival WHERE kind = 'scan' AND id <> '$card'")

like 'the clerks see how it came in' "$(body "$first")" '^　受付方法：はがき$'

morning 2026-11-12
is 'the next morning nobody is told' "$(how_many kocho@ reminder)" 0
morning 2026-11-13
is 'nor on the second open day' "$(how_many kocho@ reminder)" 0
morning 2026-11-14
morning 2026-11-15
is 'nor at the weekend' "$(register "SELECT count(*) FROM intent WHERE kind = 'reminder'")" 0
exits 'but on the third' 0 morning 2026-11-16
like 'the desk is, of that one' "$(section kocho@ | head -n 1)" '^■ 入力を待っている手書きのもの　1件'
is 'by its number, its day and who is waited for' "$(section kocho@ | tail -n +2)" \
	"　令和8年11月11日（水）依頼　はがき　2人の入力待ち（整理番号 $card）"
like 'which is what stands in the mail to the clerks' "$(body "$first")" "整理番号：$card"
is 'nobody else is' "$(register "SELECT group_concat(party) FROM intent WHERE kind = 'reminder'")" department:desk
unlike 'and nothing of what stands on it' "$(body "$(newest kocho@ reminder)")" '街灯|山田'

morning 2026-11-17
is 'a day later both' "$(section kocho@ | grep -c 整理番号)" 2
is 'the older one first' "$(section kocho@ | grep -o "$card\|$other" | head -n 1)" "$card"
typed first@city.example.jp "$first"
ok 'the first clerk types it in' round
morning 2026-11-18
like 'then the second is waited for' "$(section kocho@)" "2人目の入力待ち（整理番号 $card）"
typed second@city.example.jp "$second"
ok 'who does it, too' round
morning 2026-11-19
unlike 'and it waits no longer' "$(section kocho@)" "$card"
like 'as the other does' "$(section kocho@)" "$other"

# What is typed in between the decision and the mail is in no mail.
clear
at 2026-11-20 08:40
exits 'reminders are decided' 0 iken-remind
printf '破棄\n' | reply first@city.example.jp "$b1"
printf '破棄\n' | reply second@city.example.jp "$b2"
iken-fetch && iken-register || bail 'iken-register fails'
is 'the second card is no opinion' "$(register "SELECT kind FROM arrival WHERE id = '$other'")" discarded
exits 'and they leave' 0 iken-send
is 'without it' "$(section kocho@)" ''

# A third person who decides.
at 2026-11-24 10:00
paper "$T/window/c.tif" 'the third card'
ok 'a third card' round
first=$(newest first@ transcribe)
second=$(newest second@ transcribe)
typed first@city.example.jp "$first"
printf '氏名: 山田\n本文:\n信号が消えています。\n' | form | reply second@city.example.jp "$second"
ok 'of which two say different things' round
is 'the third is asked' "$(how_many chief@ transcribe)" 1
morning 2026-11-30
like 'is waited for as well; it came by a channel that the office named' "$(section kocho@)" '　open-house　3人目（違いを決める人）の入力待ち'

# In English.
sed 's/^language = ja/language = en/; s/^\[office\]/&\nlanguage = en/' "$IKEN_CONF" >"$T/english.conf"
clear
at 2026-12-01 08:40
IKEN_CONF=$T/english.conf
ok 'an office of English' round
like 'has the same' "$(body "$(newest kocho@ reminder)")" '^Scans to be typed in: 1 '
like 'line by line' "$(body "$(newest kocho@ reminder)")" 'asked for on .*open-house, waits for the third person, who decides \([0-9a-f]{32}\)'
done_testing
