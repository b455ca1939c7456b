#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Opinions leave the office: one as a case folder, several in an archive that 7-Zip opens with the password of its notice and
# not without; what came in leaves octet for octet, protected addresses never; two people are needed; each opinion is in the access
# log, each medium in its register.
. "${0%/*}/export.sh"
. "$TOP/tests/calc.sh"

office=$T/office
mkdir -p "$T/drop"
OFFICE_EXTRA="$EXPORT_EXTRA
[erase old]
age = 100 days
states = delivered, closed

[erasure]
loose = 50 days
"
new_office "$office"
printf '%%PDF-1.4\n\000\001\377 binary\n%%%%EOF\n' >"$T/attached.pdf"

# ---- what there is ----
attached >"$T/first.eml"
put_mail "$office/inbox" "$T/first.eml"
printf '=HYPERLINK("http://evil.example/","道路")\n' | write 'canary-b@example.jp' opinion@city.example.jp '=1+1 道路'
printf '氏名: 鈴木守子\n住所: 見本市秘密町4-5-6\n電話番号: 090-1111-2222\n\n道路です。支援措置を受けています。秘密町4-5-6の前です。\n' |
	write '鈴木守子 <canary-c@example.jp>' opinion@city.example.jp '道路の件'
paper "$T/drop/1.tif" 'Fix the lamp'
cp "$T/drop/1.tif" "$T/scan.tif"
{
	printf '氏名: 紙野文子\n住所: 見本市紙町1\n投稿目的: 意見・要望\n\n道路の街灯です。\n'
} >"$T/drop/1.txt"
cp "$T/drop/1.txt" "$T/form.txt"
ok 'four opinions come in' round
is 'four' "$(register 'SELECT count(*) FROM opinion')" 4
is 'one is protected' "$(register 'SELECT count(*) FROM opinion WHERE protected')" 1
of()
{
	register "SELECT number FROM opinion WHERE $1"
}
first=$(of "arrival = (SELECT seq FROM arrival WHERE size = $(wc -c <"$T/first.eml"))")
guarded=$(of protected)
onpaper=$(of "channel = 'letter'")
formula=$(of "number NOT IN ('$first', '$guarded', '$onpaper')")
request=$(grep -al "$first" $(grep -al '^X-Ikenbako: request' "$office"/outbox/new/*) | head -n 1)
printf 'すぐに直します。カナリア回答甲。\n' | write roads@city.example.jp "$(reply_address "$request")" 'Re: 処理依頼'
ok 'one is answered' round

# ---- one as a folder ----
exits 'not without a reason' 65 iken-export --case "$first"
exits 'not of nobody' 65 iken-export --case 2026-999999-9 --reason x
exits 'not of a hostile number' 65 iken-export --case "1' OR 1=1 --" --reason x
exits 'not two things' 65 iken-export --case "$first" --list --reason x
exits 'a dry run' 0 iken-export -n --case "$first" --reason '開示請求'
is 'writes nothing' "$(find "$OUT" -mindepth 1)" ''
is 'logs nothing' "$(register "SELECT count(*) FROM access WHERE what = 'export case'")" 0
exits 'a case' 0 iken-export --case "$first" --reason '開示請求のため'
case=$OUT/$first
like 'a sign that no font has is told' "$(cat "$T/out")" 'U\+1F600'
is 'a folder' "$(find "$OUT" -mindepth 1 -maxdepth 1)" "$case"
is 'of its owner alone' "$(find "$case" -type d ! -perm 700 -o -type f ! -perm 600)" ''
ok 'its digests are right' sh -c "cd '$case' && sha256sum -c --quiet --strict SHA256SUMS"
is 'all files are in them' "$(cd "$case" && find . -type f ! -name SHA256SUMS | sort)" \
	"$(sed 's/^[0-9a-f]*  /.\//' "$case/SHA256SUMS" | sort)"
ok 'the mail is there, octet for octet' cmp "$T/first.eml" "$case/originals/1.eml"
ok 'the attachment' cmp "$T/attached.pdf" "$(find "$case/files" -name '*.pdf')"
is 'what would run has another name' "$(find "$case" -name '*.exe_' | wc -l)" 1
is 'names say nothing of people' "$(find "$case" | grep -c 'yamada\|run.exe\|\.\./')" 0
like 'the manifest knows the name' "$(cat "$case/manifest.txt")" 'yamada-taro\.pdf'
like 'why' "$(cat "$case/manifest.txt")" '開示請求のため'
like 'the text has who' "$(cat "$case/case.txt")" '髙﨑𠮷太郎'
like 'where' "$(cat "$case/case.txt")" '見本市中央1-2-3'
like 'what, as it is' "$(cat "$case/case.txt")" 'カナリア甲の本文。😀'
like 'the answer' "$(cat "$case/case.txt")" 'カナリア回答甲'
like 'the events' "$(cat "$case/case.txt")" '担当課へ依頼'
pdftotext -layout "$case/case.pdf" "$T/case.txt"
like 'the PDF has who' "$(cat "$T/case.txt")" '髙﨑𠮷太郎'
like 'and 〓 for what no font has' "$(cat "$T/case.txt")" 'カナリア甲の本文。〓'
like 'and the answer' "$(cat "$T/case.txt")" 'カナリア回答甲'
like 'the manifest says which' "$(cat "$case/manifest.txt")" 'U\+1F600'
is 'each look is logged' "$(register "SELECT items, unmasked FROM access WHERE what = 'export case'")" 'contact subject text answer files|1'
find "$case" -type f -exec sha256sum {} + >"$T/before"
exits 'nothing is replaced' 65 iken-export --case "$first" --reason x
like 'it says so' "$(cat "$T/err")" 'nothing is ever replaced'
ok 'it is as it was' sha256sum -c --quiet "$T/before"
exits 'what came on paper' 0 iken-export --case "$onpaper" --reason x
ok 'the scan as it came' cmp "$T/scan.tif" "$(find "$OUT/$onpaper/originals" -name '*.tif')"
ok 'the form as it came' cmp "$T/form.txt" "$(find "$OUT/$onpaper/originals" -name '*.txt')"

# ---- protected ----
exits 'one that is protected' 0 iken-export --case "$guarded" --reason x
is 'no address of it leaves' "$(grep -rac '秘密町\|090-1111\|canary-c' "$OUT/$guarded" | grep -v ':0')" ''
is 'and no octets that have it' "$(find "$OUT/$guarded" -name originals -o -name files)" ''
like 'the manifest says so' "$(cat "$OUT/$guarded/manifest.txt")" '支援措置'
like 'the name is there' "$(cat "$OUT/$guarded/case.txt")" '鈴木守子'
is 'what left is in the log' "$(register "SELECT items FROM access WHERE what = 'export case' ORDER BY id DESC LIMIT 1")" 'name subject text answer'
exits 'without who wrote it' 0 iken-export --case "$first" --reason x --masked --folder "$NOTES"
is 'is without' "$(grep -rac '髙﨑\|中央1\|canary-a' "$NOTES/$first" | grep -v ':0')" ''
rm -r "${NOTES:?}/$first"

# ---- a virus ----
register "INSERT INTO infected(id, name, found) SELECT id, 'Iken.Test', 1 FROM arrival WHERE opinion = (SELECT id FROM opinion WHERE number = '$formula')"
exits 'one in which a virus was found' 0 iken-export --case "$formula" --reason x
is 'leaves without it' "$(find "$OUT/$formula" -name originals)" ''
like 'the manifest says so' "$(cat "$OUT/$formula/manifest.txt")" 'Iken\.Test'
mkdir "$T/infected"
exits 'where it is asked for' 0 iken-export --case "$formula" --reason x --infected --folder "$T/infected"
is 'it is marked' "$(cd "$T/infected/$formula/originals" && ls)" 1.eml.infected
register 'DELETE FROM infected'

# ---- people ----
exits 'a proposal needs a reason' 65 iken-export --propose
exits 'of what there is not' 65 iken-export --propose --reason x --from 2027-01-01
exits 'no department that is none' 65 iken-export --propose --reason x --department nobody
exits 'a dry run proposes nothing' 0 iken-export -n --propose --reason x
is 'none' "$(register 'SELECT count(*) FROM export')" 0
exits 'proposed' 0 iken-export --propose --from 2026-11-01 --to 2026-11-30 --cases --reason '議会の資料カナリア理由'
like 'how many' "$(cat "$T/out")" 'opinions +4$'
like 'how many protected' "$(cat "$T/out")" 'protected +1:'
is 'the reason lies sealed' "$(grep -rac カナリア理由 "$office/data" | grep -v ':0$')" ''
like 'it is shown' "$(iken-export --show 1)" '議会の資料カナリア理由'
like 'and which' "$(iken-export --show 1)" "$guarded protected"
ok 'a round' round
like 'the desk is told' "$(body "$(newest kocho@ notice)")" '書き出す案'
exits 'it cannot be written yet' 65 iken-export --run 1
exits 'who asked cannot approve' 65 iken-export --approve 1
like 'is told so' "$(cat "$T/err")" 'somebody else'
if can_be_somebody; then
	exits 'somebody else can' 0 somebody iken-export --approve 1
	like 'says what next' "$(cat "$T/out")" 'iken export --run 1'
	exits 'not twice' 65 somebody iken-export --approve 1
else
	ok 'somebody else can' approved 1
fi

# ---- a medium ----
exits 'not with its notice beside it' 65 iken-export --run 1 --notice "$OUT"
mkdir "$OUT/below"
exits 'nor below it' 65 iken-export --run 1 --notice "$OUT/below"
rmdir "$OUT/below"
ln -s "$OUT" "$T/link"
exits 'nor by a link' 65 iken-export --run 1 --notice "$T/link"
exits 'nor both ways' 65 iken-export --run 1 --notice "$NOTES" --show-password
is 'nothing began' "$(register 'SELECT count(*) FROM medium')" 0
exits 'written' 0 iken-export --run 1
zip=$OUT/medium-0001.zip
is 'an archive and a notice' "$(cat "$T/out")" "$zip
$NOTES/medium-0001.pdf"
is 'its line' "$(register "SELECT digest, size, opinions, name, end FROM medium")" \
	"$(sha256sum <"$zip" | cut -c 1-64)|$(stat -c %s "$zip")|4|medium-0001.zip|"
is 'who agreed stands in it' "$(register "SELECT approved LIKE '%4242%' FROM medium")" 1
is 'one line of each opinion is in the log' "$(register "SELECT count(*), count(DISTINCT opinion) FROM access WHERE what = 'export: 1'")" '4|4'
is 'nothing half is left' "$(find "$OUT" "$NOTES" -name '.*.part')" ''
is 'they are of their owner alone' "$(stat -c %a "$zip" "$NOTES/medium-0001.pdf" | sort -u)" 600
password=$(password 1)
like 'a password of 100 bits' "$password" '^([0-9a-hjkmnp-tv-z]{4}-){4}[0-9a-hjkmnp-tv-z]{4}$'
pdftotext -layout "$NOTES/medium-0001.pdf" "$T/notice.txt"
like 'the notice says what for' "$(cat "$T/notice.txt")" 'カナリア理由'
like 'by another way' "$(cat "$T/notice.txt")" '別の機会'
like 'with room to sign' "$(cat "$T/notice.txt")" '受け取った人'
unlike 'and nothing of what is in it' "$(cat "$T/notice.txt")" "$first|髙﨑|カナリア甲"
is 'the password stands nowhere else' "$(grep -rlaF "$password" "$office" "$OUT" "$T/out" "$T/err" /dev/null)" ''
7zz l -slt "$zip" >"$T/list" 2>&1
is 'every file but an empty one is encrypted with AES-256' "$(awk '/^Path = / { path = $3 } /^Size = / { size = $3 }
	/^Method = / && size > 0 && $3 != "AES-256" { print path }' "$T/list")" ''
is 'there are many' "$(($(grep -c '^Method = AES-256 ' "$T/list") > 20))" 1
unlike 'none in the old way' "$(cat "$T/list")" 'ZipCrypto'
unlike 'names say nothing of people' "$(cat "$T/list")" 'yamada|山田|高崎|canary'
is 'nothing is in the clear' "$(grep -c 'カナリア\|髙﨑\|canary-a' "$zip")" 0
exits 'not without the password' 2 7zz x -y -o"$T/wrong" -pwrong "$zip"
is 'nothing comes out' "$(find "$T/wrong" -type f -size +0 2>/dev/null)" ''
exits '7-Zip opens it' 0 7zz x -y -o"$T/open" -p"$password" "$zip"
ok 'its digests are right' sh -c "cd '$T/open' && sha256sum -c --quiet --strict SHA256SUMS"
for number in "$first" "$guarded" "$onpaper" "$formula"; do
	ok "those of $number" sh -c "cd '$T/open/cases/$number' && sha256sum -c --quiet --strict SHA256SUMS"
done
ok 'the mail is there, octet for octet' cmp "$T/first.eml" "$T/open/cases/$first/originals/1.eml"
is 'protected addresses are not' "$(grep -rac '秘密町\|090-1111\|canary-c' "$T/open" | grep -v ':0')" ''
like 'the manifest says so' "$(cat "$T/open/manifest.txt")" "$guarded: .*支援措置"
is 'a table in UTF-8 with its mark' "$(head -c 3 "$T/open/opinions.csv" | od -An -tx1 | tr -d ' ')" efbbbf
is 'a row each' "$(grep -c '^"*2026-' "$T/open/opinions.csv")" 4
like 'a formula is harmless' "$(cat "$T/open/opinions.csv")" "'=HYPERLINK"
like 'the answers' "$(cat "$T/open/answers.csv")" 'カナリア回答甲'
ok 'LibreOffice opens the book' calc_sheets "$T/open/tables.xlsx"
like 'with every sign' "$(cat "$CALC/意見.csv")" '"髙﨑𠮷太郎"'
is 'a row each' "$(grep -c '^"2026-' "$CALC/意見.csv")" 4
like 'and the answers' "$(cat "$CALC/回答.csv")" 'カナリア回答甲'
is 'no formula is in it' "$(calc_formulas "$T/open/tables.xlsx")" ''
is 'nor in the CSV' "$(calc_formulas "$T/open/opinions.csv")" ''
exits 'once is all' 65 iken-export --run 1
like 'it says so' "$(cat "$T/err")" 'done'
exits 'it cannot be withdrawn any more' 65 iken-export --withdraw 1

# ---- time, change, erasure ----
exits 'another' 0 iken-export --propose --from 2026-11-01 --reason '二つ目' --sjis
ok 'is approved' approved 2
later 700000
exits 'and left too long' 65 iken-export --run 2
like 'is late' "$(cat "$T/err")" 'time .* is over'
exits 'a third' 0 iken-export --propose --from 2026-11-01 --reason '三つ目' --sjis
ok 'is approved in time' approved 3
printf '道路です。\n' | write 'new@example.jp' opinion@city.example.jp '道路'
ok 'but another opinion comes in' round
exits 'it is not the same any more' 65 iken-export --run 3
like 'is told so' "$(cat "$T/err")" 'not the same'
is 'and there is no line of it' "$(register 'SELECT count(*) FROM medium')" 1
register "UPDATE opinion SET protected = 0 WHERE number = '$guarded'"
printf '%s\n%s\n' "$first" "$formula" >"$T/numbers"
exits 'by numbers' 0 iken-export --propose --numbers "$T/numbers" --reason '四つ目' --sjis
exits 'none that is no number' 65 iken-export --propose --numbers "$T/first.eml" --reason x
ok 'is approved' approved 4
exits 'with the password on the screen' 0 iken-export --run 4 --show-password
password=$(grep -Eo '[0-9a-z]{4}(-[0-9a-z]{4}){4}' "$T/out")
is 'no notice' "$(find "$NOTES" -name 'medium-0002*')" ''
exits '7-Zip opens it' 0 7zz x -y -o"$T/open2" -p"$password" "$OUT/medium-0002.zip"
is 'tables alone' "$(cd "$T/open2" && find . -type f | sort | tr '\n' ' ')" './SHA256SUMS ./answers.csv ./manifest.txt ./opinions-misfits.csv ./opinions.csv ./tables.xlsx '
like 'in CP932' "$(iconv -f CP932 -t UTF-8 "$T/open2/opinions.csv")" '髙﨑〓太郎'
like 'with a list of what it has not' "$(cat "$T/open2/opinions-misfits.csv")" 'U\+20BB7'
# book: the line of the second medium in 媒体管理簿, by its time
book()
{
	iken-books --media --from 2026-11-01 --to 2027-12-31 --format csv -o "$T/book" >/dev/null && grep 'medium-0002' "$T/book"/media-*.csv
}
mkdir "$T/book"
like '媒体管理簿 says why it left' "$(book)" '"四つ目",.*"持出し中"'
exits 'a medium comes back' 0 iken-books --medium-returned 2
is 'its line says so' "$(register 'SELECT end, returned FROM medium WHERE id = 2')" "returned|$IKEN_NOW"
exits 'once' 65 iken-books --medium-destroyed 2
is 'the access log says so in words that iken audit knows' "$(register "SELECT count(*) FROM access WHERE what = 'medium returned: 2'")" 1
ok 'which it has' grep -q '^what-medium-returned:' "${0%/*}/../../config/templates/ja/audit"
exits 'a list' 0 iken-export --list
like 'says which is which' "$(cat "$T/out")" '^export 1 +done .* medium 1'

# ---- erased ----
later $((5 * 86400))
ok 'days later' round
later $((200 * 86400))
ok 'and months' round
exits 'what is old is to be erased' 0 iken-erase --propose
exits 'as one says' 0 iken-erase --release 1
register "INSERT INTO erasure_release VALUES(1, 'uid 4243', '? (4243)', $IKEN_NOW); UPDATE erasure SET state = 'released' WHERE id = 1"
exits 'and is' 0 iken-erase
is 'the answered one' "$(register "SELECT state FROM opinion WHERE number = '$first'")" erased
is 'why it left is gone where the medium came back' "$(register 'SELECT id FROM medium WHERE reason IS NOT NULL')" 1
like '媒体管理簿 says so' "$(book)" '"（消去済み）",.*"返却"'
is 'with its key' "$(register 'SELECT count(*) FROM key WHERE id = (SELECT key FROM medium WHERE id = 2) AND wrapped IS NOT NULL')" 0
unlike 'it is shown no more' "$(iken-export --show 4)" '四つ目'
exits 'its number can be proposed' 0 iken-export --propose --numbers "$T/numbers" --cases --reason '消去後'
like 'and that is all' "$(cat "$T/out")" 'erased +1: numbers alone'
id=$(register 'SELECT max(id) FROM export')
ok 'is approved' approved "$id"
exits 'is written' 0 iken-export --run "$id"
exits '7-Zip opens it' 0 7zz x -y -o"$T/open3" -p"$(password 3)" "$OUT/medium-0003.zip"
like 'a row with its number' "$(cat "$T/open3/opinions.csv")" "^\"*$first\"*,\"*消去済み"
is 'and nothing else of it' "$(grep -rac 'カナリア\|髙﨑\|canary-a' "$T/open3" | grep -v ':0')" ''
is 'no case of it' "$(ls "$T/open3/cases")" "$formula"

like 'the log is whole' "$(iken-audit --verify)" '書かれたときのままです'
done_testing
