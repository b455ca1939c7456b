#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A real clamd on a TCP port of this machine, with a database like the daily one: 200,000 patterns, a version and a date. All passes
# it as over a socket; patterns that are too old, or gone, let nothing pass.
. "${0%/*}/../lib.sh"
. "$TOP/tests/flow/post.sh"

IKEN_NOW=1795492800		# 2026-11-24 13:00 in Tokyo
export IKEN_NOW
mkdir "$T/db"
# daily DAYS: a database (.cud: without ClamAV's signature) that was made so many days ago.
daily()
{
	python3 - "$T/db/daily.cud" $((IKEN_NOW - $1 * 86400)) "$(virus_sign)" <<'E'
import gzip, hashlib, io, sys, tarfile, time
path, made, sign = sys.argv[1], int(sys.argv[2]), sys.argv[3]
head = 'ClamAV-VDB:%s:27450:200001:90:X:X:iken:%d' % (time.strftime('%d %b %Y %H-%M +0000', time.gmtime(made)), made)
hashes = ''.join('%s:%d:Iken.Old-%d\n' % (hashlib.md5(b'%d' % i).hexdigest(), 100 + i % 9000, i) for i in range(200000)).encode()
body = ('Iken.Daily-Virus:0:*:%s\n' % ('daily ' + sign).encode().hex()).encode()
files = {'daily.hdb': hashes, 'daily.ndb': body}
info = head + '\n' + ''.join('%s:%d:%s\n' % (n, len(c), hashlib.sha256(c).hexdigest()) for n, c in files.items())
tar = io.BytesIO()
with tarfile.open(fileobj=tar, mode='w', format=tarfile.USTAR_FORMAT) as t:
    for name, content in [('daily.info', info.encode())] + list(files.items()):
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        t.addfile(entry, io.BytesIO(content))
open(path, 'wb').write(head.ljust(512).encode() + gzip.compress(tar.getvalue()))
E
}

daily 1
CLAMD_DB=$T/db
CLAMD_TCP=yes
start_clamd
office=$T/office
new_office "$office"
sed -i "s|^socket = .*|port = $CLAMD_PORT|; s|^patterns_age = .*|patterns_age = 3 days|" "$IKEN_CONF"
say()
{
	python3 - "$CLAMD_PORT" "$1" <<'E'
import socket, sys
s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
s.sendall(b'z' + sys.argv[2].encode() + b'\0')
print(s.makefile('rb').read().decode().strip('\0'))
E
}
like 'clamd says what it has, and from when' "$(say VERSION)" '^ClamAV [0-9.]+/27450/.* 2026$'
exits 'the scanner answers' 0 iken-register --check
printf '道路に穴があります。\n' | write taro@example.jp opinion@city.example.jp '道路の件'
printf '道路の写真です。%s\n' "daily $(virus_sign)" | write hanako@example.jp opinion@city.example.jp '写真'
head -c 3000000 /dev/urandom | base64 | write jiro@example.jp opinion@city.example.jp '大きな道路の件'
ok 'three mails, one of them large' round
is 'two are clean' "$(register 'SELECT count(*) FROM opinion')" 2
is 'one is set aside, by its name in the database' "$(register "SELECT reason FROM arrival WHERE kind = 'set-aside'")" 'infected Iken.Daily-Virus.UNOFFICIAL'
is 'the desk is told' "$(how_many kocho@ infected)" 1

# ---- time goes by, and nobody brings new patterns ----
IKEN_NOW=$((IKEN_NOW + 3 * 86400))
printf '道路にまた穴があります。\n' | write saburo@example.jp opinion@city.example.jp '道路の件'
timeout 120 iken run >"$T/round" 2>&1
is 'patterns of four days let nothing pass' "$(register 'SELECT count(*) FROM opinion')" 2
exits 'which is for now' 75 iken-register --check
like 'and said' "$(cat "$T/err")" 'patterns are 9[0-9] h old'
is 'the mail waits' "$(find "$office/data/arrivals" -type f | wc -l)" 1
timeout 120 iken run >"$T/round" 2>&1
is 'the administrator is told once' "$(how_many admin@ notice)" 1
daily 0
cp "$T/db/daily.cud" "$_run/clamd/db/daily.cud"
is 'new patterns are read' "$(say RELOAD)" RELOADING
wait_for 60 iken-register --check || diag 'the scanner does not come back'
ok 'then it goes on' round
is 'with what had waited' "$(register 'SELECT count(*) FROM opinion')" 3

# ---- nobody listens there ----
stop "$clamd_pid"
printf '道路にまだ穴があります。\n' | write shiro@example.jp opinion@city.example.jp '道路の件'
timeout 120 iken run >"$T/round" 2>&1
is 'without a scanner nothing passes' "$(register 'SELECT count(*) FROM opinion')" 3
exits 'which is for now, too' 75 iken-register --check
done_testing
