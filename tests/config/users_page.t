#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# users_page - the residents' page, paper and erasure where the programs have users of their own, and the web server has its own
if [ "$(id -u)" != 0 ] || ! unshare --mount true 2>/dev/null; then
	echo '1..0 # SKIP this needs root and a mount namespace of its own: the page of a web server that is another user IS NOT TESTED'
	exit 0
fi
. "${0%/*}/users.sh"
. "$TOP/tests/ingest/page.sh"
. "$TOP/tests/report/erase.sh"

at 0
register()
{
	ask_as_process "$@"
}

office=$P/office
page=$P/page
new_paper_office()
{
	OFFICE_EXTRA="
[page]
url = https://iken.example.jp/
folder = $office/data/page
reserve = 10
keep = 3000 days

[limits]
automatic_per_address = 1000

[drop postcards]
folder = $office/drop
channel = postcard
settle = 0 s

[print]
kind = folder
folder = $office/print

[erase old]
states = delivered
age = 5 days
$USERS
web = t-web
"
	mkdir -p "$office/drop" "$office/print"
	mkdir -p "$1"
	IKEN_CONF=$1/iken.conf
	export IKEN_CONF
	echo secret >"$1/password"
	chmod 600 "$1/password"
	_write_settings "$1" >"$IKEN_CONF"
	chmod 711 "$1"
}
new_paper_office "$office"
data=$office/data
IKEN_PAGE=$page
cp "$B/tests/tools/page-host" tests/ingest/browser.py "$P/bin/"
BROWSER=$P/browser
mkdir "$BROWSER"
browse()
{
	as t-web /usr/bin/python3 "$P/bin/browser.py" "$@" 2>>"$T/errors"
}
host()
{
	as t-web page-host "$page" "$@"
}

# ---- set up
exits 'a page where the web server cannot go' 78 iken init
like 'is refused' "$(cat "$T/err")" 'lies in the data folder, which t-web may not enter'
sed -i "s|^folder = $office/data/page|folder = $page|" "$IKEN_CONF"
exits 'a web server that is not there' 78 iken init
like 'is named' "$(cat "$T/err")" 'there is no user t-web .*which \[users\] web names; install the web server first'
not_ok 'and nothing is made' test -e "$page"
/usr/sbin/useradd --system --user-group --no-create-home --shell /usr/sbin/nologin t-web || bail 'no user t-web'
chown t-web "$BROWSER"
exits 'iken-init makes it' 0 iken init
exits 'again' 0 iken init -v
is 'it changes nothing but the record of its own run' "$(grep -v /state/iken-register.run "$T/out")" ''
chown t-ingest "$office/drop"
chown -R t-ingest "$office/inbox"
all_right 'set up'
/usr/sbin/usermod -a -G t-iken t-web
exits 'a web server in the group of the data folder' 78 iken init
like 'is refused' "$(cat "$T/err")" 't-web is in the group t-iken and could enter the data folder'
gpasswd -d t-web t-iken >/dev/null 2>&1
exits 'a round publishes' 0 iken run
is 'by reply' "$(stat -c %U "$page/out/page")" t-reply

# ---- posted, read, by the real programs as the web server's user
post_one purpose=opinion
like 'a resident posts' "$number" '^20'
is 'it waits' "$(find "$page/in" -type f | wc -l | tr -d ' ')" 1
exits 'a round' 0 iken run
is 'takes it in' "$(find "$page/in" -type f | wc -l | tr -d ' ')" 0
is 'and registers it' "$(register 'SELECT number FROM opinion')" "$number"
is 'published' "$(stat -c '%U %G %a' "$page/out/cases/$number")" 't-reply t-register 644'
exits 'a second round changes nothing' 0 iken run
browse get iken-read >/dev/null
browse send iken-read login "number=$number" "password=$password" >/dev/null
is 'it is read' "$(browse get iken-read)" 200
like 'with its text' "$(page)" '公園の街灯が切れています'
printf '街灯は明日取り替えます。\n' | answer roads@city.example.jp 1
chown -R t-ingest "$office/inbox"
exits 'the answer comes' 0 iken run
exits 'and leaves' 0 iken run
browse get iken-read >/dev/null
like 'it is on the page' "$(host open "$number" "$password")" '街灯は明日取り替えます'
exits 'a new password is asked for' 0 host reissue "$number" yamada@example.jp
exits 'a round' 0 iken run
is 'its link is published' "$(find "$page/out/links" -type f | wc -l | tr -d ' ')" 1
ok 'the web server reads it' as t-web sh -c 'cat "$1"/out/links/* >/dev/null' sh "$page"
is 'what was made has rights of its own' "$(find "$page/out" \( ! -user t-reply -o ! -group t-register \) -print)" ''

# ---- what each may
for file in "$data/keys/arrival.public" "$data/keys/arrival.secret" "$data/keys/master.key" "$data/keys/token.key" "$data/register.db" \
    "$(find "$data/store" -type f | head -n 1)" "$data/log/iken-send.log" "$office/password" "$IKEN_CONF"; do
	case $file in
	"$IKEN_CONF") continue ;;
	esac
	not_ok "the web server does not read ${file#"$office"/}" may_read t-web "$file"
done
not_ok 'it does not enter the data folder' as t-web ls "$data" 2>/dev/null
for folder in out out/cases out/links out/static out/static/postal .; do
	not_ok "it makes nothing in $folder" as t-web touch "$page/$folder/x" 2>/dev/null
done
not_ok 'it changes nothing that is published' may_write t-web "$page/out/cases/$number"
for user in ingest process reply report; do
	not_ok "$user does not look into its state" as "t-$user" ls "$page/state" 2>/dev/null
done
for user in ingest process; do
	not_ok "$user publishes nothing" as "t-$user" touch "$page/out/cases/x" 2>/dev/null
done
for user in process reply report; do
	not_ok "$user makes nothing in in/" as "t-$user" touch "$page/in/x" 2>/dev/null
done
/usr/sbin/useradd --system --user-group --no-create-home t-other || bail 'no user t-other'
for folder in . out out/cases in state; do
	not_ok "nobody else lists $folder" as t-other ls "$page/$folder" 2>/dev/null
done

# ---- what was loosened is found
# loosened TITLE COMMAND...
loosened()
{
	_what=$1
	shift
	"$@"
	exits "$_what is found" 78 iken check
	like "$_what is named" "$(cat "$T/out")" '^FAIL rights: '
	iken init >/dev/null
	all_right "$_what, set right by iken-init"
}
loosened 'a page for everybody' chmod 755 "$page"
loosened 'an out/ that the web server may write' chown t-web "$page/out"
loosened 'a case that it cannot read' chmod 640 "$page/out/cases/$number"
loosened 'a case that anybody may write' chmod 666 "$page/out/cases/$number"
loosened 'an in/ for everybody' chmod 777 "$page/in"
loosened 'a state/ for others' chmod 755 "$page/state"

# ---- paper in
paper "$office/drop/a.tif" 'A hole in the road'
chown -R t-ingest "$office/drop"
exits 'a scan is taken' 0 iken run
is 'the drop folder is empty' "$(find "$office/drop" -type f | wc -l | tr -d ' ')" 0
like 'it waits to be typed in' "$(kinds)" 'scan.1'

# ---- a letter
IKEN_PAGE=$page
post_one purpose=opinion way=post postal=123-4567 'address=東京都見本区1-2-3'
exits 'one who wishes a letter' 0 iken run
printf '電球は来週取り替えます。\n' | answer roads@city.example.jp 2
chown -R t-ingest "$office/inbox"
exits 'it is answered' 0 iken run
exits 'and printed' 0 iken run
ok 'the letter is there' test -n "$(find "$office/print" -type f -name '*.pdf')"
like 'with the answer' "$(pdftotext -layout "$(find "$office/print" -type f -name '*.pdf' | head -n 1)" -)" '電球は来週取り替えます'
is 'of reply, for the register' "$(find "$office/print" -type f \( ! -user t-reply -o ! -group t-register \))" ''
all_right 'after the letter'

# ---- erased
number=$(number 1)
at 3
exits 'the time of bounces passes' 0 iken run
at 9
exits 'and what is old' 0 iken run
is 'the first is there' "$(register 'SELECT state FROM opinion WHERE id = 1')" delivered
exits 'it is proposed' 0 iken erase --propose
exits 'one releases it' 0 iken erase --release 1
if sh -c 'echo 4242 >/proc/self/loginuid' 2>/dev/null; then
	exits 'another one does' 0 sh -c 'echo 4242 >/proc/self/loginuid && exec iken erase --release 1'
else
	exits 'the same one does not' 65 iken erase --release 1
	register "INSERT INTO erasure_release VALUES(1, 'uid 4242', '? (4242)', $IKEN_NOW);
		UPDATE erasure SET state = 'released' WHERE id = 1"
fi
cp "$page/out/cases/$number" "$page/out/static/a-copy"
chmod 664 "$page/out/static/a-copy"
exits 'a copy of what was published is found' 65 iken erase
like 'by report, where it lies' "$(cat "$T/err")" 'out/static/a-copy'
mv "$page/out/static/a-copy" "$page/in/a-copy"
exits 'so is one that waits to be taken in' 65 iken erase
like 'there' "$(cat "$T/err")" 'in/a-copy'
rm "$page/in/a-copy"
exits 'without it all is erased' 0 iken erase
like 'the report says what it did not look at' "$(iken erase --report 1)" '作業用フォルダー（state）は、調べていない'
is 'its case is gone' "$(find "$page/out/cases" -name "$number*" | wc -l | tr -d ' ')" 0
is 'and its link' "$(find "$page/out/links" -type f | wc -l | tr -d ' ')" 0
is 'and what the register knew' "$(register 'SELECT state FROM opinion WHERE id = 1')" erased
exits 'it cannot be opened' 1 host open "$number" "$password"
exits 'a round goes on' 0 iken run
all_right 'after the erasure'

# ---- a web host elsewhere: root's crontab carries things over
mkdir "$P/there" "$P/there/out" "$P/there/in" "$P/there/state"
chown -R t-web "$P/there"
sed -i '/^web = /d' "$IKEN_CONF"
gpasswd -d t-ingest t-web >/dev/null 2>&1
exits 'iken-init without a web server here' 0 iken init
all_right 'without a web server here'
exits 'a round' 0 iken run
cat >"$P/bin/ssh" <<-X
	#!/bin/sh
	while [ "\$1" != there ]; do shift; done
	shift
	cd /
	SSH_ORIGINAL_COMMAND="\$*" exec setpriv --reuid t-web --regid t-web --clear-groups env PATH="\$PATH" sh "$P/bin/page-sync" --serve "$P/there"
X
cp config/sample/page-sync "$P/bin/"
chmod 755 "$P/bin/ssh" "$P/bin/page-sync"
exits 'published there' 0 page-sync "$page" there
printf '氏名: 別\nメールアドレス: betsu@example.jp\n\n別のホストからです。\n' >"$P/form"
exits 'posted there' 0 as t-web page-host "$P/there" post "$P/form"
read -r number password <"$T/out"
exits 'carried over' 0 page-sync "$page" there
is 'it waits here' "$(stat -c '%G %a' "$page"/in/*)" 't-ingest 640'
exits 'a round takes it in' 0 iken run
is 'and registers it' "$(register "SELECT count(*) FROM opinion WHERE number = '$number'")" 1
exits 'and what is published goes there' 0 page-sync "$page" there
like 'where it is read' "$(as t-web page-host "$P/there" open "$number" "$password")" '別のホストからです'
ok 'who searches for what was erased sees all of it' as t-report sh -c 'ls -R "$1" >/dev/null' sh "$page/sync"
all_right 'with a web host elsewhere'
done_testing
