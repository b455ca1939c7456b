#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The residents' page on another host: page-sync over a real SSH server. What is posted there comes here once, whatever breaks
# on the way; what is published here stands there; and the key opens nothing else.
# For root the two are hosts with a network of their own between them; for others, two folders and a server on standard input.
. "${0%/*}/../web.sh"

_prepare_server /usr/sbin/sshd
here=$T/here web=$_run/there
mkdir -p "$here/in" "$here/out/cases" "$here/out/links" "$web/in" "$web/out" "$T/taken" "$T/shims" "$_run/ssh"
cp config/sample/page-sync "$_run/ssh/page-sync"
chmod 755 "$_run/ssh/page-sync"
ssh-keygen -q -t ed25519 -N '' -f "$T/host"
ssh-keygen -q -t ed25519 -N '' -f "$T/key"
ssh-keygen -q -t ed25519 -N '' -f "$T/other"
cp "$T/host" "$_run/ssh/host"
printf 'restrict,command="%s --serve %s" %s\n' "$_run/ssh/page-sync" "$web" "$(cat "$T/key.pub")" >"$_run/ssh/keys"
cat >"$_run/ssh/sshd_config" <<-E2
	HostKey $_run/ssh/host
	AuthorizedKeysFile $_run/ssh/keys
	PidFile none
	StrictModes no
	UsePAM no
	PasswordAuthentication no
	KbdInteractiveAuthentication no
E2
chmod 600 "$_run/ssh/host"

# ---- two hosts -----------------------------------------------------------------------------

sshd=$_root/usr/sbin/sshd
libraries=$_root/usr/lib/$(uname -m)-linux-gnu:$_root/lib/$(uname -m)-linux-gnu
if [ "$(id -u)" = 0 ]; then
	# The web host knows a user `page` and the user that sshd needs, in a file of its own.
	{
		cat /etc/passwd
		echo 'sshd:x:64999:65534::/run/sshd:/usr/sbin/nologin'
		echo "page:x:64998:65534::$_run/ssh:/bin/sh"
	} >"$_run/ssh/passwd"
	chmod 644 "$_run/ssh/passwd" "$_run/ssh/keys"
	chown -R 64998:65534 "$web"
	start "$T/web.log" unshare --net --mount sh -c '
		ip link set lo up
		mount --bind "$1/passwd" /etc/passwd
		mount -t tmpfs none /run
		mkdir -m 755 /run/sshd
		exec sleep 100000' sh "$_run/ssh"
	there=$pid
	start "$T/here.log" unshare --net sleep 100000
	office=$pid
	wait_for 10 nsenter -t "$there" -m test -d /run/sshd || bail 'no second host'
	wait_for 10 sh -c "[ \"\$(readlink /proc/$office/ns/net)\" != \"\$(readlink /proc/$$/ns/net)\" ]" || bail 'no first host'
	nsenter -t "$office" -n ip link add iken0 type veth peer name iken1 netns "$there"
	nsenter -t "$office" -n sh -c 'ip address add 10.94.0.1/24 dev iken0; ip link set iken0 up'
	nsenter -t "$there" -n sh -c 'ip address add 10.94.0.2/24 dev iken1; ip link set iken1 up'
	start "$T/sshd.log" nsenter -t "$there" -n -m env LD_LIBRARY_PATH="$libraries" "$sshd" -D -e -f "$_run/ssh/sshd_config"
	wait_for 10 grep -q 'listening on 0.0.0.0' "$T/sshd.log" || { diag_file "$T/sshd.log"; bail 'sshd does not start'; }
	host=page@10.94.0.2
	here_run() { nsenter -t "$office" -n "$@"; }
	way=
	cut_network() { nsenter -t "$office" -n ip link set iken0 "$1"; }
else
	cat >"$T/sshd" <<-E2
		#!/bin/sh
		exec env LD_LIBRARY_PATH='$libraries' '$sshd' -i -f '$_run/ssh/sshd_config'
	E2
	chmod 755 "$T/sshd"
	host=$(id -un)@web.test
	here_run() { "$@"; }
	way="ProxyCommand $T/sshd"
	cut_network() { [ "$1" = up ] && mv "$T/sshd.away" "$T/sshd" || mv "$T/sshd" "$T/sshd.away"; }
fi
{
	echo "IdentitiesOnly yes"
	echo "UserKnownHostsFile $T/known"
	echo "$way"
} >"$T/ssh_config"
printf '%s %s\n' "${host#*@}" "$(cat "$T/host.pub")" >"$T/known"
PAGE_SYNC_SSH="ssh -F $T/ssh_config -i $T/key"
export PAGE_SYNC_SSH

sync_pages() { here_run timeout 100 config/sample/page-sync "$here" "$host"; }
by_hand() { here_run ssh -F "$T/ssh_config" -i "${key:-$T/key}" -o BatchMode=yes "$host" "$@"; }

# ---- what happens on either host -------------------------------------------------------------

post()
{
	_n=0
	while [ $_n -lt "$1" ]; do
		_id=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
		head -c "${2:-3000}" /dev/urandom >"$web/in/$_id.new"
		chmod 660 "$web/in/$_id.new"
		mv "$web/in/$_id.new" "$web/in/$_id"
		sha256sum <"$web/in/$_id" >>"$T/posted"
		_n=$((_n + 1))
	done
	[ "$(id -u)" != 0 ] || chown -R 64998:65534 "$web/in"
}

# What iken-collect does; a post that comes a second time is noted.
collect()
{
	for _file in "$here"/in/*; do
		[ -e "$_file" ] || continue
		[ ! -e "$T/taken/${_file##*/}" ] || echo "${_file##*/}" >>"$T/twice"
		mv "$_file" "$T/taken/"
	done
}

# Everything posted has been taken, once, and as it was.
is_balanced()
{
	[ -z "$(find "$web/in" "$here/in" "$here/sync/files" -type f)" ] && [ ! -e "$T/twice" ] &&
	    [ "$(for f in "$T"/taken/*; do sha256sum <"$f"; done | sort)" = "$(sort "$T/posted")" ]
}

is_published()
{
	diff -r "$here/out" "$web/out" >&2
}

echo 'ikenbako-page 1' >"$here/out/page"
seq 100 >"$here/out/numbers"
head -c 50000 /dev/urandom >"$here/out/cases/2026-000001-6"
chmod 700 "$here/out/cases"

# ---- both directions -------------------------------------------------------------------------

post 3
exits 'a run' 0 sync_pages
is 'says nothing' "$(cat "$T/out" "$T/err")" ''
collect
ok 'what was posted is here, and no longer there' is_balanced
ok 'what is published is there' is_published
is 'with rights that do not hang on those here' "$(stat -c %a "$web/out" "$web/out/cases" "$web/out/cases/2026-000001-6" | tr '\n' ' ')" '2750 2750 640 '
rm "$here/out/cases/2026-000001-6"
echo new >"$here/out/numbers"
head -c 100 /dev/urandom >"$here/out/links/0123"
sync_pages
ok 'what is withdrawn or replaced is, too' is_published
echo unfinished >"$web/in/.half"
echo unfinished >"$web/in/0123456789abcdef0123456789abcdef.tmp"
ln -s /etc/passwd "$web/in/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
mkdir "$web/in/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
sync_pages
is 'what is no whole post stays where it is' "$(ls -A "$web/in" | wc -l) $(ls -A "$here/in" | wc -l)" '4 0'
rm -rf "$web"/in/* "$web/in/.half" "$here"/sync/files/*

# ---- what the key opens ------------------------------------------------------------------------

refuses()
{
	_title="the key does not: $*"
	by_hand "$@" >"$T/got" 2>&1
	unlike "$_title" "$(cat "$T/got")" 'root:|uid='
}
echo secret >"$web/private"
for command in id 'cat /etc/passwd' 'taken; id' 'rsync --server --sender -r . /etc/' 'rsync --server --sender -r . in/ /etc/passwd' \
    'rsync --server --rsh=id -r . out/' 'rsync --server --daemon . out/' 'rsync --server --log-file=x -r . out/' '$(id)' '`id`' ''; do
	refuses "$command"
done
is 'and left nothing behind' "$(ls "$web")" "$(printf 'in\nout\nprivate')"
like 'another word of rsync is refused' "$(by_hand 'rsync --server --sender -r --copy-links . in/' 2>&1)" 'for page-sync only'
printf '%s\n' ../private ../../private /etc/passwd '..' "$(printf 'a%.0s' $(seq 31))" | by_hand taken >"$T/got"
ok 'taken removes nothing but posts' test -e "$web/private"
key=$T/other not_ok 'another key opens nothing' by_hand taken </dev/null 2>/dev/null
key=
not_ok 'and nothing is forwarded' by_hand -o ExitOnForwardFailure=yes -R 12345:localhost:22 taken </dev/null 2>/dev/null

# ---- interrupted anywhere ----------------------------------------------------------------------

# Programs that page-sync calls, which end it before or after their own work at the call $T/stop names.
for name in rsync ssh sync mv chmod find ls; do
	cat >"$T/shims/$name" <<-E2
		#!/bin/sh
		n=\$((\$(cat '$T/calls') + 1))
		echo \$n >'$T/calls'
		read -r when at <'$T/stop'
		[ "\$when \$at" != "before \$n" ] || { kill -9 -"\$(cat '$T/group')"; exit 1; }
		'$(command -v $name)' "\$@"
		status=\$?
		[ "\$when \$at" != "after \$n" ] || kill -9 -"\$(cat '$T/group')"
		exit \$status
	E2
	chmod 755 "$T/shims/$name"
done

interrupted()
{
	echo 0 >"$T/calls"
	echo "$1 $2" >"$T/stop"
	here_run setsid -w sh -c 'echo $$ >"$1"; PATH=$2:$PATH exec config/sample/page-sync "$3" "$4"' sh "$T/group" "$T/shims" "$here" "$host" \
	    >"$T/out" 2>"$T/err"
	# Those that die with it hold its lock for a moment more, and the next run would leave the work to them.
	[ ! -e "$here/sync/lock" ] || flock "$here/sync/lock" true
}

broken=0
call=1
while :; do
	for when in before after; do
		post 2
		echo "$call $when" >"$here/out/numbers"
		interrupted $when $call
		calls=$(cat "$T/calls")
		collect
		post 1
		sync_pages
		collect
		if ! is_balanced || ! is_published 2>/dev/null; then
			broken=$((broken + 1))
			diag "stopped $when call $call"
		fi
	done
	[ "$calls" -ge "$call" ] && [ "$broken" -lt 5 ] || break
	call=$((call + 1))
done
is "killed before and after each of $((call - 1)) calls: nothing is lost, nothing comes twice" "$broken" 0
ok 'there were such calls' test "$call" -gt 8

# The connection ends after so many octets.
cat >"$T/cut" <<'E2'
#!/usr/bin/env python3
import os, subprocess, sys
limit = int(os.environ['CUT'])
p = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)
while limit > 0:
    data = os.read(p.stdout.fileno(), min(limit, 4096))
    if not data:
        sys.exit(p.wait())
    limit -= len(data)
    os.write(1, data)
p.kill()
sys.exit(255)
E2
chmod 755 "$T/cut"
whole=$PAGE_SYNC_SSH
broken=0
for CUT in 1 50 120 300 1000 2000 5000 9000 20000; do
	export CUT
	post 3
	head -c 20000 /dev/urandom >"$here/out/cases/2026-000002-5"
	PAGE_SYNC_SSH="$T/cut $whole" sync_pages >"$T/out" 2>"$T/err"
	collect
	sync_pages >"$T/out" 2>"$T/err"
	collect
	is_balanced && is_published || { broken=$((broken + 1)); diag "cut after $CUT octets"; }
done
is 'cut off at any octet: nothing is lost, nothing comes twice' "$broken" 0

# ---- the network is away -----------------------------------------------------------------------

cut_network down
post 1
PAGE_SYNC_SSH="$whole -o ConnectTimeout=1"
exits 'without a network, for now' 75 sync_pages
like 'and says so' "$(cat "$T/err")" '^page-sync: '
exits 'the next time too' 75 sync_pages
is 'but it is told once' "$(cat "$T/err")" ''
cut_network up
exits 'when it is back, it goes on' 0 sync_pages
like 'and says so once' "$(cat "$T/out")" 'works again'
collect
ok 'nothing is lost' is_balanced
mv "$here/out/page" "$here/page"
exits 'an empty folder is not published' 78 sync_pages
ok 'what stands there stays' test -e "$web/out/page"
done_testing
