# SPDX-License-Identifier: GPL-3.0-or-later
# backup.sh - the part of the bench for backups: iken-backup and iken-restore beside restic, borg, and tar into age. Read by
# bench.
# shellcheck shell=sh disable=SC2154

# More mails of the same kind, registered.
more_mails()
{
	"$tools/make-mails" "$T/backup/more.$1" "$1" >/dev/null || bail 'make-mails fails'
	mv "$T/backup/more.$1"/cur/* "$T/backup/office/inbox/cur/"
	rm -rf "$T/backup/more.$1"
	iken-fetch && iken-register >"$T/out" 2>&1 || bail 'no mails are registered'
}

# An office with mails, and an age key.
backup_office()
{
	rm -rf "$T/backup"
	mkdir -p "$T/backup/to" "$T/backup/keyring"
	OFFICE_EXTRA="
		[limits]
		automatic_per_domain = 1000000
		[backup]
		folder = $T/backup/to
		keyring = $T/backup/keyring
		public_key = $T/backup/key.public
	"
	_imaps=${IMAPS:-} _smtps=${SMTPS:-}
	IMAPS='' SMTPS=''
	new_office "$T/backup/office"
	IMAPS=$_imaps SMTPS=$_smtps OFFICE_EXTRA=''
	iken-backup --new-key "$T/backup/key" >/dev/null || bail 'no key pair'
	age-keygen -o "$T/backup/age" 2>"$T/backup/age.public" || bail 'no age key'
	more_mails "$MAILS"
	RESTIC_PASSWORD=bench RESTIC_CACHE_DIR=$T/backup/restic.cache BORG_PASSPHRASE=bench BORG_BASE_DIR=$T/backup/borg.base
	export RESTIC_PASSWORD RESTIC_CACHE_DIR BORG_PASSPHRASE BORG_BASE_DIR
	restic -q -r "$T/backup/restic" init >"$T/out" 2>&1 || bail 'restic init fails'
	borg init -e repokey-blake2 "$T/backup/borg" >"$T/out" 2>&1 || bail 'borg init fails'
}

# by_others NAME COUNT: each copies the register by SQLite first, as one does; keys stay out of it.
by_others()
{
	_data=$T/backup/office/data
	_copy="sqlite3 register.db \".backup '$T/backup/register.db'\""
	timed "$1-tar" "$2" sh -c "cd '$_data' && $_copy && tar -cf - arrivals store taken state '$T/backup/register.db' 2>/dev/null |
	    age -r '$(sed -n 's/^Public key: //p' "$T/backup/age.public")' -o '$T/backup/tar.$1' && sync"
	rm "$T/backup/tar.$1"
	timed "$1-restic" "$2" sh -c "cd '$_data' && $_copy && restic -q -r '$T/backup/restic' backup arrivals store taken state '$T/backup/register.db' && sync"
	timed "$1-borg" "$2" sh -c "cd '$_data' && $_copy && borg create '$T/backup/borg'::$1 arrivals store taken state '$T/backup/register.db' && sync"
}

step_backup()
{
	backup_office
	timed backup-ours "$MAILS" iken-backup
	by_others backup "$MAILS"
	more_mails 20
	timed again-ours "$MAILS" iken-backup
	by_others again "$MAILS"
	timed verify-ours "$MAILS" iken-backup --verify
	timed verify-restic "$MAILS" restic -q -r "$T/backup/restic" check --read-data
	timed verify-borg "$MAILS" borg check --verify-data "$T/backup/borg"
	timed restore-ours "$MAILS" iken-restore --from "$T/backup/to" --keyring "$T/backup/keyring" --key "$T/backup/key" --into "$T/backup/back"
	timed restore-restic "$MAILS" sh -c "restic -q -r '$T/backup/restic' restore latest --target '$T/backup/restic.back' && sync"
	timed restore-borg "$MAILS" sh -c "mkdir '$T/backup/borg.back' && cd '$T/backup/borg.back' && borg extract '$T/backup/borg'::again && sync"
	[ "$(find "$T/backup/back/store" -type f | wc -l)" -ge "$MAILS" ] || bail 'iken-restore has not restored all'
}
