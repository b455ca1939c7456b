#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A week of an office between real servers: Dovecot holds the mailboxes and Exim carries the mail; residents, clerks,
# approvers, the call centre and the desk open what is in their mailbox with mutt or s-nail and answer it.
. "${0%/*}/../lib.sh"

start_dovecot opinion
start_smtp

at()
{
	IKEN_NOW=$(date -d "$1 +0900" +%s)
	export IKEN_NOW
}

at '2026-11-24 09:00'		# a Tuesday
office=$T/office
# shellcheck disable=SC2034 # new_office reads it
COOLING_OFF='30 min'
OFFICE_EXTRA='
[approver kacho]
name = 河川課長
addresses = kacho@city.example.jp

[approver bucho]
name = 土木部長
addresses = bucho@city.example.jp

[approver koho]
name = 広報課
addresses = koho@city.example.jp

[department river]
name = 河川課
addresses = river@city.example.jp
approval = yes
approvers = kacho, bucho
circulate = koho

[department trees]
name = 緑化課
addresses = trees@city.example.jp
approvers = kacho
circulate = koho

[department parks]
name = 公園課
addresses = parks@city.example.jp
approval = yes

[rule]
words = 河川敷
department = river
parts = parks, trees
copies = waste

[rule]
words = 街路樹
department = trees

[rule]
words = 遊具
department = parks

[staff desk]
name = 広聴担当
addresses = kocho@city.example.jp
rights = enter, look-up, read, list, reissue, correct, note

[staff call]
name = コールセンター
addresses = call@city.example.jp
channel = phone

[danger]
addresses = kinkyu@city.example.jp
words = 死にたい, 爆破
'
new_office "$office"
mkdir "$office/answers"
printf '収集日は、市のホームページの「ごみの出し方」でご覧になれます。\n' >"$office/answers/A01.txt"
sed -i "s|^\[office\]|&\nanswers = $office/answers|" "$IKEN_CONF"

# ---- people and their mail programs --------------------------------------------------------

# the USER KIND [N]: the file of the newest mail of that kind (about the N-th opinion) in the mailbox.
the()
{
	find "$MAIL/$1/new" -type f -printf '%T@ %p\n' 2>/dev/null | sort -rn | cut -d ' ' -f 2- | tr '\n' '\0' |
		xargs -0 -r grep -l "^X-Ikenbako: $2${3:+ $(number "$3")}" | head -n 1
}

# body USER KIND [N], field NAME USER KIND [N]
body()
{
	_mail=$(the "$@")
	[ -n "$_mail" ] && "$B/tests/tools/read-mail" -t "$_mail"
}

field()
{
	_name=$1
	shift
	_mail=$(the "$@")
	[ -n "$_mail" ] && python3 -c "
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
print(m[sys.argv[2]] or '')" "$_mail" "$_name"
}

reply_address()
{
	field Reply-To "$@" | sed 's/.*<//; s/>.*//'
}

has()
{
	[ -n "$(the "$@")" ]
}

written=0
cat >"$T/muttrc" <<END
set folder = "$T"
set editor = "$T/editor"
set use_from = yes
set realname = ""
set sleep_time = 0
set envelope_from = yes
set charset = "utf-8"
set smtp_url = "smtp://localhost:$SMTP"
set ssl_starttls = yes
set ssl_ca_certificates_file = "$PKI/ca.pem"
set copy = no
set include = yes
set reply_to = yes
set fast_reply = yes
set abort_nosubject = no
set abort_unmodified = no
set recall = no
END
printf '#!/bin/sh\nsh "%s" <"$1" >"$1.new" && mv "$1.new" "$1"\n' "$T/edit" >"$T/editor"
chmod +x "$T/editor"
terminal=yes
script -qec true /dev/null >"$T/script" 2>&1 </dev/null || terminal=no

# Only the one mail is shown to the mail program, so that it is the first one.
open_mail()
{
	rm -rf "$T/opened"
	new_maildir "$T/opened"
	cp "$1" "$T/opened/cur/1:2,S"
}

# with_mutt USER CHARSET MAIL
with_mutt()
{
	if [ $terminal = no ]; then
		with_snail "$@"
		return
	fi
	open_mail "$3"
	TERM=xterm timeout 60 script -qec "mutt -n -F $T/muttrc -e 'set from=$1@${host:-city.example.jp}' \
		-e 'set send_charset=us-ascii:$2:utf-8' -f $T/opened -e 'push <reply><send-message><exit>'" \
		/dev/null >"$T/mutt" 2>&1 </dev/null || diag_file "$T/mutt"
}

snail()
{
	timeout 60 s-nail -:/ -Sv15-compat -Smta=smtp://localhost:"$SMTP" -Ssmtp-use-starttls -Stls-verify=ignore \
		-Ssmtp-auth=none -Sttycharset=utf-8 "$@" >"$T/snail" 2>&1 || diag_file "$T/snail"
}

# with_snail USER CHARSET MAIL
with_snail()
{
	open_mail "$3"
	printf 'set indentprefix="> "\nset quote\nreply 1\n~| sh %s\n~.\nx\n' "$T/edit" |
		snail -# -Sfrom="$1@${host:-city.example.jp}" -Ssendcharsets="$2",utf-8 -f "$T/opened"
}

# above WORDS: written above the quote.
above()
{
	printf '%s\n\n' "$1" >"$T/words"
	echo "cat '$T/words' -" >"$T/edit"
}

# in_block KIND WORDS: written into the block.
in_block()
{
	printf '%s\n' "$2" >"$T/words"
	cat >"$T/edit" <<-END
		awk -v kind='$1' '/^> 区分:/ && !k { print "> 区分: " kind; k = 1; next }
			/^> （本文）/ && !t { while ((getline line <"$T/words") > 0) print line; t = 1; next } { print }'
	END
}

# writes PROGRAM USER CHARSET MAIL: answers it as $T/edit says. written counts all mails to the box.
writes()
{
	if [ -z "$4" ]; then
		diag "nothing to answer for $2"
		return
	fi
	"with_$1" "$2" "$3" "$4"
	written=$((written + 1))
}

# says USER SUBJECT TO <TEXT: a new mail.
says()
{
	snail -s "$2" -Sfrom="$1@${host:-city.example.jp}" -Ssendcharsets=utf-8 "$3"
	written=$((written + 1))
}

# resident USER SUBJECT TEXT
resident()
{
	printf '%s\n' "$3" | host=example.jp says "$1" "$2" opinion@city.example.jp
}

# ---- time ----------------------------------------------------------------------------------

delivered()
{
	[ "$(find "$MAIL" -path "$MAIL/opinion" -prune -o -path '*/new/*' -type f -print | wc -l)" -ge \
		"$(register "SELECT count(*) FROM intent WHERE state = 'sent'")" ]
}

register()
{
	sqlite3 "$office/data/register.db" "$1"
}

# round: a minute later, as cron runs it; what people wrote is in the mailbox before, and what they get in theirs after.
round()
{
	IKEN_NOW=$((IKEN_NOW + 60))
	wait_for_saved opinion "$written" || diag "not all of $written mails arrived"
	timeout 120 iken run >"$T/out" 2>"$T/err" || {
		diag "the round ends with $?"
		diag_file "$T/err"
		return 1
	}
	wait_for 15 delivered || diag 'the mails of the round were not delivered'
}

number()
{
	register "SELECT number FROM opinion WHERE id = $1"
}

state()
{
	register "SELECT state FROM opinion WHERE id = $1"
}

# ---- Tuesday: residents write --------------------------------------------------------------

exits 'the call centre is given its address' 0 iken staff --mail call
iken staff --mail desk >/dev/null
resident taro 河川敷の草 '河川敷の草が伸びています。ベンチも壊れていて、木の枝も落ちそうです。'
round
resident hanako 街路樹について '街路樹の枝が信号にかかっています。'
round
resident jiro 遊具について '遊具のねじがゆるんでいます。'
round
resident saburo 街灯について '街灯の下にごみが捨てられています。'
round
resident yoko ごみの収集日について 'ごみの収集日を教えてください。'
round
resident eigyo ごみ袋のご提案 'ごみ袋の新製品をご案内します。'
round
is 'each opinion is with its department' "$(register 'SELECT group_concat(department) FROM opinion')" \
	river,trees,parks,roads,waste,waste
like 'the lead is told who else is asked' "$(body river request 1)" '^公園課：分担の回答待ち（期限 令和8年12月3日（木））$'
like 'and who knows' "$(body river request 1)" '^清掃課：参考送付$'
like 'and until when' "$(body river request 1)" '^　回答期限：令和8年12月8日（火）$'
like 'a part is asked for' "$(body trees part-request 1)" '緑化課に関わる部分の回答をお願いします'
like 'another reads along' "$(body waste copy 1)" '清掃課から回答する必要はありません'

# ---- parts, each by its own program; a note, passing on, a question, a dismissal -----------

in_block 回答 'ベンチは今月中に直します。'
writes mutt parks iso-2022-jp "$(the parks part-request 1)"
above '枝は12月に切ります。'
writes snail trees utf-8 "$(the trees part-request 1)"
in_block '移送' '移送先: 清掃課
街灯は点いています。ごみの件です。'
writes mutt roads iso-2022-jp "$(the roads request 4)"
in_block 照会 'どの地区にお住まいでしょうか。'
writes snail waste iso-2022-jp "$(the waste request 5)"
in_block '処理対象外 営業・宣伝' ''
writes mutt waste utf-8 "$(the waste request 6)"
in_block 回答 'ねじは本日締め直しました。
備考: 写真は別に送ります。'
writes snail parks iso-2022-jp "$(the parks request 3)"
in_block 回答 '街路樹の枝は、今週中に切ります。'
writes mutt trees utf-8 "$(the trees request 2)"
round
like 'the lead has both parts' "$(body river part-answer 1)" '^枝は12月に切ります。$'
like 'together' "$(body river part-answer 1)" '^ベンチは今月中に直します。$'
is 'nothing of them has left' "$(the taro answer)" ''
is 'the next department has it' "$(register 'SELECT department FROM opinion WHERE id = 4')" waste
like 'with what was said' "$(body waste request 4)" '街灯は点いています。ごみの件です。'
like 'the resident is asked' "$(body yoko question 5)" '^どの地区にお住まいでしょうか。$'
is 'the dismissed one is closed' "$(state 6) $(register 'SELECT reason FROM opinion WHERE id = 6')" 'closed sales'
like 'the desk reads the draft' "$(body kocho approval 3)" '^ねじは本日締め直しました。$'
like 'and the remark apart' "$(body kocho approval 3)" '^写真は別に送ります。$'

# ---- the lead answers; the desk sends another back; the resident replies -------------------

in_block 回答 '河川敷の草は来週刈ります。
ベンチは今月中に直し、枝は12月に切ります。'
writes mutt river iso-2022-jp "$(the river part-answer 1)"
in_block 差戻し 'いつ点検したかも書いてください。'
writes mutt kocho iso-2022-jp "$(the kocho approval 3)"
above 所管外
writes mutt waste iso-2022-jp "$(the waste request 4)"
above '東町です。'
host=example.jp
writes snail yoko utf-8 "$(the yoko question 5)"
unset host
above 承認します。
writes snail kacho iso-2022-jp "$(the kacho approval 2)"
round
like 'the draft is returned with the reason' "$(body parks returned 3)" '^いつ点検したかも書いてください。$'
like 'the desk gets what is nobody'"'"'s' "$(body kocho request 4)" '清掃課から「所管外」として戻されました'
unlike 'who cannot send it back in turn' "$(body kocho request 4)" '　所管外　　…'
like 'with the way that it took' "$(body kocho request 4)" '道路課'
like 'the waste department has the reply' "$(body waste follow-up 5)" '東町です。'
like 'the desk is the first of three' "$(body kocho approval 1)" '3人のうち1人目'
like 'who sees the answer gets it' "$(body koho circulation 2)" '^街路樹の枝は、今週中に切ります。$'
is 'which waits' "$(state 2)" released

# ---- approved by three; stopped by one; 開示; 移送 by the desk -----------------------------

above '承認'
writes mutt kocho utf-8 "$(the kocho approval 1)"
in_block 停止 '日付を確かめたいので止めます。'
writes mutt koho iso-2022-jp "$(the koho circulation 2)"
in_block '移送' '移送先: 公園課'
writes snail kocho iso-2022-jp "$(the kocho request 4)"
in_block '開示' '地図を郵送するため'
writes mutt waste iso-2022-jp "$(the waste request 5)"
in_block 回答 'ねじは本日締め直しました。11月20日に点検したところです。'
writes mutt parks iso-2022-jp "$(the parks returned 3)"
round
is 'the stopped one is back' "$(state 2)" requested
like 'with the reason' "$(body trees returned 2)" '^日付を確かめたいので止めます。$'
like 'the parks department sees how it came there' "$(body parks request 4)" '所管外'
like 'the department is told who it is' "$(body waste disclosure 5)" 'yoko@example.jp'
in_block 承認 ''
writes snail kacho iso-2022-jp "$(the kacho approval 1)"
above '承認します
広聴'
writes snail kocho iso-2022-jp "$(the kocho approval 3)"
above '回答コード: A01'
writes mutt waste iso-2022-jp "$(the waste follow-up 5)"
round
like 'the standard answer leaves' "$(body yoko answer 5)" 'ごみの出し方'
is 'the chief is not the last' "$(state 1)" drafted
like 'who is the third' "$(body bucho approval 1)" '3人のうち3人目'
above 'OK'
writes mutt bucho iso-2022-jp "$(the bucho approval 1)"
IKEN_NOW=$((IKEN_NOW + 1800))
round
is 'the third of them lets it go, but not before half an hour' "$(state 1) $(the taro answer)" 'released '
like 'who only reads it has it' "$(body koho circulation 1)" '^河川敷の草は来週刈ります。$'
like 'the desk alone: half an hour is over' "$(body jiro answer 3)" '11月20日に点検'
IKEN_NOW=$((IKEN_NOW + 1800))
round
like 'the answer leaves' "$(body taro answer 1)" '^河川敷の草は来週刈ります。$'
unlike 'with nothing of the office' "$(body taro answer 1)" '承認|区分|公園課|緑化課'

# ---- a correction; the call centre; the desk -----------------------------------------------

in_block 訂正 'ねじは11月24日に締め直しました。'
writes mutt parks iso-2022-jp "$(the parks returned 3)"
cat >"$T/edit" <<'END'
sed 's/^> 氏名:.*/> 氏名: 鈴木花子/; s/^> 電話番号:.*/> 電話番号: 03-1234-5678/; s/^> 件名:.*/> 件名: 道路の穴/
	s/^> メールアドレス:.*/> メールアドレス: suzuki@example.jp/; s/^> 本文:.*/> 本文: 道路に穴があります。/'
END
writes mutt call iso-2022-jp "$(the call welcome)"
round
is 'the call centre has entered one' "$(register 'SELECT channel, department FROM opinion WHERE id = 7')" 'phone|roads'
like 'and is told its number' "$(field Subject call command)" "$(number 7)"
like 'the resident gets a receipt' "$(field Subject suzuki receipt)" "$(number 7)"
above '承認'
writes snail kocho utf-8 "$(the kocho approval 3)"
printf '照会 %s\n' "$(number 7)" | says call 照会 "$(reply_address call welcome)"
desk=$(reply_address kocho welcome)
printf '一覧\n' | says kocho 一覧 "$desk"
round
like 'the call centre looks it up' "$(body call command)" '道路課'
like 'the desk has the list' "$(body kocho command)" "$(number 7)"
printf '一覧\n' | says call 一覧 "$(reply_address call welcome)"
printf '再依頼 %s\n' "$(number 7)" | says kocho 再依頼 "$desk"
round
like 'which the call centre is refused' "$(field Subject call command)" 'お受けできませんでした'
is 'the request goes out again' "$(find "$MAIL/roads/new" -type f -print0 | xargs -0 grep -l "^X-Ikenbako: request $(number 7)" | wc -l)" 2
printf '経過 %s\n電話で現地を確かめました。\n' "$(number 7)" | says kocho 経過 "$desk"
round
printf '訂正 %s\n投稿目的: 問い合わせ\n担当: 公園課\n' "$(number 7)" | says kocho 訂正 "$desk"
IKEN_NOW=$((IKEN_NOW + 1800))
round
is 'it is corrected' "$(register 'SELECT purpose, department FROM opinion WHERE id = 7')" 'question|parks'
like 'the correction leaves' "$(field Subject jiro answer 3)" '訂正'

# ---- a held mail, filed by the desk --------------------------------------------------------

in_block 回答 '街路樹の枝は、11月27日に切ります。'
host=private.example.jp
writes mutt sato iso-2022-jp "$(the trees returned 2)"
unset host
round
like 'a clerk wrote from elsewhere: the desk is asked' "$(body kocho held)" '11月27日に切ります'
above '区分: 回答
番号: 1'
writes mutt kocho iso-2022-jp "$(the kocho held)"
round
like 'one reply files it' "$(body kocho filed)" '担当課の回答として受け付けました'
like 'and the desk has to approve it' "$(body kocho approval 2)" '^街路樹の枝は、11月27日に切ります。$'

# ---- danger at night, the digest in the morning --------------------------------------------

at '2026-11-24 23:50'
resident noname 市役所へ 'もう死にたい。'
round
like 'danger is told at night' "$(body kinkyu danger)" 'もう死にたい'
is 'nobody is reminded at night' "$(the roads reminder)" ''
at '2026-12-09 08:40'
round
like 'in the morning behind the due day two are late' "$(field Subject parks reminder)" '期限を過ぎたもの2件・処理中2件（令和8年12月9日（水））'
like 'which are named' "$(body parks reminder)" "^　$(number 7)　問い合わせ　期限 令和8年12月8日（火）　1開庁日遅れ\$"
like 'who approves is reminded too' "$(body kocho reminder)" "$(number 2)"
is 'what was stopped has never left' "$(the hanako answer)" ''

# ---- all that has arrived ------------------------------------------------------------------

cat >"$T/judge.py" <<'END'
import email, email.policy, email.utils, glob, sys, unicodedata
TO_ANSWER = "request part-request part-answer follow-up returned disclosure copy approval agreed circulation held welcome command"
faults = []
for file in glob.glob(sys.argv[1] + "/*/new/*"):
	mail = email.message_from_binary_file(open(file, "rb"), policy=email.policy.default)
	kind = mail["X-Ikenbako"].split()[0]
	name, sender = email.utils.parseaddr(mail["From"])
	reply = email.utils.parseaddr(mail["Reply-To"] or "")[1]
	text = mail.get_body().get_content().replace("\r\n", "\n")
	width = max(sum(2 if unicodedata.east_asian_width(c) in "FWA" else 1 for c in line)
		for line in text.splitlines() if not line.startswith((">", "|")))
	if kind in TO_ANSWER.split() and (sender != reply or "+" not in sender):
		faults.append(kind + " cannot be answered")
	if kind in ("receipt", "answer", "question") and (sender != "opinion@city.example.jp" or "+resident-" not in reply):
		faults.append(kind + " cannot be answered")
	if name != "見本市役所" or "見本市役所　広聴課\n電話 03-0000-0000" not in text:
		faults.append(kind + " does not say who it is from")
	if width > 100 or max(map(len, open(file, "rb").read().split(b"\n"))) > 998:
		faults.append("%s has a line of %d columns" % (kind, width))
	if len(mail["Subject"]) > 60:
		faults.append("%s has a long subject: %s" % (kind, mail["Subject"]))
	if "{" in text or "iken-" in text:
		faults.append(kind + " shows what is not for people")
print(*sorted(set(faults)), sep="\n")
END
is 'each mail says who it is from, can be answered, and has no long lines' "$(python3 "$T/judge.py" "$MAIL")" ''
is 'nothing waits to be sent' "$(register "SELECT count(*) FROM intent WHERE state = 'waiting'")" 0
is 'the box is empty' "$(count_mails "$MAIL/opinion")" 0

done_testing
