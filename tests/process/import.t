#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The table of an older system is taken over: three charsets, names with rare signs, hostile rows, the history with its own
# days, nothing twice, nothing that leaves, and a check sheet whose counts are counted again here.
. "${0%/*}/../lib.sh"

office=$T/office
db=$office/data/register.db

sheet()
{
	rm -rf "$T/sheet"
	mkdir -m 700 "$T/sheet"
}

# take [OPTION ...] TABLE: into the register, with a sheet in $T/sheet.
take()
{
	sheet
	iken-import --mapping "$T/map" --sheet "$T/sheet" --files "$T/files" "$@" >"$T/out" 2>"$T/err"
}

register()
{
	sqlite3 "$db" "$1"
}

# map CHARSET: the mapping of these tables.
map()
{
	cat <<-E
		[import]
		origin = crm
		charset = $1
		[columns]
		number = 受付番号
		received = 受付日時
		channel = 受付方法
		purpose = 種別
		department = 担当
		state = 状況
		name = 氏名
		mail = メールアドレス
		address = 住所
		phone = 電話
		subject = 件名
		text = 本文
		note = 対応メモ
		answer = 回答１
		answered = 回答日１
		answer = 回答２
		answered = 回答日２
		files = 添付
		left-out = 更新者
		[channel]
		mail = メール
		phone = コールセンター
		letter = 手紙
		[purpose]
		question = 問合せ
		opinion = 要望
		other =
		[department]
		roads = 道路課
		waste = 清掃課
		none =
		[state]
		open = 対応中
		delivered = 回答済
		closed = 完了
	E
}

# Columns in no order that we would choose.
head='更新者,本文,受付番号,受付日時,受付方法,種別,担当,状況,氏名,メールアドレス,住所,電話,件名,対応メモ,回答１,回答日１,回答２,回答日２,添付'
table()
{
	printf '%s\r\n' "$head"
	printf '%s\r\n' \
	    '係,"街灯が消えています、""早く""直して' \
	    'ください
（二行目）",A-001,2025/4/1,メール,要望,道路課,回答済,髙﨑 𠮷子,taka@example.jp,見本区1-2-3,03-1111-2222,街灯,現地を確認した,修理しました。,2025/4/11,追って塗装します。,令和7年5月1日 10:05,地図.txt' |
	    tr -d '\r' | sed '$!{N;s/\n//}' | sed 's/$/\r/'
	printf '%s\r\n' \
	    '係,ごみの収集が来ません,A-002,令和7年12月28日 09:30,コールセンター,問合せ,清掃課,完了,佐藤,,,03-3333-4444,,電話で説明済み,,2026/1/5,,,' \
	    '係,=HYPERLINK("http://evil.example"),A-003,2026-11-02 10:00,手紙,,清掃課,対応中,"=cmd|calc",,見本区4-5,,+1+1,,,,,,' \
	    '係,賛成です,A-004,2026-11-20,メール,要望,,対応中,鈴木,suzuki@example.jp,,,,,,,,,' |
	    sed 's/=HYPERLINK("http:\/\/evil.example")/"=HYPERLINK(""http:\/\/evil.example"")"/'
	printf '%s\r\n' '係,手紙で頂いた意見,A-005,2026/03/31,手紙,要望,道路課,回答済,田中,,見本区7-8,,道,,お答えします。,2026/04/07,,,'
}

# shellcheck disable=SC2034 # new_office reads it
OFFICE_EXTRA='
[erase old]
age = 100 days
'
new_office "$office"
IKEN_NOW=$(date -u -d '2026-11-25 01:00' +%s)
export IKEN_NOW
iken-calendar config/sample/syukujitsu.csv >"$T/calendar" 2>&1
mkdir "$T/files"
echo 地図の中身 >"$T/files/地図.txt"
table >"$T/utf8.csv"
map utf-8 >"$T/map"

# ---- first on trial -----------------------------------------------------------------------------
cp -R "$office/data/store" "$T/store.before"
ok 'a trial' take --dry-run "$T/utf8.csv"
diag_file "$T/err"
is 'counts what would be taken' "$(cat "$T/out")" 'rows 5, would be taken 5, there already 0, changed 0, refused 0'
is 'and takes nothing' "$(register 'SELECT count(*) FROM opinion')" 0
ok 'not a file' diff -r "$office/data/store" "$T/store.before"
ok 'its sheet says that it is a trial' grep -q '試行' "$T/sheet/check-1-sums.csv"

# ---- taken --------------------------------------------------------------------------------------
# once: what a killed run has left lies in the folder of the sheet.
sheet()
{
	leave_tmp "$T/sheet/check-2-items.csv"
}
ok 'all rows are taken' take "$T/utf8.csv"
is 'what a killed run has left is removed, and nothing else' "$(tmp_left "$T/sheet/check-2-items.csv")" 'living mine '
rm "$T"/sheet/*.tmp
sheet()
{
	rm -rf "$T/sheet"
	mkdir -m 700 "$T/sheet"
}
diag_file "$T/err"
is 'and compared with the register' "$(cat "$T/out")" \
	'rows 5, taken 5, there already 0, changed 0, refused 0; compared with the register 5: equal'
is 'states' "$(register 'SELECT state, count(*) FROM opinion GROUP BY 1' | tr '\n' ' ')" 'closed|1 delivered|2 received|1 requested|1 '
is 'numbers of the original years' "$(register 'SELECT substr(number, 1, 11) FROM opinion ORDER BY id' | tr '\n' ' ')" \
	'2025-000001 2025-000002 2026-000001 2026-000002 2026-000003 '
is 'codes' "$(register 'SELECT channel, purpose, department FROM opinion ORDER BY id' | tr '\n' ' ')" \
	'mail|opinion|roads phone|question|waste letter|other|waste mail|opinion| letter|opinion|roads '
is 'days of receipt, in Tokyo' "$(register "SELECT datetime(received + 32400, 'unixepoch') FROM opinion WHERE id < 4 ORDER BY id" | tr '\n' ' ')" \
	'2025-04-01 00:00:00 2025-12-28 09:30:00 2026-11-02 10:00:00 '
is 'days of the answers, for the statistics' \
	"$(register "SELECT step, datetime(at + 32400, 'unixepoch') FROM event WHERE opinion = 1 AND step = 'send' ORDER BY id" | tr '\n' ' ')" \
	'send|2025-04-11 00:00:00 send|2025-05-01 10:05:00 '
is 'days to the first answer' "$(register 'SELECT (answered - received) / 86400 FROM opinion WHERE id IN (1, 5) ORDER BY id' | tr '\n' ' ')" '10 7 '
is 'a letter is a letter' "$(register "SELECT group_concat(step) FROM event WHERE opinion = 5")" 'receive,route,release,print,post,deliver'
is 'nothing leaves for the past' "$(register 'SELECT count(*) FROM intent')" 0
ok 'what is open has its due day' test "$(register "SELECT due > received FROM opinion WHERE state = 'requested'")" = 1
is 'the files lie in the store, without keys' "$(find "$office/data/store" -type f | wc -l) $(find "$office/data/arrivals" -type f | wc -l)" '5 0'
iken-show --reason t A-001 >"$T/show" 2>"$T/show.err"
like 'an older number finds it' "$(cat "$T/show")" '^former +A-001 \(crm\)'
like 'the name is as it was' "$(cat "$T/show")" '髙﨑 𠮷子'
like 'the text over two lines' "$(cat "$T/show")" '（二行目）'
like 'its answers' "$(cat "$T/show")" '追って塗装します'
like 'its file' "$(cat "$T/show")" 'attachment +1: 地図.txt \(text/plain, 16 octets\)'
like 'and so does searching' "$(iken-search --number a-001 2>&1)" '2025-000001'
unlike 'the row is no attachment' "$(cat "$T/show")" 'row.csv'

# ---- the sheet, counted again -------------------------------------------------------------------
unlike 'every table is equal' "$(cat "$T/sheet"/check-*.csv)" '不一致'
is 'rows.csv has each row' "$(wc -l <"$T/sheet/rows.csv")" 6
like 'names with rare signs are listed' "$(cat "$T/sheet/check-5-signs.csv")" '髙.*U\+|U\+(9AD9|FA11|20BB7).*髙﨑'
unlike 'numbers and texts are no formulas' "$(cat "$T/sheet"/*.csv)" '"=cmd|"\+1'
is 'nobody else reads the sheet' "$(stat -c %a "$T/sheet"/* | sort -u)" 600
is 'the look at names is on record' "$(register "SELECT count(*) FROM access WHERE what = 'import' AND items = 'name'")" 1
python3 - "$T/sheet/check-3-codes.csv" "$db" <<'E' >"$T/codes" 2>&1
import csv, sqlite3, sys
rows = list(csv.reader(open(sys.argv[1], encoding='utf-8-sig')))
sums = {(r[0], r[2]): r[3:6] for r in rows if len(r) > 5 and r[1] == '計'}
db = sqlite3.connect(sys.argv[2])
wrong = 0
for title, column in (('受付方法', 'channel'), ('投稿目的', 'purpose'), ('担当課', 'department'), ('状態', 'state')):
    for code, count in db.execute(f'SELECT {column}, count(*) FROM opinion GROUP BY 1'):
        if sums.get((title, code or '（空欄）')) != [str(count), str(count), '0']:
            print(title, code, count, sums.get((title, code)))
            wrong += 1
print('wrong', wrong)
E
is 'its sums are the register'"'"'s' "$(cat "$T/codes")" 'wrong 0'

# ---- again, in other charsets, changed ----------------------------------------------------------
ok 'the same table again' take "$T/utf8.csv"
is 'says that all of it is there' "$(cat "$T/out")" \
	'rows 5, taken 0, there already 5, changed 0, refused 0; compared with the register 5: equal'
is 'and takes nothing twice' "$(register 'SELECT count(*), (SELECT count(*) FROM arrival), (SELECT count(*) FROM former) FROM opinion')" '5|5|5'

sed 's/賛成です/反対です/' "$T/utf8.csv" >"$T/changed.csv"
exits 'a changed row is told' 65 take "$T/changed.csv"
like 'not taken' "$(cat "$T/sheet/rows.csv")" 'A-004.*内容が違う'
iken-show --reason t A-004 >"$T/show"
like 'and nothing is overwritten' "$(cat "$T/show")" '賛成です'

# ---- erased as any other opinion, and not brought back ------------------------------------------------
exits 'what is old enough is proposed' 0 iken-erase --propose
iken-erase --release 1 >"$T/release" 2>&1
if [ "$(id -u)" = 0 ] && [ "$(cat /proc/self/loginuid 2>/dev/null || echo 4294967295)" = 4294967295 ]; then
	setpriv --ruid 4242 iken-erase --release 1 >"$T/release" 2>&1
else
	register "INSERT INTO erasure_release VALUES(1, 'uid 4242', '? (4242)', $IKEN_NOW); UPDATE erasure SET state = 'released' WHERE id = 1"
fi
exits 'and erased' 0 iken-erase
is 'three of them, by the days of their history' "$(register "SELECT group_concat(id) FROM opinion WHERE state = 'erased'")" 1,2,5
is 'their older numbers are gone' "$(register 'SELECT group_concat(opinion) FROM former WHERE number IS NOT NULL')" 3,4
ok 'the same table once more' take "$T/utf8.csv"
like 'brings nothing back' "$(cat "$T/out")" 'taken 0, there already 5, .* 2: equal'
is 'and they stay erased' "$(register "SELECT count(*) FROM opinion WHERE state = 'erased'")|$(register 'SELECT count(*) FROM opinion')" '3|5'

for charset in cp932 utf-16; do
	new_office "$T/$charset"
	db=$T/$charset/data/register.db
	if [ $charset = utf-16 ]; then
		{ printf '\377\376'; iconv -f UTF-8 -t UTF-16LE <"$T/utf8.csv"; } >"$T/$charset.csv"
		want='髙﨑 𠮷子'
	else
		sed 's/𠮷/吉/' "$T/utf8.csv" | iconv -f UTF-8 -t CP932 >"$T/$charset.csv"
		want='髙﨑 吉子'
	fi
	map $charset >"$T/map"
	ok "$charset is taken" take "$T/$charset.csv"
	diag_file "$T/err"
	like 'equal' "$(cat "$T/out")" 'taken 5.* 5: equal'
	iken-show --reason t Ａ－００１ >"$T/show"
	like 'the name is as it was, and the number is found in any width' "$(cat "$T/show")" "$want"
done

# ---- what does not arrive as it was is an alarm -------------------------------------------------------
for broken in "UPDATE opinion SET channel = 'phone' WHERE id = NEW.opinion" "DELETE FROM draft WHERE opinion = NEW.opinion" \
    "UPDATE opinion SET received = received - 86400 WHERE id = NEW.opinion" "INSERT INTO intent(kind, party, opinion, message_id, \
    created, not_before) VALUES('answer', 'resident', NEW.opinion, 'x' || NEW.opinion, 0, 0)"; do
	rm -rf "$T/unequal"
	new_office "$T/unequal"
	db=$T/unequal/data/register.db
	map utf-8 >"$T/map"
	register "CREATE TRIGGER broken AFTER INSERT ON former BEGIN $broken; END"
	exits "a register that takes it otherwise: ${broken%% *}" 78 take "$T/utf8.csv"
	like 'is said' "$(cat "$T/out")" '5: NOT EQUAL'
done

# ---- rows that are not right --------------------------------------------------------------------
new_office "$T/hostile"
db=$T/hostile/data/register.db
map cp932 >"$T/map"
ln -s /etc/passwd "$T/files/link.txt"
mkdir "$T/files/folder"
{
	printf '%s\r\n' "$head"
	printf '%s\r\n' \
	    '係,良い行,B-1,2026/4/1,メール,要望,道路課,対応中,甲,a@example.jp,,,,,,,,,' \
	    '係,日付がない,B-2,2026/2/30,メール,要望,道路課,対応中,甲,a@example.jp,,,,,,,,,' \
	    '係,知らない値,B-3,2026/4/1,矢文,要望,道路課,対応中,甲,a@example.jp,,,,,,,,,' \
	    '係,列が足りない,B-4,2026/4/1,メール' \
	    '係,先の日付,B-5,2036/4/1,メール,要望,道路課,対応中,甲,a@example.jp,,,,,,,,,' \
	    '係,,B-6,2026/4/1,メール,要望,道路課,対応中,甲,a@example.jp,,,,,,,,,' \
	    '係,答えより後,B-7,2026/4/9,メール,要望,道路課,回答済,甲,a@example.jp,,,,,答え,2026/4/1,,,' \
	    '係,日付のない答え,B-8,2026/4/1,メール,要望,道路課,回答済,甲,a@example.jp,,,,,答え,,,,' \
	    '係,外へ,B-9,2026/4/1,メール,要望,道路課,対応中,甲,a@example.jp,,,,,,,,,../../../etc/passwd' \
	    '係,リンク,B-10,2026/4/1,メール,要望,道路課,対応中,甲,a@example.jp,,,,,,,,,link.txt' \
	    '係,フォルダー,B-11,2026/4/1,メール,要望,道路課,対応中,甲,a@example.jp,,,,,,,,,folder' \
	    '係,ない,B-12,2026/4/1,メール,要望,道路課,対応中,甲,a@example.jp,,,,,,,,,ない.txt' \
	    '係,"引用符"の後,B-13,2026/4/1,メール,要望,道路課,対応中,甲,a@example.jp,,,,,,,,,' \
	    '係,宛先がない,B-14,2026/4/1,メール,要望,道路課,未知,甲,,,,,,,,,,'
} | iconv -f UTF-8 -t CP932 >"$T/hostile.csv"
# Octets that are no characters, and a quote that does not end.
printf '\214W,\201\377\375,B-15,2026/4/1,,,,,,,,,,,,,,,\r\n\214W,"\225\302\202\266\202\310\202\242,B-16\r\nx' >>"$T/hostile.csv"
exits 'rows that are not right are told' 65 take "$T/hostile.csv"
like 'and counted' "$(cat "$T/out")" '^rows 16, taken 1, there already 0, changed 0, refused 15; .* 1: equal'
is 'the good one is taken' "$(register 'SELECT count(*) FROM opinion')" 1
rows=$(cat "$T/sheet/rows.csv")
while read -r number why; do
	like "$number is refused: $why" "$rows" "\"$number\",\"\",\"取り込めない\".*$why"
done <<'E'
B-2 受付日時（4列目）: 日付として読めない
B-3 受付方法（5列目）: 対応表にない値
B-4 行（5列目）: 列の数が見出しと違う
B-5 受付日時（4列目）: 今日より後の日付
B-6 意見の内容（2列目）: 必須の項目が空欄
B-7 回答日（16列目）: 受付日より前の日付
B-8 回答日（16列目）: 回答・完了の日付がない
B-9 添付ファイル: 置き場所の外を指す名前
B-10 添付ファイル: 置き場所の外を指す名前
B-11 添付ファイル: ファイルではない
B-12 添付ファイル: ファイルがない
B-13 行（2列目）: 引用符の後に文字がある
B-14 状態（8列目）: 対応表にない値
B-15 意見の内容（2列目）: 文字に変換できない符号がある
E
like 'a quote that does not end' "$rows" '"取り込めない".*行（2列目）: 引用符が閉じていない'
{ head -n 1 "$T/hostile.csv"; tail -n +3 "$T/hostile.csv"; } >"$T/refused.want"
ok 'the refused rows are kept, octet for octet' cmp "$T/refused.want" "$T/sheet/refused.csv"

# Put right, and given again.
head -n 2 "$T/sheet/refused.csv" | iconv -f CP932 -t UTF-8 | sed 's/2026\/2\/30/2026\/2\/28/' | iconv -f UTF-8 -t CP932 >"$T/repaired.csv"
ok 'a repaired row is taken' take "$T/repaired.csv"
like 'only that' "$(cat "$T/out")" 'rows 1, taken 1'

# ---- killed ----------------------------------------------------------------------------------------
new_office "$T/killed"
db=$T/killed/data/register.db
iken-calendar config/sample/syukujitsu.csv >/dev/null 2>&1
map utf-8 >"$T/map"
cp -a "$T/killed" "$T/killed.before"
put_back()
{
	rm -rf "$T/killed"
	cp -a "$T/killed.before" "$T/killed"
	sheet
}

# Everything is there once, nothing is left over, and a third run has nothing to do.
is_whole()
{
	[ "$(register 'SELECT count(*), count(DISTINCT number), (SELECT count(*) FROM arrival), (SELECT count(*) FROM former),
	    (SELECT count(*) FROM intent), (SELECT count(*) FROM event), (SELECT count(*) FROM draft) FROM opinion')" = \
	    '5|5|5|5|0|20|5' ] &&
	    [ "$(find "$T/killed/data/store" -type f | wc -l)" = 5 ] && [ -s "$T/sheet/check.pdf" ] &&
	    ! ls "$T/sheet"/*.part >/dev/null 2>&1 && tail -n 1 "$T/out" | grep -q 'rows 5, .* 5: equal'
}
put_back
take "$T/utf8.csv"
ok 'whole when not killed' is_whole
EACH=${EACH:-19} at_each_call 'killed before a call' kill-before put_back is_whole \
	iken-import --mapping "$T/map" --sheet "$T/sheet" --files "$T/files" "$T/utf8.csv"
EACH=${EACH:-29} at_each_call 'no room at a call' ENOSPC put_back is_whole \
	iken-import --mapping "$T/map" --sheet "$T/sheet" --files "$T/files" "$T/utf8.csv"

# ---- what the mapping does not name ---------------------------------------------------------------
map utf-8 | sed '/left-out/d' >"$T/map"
exits 'a column that nobody named' 65 take "$T/utf8.csv"
like 'is said' "$(cat "$T/err")" 'column 1, "更新者", is not in the mapping'
map utf-8 | sed 's/opinion = 要望/nonsense = 要望/' >"$T/map"
exits 'a code that the settings do not know' 78 take "$T/utf8.csv"
like 'is said' "$(cat "$T/err")" 'map:30: there is no purpose "nonsense" in the settings'
map utf-8 >"$T/map"
exits 'a table of another charset' 65 take "$T/utf-16.csv"
chmod 755 "$T/sheet"
exits 'a sheet that others could read' 78 iken-import --mapping "$T/map" --sheet "$T/sheet" "$T/utf8.csv"

done_testing
