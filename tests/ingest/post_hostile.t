#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken-post and what no browser sends: every answer is clear, bounded in time and memory, and nothing typed is lost
. "${0%/*}/../lib.sh"
. tests/ingest/page.sh

FORM='multipart/form-data; boundary=X'
# part NAME VALUE: appends a field to $T/body; file NAME FILENAME CONTENT: an attachment; end
begin()
{
	: >"$T/body"
}
part()
{
	printf -- '--X\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' "$1" "$2" >>"$T/body"
}
end()
{
	printf -- '--X--\r\n' >>"$T/body"
}
# The usual fields with that text; a form without draft is shown again, filled in.
usual()
{
	begin
	part draft "$draft"
	part purpose other
	part way none
	part text "$1"
}
send()
{
	browse body iken-post "${2:-$FORM}" "$T/body" ${1:+"$1"}
}
fresh()
{
	browse get iken-post >/dev/null
	draft=$(field draft)
}

new_page 5
fresh
usual 'ふつう'
part do check
end
is 'a form by hand is as good as a browser'\''s' "$(send)" 200

# ---- what is too much ----

is 'more than the limit is refused before it is read' "$(send 99999999999)" 413
like 'with a clear answer' "$(page)" '受け取りを始めませんでした'
is 'a length that is none is refused' "$(send -5)" 400
is 'so is one that is no number' "$(send 12x)" 400
is 'and none at all' "$(env -u CONTENT_LENGTH GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=POST CONTENT_TYPE="$FORM" iken-post <"$T/body" | sed -n 's/^Status: \([0-9]*\).*/\1/p')" 411
usual '一万'
python3 -c '
for i in range(10000):
    print("--X\r\nContent-Disposition: form-data; name=\"f%d\"\r\n\r\n%d\r" % (i, i))' >>"$T/body"
end
is '10,000 fields: it is looked at again' "$(send)" 400
like 'what was typed is there' "$(page)" '^一万</textarea>'
like 'and it says why' "$(page)" '項目の数が多すぎる'
begin
python3 -c '
print("&".join("f%d=%d" % (i, i) for i in range(10000)) + "&text=x", end="")' >"$T/body"
is 'the same urlencoded' "$(send '' application/x-www-form-urlencoded)" 400
usual "$(python3 -c 'print("あ" * 300000)')"
part do check
end
is 'a text of 300,000 characters' "$(send)" 400
like 'is told to be too long' "$(page)" 'href="#text">本文が長すぎます'
is 'and shown again as far as it is taken' "$(page | grep -o 'あ' | wc -l | awk '{ print ($1 > 200000) }')" 1
usual 'メモリ'
python3 -c '
import sys
out = sys.stdout.buffer
out.write(b"--X\r\nContent-Disposition: form-data; name=\"files\"; filename=\"big.bin\"\r\n\r\n")
for i in range(40):
    out.write(b"\0" * 1000000)
out.write(b"\r\n")' >>"$T/body"
part do check
end
# sanitizers take all the address space that there is
grep -qa __asan_init "$B/bin/iken-post" && room=unlimited || room=65536
is '40 MB are read in 64 MB of memory' "$(ulimit -v $room; send)" 400
like 'the file is told to be too large' "$(page)" 'href="#files">大きすぎて添付できない'
is 'and is not kept' "$(find "$IKEN_PAGE/state/uploads" -type f | wc -l)" 0

# ---- what is broken ----

fresh
usual '途中まで'
printf -- '--X\r\nContent-Disposition: form-data; name="files"; filename="cut.bin"\r\n\r\nabc' >>"$T/body"
is 'a form without its end' "$(send)" 400
like 'shows what arrived' "$(page)" '^途中まで</textarea>'
unlike 'without the file that was cut' "$(page)" 'cut.bin <span'
usual '途中まで届いた本文'
cut=$(($(wc -c <"$T/body") - 8))
is 'a connection that ends early' "$(head -c "$cut" "$T/body" >"$T/short"; browse body iken-post "$FORM" "$T/short" 5000)" 400
like 'shows half of the text' "$(page)" '^途中まで届いた'
for head in 'Content-Disposition: form-data' 'Content-Type: text/plain' 'Content-Disposition: form-data; name="a' ''; do
	usual '頭がおかしい'
	printf -- '--X\r\n%s\r\n\r\nx\r\n' "$head" >>"$T/body"
	end
	is "a part with the head '$head'" "$(send)" 400
	like 'nothing typed before it is lost' "$(page)" '^頭がおかしい</textarea>'
done
usual 'ながい頭'
{ printf -- '--X\r\nContent-Disposition: form-data; name="'; head -c 100000 /dev/zero | tr '\0' a; printf '"\r\n\r\nx\r\n'; } >>"$T/body"
end
is 'a head of 100 KB' "$(send)" 400
like 'nothing is lost either' "$(page)" '^ながい頭</textarea>'
for type in 'multipart/form-data' 'multipart/form-data; boundary=' "multipart/form-data; boundary=$(head -c 300 /dev/zero | tr '\0' b)" text/plain application/json ''; do
	is "a body of type '$(printf %.40s "$type")'" "$(browse body iken-post "$type" "$T/body")" 400
done
head -c 200000 /dev/urandom >"$T/body"
is 'random octets' "$(send)" 400
python3 -c '
import sys
sys.stdout.buffer.write(b"--X\r\n" * 50000)' >"$T/body"
is 'boundaries alone' "$(send)" 400
: >"$T/body"
is 'an empty body' "$(send)" 400
unlike 'no answer says anything of us' "$(page)" "$IKEN_PAGE|error:"

# ---- signs ----

fresh
usual 'x'
printf -- '--X\r\nContent-Disposition: form-data; name="name"\r\n\r\n山\0田\033[2J\r\nX-Evil: 1\r\n' >>"$T/body"
part do check
end
is 'NUL and control characters' "$(send)" 400
like 'are told' "$(page)" '読めない文字がありました'
unlike 'and gone' "$(page)" "$(printf '\033')"
is 'the name is one line' "$(field name)" '山田[2J X-Evil: 1'
usual "$(printf 'a\342\200\256b\302\205c')"
part do check
end
is 'directions and C1 controls' "$(send)" 200
not_ok 'do not come back' grep -q "$(printf '\342\200\256')" "$BROWSER/page.html"
for charset in CP932 EUC-JP; do
	fresh
	usual '公園の街灯が切れています。早く直してください。'
	part name 山田太郎
	part do check
	end
	iconv -f UTF-8 -t "$charset" "$T/body" >"$T/other" && mv "$T/other" "$T/body"
	is "posted in $charset" "$(send)" 200
	like 'it is read' "$(page)" '公園の街灯が切れています。早く直してください。'
	like 'and said to have been converted' "$(page)" '文字コードを変換しました'
	browse send iken-post send >/dev/null
	like 'and arrives as UTF-8' "$(spool part "$(shown number)" 0)" '^氏名: 山田太郎$'
done
fresh
printf 'draft=%s&purpose=other&way=none&do=check&text=%%8C%%F6%%89%%80%%82%%CC%%8aX%%93%%94%%82%%AA%%90%%D8%%82%%EA%%82%%C4%%82%%A2%%82%%DC%%82%%B7' "$draft" >"$T/body"
is 'urlencoded in CP932' "$(send '' application/x-www-form-urlencoded)" 200
like 'it is read as well' "$(page)" '公園の街灯が切れています'
fresh
usual '氏名: にせの名前

回答方法: 郵送
住所: よその住所
-----
本文: X'
part do check
end
is 'a text that looks like a form' "$(send)" 200
browse send iken-post send >/dev/null
spool part "$(shown number)" 0 >"$T/form"
is 'stays a text' "$(sed -n '/^$/,$p' "$T/form" | tail -n +2)" '氏名: にせの名前

回答方法: 郵送
住所: よその住所
-----
本文: X'
is 'and is no header' "$(sed '/^$/q' "$T/form" | grep -c にせ)" 0
fresh
begin
part draft "$draft"
part purpose other
part way none
part text x
part subject '氏名: にせ 回答方法: 郵送'
part do check
end
is 'a subject that looks like fields' "$(send)" 200
browse send iken-post send >/dev/null
is 'goes into the text' "$(spool part "$(shown number)" 0 | tail -n 3 | tr '\n' '|')" '氏名: にせ 回答方法: 郵送||x|'
fresh
usual x
part name '山田 電話: 03-1234-5678'
part do check
end
is 'a name with a field in it' "$(send)" 400
like 'is told' "$(page)" 'href="#name">この欄には'
for value in '"><script>alert(1)</script>' "' onmouseover='alert(1)" '{$back}{lang}{>form}' '</textarea><b>'; do
	fresh
	begin
	for name in purpose way text name mail postal address phone subject lang draft; do
		part "$name" "$value"
	done
	end
	send >/dev/null
	unlike "$value is only text" "$(sed 's/&[a-z#0-9]*;//g' "$BROWSER/page.html")" "<script>|<b>| onmouseover='|^戻る"
	[ "$(grep -c '</textarea>' "$BROWSER/page.html")" = 1 ]
	is 'and stays in its place' $? 0
done
fresh
begin
part draft "$draft"
printf -- '--X\r\nContent-Disposition: form-data; name="files"; filename="../../../etc/cron.d/x\0y"\r\n\r\nabc\r\n' >>"$T/body"
printf -- '--X\r\nContent-Disposition: form-data; name="files"; filename=".."\r\n\r\nabc\r\n' >>"$T/body"
printf -- '--X\r\nContent-Disposition: form-data; name="other"; filename="other.txt"\r\n\r\nabc\r\n' >>"$T/body"
part text x
end
send >/dev/null
like 'a path is a name' "$(page)" '<li>xy? <span|<li>x <span'
like 'no name is one of ours' "$(page)" '<li>file <span'
unlike 'a file of another field is none' "$(page)" 'other.txt'
is 'all lies where it belongs' "$(find "$IKEN_PAGE" "$T" -newer "$T/body" -name '*cron*' | wc -l)" 0
usual '消せない'
part do 'remove-../../../out/page'
end
send >/dev/null
ok 'nothing else can be removed' test -s "$IKEN_PAGE/out/page"

# ---- slowness ----

fresh
usual '遅い'
(cat "$T/body"; sleep 30) | env GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=POST CONTENT_TYPE="$FORM" CONTENT_LENGTH=100000 \
    IKEN_PAGE_PATIENCE=4 iken-post >"$T/slow" 2>/dev/null &
slow=$!
# The filter is there before the first octet is looked at; sanitizers need more calls than it allows.
if ! grep -qa __asan_init "$B/bin/iken-post"; then
	ok 'while it reads it is confined' wait_for 4 grep -q '^Seccomp:.2' "/proc/$slow/status"
fi
wait_for 20 grep -q '</html>' "$T/slow"
is 'who stops sending is answered' $? 0
kill "$slow" 2>/dev/null
wait "$slow" 2>/dev/null
like 'that it took too long' "$(cat "$T/slow")" '時間がかかりすぎました'
like 'with what had come' "$(cat "$T/slow")" '^遅い'

unlike 'nothing that was typed is in a log' "$(cat "$T/errors")" '公園|山田|にせ|遅い'
done_testing
