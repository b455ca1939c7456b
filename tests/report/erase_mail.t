#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# An erasure is released by the replies of two clerks to mails of their own, and by nothing else: not by one clerk twice or for
# another, not by forged, conditional, automatic or late mails, nor when the proposal is not the one that was shown.
. "${0%/*}/erase.sh"

office=$T/office
me=$(id -un)
OFFICE_EXTRA="
[erase old]
age = 100 days

[erasure]
clerks = tanaka@city.example.jp, suzuki@city.example.jp, sato@city.example.jp
logins = $me=sato@city.example.jp, nobody-at-all=suzuki@city.example.jp

[trust]
authserv_id = mx.city.example.jp
"
at 0
extra=$OFFICE_EXTRA OFFICE_EXTRA=
new_office "$office"
printf '%s' "$extra" >>"$IKEN_CONF"
sed -i 's/^addresses = kocho@city.example.jp/&\nsenders = tanaka@city.example.jp, suzuki@city.example.jp, sato@city.example.jp/' "$IKEN_CONF"
exits 'the settings are right' 0 iken-check

# ---- what settings may say ----
wrong()
{
	sed "$2" "$IKEN_CONF" >"$T/wrong.conf"
	exits "$1" 78 iken-erase -c "$T/wrong.conf" --list
	like "$1: it is said" "$(cat "$T/err")" "$3"
}
wrong 'a clerk who is not of the desk' 's/^clerks = tanaka/clerks = yamada/' "not on the desk's list"
wrong 'one mailbox twice' 's/^clerks = tanaka@/clerks = suzuki+night@/; s/^senders = tanaka/senders = suzuki+night/' 'one mailbox'
wrong 'a login of nobody' 's/^logins = /logins = root=yamada@city.example.jp, /' 'LOGIN=ADDRESS'
wrong 'two people of one login' "s/^logins = /logins = $me=tanaka@city.example.jp, /" 'in common'
wrong 'too few' 's/^clerks = .*/clerks = tanaka@city.example.jp/; s/^logins = .*//' 'so few'

# ---- a proposal ----
# says CLERK WORDS [TO [HEADER]]: replies to the newest mail "erasure" of that clerk, or to an address.
says()
{
	_mail=$(newest "$1@" erasure)
	_to=${3:-$(reply_address "$_mail")}
	{
		printf 'Authentication-Results: mx.city.example.jp; dmarc=pass header.from=city.example.jp\nFrom: %s@City.example.jp\nTo: %s\nSubject: Re: erasure\nMessage-ID: <%s@mail.example.jp>\n' \
			"$1" "$_to" "$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')"
		[ -z "${4:-}" ] || printf '%s\n' "$4"
		printf 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n%b\n' "$2"
		quoted "$_mail"
	} >"$T/said"
	put_mail "$office/inbox" "$T/said"
	round
}

# told CLERK: the subject of the newest answer.
told()
{
	field "$(newest "$1@" erasure-answer)" Subject
}

# propose: and the number of it.
propose()
{
	iken-erase --propose >"$T/out" 2>"$T/err" && round || return 1
	id=$(register 'SELECT max(id) FROM erasure')
}

state_of()
{
	register "SELECT state FROM erasure WHERE id = $id"
}

releases()
{
	register "SELECT group_concat(person, ' ') FROM (SELECT person FROM erasure_release WHERE erasure = $id ORDER BY at, person)"
}

printf '道路に穴があります。\n' | write resident@example.jp opinion@city.example.jp '道路の件'
printf 'ごみの収集が遅いです。\n' | write other@example.jp opinion@city.example.jp '収集の件'
ok 'two opinions' round
at 5
register "UPDATE opinion SET state = 'closed'"
at 200
ok 'are old, and a proposal is made' propose
proposal=$(newest tanaka@ erasure)
is 'each clerk gets it' "$(for clerk in tanaka suzuki sato; do how_many $clerk@ erasure; done | tr '\n' ' ')" '1 1 1 '
like 'with its numbers' "$(body "$proposal")" "$(number 1) +$(number 2)"
like 'and its rule' "$(body "$proposal")" 'old：2件'
unlike 'and nothing personal' "$(cat "$proposal"; body "$proposal")" 'resident@|other@|収集'
like 'by an address of its own kind' "$(reply_address "$proposal")" "^opinion\+erasure-$id-"
is 'the three are different' "$(for clerk in tanaka suzuki sato; do reply_address "$(newest $clerk@ erasure)"; done | sort -u | wc -l | tr -d ' ')" 3

# ---- what does not release it ----
ok 'a clerk writes what nobody understands' says tanaka 'よろしくお願いします。'
is 'who is told' "$(told tanaka | grep -c '読み取れませんでした')" 1
like 'and can answer again' "$(reply_address "$(newest tanaka@ erasure-answer)")" "^$(reply_address "$proposal" | sed 's/[+]/\\+/')$"
ok 'a clerk agrees on a condition' says tanaka "承認\n$(number 1) は残してください。"
like 'who is told' "$(told tanaka)" '条件'
ok 'in the same line' says tanaka '承認します。ただし1件は除きます。'
like 'who is told too' "$(told tanaka)" '条件|読み取れ'
ok 'with something to be kept' says tanaka '承認\n山田の分は保留でお願いします。'
like 'who is told that' "$(told tanaka)" '条件'
ok 'with a number beside it' says tanaka "承認\n$(number 1)"
like 'likewise' "$(told tanaka)" '条件'
ok 'an out-of-office' says tanaka '承認' '' 'Auto-Submitted: auto-replied'
ok 'one without a header' says tanaka '本日は不在です。'
like 'is not understood' "$(told tanaka)" '読み取れません'
is 'nothing of that counts' "$(state_of)$(releases)" proposed
ok "another's address" says suzuki '承認' "$(reply_address "$(newest tanaka@ erasure)")"
is 'is held' "$(register "SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1")" token-other-sender
printf '承認\n' | write tanaka@city.example.jp "$(reply_address "$proposal")" 'Re: erasure'
ok "no word of the trusted server" round
is 'is held' "$(register "SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1")" not-authenticated
ok 'a guessed address' says tanaka '承認' "opinion+erasure-$id-00000000000000000000@city.example.jp"
is 'is held' "$(register "SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1")" forged-token
ok 'the desk, which is no clerk' says kocho '承認' "$(reply_address "$proposal")"
is 'is held' "$(register "SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1")" token-other-sender
for party in desk "eraser:tanaka@city.example.jp:" "eraser:kocho@city.example.jp:$(printf '%064d' 0)"; do
	ok "signed for $party" says tanaka '承認' "$("$B/tests/tools/sign-address" "$IKEN_CONF" erasure "$id" "$party")"
done
is 'are held' "$(register "SELECT count(*) FROM arrival WHERE reason = 'forged-token'")" 4
is 'nothing of that counts either' "$(state_of)$(releases)" proposed

# ---- one clerk ----
ok 'one clerk agrees' says tanaka '承認\n\n広聴係 田中\n内線 1203'
is 'which counts' "$(releases)" 'mail tanaka@city.example.jp'
like 'and is told' "$(told tanaka)" '承認を記録しました'
like 'that one more is needed' "$(body "$(newest tanaka@ erasure-answer)")" '1人の承認'
is 'it is not released' "$(state_of)" proposed
exits 'nothing is erased' 0 iken-erase
is 'at all' "$(register "SELECT count(*) FROM opinion WHERE state = 'erased'")" 0
ok 'the same clerk again' says tanaka '内容を確認し、承認します。\n\nよろしくお願いいたします。'
like 'is told that it counts once' "$(told tanaka)" 'すでに'
is 'once' "$(releases)$(state_of)" 'mail tanaka@city.example.jpproposed'
exits 'a login that is perhaps the same person' 65 iken-erase --release "$id"
like 'is told so' "$(cat "$T/err")" 'somebody else'
is 'and does not count' "$(state_of)" proposed

# ---- what was shown is no longer what would go ----
register "UPDATE erasure_rule SET before = before + 86400 WHERE erasure = $id"
ok 'another rule than was shown' says suzuki '承認'
is 'is not released' "$(state_of)" proposed
is 'the mail is held' "$(register "SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1")" forged-token
register "UPDATE erasure_rule SET before = before - 86400 WHERE erasure = $id; DELETE FROM erasure_item WHERE opinion = 2"
ok 'other opinions than were shown' says suzuki '承認'
is 'are not released' "$(state_of)" proposed
is 'and held' "$(register "SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1")" forged-token
register "INSERT INTO erasure_item VALUES($id, 2, 1, '')"

# ---- two clerks ----
ok 'the second clerk agrees' says suzuki 'approve'
is 'that is two' "$(releases)" 'mail suzuki@city.example.jp mail tanaka@city.example.jp'
is 'it is released' "$(state_of)" released
like 'the second is told' "$(told suzuki)" '次の夜に消去'
like 'and the administrator' "$(body "$(newest admin@ notice)")" '次の夜に消去'
is 'both are in the access log' "$(register "SELECT group_concat(who || ' ' || what, '|') FROM access WHERE what LIKE '%by mail'")" \
	"tanaka@city.example.jp release erasure $id by mail|suzuki@city.example.jp release erasure $id by mail"
exits 'the log is whole' 0 iken-audit --verify
ok 'a third is late' says sato '承認'
like 'who is told' "$(told sato)" 'すでに'
register "UPDATE arrival SET kind = 'discarded' WHERE kind = 'held'; DELETE FROM guess"	# the desk has looked at what is held
exits 'it is erased' 0 iken-erase
is 'all of it' "$(register "SELECT group_concat(state) FROM opinion")" erased,erased
exits 'the report' 0 iken-erase --report "$id" -o "$T/report"
is 'names both' "$(grep -c '　承認：.*@city.example.jp' "$T/report")" 2
ok 'a reply after that' says sato '取下げ'
like 'changes nothing' "$(told sato)" 'すでに'
is 'at all' "$(state_of)" reported

# ---- withdrawn ----
# another: an old opinion more, and a proposal.
another()
{
	printf 'さらに道路に穴があります。\n' | write resident@example.jp opinion@city.example.jp '道路の件'
	round || return 1
	register "UPDATE opinion SET state = 'closed' WHERE state <> 'erased'"
	IKEN_NOW=$((IKEN_NOW + 200 * DAY))
	propose
}
ok 'another proposal' another
ok 'one clerk agrees' says tanaka '承認'
ok 'and thinks again' says tanaka '取下げ\n残すものがありました。'
is 'it is withdrawn' "$(state_of)" withdrawn
like 'as they are told' "$(told tanaka)" '取り下げました'
like 'and the desk' "$(body "$(newest kocho@ notice)")" '取り下げました'
ok 'the other agrees too late' says suzuki '承認'
like 'and is told' "$(told suzuki)" '取り下げられています'
is 'it stays so' "$(state_of)" withdrawn
exits 'nothing is erased' 0 iken-erase
is 'at all' "$(register "SELECT count(*) FROM opinion WHERE state = 'erased'")" 2

# ---- by mail and by login ----
ok 'a proposal again' propose
exits 'a login whose clerk is known' 0 iken-erase --release "$id"
ok 'and that clerk by mail' says sato '承認'
like 'is one person' "$(told sato)" '同じ人かどうか'
ok 'and a clerk whose login is not known' says tanaka '承認'
like 'is perhaps' "$(told tanaka)" '同じ人かどうか'
is 'so it waits' "$(state_of)" proposed
ok 'and a clerk with another login' says suzuki '承認'
is 'is somebody else' "$(state_of)" released

# ---- nobody by mail ----
ok 'it can be withdrawn until then' says suzuki '差戻し'
is 'it is' "$(state_of)" withdrawn
sed -i 's/^clerks = tanaka.*//; s/^logins = .*//' "$IKEN_CONF"
before=$(how_many @ erasure)
late=$(reply_address "$(newest tanaka@ erasure)")
ok 'without clerks' propose
is 'no mail asks anybody' "$(how_many @ erasure)" "$before"
like 'the desk is told' "$(body "$(newest kocho@ notice)")" '消去する案'
ok 'and an old address' says tanaka '承認' "$late"
is 'opens nothing' "$(register "SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1")$(state_of)" forged-tokenproposed
done_testing
