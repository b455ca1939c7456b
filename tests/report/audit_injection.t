#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Nothing from outside makes a line of a log, splits one, or colours a terminal: CR, LF, ESC, NUL, U+2028, U+0085 and
# right-to-left marks in names, subjects, file names, Message-IDs, reasons, sudo's user and arguments.
. "${0%/*}/../flow/post.sh"

IKEN_NOW=1795410000
export IKEN_NOW
office=$T/office
new_office "$office"

# hostile FILE: a mail whose every field tries it.
python3 - "$T" <<'P'
import base64, sys
T = sys.argv[1]
def word(text):
    return '=?UTF-8?B?' + base64.b64encode(text.encode()).decode() + '?='
bad = '2026-11-23T05:00:00Z iken-register 00: registered as FORGED'
tries = ['\r\n', '\n', '\r', '\x1b[2J\x1b[31m', '\u2028', '\u0085', '\x00', '\x0b', '\u202e', '\x9b31m']
for i, t in enumerate(tries):
    evil = 'a' + t + bad + t + 'b'
    with open(f'{T}/hostile.{i}', 'wb') as out:
        out.write((f'From: {word(evil)} <h{i}@example.jp>\r\nTo: opinion@city.example.jp\r\nSubject: {word(evil)}\r\n'
                   f'Message-ID: <{i}{t if t not in (chr(13) + chr(10), chr(10), chr(13)) else ""}{bad}@example.jp>\r\n'
                   'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n'
                   '--B\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n'
                   + base64.b64encode(('道路の話です。\n' + evil).encode()).decode() +
                   f'\r\n--B\r\nContent-Type: application/octet-stream; name="{word(evil)}"\r\n'
                   f"Content-Disposition: attachment; filename*=UTF-8''"
                   + ''.join('%%%02X' % c for c in evil.encode()) + '\r\n\r\nx\r\n--B--\r\n').encode('utf-8', 'surrogateescape'))
P
for file in "$T"/hostile.*; do
	put_mail "$office/inbox" "$file"
done
# Replies to nobody's address, and to a held mail's, with the same in their address.
printf 'From: evil@example.com\nTo: opinion+a-\033[31m2026-000001-X@city.example.jp\nSubject: x\n\nx\n' | put_mail "$office/inbox"
_status=0
timeout 120 iken -v run >"$T/round" 2>&1 || timeout 120 iken run >"$T/round" 2>&1 || _status=$?
is 'a round ends well' $_status 0
ok 'the mails are there' test "$(register 'SELECT count(*) FROM opinion')" -ge 9

lf='
'
for reason in "a${lf}2026-11-23T05:00:00Z iken-show x: FORGED" "a$(printf '\r\n')FORGED" "$(printf 'a\033[2Jb')" "$(printf 'a\342\200\250FORGED')" "$(printf '\377\376')"; do
	iken-show --reason "$reason" "$(number 1)" >"$T/shown" 2>>"$T/stderr"
	iken-print --opinion "$(number 1)" --unmasked --reason "$reason" -o "$T/x.pdf" >"$T/shown" 2>>"$T/stderr"
	SUDO_USER="$reason" iken-list >"$T/shown" 2>>"$T/stderr"
	iken-show "$reason" >"$T/shown" 2>>"$T/stderr"
	iken-audit --leak "$reason" >"$T/shown" 2>>"$T/stderr"
	iken-audit --leak "<$reason@example.jp>" >"$T/shown" 2>>"$T/stderr"
	iken-retry "$reason" >"$T/shown" 2>>"$T/stderr"
done

# ---- every line of every log is one of ours
cat "$office"/data/log/*.log >"$T/logs"
ok 'the logs have lines' test "$(wc -l <"$T/logs")" -gt 20
is 'each line of the logs begins as ours do' "$(grep -avcE '^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z iken(-[a-z]+)? ' "$T/logs")" 0
is 'no line was forged' "$(grep -acE '^[^ ]+ [^ ]+ (x|00): .*FORGED' "$T/logs")" 0
# controls FILE: octets and characters that no line may hold.
controls()
{
	python3 - "$1" <<-'P'
		import sys, unicodedata
		text = open(sys.argv[1], 'rb').read().decode('utf-8', 'replace')
		print(sum(unicodedata.category(c) in ('Cc', 'Zl', 'Zp') and c != '\n' or c in '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069' for c in text))
	P
}
is 'no control character is in the logs' "$(controls "$T/logs")" 0
is 'nor in what the programs say' "$(controls "$T/stderr")" 0
is 'each line of which begins with a name of ours' "$(grep -avcE '^iken(-[a-z]+)?: ' "$T/stderr")" 0

# ---- and each line of the access log
register "SELECT who || '|' || what || '|' || program || '|' || items FROM access" >"$T/access"
is 'as many lines as rows' "$(wc -l <"$T/access")" "$(register 'SELECT count(*) FROM access')"
is 'no control character is in it' "$(controls "$T/access")" 0
ok 'who called sudo is one line' test "$(grep -c 'sudo ' "$T/access")" -ge 4
is 'nothing of a reason is in it' "$(grep -c 'show.*FORGED' "$T/access")" 0
exits 'and it is right' 0 iken-audit --verify
exits 'the analysis' 0 iken-audit --month 2026-11
is 'has no control character' "$(controls "$T/out")" 0
id=$(register "SELECT id FROM arrival WHERE kind = 'opinion' ORDER BY seq LIMIT 1 OFFSET 3")
exits 'the drill on a hostile mail' 0 iken-audit --leak "$id"
is 'has none either' "$(controls "$T/out")" 0
is 'nor a forged line' "$(grep -c '^2026-11-23T05' "$T/out")" 0
is 'and the checkpoints outside are whole' "$(grep -vc '^iken-checkpoint [0-9]* 2[0-9TZ:-]* \(whole\|tail\) [0-9a-f]\{192\}$' "$office/data/log/access.checkpoints")" 0
done_testing
