#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Faxes that a gateway sends as mail, into a mailbox of their own, end as scans from a folder do.
. "${0%/*}/paper.sh"

office=$T/office
OFFICE_EXTRA="
[source gateway]
kind = maildir
channel = fax
folder = $T/office/faxes
after = delete

[transcription]
addresses = typist@city.example.jp
ocr = no

[limits]
automatic_per_address = 100
"
new_office "$office"
new_maildir "$office/faxes"

# fax WORDS TYPE NAME FILE: a mail as fax gateways write it.
fax()
{
	{
		printf 'From: Fax Gateway <fax@city.example.jp>\nTo: opinion-fax@city.example.jp\nSubject: Fax from 0300000001\n'
		printf 'Message-ID: <%s@fax.example.jp>\nMIME-Version: 1.0\n' "$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')"
		printf 'Content-Type: multipart/mixed; boundary=f\n\n--f\nContent-Type: text/plain; charset=utf-8\n\n%s\n' "$1"
		printf -- '--f\nContent-Type: %s; name="%s"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="%s"\n\n' \
		    "$2" "$3" "$3"
		base64 "$4"
		printf -- '--f--\n'
	} >"$T/fax.eml"
	put_mail "$office/faxes" "$T/fax.eml"
}

paper "$T/page.tif" 'The street lamp is broken'
tiffcp -c g3 "$T/page.tif" "$T/page.tif" "$T/two.tif" 2>/dev/null || bail 'no fax'
tiff2pdf -o "$T/page.pdf" "$T/page.tif"

fax '' image/tiff fax0001.tif "$T/two.tif"
ok 'a fax of two pages' round
is 'waits to be typed in' "$(register 'SELECT kind, channel FROM arrival')" 'scan|fax'
is 'the gateway gets no receipt' "$(grep -al 'Envelope-To: .*fax@' "$office"/outbox/new/* 2>/dev/null)" ''
mail=$(newest typist@ transcribe)
is 'a clerk sees both pages' "$(attached "$mail")" 'image/jpeg page-01.jpg
image/jpeg page-02.jpg'
printf '氏名: 山田太郎\n住所: 見本市本町1-2-3\n本文:\n街灯が消えています。\n' | form | reply typist@city.example.jp "$mail"
ok 'who types it in' round
is 'it is an opinion that came by fax' "$(register 'SELECT channel, department FROM opinion')" 'fax|roads'

fax 'You have received a fax of 1 page from 03-0000-0001.' application/pdf fax0002.pdf "$T/page.pdf"
ok 'a PDF with the words of the gateway' round
is 'waits as well' "$(register "SELECT count(*) FROM arrival WHERE kind = 'scan'")" 1

paper "$T/note.tif" 'we looked at it' "$(code N "$(number 1)" 0 0)"
fax '' image/tiff fax0003.tif "$T/note.tif"
ok 'a note sheet by fax' round
is 'is filed to its opinion' "$(register 'SELECT kind, opinion FROM arrival ORDER BY seq DESC LIMIT 1')" 'note|1'

fax '' image/tiff fax0004.tif "$T/two.tif"
ok 'the same fax again' round
is 'is held for the desk' "$(register 'SELECT kind, reason FROM arrival ORDER BY seq DESC LIMIT 1')" 'held|same-scan'

# A person's mail that strays into this mailbox is a mail.
printf '駅前の道路に穴があります。雨の日は水がたまって危ないので、早く直してください。\n' >"$T/words"
{
	printf 'From: hanako@resident.example.jp\nTo: opinion-fax@city.example.jp\nSubject: road\nMessage-ID: <stray@x>\n'
	printf 'Content-Type: text/plain; charset=utf-8\n\n'
	cat "$T/words"
} >"$T/stray.eml"
put_mail "$office/faxes" "$T/stray.eml"
ok 'a mail in the mailbox of faxes' round
is 'is an opinion' "$(register 'SELECT count(*) FROM opinion')" 2
done_testing
