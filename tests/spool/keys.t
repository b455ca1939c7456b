#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Keys that a killed iken-init has not made are made by the next one, as long as nothing can be sealed with those that are
# there; none is ever written over.
. "${0%/*}/../lib.sh"

office=$T/office
new_office "$office"
keys=$office/data/keys
cp -a "$keys" "$T/all"
printf 'Subject: x\n\nroad\n' | put_mail "$office/inbox"

exits 'a spool in use without one of its keys' 78 sh -c "rm '$keys/token.key' && iken-init"
like 'needs it back' "$(cat "$T/err")" 'token.key is missing while other keys are there: bring it back'
not_ok 'and none is made' test -e "$keys/token.key"

# left FILE...: as of a run that was killed after it had made these.
left()
{
	rm -rf "$office/data/register.db"* "$keys"
	mkdir -m 700 "$keys"
	for _key in "$@"; do
		cp -p "$T/all/$_key" "$keys"
	done
}
left arrival.public
exits 'killed after the first key' 0 iken-init
is 'all are there' "$(ls "$keys")" "$(ls "$T/all")"
not_ok 'the public half is of the new pair' cmp -s "$keys/arrival.public" "$T/all/arrival.public"
left arrival.public arrival.secret master.key
exits 'killed after the third' 0 iken-init
ok 'the pair is kept' cmp "$keys/arrival.secret" "$T/all/arrival.secret"
ok 'both halves of it' cmp "$keys/arrival.public" "$T/all/arrival.public"
ok 'and the third' cmp "$keys/master.key" "$T/all/master.key"
left arrival.secret
exits 'a secret half alone' 0 iken-init
ok 'is given its public half' cmp "$keys/arrival.public" "$T/all/arrival.public"
exits 'and the spool works' 0 iken run
is 'with what came in' "$(sqlite3 "$office/data/register.db" 'SELECT count(*) FROM arrival')" 1

printf 'Subject: y\n\nroad\n' | put_mail "$office/inbox"
iken-fetch || bail 'iken-fetch fails'
left arrival.public
exits 'where an arrival waits that nothing could open' 78 iken-init
not_ok 'none is made' test -e "$keys/arrival.secret"
done_testing
