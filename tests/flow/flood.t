#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Floods and monsters: ten thousand mails from one sender leave few automatic mails; ten thousand header fields, NUL bytes, very
# long lines, deep nesting and archives that explode, as mails and in a drop folder, are taken or set aside, and stop nothing.
. "${0%/*}/../lib.sh"
. "$TOP/tests/flow/post.sh"
. "$TOP/tests/ingest/scans.sh"

office=$T/office
OFFICE_EXTRA='
[limits]
automatic_per_day = 300'
new_office "$office"
sed -i 's/^after = delete$/after = delete\nlimit = 100000/' "$IKEN_CONF"
add_drop postcard 'channel = postcard'

# ---- monsters by mail ----

python3 - "$office/inbox/new" <<'END'
import base64, io, os, sys, zipfile
folder = sys.argv[1]
def put(name, octets):
    with open(os.path.join(folder, name + '.test'), 'wb') as f:
        f.write(octets)
def head(name, *more):
    return ('From: %s@example.jp\nTo: opinion@city.example.jp\nSubject: monster %s\nMessage-ID: <%s@example.jp>\n' % (name, name, name)
            + ''.join(m + '\n' for m in more)).encode()
put('fields', head('fields', *['X-Field-%d: %d' % (i, i) for i in range(10000)]) + b'\nten thousand fields\n')
put('received', head('received', *['To: a%d@example.jp' % i for i in range(10000)]) + b'\nten thousand recipients\n')
put('references', head('references', 'References: ' + ' '.join('<%d@example.jp>' % i for i in range(10000))) + b'\nreferences\n')
put('nul', head('nul', 'X-Nul: a\0b') + b'\nNUL\0NUL\0' + b'\0' * 100000 + b'\nend\n')
put('onlynul', b'\0' * 300000)
put('line', head('line', 'X-Long: ' + 'x' * 1000000) + b'\n' + b'y' * 5000000 + b'\n')
put('nolf', head('nolf') + b'\n' + b'z' * 3000000)
put('cr', head('cr').replace(b'\n', b'\r') + b'\r' + b'carriage returns\r' * 10000)
deep = b''
for i in range(2000):
    deep += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i)
put('deep', head('deep', 'MIME-Version: 1.0') + deep + b'Content-Type: text/plain\n\nbottom\n')
put('parts', head('parts', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=q') + b'\n'
    + b'--q\nContent-Type: text/plain\n\nx\n' * 20000 + b'--q--\n')
z = io.BytesIO()
with zipfile.ZipFile(z, 'w', zipfile.ZIP_DEFLATED) as f:
    for i in range(5):
        f.writestr('%d.txt' % i, b'\0' * 50000000)
put('zip', head('zip', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=q')
    + b'\n--q\nContent-Type: text/plain\n\nsee the archive\n--q\nContent-Type: application/zip; name="bomb.zip"\n'
    b'Content-Transfer-Encoding: base64\n\n' + base64.encodebytes(z.getvalue()) + b'--q--\n')
put('log', head('log').replace(b'monster log', b'=?UTF-8?Q?x=0A2026-01-01T00=3A00=3A00Z_iken-register=3A_forged=1B[31m?=') + b'\nlog\n')
put('fine', head('fine') + b'\nA street lamp is broken.\n')
END
monsters=$(count_mails "$office/inbox")
status=0
timeout 300 iken run >"$T/round" 2>&1 || status=$?
is 'a round with monsters ends well' $status 0
is 'all of them are accounted for' "$(register 'SELECT count(*) FROM arrival')" "$monsters"
is 'none is left' "$(count_mails "$office/inbox")$(ls "$office/data/arrivals" | wc -l)" 00
is 'the fine one among them is an opinion' "$(how_many fine@ receipt)" 1
is 'so is one with an archive that explodes: nobody opens it' "$(how_many zip@ receipt)" 1
is 'and one with ten thousand fields' "$(how_many fields@ receipt)" 1
is 'deep nesting and too many parts are set aside' \
    "$(register "SELECT group_concat(reason, ' ') FROM (SELECT reason FROM arrival WHERE kind = 'set-aside' ORDER BY reason)")" \
    'goes over limits.depth goes over limits.parts'
not_ok 'no line of a log is forged' grep -rqa 'forged' "$office/data/log"
not_ok 'no control character is in one' grep -rqaP '[\x00-\x08\x0b-\x1f\x7f]' "$office/data/log"
python3 - "$office/outbox/new" <<'END' >"$T/wrong"
import glob, sys
for name in glob.glob(sys.argv[1] + '/*'):
    octets = open(name, 'rb').read()
    if b'\0' in octets or max(len(line) for line in octets.split(b'\n')) > 999:
        print(name)
END
is 'no mail of ours has a NUL, or a line that is too long' "$(cat "$T/wrong")" ''

# ---- monsters in a drop folder ----

before=$(register 'SELECT count(*) FROM arrival')
python3 - "$T/postcard" <<'END'
import io, os, sys, zipfile
folder = sys.argv[1]
def put(name, octets):
    with open(os.path.join(folder, name), 'wb') as f:
        f.write(octets)
put('nul.txt', '氏名: 山田\0太郎\n\n'.encode() + b'\0' * 1000)
put('line.txt', '氏名: 山田太郎\n\n'.encode() + 'あ'.encode() * 1000000)
put('fields.txt', ''.join('項目%d: %d\n' % (i, i) for i in range(10000)).encode() + '\n本文\n'.encode())
put('row.csv', '受付番号,氏名,内容\r\n'.encode() + b'1,' + b'x' * 3000000 + b',y\r\n')
put('quote.csv', '受付番号,氏名,内容\r\n1,山田,"'.encode() + b'\0' * 100000)
z = io.BytesIO()
with zipfile.ZipFile(z, 'w', zipfile.ZIP_DEFLATED) as f:
    for i in range(20):
        f.writestr('%d.tif' % i, b'\0' * 50000000)
put('bomb.zip', z.getvalue())
z = io.BytesIO()
with zipfile.ZipFile(z, 'w', zipfile.ZIP_DEFLATED) as f:
    for i in range(20000):
        f.writestr('%d.txt' % i, b'')
put('many.zip', z.getvalue())
put('form.txt', '氏名: 山田太郎\n\n街灯が消えています。\n'.encode())
END
put=$(ls "$T/postcard" | wc -l)
settled
status=0
timeout 300 iken run >"$T/round" 2>&1 || status=$?
is 'a round with monsters in a drop folder ends well' $status 0
is 'what is no text is left there' "$(ls "$T/postcard" | tr '\n' ' ')" 'nul.txt quote.csv '
like 'and the desk is told of it' "$(body "$(newest kocho@ drop-report)")" 'nul\.txt'
ok 'each of the others is accounted for' [ "$(register "SELECT count(*) FROM arrival WHERE kind <> 'report'")" -ge $((before + put - 2)) ]
is 'the fine form among them is an opinion' "$(register "SELECT count(*) > 0 FROM opinion WHERE channel = 'postcard'")" 1
is 'nothing waits' "$(ls "$office/data/arrivals" | wc -l)" 0
ok 'what was in the archives is not in the spool' [ "$(du -sm "$office/data" | cut -f 1)" -lt 200 ]

# ---- ten thousand from one sender ----

sed -i 's/^limit = 100000/limit = 100000\nbatch = 1000/' "$IKEN_CONF"
sent=$(count_mails "$office/outbox")
python3 - "$office/inbox/new" <<'END'
import os, sys
for i in range(10000):
    with open(os.path.join(sys.argv[1], 'flood%d.test' % i), 'w') as f:
        f.write('From: flood@example.jp\nTo: opinion@city.example.jp\nSubject: flood %d\nMessage-ID: <flood%d@example.jp>\n\nnumber %d\n'
                % (i, i, i))
END
ok 'they are fetched' timeout 300 iken fetch
ok 'and registered' timeout 600 iken register
ok 'and routed' timeout 600 iken route
status=0
timeout 600 iken send >"$T/sent" 2>&1 || status=$?
ok 'and what may be sent is sent' [ $status = 0 -o $status = 75 ]
is 'none is lost' "$(register "SELECT count(*) FROM opinion WHERE id IN (SELECT opinion FROM arrival WHERE source = 'mail')")" \
    "$(register "SELECT count(*) FROM arrival WHERE kind = 'opinion' AND source = 'mail'")"
ok 'ten thousand are there' [ "$(register "SELECT count(*) FROM arrival WHERE kind = 'opinion' AND source = 'mail'")" -ge 10000 ]
is 'the sender has ten receipts' "$(how_many flood@ receipt)" 10
ok 'and not more than automatic_per_day mails have left' [ $(($(count_mails "$office/outbox") - sent)) -le 302 ]
is 'the administrator is told once that the limit was reached' "$(how_many admin@ notice)" 1
status=0
timeout 600 iken run >"$T/sent" 2>&1 || status=$?
is 'and not again by the next round' "$(how_many admin@ notice)" 1
ok 'nor does more leave today' [ $(($(count_mails "$office/outbox") - sent)) -le 302 ]
is 'the books balance' "$(register 'PRAGMA integrity_check')" ok

done_testing
