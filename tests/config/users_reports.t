#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# users_reports - what is counted, written, given out, taken over and rehearsed where the programs have users of their own: each
# file is of who wrote it, and whoever has nothing to do with it cannot read it
if [ "$(id -u)" != 0 ] || ! unshare --mount true 2>/dev/null; then
	echo '1..0 # SKIP this needs root and a mount namespace of its own: reports and registers of several users ARE NOT TESTED'
	exit 0
fi
. "${0%/*}/users.sh"
. "$TOP/tests/flow/post.sh"

register()
{
	ask_as_process "$@"
}

office=$P/office
data=$office/data
given=$P/given
IKEN_NOW=1796054400	# 2026-12-01 01:00 in Tokyo
export IKEN_NOW
# shellcheck disable=SC2034 # new_office reads it
OFFICE_EXTRA="
[stats]
folder = $given/stats
mail = kocho@city.example.jp

[board]
file = $given/board/index.html

[faq]
folder = $given/faq
"
mkdir "$given" "$given/board" "$given/books" "$given/sheet" "$given/typed"
new_office "$office"
chmod 711 "$office"
echo "$USERS" >>"$IKEN_CONF"

# ---- before iken-init
exits 'before iken-init nobody counts' 78 iken stats 2026-11
exits 'the users are made' 0 iken init
chown -R t-ingest "$office/inbox"
all_right 'set up'
is 'the folder of the statistics is of report' "$(stat -c '%U %G %a' "$given/stats")" 't-report t-report 750'
is 'that of questions and answers' "$(stat -c '%U %G %a' "$given/faq")" 't-report t-report 750'
is 'that of mailed statistics is of the register' "$(stat -c '%U %G %a' "$data/stats")" 't-report t-register 2770'
exits 'again' 0 iken init -v
is 'it changes nothing but the record of its own run' "$(grep -v /state/iken-register.run "$T/out")" ''
printf '街灯が切れています。\n' | write '金糸雀花子 <hanako@example.jp>' opinion@city.example.jp 'light'
chown -R t-ingest "$office/inbox"
exits 'a round' 0 iken run
number=$(number 1)

# reads TITLE FILE USER...: these users can read it, and no other of ours.
reads()
{
	_what=$1 _file=$2
	shift 2
	_got=
	for _one in ingest process reply report; do
		! may_read "t-$_one" "$_file" || _got="$_got $_one"
	done
	is "$_what: who reads it" "${_got# }" "$*"
}

# is_of TITLE WANTED FILE...: owner and mode of all of them, WANTED for each.
is_of()
{
	_what=$1 _wanted=$2
	shift 2
	is "$_what: whose it is" "$(stat -c '%U %a' "$@" | sort -u)" "$_wanted"
}

# untouched TITLE: nothing in the data folder became root's, or other than iken-init wants it.
untouched()
{
	is "$1: nothing in the data folder is root's that was not" "$(root_has)" "$roots"
	all_right "$1"
}
root_has()
{
	find "$data" -user root ! -path "$data/state/iken-register.run" | sort
}
roots=$(root_has)

# ---- statistics
exits 'statistics' 0 iken stats 2026-11
is 'are there' "$(ls "$given/stats" | tr '\n' ' ')" '2026-11-all.csv 2026-11.csv 2026-11.html 2026-11.pdf 2026-11.xlsx '
is_of 'statistics' 't-report 640' "$given/stats"/*
reads 'statistics' "$given/stats/2026-11.html" report
exits 'again, over what is there' 0 iken stats 2026-11
exits 'mailed' 0 iken stats --mail 2026-11
is 'what is mailed is of the register' "$(stat -c '%U %G %a' "$data/stats"/* | sort -u)" 't-report t-register 660'
reads 'what is mailed' "$data/stats/2026-11.pdf" process reply report
exits 'a round' 0 iken run
is 'it leaves' "$(how_many kocho@ statistics)" 1
exits 'elsewhere nothing is written' 75 iken stats --folder "$P/bin" 2026-11
like 'it says where' "$(cat "$T/err")" "$P/bin/2026-11"
exits 'nobody else counts' 78 as t-reply iken-stats 2026-11
untouched 'statistics'

# ---- the desk's page
exits 'a folder that is not of report' 75 iken board
like 'is named' "$(cat "$T/err")" "$given/board/index.html"
chown t-report "$given/board"
exits "the desk's page" 0 iken board
is_of "the desk's page" 't-report 644' "$given/board/index.html"
reads "the desk's page" "$given/board/index.html" ingest process reply report
not_ok 'nobody else changes it' may_write t-reply "$given/board/index.html"
exits 'again' 0 iken board
untouched "the desk's page"

# ---- registers
exits 'a folder that is not of report' 75 iken books --all -o "$given/books"
chown t-report "$given/books"
exits 'registers' 0 iken books --all --with-names --reason x --month 2026-12 --format pdf,csv,xlsx,html -o "$given/books"
is_of 'registers' 't-report 640' "$given/books"/*
is 'with the group of report alone' "$(stat -c %G "$given/books"/* | sort -u)" t-report
reads 'registers' "$(find "$given/books" -name 'receipts*.csv')" report
ok 'they have names' grep -q 金糸雀花子 "$(find "$given/books" -name 'receipts*.csv')"
like 'the access log says who looked' "$(iken audit --month 2026-12 2>&1)" 't-report'
untouched 'registers'

# ---- questions and answers
printf '担当: 清掃課\n目的: 問い合わせ\n質問: 粗大ごみは、どう出せばよいですか。\n回答: 電話で申し込んでください。\n' >"$given/typed/entry"
exits 'an entry' 0 iken faq --add "$given/typed/entry"
exits 'a round' 0 iken run
mail=$(newest waste@ 'faq[[:space:]]*$')
{
	printf '承認します。\n'
	quoted "$mail"
} | write waste@city.example.jp "$(reply_address "$mail")" 'Re: faq'
chown -R t-ingest "$office/inbox"
exits 'is approved' 0 iken run
exits 'and published' 0 iken faq
is 'all of it' "$(ls "$given/faq" | tr '\n' ' ')" 'faq-a5.pdf faq.csv faq.html '
is_of 'questions and answers' 't-report 640' "$given/faq"/*
reads 'questions and answers' "$given/faq/faq.html" report
untouched 'questions and answers'

# ---- an export is in users.t; what leaves where nobody was told to
exits 'a case into a folder of root' 75 iken export --case "$number" --reason x --folder "$given/typed"
is 'is not half there' "$(find "$given/typed" -name '*2026*')" ''
untouched 'an export'

# ---- an older system
{
	printf '受付番号,受付日時,氏名,本文,添付\r\n'
	printf 'A-001,2025/4/1,金糸雀次郎,街灯が消えています,map.txt\r\nA-002,2026-11-02,鈴木,ごみの収集が来ません,\r\n'
} >"$given/typed/old.csv"
echo map >"$given/typed/map.txt"
cat >"$given/typed/map" <<-X
	[import]
	origin = crm
	charset = utf-8
	[columns]
	number = 受付番号
	received = 受付日時
	name = 氏名
	text = 本文
	files = 添付
	[always]
	channel = mail
	purpose = other
	department = none
	state = open
X
take()
{
	iken import -m "$given/typed/map" --files "$given/typed" -o "$given/sheet" "$given/typed/old.csv"
}
chmod 700 "$given/sheet"
exits 'a check sheet that is not of process' 75 take
is 'takes nothing' "$(register 'SELECT count(*) FROM opinion')" 1
chown t-process "$given/sheet"
chmod 600 "$given/typed/old.csv"
exits 'nor a table that process cannot read' 65 take
like 'it is named' "$(cat "$T/err")" "$given/typed/old.csv"
chown t-process "$given/typed/old.csv"
exits 'a table' 0 take
is 'is taken' "$(register 'SELECT count(*) FROM opinion')" 3
is_of 'the check sheet' 't-process 600' "$given/sheet"/*
reads 'the check sheet' "$given/sheet/rows.csv" process
is 'what it keeps is of the register' "$(find "$data/store" -type f ! -group t-register)" ''
exits 'report shows it' 0 iken show --reason x A-001
like 'with its file' "$(cat "$T/out")" 'map\.txt'
exits 'a round goes on with it' 0 iken run
untouched 'an older system'

# ---- the index, made anew
rm "$data"/index/index.db*
exits 'searching without an index' 65 iken search 街灯
exits 'the index is made anew' 0 iken index --all
is 'by process' "$(stat -c '%U %G %a' "$data"/index/index.db* | sort -u)" 't-process t-register 660'
reads 'the index' "$data/index/index.db" process reply report
exits 'report finds' 0 iken search 街灯
is 'both' "$(grep -c '街灯' "$T/out")" 2
untouched 'the index'

# ---- a rehearsal
owners()
{
	find "$data" "$office/inbox" "$office/outbox" ! -name '*-shm' -printf '%p %U %G %m %s\n' | sort
}
owners >"$T/owners"
exits 'root rehearses a day' 0 iken rehearse --folder "$P/copy" --day 2026-12-02 --step 60
diag_file "$T/err"
owners >"$T/owners.after"
ok 'the original is as it was, and of whom' cmp "$T/owners" "$T/owners.after"
is "the copy is root's" "$(stat -c '%U %a' "$P/copy")" 'root 700'
is 'all of it' "$(find "$P/copy" ! -user root)" ''
reads 'the copy' "$P/copy/spool/keys/master.key"
reads 'its report' "$P/copy/report/report.html"
exits 'another user rehearses nothing' 78 as t-report iken-rehearse --folder "$P/work/copy" --day 2026-12-02
exits 'a round of the original' 0 iken run
untouched 'a rehearsal'
exits 'the copy is destroyed' 0 iken rehearse --end "$P/copy"
not_ok 'all of it' test -e "$P/copy"

# ---- what was loosened is found
for folder in "$given/stats" "$given/faq" "$data/stats"; do
	chmod 777 "$folder"
	exits "${folder#"$P"/} for everybody is found" 78 iken check
	like "${folder#"$P"/} is named" "$(cat "$T/out")" '^FAIL rights: '
	iken init >/dev/null
	exits "${folder#"$P"/} is set right by iken-init" 0 iken check
done
done_testing
