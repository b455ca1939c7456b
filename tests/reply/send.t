#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken-send with a real mail server: what residents and departments find in their mail programs.
. "${0%/*}/../lib.sh"

start_dovecot opinion yamada sato kocho roads roads2 admin
start_smtp
OFFICE_EXTRA='
[department bridges]
name = 橋りょう課
addresses = roads@city.example.jp, roads2@city.example.jp
masked = no

[rule]
words = 橋
department = bridges'
new_office "$T/office"

# opinion FROM SUBJECT: arrives in the opinion box.
opinion()
{
	put_mail "$MAIL/opinion" <<-E
		From: 山田太郎 <$1>
		To: opinion@city.example.jp
		Subject: $2
		Message-ID: <$(date +%s%N)@example.jp>
		Date: Mon, 23 Nov 2026 10:00:00 +0900
		MIME-Version: 1.0
		Content-Type: multipart/mixed; boundary=x

		--x
		Content-Type: text/plain; charset=utf-8

		橋の手すりが壊れています。
		--x
		Content-Type: image/png; name=photo.png
		Content-Disposition: attachment; filename*=UTF-8''%E6%A9%8B.png
		Content-Transfer-Encoding: base64

		iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
		--x--
	E
}

intake()
{
	iken-fetch && iken-register && iken-route
}

exits 'the check' 0 iken-send --check
like 'it names the server' "$(cat "$T/out")" 'smtp localhost: ready'

opinion yamada@example.jp '橋の手すり'
exits 'an opinion comes in' 0 intake
exits 'a dry run' 0 iken-send -n
like 'says what would be sent' "$(cat "$T/out")" 'would send receipt .* to resident'
is 'and sends nothing' "$(count_mails "$MAIL/yamada")" 0
exits 'the mails go' 0 iken-send
wait_for_mails "$MAIL/yamada" 1
wait_for_mails "$MAIL/roads" 1
wait_for_mails "$MAIL/roads2" 1
is 'the resident has a receipt' "$(count_mails "$MAIL/yamada")" 1
is 'each address of the department has the request' "$(count_mails "$MAIL/roads") $(count_mails "$MAIL/roads2")" '1 1'
receipt=$(find "$MAIL/yamada" -type f -path '*/new/*')
request=$(find "$MAIL/roads" -type f -path '*/new/*')
like 'the receipt has no envelope sender' "$(cat "$receipt")" '^Return-Path: <>'
like 'the request has one to which a bounce comes' "$(cat "$request")" '^Return-Path: <opinion\+bounce-'
like 'a robot sees that it was written by one' "$(cat "$receipt")" '^Auto-Submitted: auto-replied'
like 'the photograph went along' "$(cat "$request")" "filename\*=UTF-8''%E6%A9%8B\.png"
like 'whole' "$(tr -d '\r\n' <"$request")" 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk\+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
exits 'nothing is sent twice' 0 iken-send
is 'and nothing came' "$(count_mails "$MAIL/yamada")" 1

opinion x@later.example 'あとで'
opinion y@refused.example 'いらない'
opinion sato@example.jp '三人目'
exits 'three more' 0 intake
exits 'one of them is left for later' 75 iken-send
wait_for_mails "$MAIL/sato" 1
is 'the one behind them has gone' "$(count_mails "$MAIL/sato")" 1
like 'the log says why' "$(cat "$T/office/data/log/iken-send.log")" 'receipt 2[0-9-]* to resident: left for the next run: 4'
like 'and what was refused' "$(cat "$T/office/data/log/iken-send.log")" 'receipt 2[0-9-]* to resident: set aside: 55'
unlike 'but nobody' "$(cat "$T/office/data/log/iken-send.log")" 'later\.example|refused\.example|yamada|sato|山田'
exits 'which is not tried again at once' 0 iken-send

stop "$smtp_pid"
opinion yamada@example.jp '二通目'
exits 'the server is gone' 0 intake
exits 'the run ends for now' 75 iken-send
is 'nothing was lost' "$(iken-send -n | grep -c receipt)" 1

printf 'Subject: x\n\n{number} {nonsense}\n' >"$T/receipt"
mkdir -p "$T/templates/ja"
mv "$T/receipt" "$T/templates/ja/receipt"
sed -i "s|^desk = desk|&\ntemplates = $T/templates|" "$IKEN_CONF"
exits 'a wrong template is found' 78 iken-send --check
like 'with file and line' "$(cat "$T/out")" 'templates/ja/receipt:3: .*nonsense'
done_testing
