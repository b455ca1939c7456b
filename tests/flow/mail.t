#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole way between real servers: residents and clerks use the mail programs of people, Dovecot holds the
# mailboxes, Exim carries the mail, and cron's round runs in between.
. "${0%/*}/../lib.sh"

start_dovecot opinion roads parks kocho taro hanako admin
start_smtp
OFFICE_EXTRA='
[department parks]
name = 公園課
addresses = parks@city.example.jp
approval = yes

[rule]
words = 公園
department = parks
'
new_office "$T/office"

# deliver SWAKS-ARGUMENT...: a mail of a resident.
deliver()
{
	timeout 30 swaks --server localhost --port "$SMTP" --tls --tls-ca-path "$PKI/ca.pem" --silent 2 "$@" >"$T/swaks" 2>&1 </dev/null || {
		diag_file "$T/swaks"
		return 1
	}
}

# newest USER: the mail that came last into a mailbox, as text without transfer encoding.
newest()
{
	_file=$(find "$MAIL/$1/new" "$MAIL/$1/cur" -type f -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-)
	"$B/tests/tools/read-mail" "$_file"
}

# header USER NAME: of the newest mail, unfolded.
header()
{
	_file=$(find "$MAIL/$1/new" "$MAIL/$1/cur" -type f -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-)
	python3 -c "
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
print(m[sys.argv[2]])" "$_file" "$2"
}

# ---- residents write ----
printf '道路に穴があります。直してください。\n\n山田太郎\n電話 03-1234-5678\n' >"$T/body"
ok 'a resident writes' deliver --from taro@example.jp --h-From '山田太郎 <taro@example.jp>' --to opinion@city.example.jp \
	--header 'Subject: =?UTF-8?B?6YGT6Lev44Gu56m0?=' --add-header 'MIME-Version: 1.0' \
	--add-header 'Content-Type: text/plain; charset=UTF-8' --body "@$T/body"
printf '公園の遊具が壊れています。\n' >"$T/text"
printf '\211PNG\r\n\032\n0000' >"$T/yugu.png"
mpack -s '公園の遊具' -d "$T/text" -o "$T/mpack" "$T/yugu.png" || bail 'mpack fails'
{ printf 'From: hanako@example.jp\nTo: opinion@city.example.jp\n' && cat "$T/mpack"; } >"$T/mpack.eml"
ok 'another sends a picture with mpack' deliver --from hanako@example.jp --to opinion@city.example.jp --data "@$T/mpack.eml"
wait_for_saved opinion 2 || bail 'the mails did not arrive'

exits 'a round' 0 iken run
wait_for_mails "$MAIL/taro" 1
like 'the resident gets a receipt with a number' "$(newest taro)" 'subject: .*ご意見を受け付けました.*[0-9]{4}-[0-9]{6}-[0-9]'
unlike 'which does not repeat the opinion' "$(newest taro)" '道路に穴'
wait_for_mails "$MAIL/roads" 1
like 'the department of the word 道路 gets a request' "$(newest roads)" '道路に穴があります'
unlike 'without who wrote it' "$(newest roads)" '山田太郎|03-1234|taro@'
like 'with a reply address of its own' "$(header roads Reply-To)" 'opinion\+answer-[0-9]{4}-[0-9]{6}-[0-9a-z]{20}@'
request=$(header roads Reply-To | sed 's/.*<//; s/>.*//')
wait_for_mails "$MAIL/parks" 1
like 'the other one has its picture' "$(newest parks)" 'yugu.png .*image/png'

# ---- departments answer with real mail programs ----
printf 'set indentprefix="> "\nset quote\nreply 1\nご指摘の穴は、今週中に補修します。\n道路課\n~.\nx\n' |
	timeout 60 s-nail -:/ -# -Sv15-compat -Smta=smtp://localhost:"$SMTP" -Ssmtp-use-starttls -Stls-verify=ignore \
		-Ssmtp-auth=none -Sfrom=roads@city.example.jp -Ssendcharsets=iso-2022-jp,utf-8 -Sttycharset=utf-8 \
		-f "$MAIL/roads" >"$T/snail" 2>&1 || diag_file "$T/snail"
wait_for_saved opinion 3 || diag_file "$T/snail"

cat >"$T/editor" <<'END'
#!/bin/sh
# A clerk: writes above the quote and leaves the rest.
{ printf '遊具は使用を止め、来月取り替えます。\n公園課\n\n' && cat "$1"; } >"$1.new" && mv "$1.new" "$1"
END
chmod +x "$T/editor"
cat >"$T/muttrc" <<END
set folder = "$T"
set spoolfile = "$MAIL/parks"
set editor = "$T/editor"
set from = "parks@city.example.jp"
set use_from = yes
set envelope_from = yes
set send_charset = "us-ascii:iso-2022-jp:utf-8"
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
if script -qec true /dev/null >"$T/mutt" 2>&1 </dev/null; then
	TERM=xterm timeout 60 script -qec "mutt -n -F $T/muttrc -f $MAIL/parks -e 'push <reply><send-message><exit>'" \
		/dev/null >"$T/mutt" 2>&1 </dev/null || diag_file "$T/mutt"
else
	diag 'no terminal can be had here: swaks answers instead of mutt'
	printf '遊具は使用を止め、来月取り替えます。\n公園課\n' >"$T/answer"
	deliver --from parks@city.example.jp --to "$(header parks Reply-To | sed 's/.*<//; s/>.*//')" \
		--header 'Subject: Re: request' --add-header 'MIME-Version: 1.0' \
		--add-header 'Content-Type: text/plain; charset=UTF-8' --body "@$T/answer"
fi
wait_for_saved opinion 4 || diag_file "$T/mutt"

exits 'the next round' 0 iken run
wait_for_mails "$MAIL/taro" 2
like 'the first resident has the answer' "$(newest taro)" 'ご指摘の穴は、今週中に補修します。'
unlike 'and nothing of the request' "$(newest taro)" '区分|ここから回答|電話 03-1234'
wait_for_mails "$MAIL/roads" 2
like 'the department has the confirmation' "$(newest roads)" '受け付けました'
wait_for_mails "$MAIL/kocho" 1
like 'the second answer waits for approval' "$(newest kocho)" '遊具は使用を止め、来月取り替えます。'
is 'and has not gone' "$(count_mails "$MAIL/hanako")" 1

# ---- the desk approves ----
printf '承認\n' >"$T/approval"
ok 'the desk approves' deliver --from kocho@city.example.jp --to "$(header kocho Reply-To | sed 's/.*<//; s/>.*//')" \
	--header 'Subject: Re: approval' --add-header 'MIME-Version: 1.0' \
	--add-header 'Content-Type: text/plain; charset=UTF-8' --body "@$T/approval"
wait_for_saved opinion 5
exits 'the third round' 0 iken run
wait_for_mails "$MAIL/hanako" 2
like 'the second resident has the answer' "$(newest hanako)" '来月取り替えます'

is 'both are answered' "$(iken list --state sent | tail -n +2 | wc -l)" 2
is 'nothing is left to send' "$(sqlite3 "$T/office/data/register.db" "SELECT count(*) FROM intent WHERE state = 'waiting'")" 0
is 'the mailbox is empty' "$(count_mails "$MAIL/opinion")" 0

# ---- nobody else ----
printf '承認\n' >"$T/forged"
deliver --from roads@city.example.jp --to opinion@city.example.jp --header 'Subject: Re: 2026-000001' \
	--body "@$T/forged"
deliver --from evil@example.jp --to "$request" --header 'Subject: x' --body "@$T/forged"
wait_for_saved opinion 7
exits 'a round over what nobody should believe' 0 iken run
held()
{
	sqlite3 "$T/office/data/register.db" "SELECT count(*) FROM arrival WHERE kind = 'held' AND reason = '$1'"
}
is 'a stranger who has a reply address is held' "$(held token-other-sender)" 1
is 'a department without its reply address is held' \
	"$(held sender-without-token)" 1
is 'and no opinion has changed' "$(iken list --state sent | tail -n +2 | wc -l)" 2

done_testing
