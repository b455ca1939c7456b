# SPDX-License-Identifier: GPL-3.0-or-later
# export.sh - for scripts about exports: an office with opinions of every kind; reads paper.sh
#
# $office names the folder of new_office. OUT and NOTES are the folders of [export].
# shellcheck shell=sh disable=SC2034,SC2154
. "${0%/*}/../flow/paper.sh"

OUT=$T/out-folder NOTES=$T/notices
mkdir -m 700 "$OUT" "$NOTES"
IKEN_NOW=1795492800		# 2026-11-24 13:00 in Tokyo
export IKEN_NOW
EXPORT_EXTRA="
[export]
folder = $OUT
notices = $NOTES

[drop post]
folder = $T/drop
channel = letter
settle = 0 s

[transcription]
addresses = typist@city.example.jp
ocr = no

[staff desk]
name = 広聴係
addresses = clerks@city.example.jp
rights = enter, look-up, read, list, reissue, correct, note
"

# later SECONDS
later()
{
	IKEN_NOW=$((IKEN_NOW + $1))
}

# somebody COMMAND...: another person than the one of this script, where that can be.
somebody()
{
	setpriv --ruid 4242 "$@"
}
can_be_somebody()
{
	[ "$(id -u)" = 0 ] && [ "$(cat /proc/self/loginuid 2>/dev/null || echo 4294967295)" = 4294967295 ]
}

# approved N: by somebody else, in the register where we cannot be another person.
approved()
{
	if can_be_somebody; then
		somebody iken-export --approve "$1" >"$T/out" 2>"$T/err"
	else
		register "INSERT INTO export_release VALUES($1, 'uid 4242', '? (4242)', $IKEN_NOW);
			UPDATE export SET state = 'released', changed = $IKEN_NOW WHERE id = $1"
	fi
}

# password N: as the notice of a medium says.
password()
{
	pdftotext -layout "$NOTES/medium-000$1.pdf" - | grep -Eo '[0-9a-z]{4}(-[0-9a-z]{4}){4}'
}

# A mail with attachments, one of which is called by a person's name.
attached()
{
	printf 'From: "山田カナリア太郎" <canary-a@example.jp>\nTo: opinion@city.example.jp\nSubject: %s\nMessage-ID: <att@example.jp>\n' '道路の件カナリア'
	printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n'
	printf '氏名: 髙﨑𠮷太郎\n住所: 見本市中央1-2-3\n\n道路に穴があります。カナリア甲の本文。😀\n'
	printf -- '--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="yamada-taro.pdf"\nContent-Transfer-Encoding: base64\n\n'
	base64 "$T/attached.pdf"
	printf -- '--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename="../../run.exe"\nContent-Transfer-Encoding: base64\n\nTVo=\n'
	printf -- '--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename="empty.csv"\nContent-Transfer-Encoding: base64\n\n\n--b--\n'
}
