#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Everything that comes in goes through clamd before anything reads it: what is infected is set aside, the desk is told once,
# who wrote it neutrally, and nothing of it goes anywhere.
. "${0%/*}/../lib.sh"
. "$TOP/tests/flow/post.sh"
. "$TOP/tests/ingest/scans.sh"

start_clamd
office=$T/office
new_office "$office"
add_drop postcard 'channel = postcard'

# infected FROM TO SUBJECT KIND [HEADER...]: a mail with a file: plain, zip (deflated) or clean.
infected()
{
	python3 - "$@" "$(virus_sign)" <<'END' >"$T/infected.eml"
import io, sys, zipfile
from email.message import EmailMessage
sender, to, subject, kind, *headers, sign = sys.argv[1:]
m = EmailMessage()
m['From'], m['To'], m['Subject'] = sender, to, subject
m['Message-ID'] = '<%d@mail.example.jp>' % abs(hash((sender, subject, kind)))
for h in headers:
    name, _, value = h.partition(': ')
    m[name] = value
m.set_content('道路の写真を添付します。秘密の文。\n')
data = b'harmless' if kind == 'clean' else sign.encode()
if kind == 'zip':
    z = io.BytesIO()
    with zipfile.ZipFile(z, 'w', zipfile.ZIP_DEFLATED) as f:
        f.writestr('inner.txt', 'x' * 1000 + sign)
    data = z.getvalue()
m.add_attachment(data, maintype='application', subtype='octet-stream', filename='road.zip' if kind == 'zip' else 'road.bin')
sys.stdout.buffer.write(bytes(m))
END
	put_mail "$office/inbox" "$T/infected.eml"
}

aside()
{
	register "SELECT count(*) FROM arrival WHERE kind = 'set-aside' AND reason LIKE 'infected %'"
}

# ---- a clean mail, and infected ones ----

infected 'taro@example.jp' opinion@city.example.jp 'Clean one' clean
ok 'a clean mail with a file' round
is 'is registered' "$(register "SELECT count(*) FROM opinion")" 1
is 'and its resident has a receipt' "$(how_many taro@ receipt)" 1

infected 'hanako@example.jp' opinion@city.example.jp 'Road photo' plain
infected 'jiro@example.jp' opinion@city.example.jp 'Zipped photo' zip
ok 'a file with a virus, and one in a ZIP' round
is 'both are set aside' "$(aside)" 2
is 'with the name that the scanner gave' "$(register "SELECT DISTINCT reason FROM arrival WHERE kind = 'set-aside'")" 'infected Iken.Test-Virus.UNOFFICIAL'
is 'they are no opinions' "$(register 'SELECT count(*) FROM opinion')" 1
is 'the desk is told of each' "$(how_many kocho@ infected)" 2
is 'hanako is answered' "$(how_many hanako@ not-taken)" 1
is 'jiro too' "$(how_many jiro@ not-taken)" 1
mail=$(newest hanako@ not-taken)
unlike 'she is told nothing of a virus' "$(cat "$mail"; body "$mail")" '[Vv]irus|ウイルス|ウィルス|Iken\.Test'
like 'but that a file was the reason' "$(body "$mail")" 'ファイルが原因'
like 'and which mail' "$(body "$mail")" 'Road photo'
like 'the answer is marked as one' "$(field "$mail" Auto-Submitted)" auto-replied
like 'the desk reads what was found' "$(body "$(newest kocho@ infected)")" 'Iken\.Test-Virus'
unlike 'and not what stood in it' "$(body "$(newest kocho@ infected)")" '秘密'
is 'no request went out' "$(how_many roads@ request)$(how_many waste@ request)" 10
is 'of what was found nothing was read' "$(register "SELECT count(*) FROM intent WHERE kind IN ('request','receipt') AND arrival IN (SELECT seq FROM arrival WHERE kind = 'set-aside')")" 0
ok 'a further round' round
is 'tells nobody again' "$(how_many kocho@ infected) $(how_many hanako@ not-taken)" '2 1'
exits 'iken status' 0 iken status
like 'shows them' "$(cat "$T/out")" 'infected Iken\.Test-Virus'
unlike 'and that there is a scanner' "$(cat "$T/out")" 'VIRUS SCANNER: none'

# ---- who is not answered ----

infected 'MAILER-DAEMON@example.jp' opinion@city.example.jp 'Undelivered' plain 'Auto-Submitted: auto-replied'
infected 'news@example.jp' opinion@city.example.jp 'Newsletter' plain 'Precedence: bulk'
infected 'roads@city.example.jp' opinion@city.example.jp 'Forged department' plain
infected 'x@example.jp' "$(reply_address "$(newest taro@ receipt)")" 'Reply address of somebody else' plain
ok 'automatic and forged senders' round
is 'all are set aside' "$(aside)" 6
is 'none of them is answered' "$(how_many daemon@ not-taken) $(how_many news@ not-taken) $(how_many roads@ not-taken) $(how_many x@ not-taken)" '0 0 0 0'
is 'the desk hears of them' "$(how_many kocho@ infected)" 6

# A virus in the head itself: nothing at all is read of it.
{
	printf 'From: yoko@example.jp\nTo: opinion@city.example.jp\nSubject: %s\nMessage-ID: <h@mail.example.jp>\n\nhello\n' "$(virus_sign)"
} >"$T/head.eml"
put_mail "$office/inbox" "$T/head.eml"
ok 'a virus in the head' round
is 'is set aside' "$(aside)" 7
is 'unread' "$(register "SELECT count(*) FROM arrival WHERE kind = 'set-aside' AND reading IS NULL")" 1
is 'and not answered' "$(how_many yoko@ not-taken)" 0

# With a trusted relay, its word counts.
sed -i '$a\
\
[trust]\
authserv_id = mx.city.example.jp' "$IKEN_CONF"
infected 'forged@example.jp' opinion@city.example.jp 'Not proved' plain 'Authentication-Results: mx.city.example.jp; dmarc=fail header.from=example.jp'
infected 'proved@example.jp' opinion@city.example.jp 'Proved' plain 'Authentication-Results: mx.city.example.jp; dmarc=pass header.from=example.jp'
ok 'a relay that says who is who' round
is 'a forged sender is not answered, a proved one is' "$(how_many forged@ not-taken) $(how_many proved@ not-taken)" '0 1'
sed -i '/^\[trust\]/,$d' "$IKEN_CONF"

# Many from one sender: at most limits.automatic_per_address answers in a day.
n=0
while [ $n -lt 15 ]; do
	n=$((n + 1))
	infected 'many@example.jp' opinion@city.example.jp "Photo $n" plain
done
ok 'fifteen from one sender' round
is 'get ten answers' "$(how_many many@ not-taken)" 10

# ---- a department's answer, a scan ----

infected "roads@city.example.jp" "$(reply_address "$(newest kocho@ request)$(newest roads@ request)")" 'Re: answer' plain
before=$(register "SELECT count(*) FROM draft")
ok "a department's answer with an infected file" round
is 'is no answer' "$(register "SELECT count(*) FROM draft")" "$before"
is 'and the opinion stays where it was' "$(register "SELECT state FROM opinion")" requested
is 'the resident hears nothing' "$(how_many taro@ answer)" 0

told=$(how_many kocho@ infected)
make_scans "$T/scans"
cp "$T/scans/one.tif" "$T/postcard/clean.tif"
{
	cat "$T/scans/two.tif"
	virus_sign
} >"$T/postcard/bad.tif"
printf '%s' "$(virus_sign)" >"$T/inner.txt"
(cd "$T" && zip -q "$T/postcard/bad.zip" inner.txt)
settled
ok 'scans and an archive in a drop folder' round
is 'the folder is empty' "$(ls "$T/postcard")" ''
is 'two are set aside' "$(register "SELECT count(*) FROM arrival WHERE kind = 'set-aside' AND source = 'postcard'")" 2
is 'the clean one waits to be typed in' "$(register "SELECT count(*) FROM arrival WHERE kind = 'scan'")" 1
is 'the desk is told of both' "$(how_many kocho@ infected)" $((told + 2))
like 'that it was a folder' "$(body "$(newest kocho@ infected)")" 'フォルダー'

# ---- a false positive ----

id=$(register "SELECT id FROM arrival WHERE kind = 'set-aside' AND source = 'mail' ORDER BY seq LIMIT 1")
exits 'a retry' 0 iken retry "$id"
ok 'and a round' round
is 'sets it aside again' "$(register "SELECT kind FROM arrival WHERE id = '$id'")" set-aside
is 'and tells nobody again' "$(how_many kocho@ infected) $(how_many hanako@ not-taken)" "$((told + 2)) 1"
exits 'to let everything pass is not possible' 65 iken retry --all --unscanned
other=$(register "SELECT id FROM arrival WHERE kind = 'opinion'")
exits 'nor what is not set aside' 65 iken retry --unscanned "$other"
exits 'that it passes is an order of its own' 0 iken retry --unscanned "$id"
ok 'a round' round
is 'it is an opinion now' "$(register "SELECT kind FROM arrival WHERE id = '$id'")" opinion
is 'and the resident has a receipt' "$(how_many hanako@ receipt)$(how_many jiro@ receipt)" 10
is 'who did it is in the access log' "$(register "SELECT count(*) FROM access WHERE what = 'unscanned $id' AND who <> ''")" 1
like 'and in the log' "$(cat "$office"/data/log/iken-retry.log)" "$id: .+ lets it pass although infected"
like 'of both programs' "$(cat "$office"/data/log/iken-register.log)" "$id: Iken\.Test-Virus.* let pass as was ordered"

# ---- the patterns, and the scanner itself ----

exits 'iken check' 0 iken check
like 'says that the scanner finds something' "$(cat "$T/out")" 'virus scanner: ready'
like 'and what the kernel gives to confine readers' "$(cat "$T/out")" 'confinement of readers: seccomp'
like 'and warns of patterns of any age' "$(cat "$T/out")" 'warning virus: .*any age'
sed -i 's/^patterns_age = .*/patterns_age = 3 days/' "$IKEN_CONF"
exits 'a scanner that does not say how old its patterns are' 75 iken register --check
infected 'saburo@example.jp' opinion@city.example.jp 'Clean two' clean
exits 'counts as none' 75 iken run
is 'the mail waits' "$(iken status | awk '/^arrivals waiting/ { print $3 }')" 1
is 'the administrator is told' "$(how_many admin@ notice)" 1
sed -i 's/^patterns_age = .*/patterns_age = 0 s/' "$IKEN_CONF"
ok 'when any age will do' round
is 'it is registered' "$(how_many saburo@ receipt)" 1
is 'and the administrator told that it is over' "$(how_many admin@ notice)" 2

# A restart between two rounds, and a scanner that is not there.
stop "$clamd_pid"
rm -f "$CLAMD"
infected 'shiro@example.jp' opinion@city.example.jp 'Clean three' clean
exits 'without a scanner a round' 75 iken run
exits 'and another' 75 iken run
is 'registers nothing' "$(how_many shiro@ receipt)" 0
is 'the administrator is told once' "$(how_many admin@ notice)" 3
like 'what is the matter' "$(body "$(newest admin@ notice)")" 'clamd'
is 'with one line in a run' "$(iken register 2>&1 | wc -l)" 1
exits 'iken check' 75 iken check
like 'says so' "$(cat "$T/out")" 'virus scanner: connect'
like 'iken status says so' "$(iken status)" 'TROUBLE: scanner-away'
start_clamd
ok 'when it is back' round
is 'what waited is registered' "$(how_many shiro@ receipt)" 1
is 'and it is told once that it is over' "$(how_many admin@ notice)" 4
unlike 'iken status has no trouble any more' "$(iken status)" TROUBLE

# ---- larger than the scanner takes ----

stop "$clamd_pid"
CLAMD_STREAM=100K
start_clamd
{
	printf 'From: big@example.jp\nTo: opinion@city.example.jp\nSubject: Big\nMessage-ID: <big@mail.example.jp>\n\n'
	head -c 400000 /dev/zero | tr '\0' 'x' | fold -w 70
} >"$T/big.eml"
put_mail "$office/inbox" "$T/big.eml"
infected 'goro@example.jp' opinion@city.example.jp 'Clean four' clean
exits 'a mail that is too large for the scanner' 75 iken run
is 'stops no other' "$(how_many goro@ receipt)" 1
is 'and waits' "$(how_many big@ receipt)" 0
is 'the administrator is told' "$(how_many admin@ notice)" 5
stop "$clamd_pid"
CLAMD_STREAM=
start_clamd
ok 'when the limit is wider' round
is 'it is registered' "$(how_many big@ receipt)" 1
is 'and the administrator told' "$(how_many admin@ notice)" 6

# ---- switched off ----

sed -i 's/^socket = .*/scanner = none/' "$IKEN_CONF"
exits 'with scanner = none iken check' 0 iken check
like 'says so loudly' "$(cat "$T/out")" 'warning virus: NOTHING THAT COMES IN IS SCANNED'
like 'and iken status' "$(iken status)" 'VIRUS SCANNER: none'
infected 'rokuro@example.jp' opinion@city.example.jp 'Unscanned' plain
ok 'a round' round
is 'takes in what nobody has looked at' "$(how_many rokuro@ receipt)" 1

done_testing
