#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A standby takes over from a machine that is gone, with a real Dovecot: nothing is registered twice, what is still in
# the mailbox is fetched, no number comes again, no answer leaves a second time by itself, and the machine before retires.
. "${0%/*}/../lib.sh"
. "${0%/*}/backup.sh"

start_dovecot opinion

# mailbox AFTER: mails stay in it, or move to Done
new_mailbox_office()
{
	BACKUP_EXTRA='
[source leave]
kind = imap
host = localhost
port = '$IMAPS'
ca_file = '$PKI'/ca.pem
user = opinion
password_file = '$1'/password
after = leave'
	_imaps=$IMAPS
	IMAPS=
	new_backed_office "$1"
	IMAPS=$_imaps
}

# answers NUMBER TEXT: the department answers by mail to the reply address of its request.
new_mailbox_office "$T/office"
INBOX=$MAIL/opinion
live=$IKEN_CONF

saved=0
send_mails()
{
	write_mails "$1"
	[ "$(id -u)" != 0 ] || chown -R 65534:65534 "$MAIL/opinion/new"
	saved=$((saved + $1))
}

send_mails 5
work >"$T/out" 2>&1
is 'five opinions' "$(sql "$DATA/register.db" 'SELECT count(*) FROM opinion')" 5

# Opinion 1 has an answer that was sent, 2 one that waits, 3 one that may not leave yet.
answer_of()
{
	sql "$DATA/register.db" "INSERT INTO draft(opinion, arrival, department, kind, at, text) VALUES($1, 0, 'roads', 'answer', 1, NULL)"
	sql "$DATA/register.db" "UPDATE opinion SET state = '$2' WHERE id = $1"
	sql "$DATA/register.db" "INSERT INTO intent(kind, party, opinion, draft, message_id, created, not_before, state) VALUES('answer', 'resident', $1, (SELECT max(id) FROM draft), 'answer.$1@city.example.jp', 1, $3, '$4')"
}
now=$(date +%s)
answer_of 1 sent 1 sent
answer_of 2 released 1 waiting
answer_of 3 released $((now + 86400)) waiting
sql "$DATA/register.db" "INSERT INTO intent(kind, party, opinion, message_id, created, not_before) VALUES('request', 'department:roads', 4, 'request.4@city.example.jp', 1, 1)"

exits 'a backup' 0 iken-backup
exits 'a standby is made' 0 iken-restore --from "$BK" --keyring "$KR" --key "$KEY" --standby "$T/standby"
is 'quietly' "$(cat "$T/out" "$T/err")" ''
sed "s#^folder = $DATA\$#folder = $T/standby#" "$live" >"$T/standby.conf"
for program in fetch register route remind send print collect list show deliver retry backup; do
	status=0
	iken-$program -c "$T/standby.conf" 1-1 >"$T/out" 2>&1 </dev/null || status=$?
	case $status$(cat "$T/out") in
	78*'is a standby'* | 64*) ;;
	*) fail "iken-$program works in a standby: $status"; diag_file "$T/out" ;;
	esac
done
is 'no program works in it' "$_failed" 0

# After the backup the machine goes on for a while: two mails come in, are registered and stay in the mailbox; receipts
# with numbers leave. Then it is gone.
send_mails 2
work >"$T/out" 2>&1
last=$(sql "$DATA/register.db" 'SELECT max(number) FROM opinion')
is 'seven opinions there' "$(sql "$DATA/register.db" 'SELECT count(*) FROM opinion')" 7
# And one comes in after its end.
send_mails 1

# A drill beside the live machine.
cp -a "$T/standby" "$T/drill"
sed "s#^folder = $DATA\$#folder = $T/drill#" "$live" >"$T/drill.conf"
exits 'a drill that could take mails away is refused' 78 iken-restore -c "$T/drill.conf" --take-over --drill
like 'in clear words' "$(cat "$T/err")" 'a drill must leave the mailbox as it is: write after = leave in .source mail.'
sed -i 's/^after = delete/after = leave/' "$T/drill.conf"
cp "$BK/owner" "$T/owner"
exits 'one that cannot is not' 0 iken-restore -c "$T/drill.conf" --take-over --drill
like 'says that it is one' "$(cat "$T/out")" '^this is a drill'
ok 'the live machine is left alone' cmp "$T/owner" "$BK/owner"
exits 'which goes on' 0 iken-backup
exits 'the drill makes no backups' 78 iken-backup -c "$T/drill.conf"
rm -rf "$BK"/backups/000002-*

exits 'a dry run of the take-over' 0 iken-restore -c "$T/standby.conf" --take-over --dry-run
ok 'does nothing' test -e "$T/standby/standby"
exits 'the standby takes over' 0 iken-restore -c "$T/standby.conf" --take-over
like 'one answer is held' "$(cat "$T/out")" '^answers that had not left: 1, undeliverable'
like 'other mails go out again' "$(cat "$T/out")" '^other mails that wait: [1-9]'
like 'what is fetched again is said' "$(cat "$T/out")" 'source leave. mails since then are still there and are fetched again'
like 'and what is lost' "$(cat "$T/out")" 'source mail. .*LOST here'
cp "$T/out" "$T/takeover.out"
exits 'twice is told' 78 iken-restore -c "$T/standby.conf" --take-over
like 'in clear words' "$(cat "$T/err")" 'is the live one already'

is 'an answer that was sent stays so' "$(sql "$T/standby/register.db" 'SELECT state FROM opinion WHERE id = 1')" sent
is 'one that waited is for the desk' "$(sql "$T/standby/register.db" 'SELECT state FROM opinion WHERE id = 2')" undeliverable
is 'which is told' "$(sql "$T/standby/register.db" "SELECT count(*) FROM intent WHERE kind = 'undeliverable' AND opinion = 2 AND party = 'desk'")" 1
is 'one that may not leave yet waits on' "$(sql "$T/standby/register.db" "SELECT state FROM intent WHERE message_id = 'answer.3@city.example.jp'")" waiting
is 'a request keeps its Message-ID' "$(sql "$T/standby/register.db" "SELECT state FROM intent WHERE message_id = 'request.4@city.example.jp'")" waiting

# The mailbox memory.
IKEN_CONF=$T/standby.conf
DATA=$T/standby
exits 'what is new in the mailbox is fetched' 0 iken-fetch
like 'and no more' "$(iken-fetch -v leave 2>&1)" 'leave: 8 seen, 0 taken, 8 already known'
exits 'and registered' 0 iken-register
is 'each once' "$(sql "$DATA/register.db" 'SELECT count(*), count(DISTINCT id) FROM arrival')" '8|8'
is 'as one opinion each' "$(sql "$DATA/register.db" 'SELECT count(*) FROM opinion')" 8
is 'nothing is a duplicate' "$(sql "$DATA/register.db" "SELECT count(*) FROM arrival WHERE kind = 'duplicate'")" 0
is 'no number comes again' "$(sql "$DATA/register.db" "SELECT count(*) FROM opinion WHERE id > 5 AND number <= '$last'")" 0
like 'the gap is as it was said' "$(cat "$T/takeover.out")" "running number $(sql "$DATA/register.db" "SELECT CAST(substr(min(number), 6, 6) AS INTEGER) FROM opinion WHERE id > 5"):"
exits 'mails go out' 0 iken-send
is 'the administrator and the desk are told' "$(python3 - "$T/office/outbox/new" <<'P'
import email, email.policy, os, sys
told = set()
for name in os.listdir(sys.argv[1]):
    mail = email.message_from_binary_file(open(os.path.join(sys.argv[1], name), 'rb'), policy=email.policy.default)
    if '待機していた機械に切り替え' in mail.get_content():
        told.add(mail['To'])
print(' '.join(sorted(told)))
P
)" 'admin@city.example.jp 広聴 <kocho@city.example.jp>'
is 'the held answer did not leave' "$(sql "$DATA/register.db" "SELECT state FROM intent WHERE message_id = 'answer.2@city.example.jp'")" failed
exits 'backups go on' 0 iken-backup
exits 'and open' 0 iken-backup --verify --key "$KEY"

# The machine before comes back.
IKEN_CONF=$live
DATA=$T/office/data
exits 'it finds that another one has taken over' 78 iken-backup
like 'says so' "$(cat "$T/err")" 'another machine has taken over'
exits 'and does nothing any more' 78 iken-fetch
like 'for this reason' "$(cat "$T/err")" 'is retired: another machine has taken over'
exits 'it cannot take over again' 78 iken-restore --take-over
like 'being too old' "$(cat "$T/err")" 'is retired and too old'
exits 'nor is it taken for a standby' 78 iken-restore --from "$BK" --keyring "$KR" --key "$KEY" --standby "$DATA"

# By hand.
exits 'whoever is live can be retired' 0 iken-restore -c "$T/standby.conf" --retire
exits 'and is' 78 iken-register -c "$T/standby.conf"

done_testing
