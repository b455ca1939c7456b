# SPDX-License-Identifier: GPL-3.0-or-later
# backup.sh - an office with backups, for the scripts beside it; read after lib.sh
# shellcheck shell=sh

# new_backed_office FOLDER: new_office, its backups in $BK, its keyrings in $KR, the secret key in $KEY.
new_backed_office()
{
	BK=$1.backup KR=$1.keyring KEY=$1.key
	mkdir -p "$BK" "$KR"
	OFFICE_EXTRA="[backup]
folder = $BK
keyring = $KR
public_key = $KEY.public
${BACKUP_EXTRA:-}"
	new_office "$1"
	iken-backup --new-key "$KEY" >"$1/new-key.out" 2>&1 || bail 'no key pair'
	DATA=$1/data
	_mail_number=0
}

# write_mails N: N residents write, each with a canary of name, address and text.
write_mails()
{
	_n=$1
	while [ "$_n" -gt 0 ]; do
		_mail_number=$((_mail_number + 1))
		printf 'From: Canary-Name-%s <canary-%s@resident.example>\nTo: opinion@city.example.jp\nSubject: Canary-Subject-%s\nMessage-ID: <%s.%s@resident.example>\nDate: Mon, 30 Nov 2026 09:00:00 +0900\n\nCanary-Text-%s: the road at the station\n' \
		    "$_mail_number" "$_mail_number" "$_mail_number" "$_mail_number" "$$" "$_mail_number" |
		    put_mail "${INBOX:-$DATA/../inbox}"
		_n=$((_n - 1))
	done
}

# work: one round without letters and reminders.
work()
{
	for _program in fetch register route send; do
		"iken-$_program" || return 1
	done
}

# dump REGISTER: every row, without what a restore changes on purpose.
dump()
{
	python3 - "$1" <<'P'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for line in db.iterdump():
    print(line)
P
}

# sql REGISTER STATEMENT
sql()
{
	python3 - "$@" <<'P'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for row in db.execute(sys.argv[2]):
    print('|'.join(str(c) for c in row))
db.commit()
P
}

# same_data A B: register, files, keys and mailbox memory. The key in an arrival's head is sealed anew each time.
same_data()
{
	dump "$1/register.db" >"$T/a.dump" && dump "$2/register.db" >"$T/b.dump" && cmp "$T/a.dump" "$T/b.dump" || return 1
	list_data "$1" >"$T/a.list" && list_data "$2" >"$T/b.list" && cmp "$T/a.list" "$T/b.list" &&
	    diff -r "$1/keys" "$2/keys" && { [ ! -d "$1/taken" ] || diff -r "$1/taken" "$2/taken"; }
}

list_data()
{
	python3 - "$1" <<'P'
import hashlib, os, sys
for top in ('arrivals', 'store'):
    for folder, _, names in sorted(os.walk(os.path.join(sys.argv[1], top))):
        for name in sorted(names):
            path = os.path.join(folder, name)
            data = open(path, 'rb').read()
            data = data[:8] + bytes(96) + data[104:]
            print(os.path.relpath(path, sys.argv[1]), len(data), hashlib.sha256(data).hexdigest())
P
}

# restore_into FOLDER [OPTION ...]
restore_into()
{
	_into=$1
	shift
	iken-restore --from "$BK" --keyring "$KR" --key "$KEY" --into "$_into" "$@"
}

# spoil FILE PLACE: the octet there becomes another one.
spoil()
{
	python3 - "$1" "$2" <<'P'
import sys
with open(sys.argv[1], 'r+b') as file:
    file.seek(int(sys.argv[2]))
    octet = file.read(1)[0]
    file.seek(int(sys.argv[2]))
    file.write(bytes([octet ^ 1]))
P
}
