# SPDX-License-Identifier: GPL-3.0-or-later
# users.sh - for scripts with a user for the programs of each folder; reads lib.sh
#
# The machine's accounts stay as they are: everything happens in a mount namespace with an /etc of its own. $P is a folder that
# all users can reach, with the programs in $P/bin. The script has looked before whether it is root and may have a namespace.
# shellcheck shell=sh disable=SC2034,SC2154
if [ -z "${IKEN_TEST_APART:-}" ]; then
	IKEN_TEST_APART=yes exec unshare --mount --propagation private sh "$0" "$@"
fi
. "${0%/*}/../lib.sh"

# Others have to be able to reach all of it.
P=$(mktemp -d /tmp/iken.XXXXXX)
trap 'rm -rf "$P"; _leave' EXIT
chmod 755 "$P"
cp -a /etc "$P/etc"
mount --bind "$P/etc" /etc || bail 'no /etc of our own'
for name in ingest process reply report; do
	! getent passwd "t-$name" >/dev/null || bail "there is a user t-$name"
done
mkdir "$P/bin"
cp "$B"/bin/iken* "$P/bin/"
PATH=$P/bin:$PATH
# Who becomes another user may no longer be looked at from outside, which LeakSanitizer has to.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS

# as USER COMMAND...: in a new process of that user, with its groups.
as()
{
	_user=$1
	shift
	setpriv --reuid "$_user" --regid "$(id -g "$_user")" --init-groups -- "$@"
}

may_read()
{
	as "$1" cat "$2" >/dev/null 2>&1
}
may_write()
{
	as "$1" sh -c '[ -w "$1" ]' sh "$2"
}

# Written at the end of the settings.
USERS='
[users]
ingest = t-ingest
process = t-process
reply = t-reply
report = t-report
group = t-iken
register = t-register'

# The register, for a user who cannot remove its log: SQLite's own shell does that as root. For scripts that have read post.sh.
ask_as_process()
{
	as t-process sqlite3 -cmd '.timeout 5000' "$office/data/register.db" "$1"
}

# all_right TITLE: iken-check finds the rights of all right.
all_right()
{
	iken check >"$T/check" 2>&1
	like "$1: each has what it needs" "$(cat "$T/check")" '^ok rights'
	is "$1: nothing is wrong" "$(grep '^FAIL' "$T/check" | grep -v 'iken-backup')" ''
}
