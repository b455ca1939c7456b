# SPDX-License-Identifier: GPL-3.0-or-later
# busy.sh - an office with something of everything under way, and one mail of each kind that departments, approvers,
# clerks, the desk and residents send waiting as an arrival; stages of it to come back to, and what it holds as text
#
# Reads post.sh. OFFICE_MORE	settings besides
# Leaves the stage `mails` (in the mailbox) and the stage `fetched`.
# shellcheck shell=sh disable=SC2034,SC2154
. "${0%/*}/../flow/post.sh"

COOLING_OFF='30 min'
IKEN_NOW=1795492800		# 2026-11-24 13:00 in Tokyo, a Tuesday
export IKEN_NOW COOLING_OFF
OFFICE_EXTRA='
[approver kacho]
name = 公園課長
addresses = kacho@city.example.jp

[approver bucho]
name = 都市整備部長
addresses = bucho@city.example.jp

[approver koho]
name = 広報
addresses = koho@city.example.jp

[department parks]
name = 公園課
addresses = parks@city.example.jp
approvers = kacho, bucho
circulate = koho

[department trees]
name = 緑化課
addresses = trees@city.example.jp
valid_to = 2026-11-24
successor = green

[department green]
name = みどり課
addresses = green@city.example.jp
valid_from = 2026-11-25

[staff call]
name = コールセンター
addresses = call@city.example.jp
channel = phone

[danger]
addresses = duty@city.example.jp

[rule]
words = 公園
department = parks

[rule]
words = 街路樹
department = trees

[rule]
words = 通学
department = waste
parts = roads, trees
copies = parks
'
office=$T/office
OFFICE_EXTRA=$OFFICE_EXTRA$(printf '%s' "${OFFICE_MORE:-}" | sed "s|OFFICE|$office|")
mkdir -p "$office/drop" "$office/print"
new_office "$office"

restore()
{
	rm -rf "$office" && cp -a "$T/$1" "$office"
}

keep()
{
	rm -rf "$T/$1" && cp -a "$office" "$T/$1"
}

# answer ADDRESS KIND NUMBER TEXT: a reply above the whole quoted mail of that kind about that opinion.
answer()
{
	_mail=$(newest "$1" "$2 $(number "$3")")
	[ -n "$_mail" ] || bail "$1 has no $2 about $3"
	{ printf '%b\n' "$4" && quoted "$_mail"; } | write "$1city.example.jp" "$(reply_address "$_mail")" "Re: $2"
}

# next: a round a minute later.
next()
{
	IKEN_NOW=$((IKEN_NOW + 60))
	round || bail 'a round fails'
}

# ---- an office with something of everything under way ----
n=0
for subject in 公園 公園 公園 通学 道路 道路 道路 道路 道路 道路 道路 街路樹; do
	n=$((n + 1))
	printf '%sのことです。その%dです。電話 090-1234-5678\n' $subject $n |
		write "氏名r$n <r$n@example.jp>" opinion@city.example.jp "$subject $n"
done
iken staff --mail call >"$T/out" 2>&1 || bail 'iken staff fails'
next
answer parks@ request 2 '遊具は来週直します。'
answer parks@ request 3 '遊具は再来週直します。'
answer roads@ request 7 '区分: 照会\nどこですか。'
next
answer kacho@ approval 3 '承認'
next
answer bucho@ approval 3 '承認'
receipt=$(reply_address "$(newest r11@ receipt)")
printf '続きです。\n' | write stranger1@example.net "$receipt" 'Re: 受付'
printf '別の穴があります。\n' | write stranger2@example.net "$receipt" 'Re: 受付'
printf '宣伝です。\n' | write stranger3@example.net "$receipt" 'Re: 受付'
next
is 'what there is' "$(register 'SELECT group_concat(state) FROM (SELECT state FROM opinion ORDER BY number)')" \
	requested,drafted,released,requested,requested,requested,asked,requested,requested,requested,requested,requested

# ---- one mail of each kind ----
IKEN_NOW=$((IKEN_NOW + 60))
answer parks@ request 1 '区分: 回答\n備考: 内密に\n遊具は直します。'
answer kacho@ approval 2 '承認'
answer kacho@ agreed 3 '停止\n待ってください。'
answer roads@ part-request 4 '道路は広げます。'
answer trees@ part-request 4 '区分: 所管外\n木はありません。'
answer roads@ request 5 '移送 清掃課'
answer roads@ request 6 '区分: 照会\nどちらの道路ですか。'
printf '駅前です。\n' | write r7@example.jp "$(reply_address "$(newest r7@ question)")" 'Re: 照会'
answer roads@ request 8 '区分: 開示\n住所が要ります。'
answer roads@ request 11 '区分: 経過\n現地を見ました。'
{ echo '2件とも来月補修します。'; quoted "$(newest roads@ "request $(number 9)")"; } | write roads@city.example.jp \
	"$(reply_address "$(newest roads@ "request $(number 9)")"), $(reply_address "$(newest roads@ "request $(number 10)")")" 'Re: 2件'
printf 'まだ直りません。\n' | write r11@example.jp "$receipt" 'Re: 受付'
call=$(reply_address "$(newest call@ welcome)")
printf '入力\n氏名: 鈴木花子\n電話番号: 03-1234-5678\nメールアドレス: hanako@example.jp\n\n夜の街灯が切れています。\n' | write call@city.example.jp "$call" '入力'
printf '照会 %s\n' "$(number 3)" | write call@city.example.jp "$call" '照会'
printf '一覧\n' | write call@city.example.jp "$call" '一覧'
for what in 1:1 2:新規 3:破棄; do
	held=$(grep -l "Envelope-To: kocho@" $(grep -l '^X-Ikenbako: held' "$office"/outbox/new/*) | while read -r file; do
		body "$file" | grep -q "stranger${what%%:*}@" && echo "$file"
	done)
	{ printf '%s\n' "${what#*:}" && quoted "$held"; } | write kocho@city.example.jp "$(reply_address "$held")" 'Re: held'
done
printf '道路で死にたいと思いました。\n' | write desperate@example.jp opinion@city.example.jp '道路'
put_mail "$office/inbox" "$T/written"
printf 'From: x@example.jp\nTo: opinion@city.example.jp\nAuto-Submitted: auto-replied\nMessage-ID: <auto@example.jp>\n\n不在です。\n' | put_mail "$office/inbox"
keep mails
iken-fetch || bail 'iken-fetch fails'
before=$(register 'SELECT max(seq) FROM arrival')
at_noon=$IKEN_NOW
keep fetched

# What is in the register but for what chance decides, sealed values, hashes and Message-IDs; and for how many mails
# were counted and whether one has perhaps left, because that is noted before it is sent.
DUMP=$(for table in $(register "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'allowance' ORDER BY name"); do
	columns=$(register "SELECT group_concat(CASE WHEN type = 'BLOB' THEN name || ' IS NULL' ELSE 'quote(' || name || ')' END) FROM pragma_table_info('$table') WHERE name NOT IN ('message_id', 'leaving')")
	case $columns in *,*) order='1, 2' ;; *) order=1 ;; esac
	echo "SELECT '-- $table'; SELECT $columns FROM $table ORDER BY $order;"
done)
dump()
{
	register "PRAGMA integrity_check; PRAGMA foreign_key_check; $DUMP"
	(cd "$office" && find data/arrivals data/store data/tmp -type f | sort)
	# Which mails there are; what is in them but for boundaries and the dates of sending.
	find "$office/outbox/new" -type f -exec grep -haiE '^(X-Ikenbako|Envelope-To|Subject):' {} + | sort
}

same_as()
{
	dump >"$T/dump" && cmp -s "$T/dump" "$T/dump.$1" && return
	diff "$T/dump.$1" "$T/dump" | head -n 5 >"$T/difference"
	diag_file "$T/difference"
	return 1
}
