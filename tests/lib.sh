# SPDX-License-Identifier: GPL-3.0-or-later
# lib.sh - what the test scripts have in common: TAP, a folder of their own, servers, an office
#
#	#!/bin/sh
#	. "${0%/*}/../lib.sh"
#	start_dovecot opinion yamada
#	new_office "$T/office"
#	exits 'fetching from an empty mailbox' 0 iken-fetch
#	done_testing
#
# T	a folder of the script's own, removed when everything passed; it lies in $TEST_FOLDER where that is set
# B	the absolute build folder; its bin is first in PATH
# TOP	the project's folder, which is the current one
#
# Whatever start_* starts ends with the script. Nothing but the loopback is ever used, and
# everything works for root and for an ordinary user. Names that begin with _ are for lib.sh
# only.
# shellcheck shell=sh disable=SC2034

set -u
TOP=$(cd "${0%/*}" && while [ ! -e tests/lib.sh ]; do cd .. || exit; done && pwd)
cd "$TOP" || exit 1
B=${B:-build}
case $B in
/*) ;;
*) B=$TOP/$B ;;
esac
_name=${0##*/}
_name=${_name%.t}
mkdir -p "$B/tmp"
T=$(mktemp -d "${TEST_FOLDER:-$B/tmp}/$_name.XXXXXX") || exit 1
export TOP B T PATH="$B/bin:$PATH" LC_ALL=C.UTF-8
unset IKEN_CONF
umask 022

_count=0
_failed=0
_pids=
_run=			# a folder with a short name, because the names of sockets are limited
trap '_leave' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# ---- TAP -----------------------------------------------------------------------------------

# ok TITLE COMMAND ARGUMENT...: passes when the command succeeds.
ok()
{
	_title=$1
	shift
	if "$@"; then
		pass "$_title"
	else
		fail "$_title"
		diag "failed: $*"
	fi
}

# not_ok TITLE COMMAND ARGUMENT...: passes when the command fails.
not_ok()
{
	_title=$1
	shift
	if "$@"; then
		fail "$_title"
		diag "should have failed: $*"
	else
		pass "$_title"
	fi
}

# is TITLE GOT WANTED
is()
{
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1"
		diag "got:    $2"
		diag "wanted: $3"
	fi
}

# like TITLE TEXT PATTERN: an extended regular expression is found in a line of the text.
like()
{
	if printf '%s\n' "$2" | grep -Eq -e "$3"; then
		pass "$1"
	else
		fail "$1"
		diag "got:           $2"
		diag "does not hold: $3"
	fi
}

# unlike TITLE TEXT PATTERN
unlike()
{
	if printf '%s\n' "$2" | grep -Eq -e "$3"; then
		fail "$1"
		diag "got:   $2"
		diag "holds: $3"
	else
		pass "$1"
	fi
}

# exits TITLE STATUS COMMAND ARGUMENT...: what it prints is in $T/out and $T/err.
exits()
{
	_title=$1
	_wanted=$2
	shift 2
	_status=0
	"$@" >"$T/out" 2>"$T/err" || _status=$?
	is "$_title" "$_status" "$_wanted"
	[ "$_status" = "$_wanted" ] || diag_file "$T/err"
}

pass()
{
	_count=$((_count + 1))
	echo "ok $_count - $1"
}

fail()
{
	_count=$((_count + 1))
	_failed=$((_failed + 1))
	echo "not ok $_count - $1"
}

diag()
{
	printf '%s\n' "$*" | sed 's/^/# /' >&2
}

# diag_file FILE: its last lines.
diag_file()
{
	[ ! -s "$1" ] || tail -n 20 "$1" | sed 's/^/#   /' >&2
}

# skip_all REASON: ends the script; prove reports it as skipped.
skip_all()
{
	echo "1..0 # SKIP $*"
	_done=yes
	exit 0
}

# bail REASON: the script cannot go on.
bail()
{
	diag "$*"
	exit 255
}

# done_testing: the last line of every script; without it prove reports a missing plan.
done_testing()
{
	echo "1..$_count"
	_done=yes
	[ "$_failed" = 0 ]
	exit
}

# wait_for SECONDS COMMAND ARGUMENT...: until the command succeeds; fails when it never does.
wait_for()
{
	_rounds=$(($1 * 20))
	shift
	until "$@" >/dev/null 2>&1; do
		_rounds=$((_rounds - 1))
		[ "$_rounds" -gt 0 ] || return 1
		sleep 0.05
	done
}

# ---- processes -----------------------------------------------------------------------------

# start LOG COMMAND ARGUMENT...: in the background until the script ends; its id is in $pid.
start()
{
	_log=$1
	shift
	"$@" >>"$_log" 2>&1 </dev/null &
	pid=$!
	_pids="$_pids $pid"
}

# stop PID [SIGNAL]: ends what start began, and returns when it is gone.
stop()
{
	kill -s "${2:-TERM}" "$1" 2>/dev/null
	if ! wait_for 10 _is_gone "$1"; then
		diag "process $1 did not end; killing it"
		kill -s KILL "$1" 2>/dev/null
	fi
	wait "$1" 2>/dev/null
	_left=
	for _pid in $_pids; do
		[ "$_pid" = "$1" ] || _left="$_left $_pid"
	done
	_pids=$_left
}

_is_gone()
{
	! kill -0 "$1" 2>/dev/null || grep -q '^State:.Z' "/proc/$1/status"
}

_leave()
{
	_status=$?
	trap - EXIT
	for _pid in $_pids; do
		kill "$_pid" 2>/dev/null
	done
	for _pid in $_pids; do
		stop "$_pid"
	done
	if [ "$_status" = 0 ] && [ "${_done:-}" = yes ] && [ -z "${KEEP:-}" ]; then
		rm -rf "$T"
	else
		[ -z "$_run" ] || cp -R "$_run" "$T/servers" 2>/dev/null
		diag "its files are kept in $T"
	fi
	[ -z "$_run" ] || rm -rf "$_run"
	exit "$_status"
}

# at_each_call TITLE MODE RESET CHECK COMMAND ARGUMENT...: breaks the command in the way MODE of
# kill-at at each of its calls in turn, runs it once more undisturbed, and then asks CHECK.
# RESET and CHECK are functions; $n is the number of the call. One test for all calls, or for every $EACH-th.
at_each_call()
{
	_title=$1 _mode=$2 _reset=$3 _check=$4
	shift 4
	n=1
	_broken=0
	while :; do
		"$_reset" || bail "$_reset fails"
		"$B/tests/tools/kill-at" -r "$T/report" "$_mode" "$n" "$@" >"$T/out" 2>"$T/err"
		_status=$?
		read -r _hit _call <"$T/report" || bail "kill-at fails: $(cat "$T/err")"
		if [ "$_hit" != none ]; then
			case $_mode$_status in
			kill-*) ;;
			*13[469] | *132 | *135)
				_broken=$((_broken + 1))
				diag "$_mode at call $n ($_call): died of signal $((_status - 128))"
				;;
			esac
			"$@" >>"$T/out" 2>>"$T/err"
		fi
		if ! "$_check"; then
			_broken=$((_broken + 1))
			diag "$_mode at call $n ($_call): $_check fails"
			diag_file "$T/err"
		fi
		[ "$_hit" != none ] && [ "$_broken" -lt 10 ] || break
		n=$((n + ${EACH:-1}))
	done
	is "$_title ($((n - 1)) calls)" "$_broken" 0
	[ "$n" -gt 1 ] || bail 'no call was hit at all'
}

# leave_tmp FILE: what a killed program leaves of it, and beside that one of a living process, and one of somebody else's.
leave_tmp()
{
	sh -c 'echo half >"$1.$$.tmp"' sh "$1"
	echo living >"$1.$$.tmp"
	echo mine >"$1.mine.tmp"
}

# tmp_left FILE: what there is of these.
tmp_left()
{
	cat "$1".*.tmp | sort | tr '\n' ' '
}

# free_ports N: N loopback ports that nobody uses, outside the range of outgoing connections.
free_ports()
{
	python3 "$TOP/tests/tools/free-ports.py" "$1"
}

# A port that answers.
_answers()
{
	python3 -c 'import socket, sys
socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)' "$1"
}

# ---- servers from packages that were merely unpacked ---------------------------------------
#
# They run as the current user, for root as nobody, who may read nothing where the project
# may lie: what they need is then in a folder of theirs.

# _prepare_server PROGRAM: sets _run, their folder, and _root, where the package is.
_prepare_server()
{
	_root=$TOP/build/debs/root
	_reroot=$B/tests/tools/preload/reroot.so
	[ -x "$_root$1" ] || bail "$1 is missing: run config/setup/install-packages test"
	[ -e "$_reroot" ] || bail "$_reroot is missing: run make tools"
	if [ -z "$_run" ]; then
		_run=$(mktemp -d /tmp/iken.XXXXXX) || exit 1
		chmod 755 "$_run"
	fi
	if ! _as_server test -r "$_reroot" -a -x "$_root$1"; then
		if [ ! -d "$_run/root" ]; then
			cp "$_reroot" "$_run/reroot.so"
			cp -R "$_root" "$_run/root"
		fi
		_root=$_run/root
		_reroot=$_run/reroot.so
	fi
}

_as_server()
{
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	else
		"$@"
	fi
}

# _give_to_server FILE...
_give_to_server()
{
	[ "$(id -u)" != 0 ] || chown -R 65534:65534 "$@"
}

# _serve PROGRAM ARGUMENT...: becomes the server.
_serve()
{
	_program=$1
	_machine=$(uname -m)-linux-gnu
	shift
	_libraries=$_root/usr/lib/$_machine:$_root/lib/$_machine
	_libraries=$_libraries:$_root/usr/lib/dovecot:$_root/usr/lib/dovecot/modules/old-stats
	set -- env REROOT="$_root" LD_PRELOAD="$_reroot" LD_LIBRARY_PATH="$_libraries" \
	    "$_root$_program" "$@"
	[ "$(id -u)" != 0 ] || set -- setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	cd "$_run" && exec "$@"
}

# ---- certificates --------------------------------------------------------------------------

# make_pki: $PKI/ca.pem, and NAME.pem with NAME.key for NAME good (localhost, 127.0.0.1),
# wrong (another host's), expired and self (signed by itself, for localhost).
make_pki()
{
	PKI=$T/pki
	[ ! -d "$PKI" ] || return 0
	mkdir "$PKI"
	(cd "$PKI" && _make_pki) >"$T/pki.log" 2>&1 || bail "no certificates; see $T/pki.log"
}

_make_pki()
{
	: >index.txt
	cat >ca.cnf <<-E
		[ca]
		default_ca = test
		[test]
		database = index.txt
		new_certs_dir = .
		rand_serial = yes
		default_md = sha256
		policy = any
		unique_subject = no
		[any]
		commonName = supplied
		[authority]
		basicConstraints = critical, CA:true
		keyUsage = critical, keyCertSign
		[req]
		distinguished_name = name
		[name]
		[here]
		subjectAltName = DNS:localhost, IP:127.0.0.1
		[elsewhere]
		subjectAltName = DNS:elsewhere.example
	E
	_request ca -x509 -days 3650 -extensions authority &&
	_request self -x509 -days 3650 -extensions here &&
	_certify good here 20200101000000Z 20491231000000Z &&
	_certify wrong elsewhere 20200101000000Z 20491231000000Z &&
	_certify expired here 20200101000000Z 20200201000000Z
}

_request()
{
	_subject=$1
	shift
	openssl req -config ca.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	    -subj "/CN=$_subject" -keyout "$_subject.key" -out "$_subject.pem" "$@"
}

_certify()
{
	_request "$1" && mv "$1.pem" "$1.csr" &&
	openssl ca -batch -notext -config ca.cnf -keyfile ca.key -cert ca.pem -extensions "$2" \
	    -startdate "$3" -enddate "$4" -in "$1.csr" -out "$1.pem"
}

# ---- mail servers --------------------------------------------------------------------------

# start_dovecot [USER...]: a Dovecot whose users (password: secret) have a Maildir each in
# $MAIL/USER with the folders Done and 処理済. Sets IMAP, IMAPS, POP3, POP3S and LMTP to its
# ports and dovecot_pid; IMAP and POP3 want STARTTLS before a login. LMTP takes mail for
# everybody, without what follows a + in the address. $DOVECOT_CERT names the certificate
# (good), $DOVECOT_EXTRA is added to the configuration.
start_dovecot()
{
	_prepare_server /usr/sbin/dovecot
	make_pki
	MAIL=$_run/mail
	_dovecot=$_run/dovecot
	mkdir -p "$MAIL" "$_dovecot/home"
	cp "$PKI/${DOVECOT_CERT:-good}.pem" "$_dovecot/cert.pem"
	cp "$PKI/${DOVECOT_CERT:-good}.key" "$_dovecot/cert.key"
	[ ! -e "$_dovecot/log" ] || mv "$_dovecot/log" "$_dovecot/log.$(date +%s.%N)"
	: >"$_dovecot/passwd"
	for _user in "$@"; do
		echo "$_user:{PLAIN}secret" >>"$_dovecot/passwd"
		new_maildir "$MAIL/$_user"
	done
	for _try in 1 2 3 4 5; do
		# shellcheck disable=SC2046 # five numbers
		set -- $(free_ports 5)
		IMAP=$1 IMAPS=$2 POP3=$3 POP3S=$4 LMTP=$5
		_write_dovecot_conf >"$_dovecot/dovecot.conf"
		_give_to_server "$MAIL" "$_dovecot"
		start "$_dovecot/stderr" _serve /usr/sbin/dovecot -F -c "$_dovecot/dovecot.conf"
		dovecot_pid=$pid
		wait_for 10 _dovecot_decided
		if _answers "$LMTP" 2>/dev/null && _answers "$IMAP" 2>/dev/null; then
			return 0
		fi
		stop "$dovecot_pid"
		grep -q 'Address already in use' "$_dovecot/log" "$_dovecot/stderr" 2>/dev/null || break
	done
	diag_file "$_dovecot/log"
	diag_file "$_dovecot/stderr"
	bail 'Dovecot does not start'
}

_dovecot_decided()
{
	_is_gone "$dovecot_pid" || grep -q 'starting up for' "$_dovecot/log" 2>/dev/null
}

_write_dovecot_conf()
{
	_me=$(_as_server id -un) _group=$(_as_server id -gn) _lib=$_root/usr/lib/dovecot
	cat <<-E
		base_dir = $_dovecot/run
		state_dir = $_dovecot/run
		log_path = $_dovecot/log
		libexec_dir = $_lib
		mail_plugin_dir = $_lib/modules
		login_plugin_dir = $_lib/modules/login
		import_environment = TZ LD_PRELOAD LD_LIBRARY_PATH REROOT
		protocols = imap pop3 lmtp
		listen = 127.0.0.1
		default_internal_user = $_me
		default_internal_group = $_group
		default_login_user = $_me
		first_valid_uid = 0
		first_valid_gid = 0
		ssl = yes
		ssl_cert = <$_dovecot/cert.pem
		ssl_key = <$_dovecot/cert.key
		disable_plaintext_auth = yes
		auth_mechanisms = plain login
		auth_username_format = %Ln
		# Tests that log in wrongly on purpose should not wait for it.
		auth_failure_delay = 0
		mail_location = maildir:$MAIL/%n
		mail_home = $_dovecot/home/%n
		recipient_delimiter = +
		passdb {
		  driver = passwd-file
		  args = scheme=PLAIN username_format=%u $_dovecot/passwd
		}
		userdb {
		  driver = static
		  args = uid=$_me gid=$_group home=$_dovecot/home/%n allow_all_users=yes
		}
		namespace inbox {
		  inbox = yes
		  separator = /
		  mailbox Done {
		    auto = create
		  }
		  mailbox 処理済 {
		    auto = create
		  }
		}
		service anvil {
		  chroot =
		}
		service stats {
		  chroot =
		}
		service imap-login {
		  chroot =
		  inet_listener imap {
		    port = $IMAP
		  }
		  inet_listener imaps {
		    port = $IMAPS
		    ssl = yes
		  }
		}
		service pop3-login {
		  chroot =
		  inet_listener pop3 {
		    port = $POP3
		  }
		  inet_listener pop3s {
		    port = $POP3S
		    ssl = yes
		  }
		}
		service lmtp {
		  chroot =
		  inet_listener lmtp {
		    address = 127.0.0.1
		    port = $LMTP
		  }
		}
	E
	printf '%s\n' "${DOVECOT_EXTRA:-}"
}

# start_smtp: an Exim that hands all mail to start_dovecot's LMTP. Sets SMTP (STARTTLS) and
# SMTPS to its ports and smtp_pid; after TLS it knows the user iken with the password secret,
# and takes mail without a login as well. Addresses at refused.example are refused for good,
# at later.example for now; at bounce.example they are taken and returned by a bounce.
# $SMTP_CERT names the certificate (good), $SMTP_EXTRA is added to the main configuration.
start_smtp()
{
	_prepare_server /usr/sbin/exim4
	make_pki
	[ -n "${LMTP:-}" ] || bail 'start_smtp needs start_dovecot before it'
	_exim=$_run/exim
	mkdir -p "$_exim/spool" "$_exim/log"
	cp "$PKI/${SMTP_CERT:-good}.pem" "$_exim/cert.pem"
	cp "$PKI/${SMTP_CERT:-good}.key" "$_exim/cert.key"
	for _try in 1 2 3 4 5; do
		# shellcheck disable=SC2046 # two numbers
		set -- $(free_ports 2)
		SMTP=$1 SMTPS=$2
		_write_exim_conf >"$_exim/exim.conf"
		chmod 600 "$_exim/exim.conf"
		_give_to_server "$_exim"
		start "$_exim/stderr" _serve /usr/sbin/exim4 -C "$_exim/exim.conf" -bdf
		smtp_pid=$pid
		wait_for 10 _exim_decided
		if _answers "$SMTP" 2>/dev/null; then
			return 0
		fi
		stop "$smtp_pid"
		grep -q 'Address already in use' "$_exim/log/mainlog" "$_exim/stderr" 2>/dev/null || break
	done
	diag_file "$_exim/log/paniclog"
	diag_file "$_exim/stderr"
	bail 'Exim does not start'
}

_exim_decided()
{
	_is_gone "$smtp_pid" || _answers "$SMTP"
}

# $ begins Exim's own variables where it is written \$.
_write_exim_conf()
{
	_me=$(_as_server id -un) _group=$(_as_server id -gn)
	cat <<-E
		exim_user = $_me
		exim_group = $_group
		exim_path = $_root/usr/sbin/exim4
		never_users =
		spool_directory = $_exim/spool
		log_file_path = $_exim/log/%slog
		pid_file_path = $_exim/exim.pid
		primary_hostname = mx.test
		local_interfaces = 127.0.0.1
		daemon_smtp_ports = $SMTP : $SMTPS
		tls_on_connect_ports = $SMTPS
		tls_advertise_hosts = *
		tls_certificate = $_exim/cert.pem
		tls_privatekey = $_exim/cert.key
		auth_advertise_hosts = \${if def:tls_in_cipher{*}{}}
		keep_environment = LD_PRELOAD : LD_LIBRARY_PATH : REROOT
		host_lookup =
		rfc1413_query_timeout = 0s
		message_size_limit = 100M
		smtp_accept_max = 200
		smtp_accept_queue_per_connection = 0
		queue_only = false
		deliver_drop_privilege = true
		delay_warning =
		acl_smtp_rcpt = recipients
		acl_smtp_data = everything
		${SMTP_EXTRA:-}
		begin acl
		recipients:
		  deny domains = refused.example
		    message = no such mailbox here
		  defer domains = later.example
		    message = try again later
		  accept
		everything:
		  accept
		begin routers
		bounce:
		  driver = redirect
		  domains = bounce.example
		  allow_fail
		  data = :fail: no such user here
		everybody:
		  driver = accept
		  transport = dovecot
		begin transports
		dovecot:
		  driver = smtp
		  protocol = lmtp
		  hosts = 127.0.0.1
		  hosts_override
		  port = $LMTP
		  allow_localhost
		  hosts_avoid_tls = *
		  rcpt_include_affixes
		begin retry
		* * F,1h,1m
		begin authenticators
		plain:
		  driver = plaintext
		  public_name = PLAIN
		  server_prompts = :
		  server_condition = \${if and{{eq{\$auth2}{iken}}{eq{\$auth3}{secret}}}}
		  server_set_id = \$auth2
		login:
		  driver = plaintext
		  public_name = LOGIN
		  server_prompts = Username:: : Password::
		  server_condition = \${if and{{eq{\$auth1}{iken}}{eq{\$auth2}{secret}}}}
		  server_set_id = \$auth1
	E
}

# start_fault_server imap|pop3|smtp|ipp STORE [OPTION...]: one of tests/tools/faults, which fails as
# its --fault says; see there. Sets fault_port and fault_pid; its answers are listed in $FAULT_LOG.
start_fault_server()
{
	make_pki
	FAULT_LOG=$T/fault.log
	rm -f "$T/fault.port" "$FAULT_LOG"
	_kind=$1 _store=$2
	shift 2
	start "$T/fault.err" python3 "$TOP/tests/tools/faults/$_kind.py" --port-file "$T/fault.port" \
	    --log "$FAULT_LOG" --cert "$PKI/good.pem" --key "$PKI/good.key" "$@" "$_store"
	fault_pid=$pid
	if ! wait_for 10 test -e "$T/fault.port"; then
		diag_file "$T/fault.err"
		bail "the $_kind fault server does not start"
	fi
	read -r fault_port <"$T/fault.port"
}

# ---- virus scanner -------------------------------------------------------------------------

# start_clamd: ClamAV's daemon with a signature of ours (of what virus_sign prints) and that of the EICAR test file; sets
# CLAMD to its socket and clamd_pid. new_office then has everything scanned. $CLAMD_STREAM is the longest stream that it takes,
# CLAMD_DB a folder of more databases; with CLAMD_TCP it listens on a port instead, CLAMD_PORT.
start_clamd()
{
	_prepare_server /usr/sbin/clamd
	CLAMD=$_run/clamd/socket
	mkdir -p "$_run/clamd/db"
	rm -f "$CLAMD"
	[ -z "${CLAMD_DB:-}" ] || cp "$CLAMD_DB"/* "$_run/clamd/db"
	_clamd_place="LocalSocket $CLAMD
		LocalSocketMode 666"
	if [ -n "${CLAMD_TCP:-}" ]; then
		CLAMD_PORT=$(free_ports 1)
		_clamd_place="TCPSocket $CLAMD_PORT
		TCPAddr 127.0.0.1"
	fi
	printf 'Iken.Test-Virus:0:*:%s\nIken.Test-Eicar:0:*:%s\n' "$(virus_sign | od -An -v -tx1 | tr -d ' \n')" \
	    "$(printf '58354f2150254041505b345c505a58353428505e2937434329377d2445494341522d5354414e444152442d')" \
	    >"$_run/clamd/db/test.ndb"
	cat >"$_run/clamd/clamd.conf" <<-E
		DatabaseDirectory $_run/clamd/db
		$_clamd_place
		TemporaryDirectory $_run/clamd
		LogFile $_run/clamd/log
		Foreground yes
		StreamMaxLength ${CLAMD_STREAM:-200M}
		MaxScanSize 400M
		MaxFileSize 200M
		AlertExceedsMax yes
	E
	_give_to_server "$_run/clamd"
	start "$_run/clamd/stderr" _serve /usr/sbin/clamd -c "$_run/clamd/clamd.conf"
	clamd_pid=$pid
	wait_for 60 _clamd_answers || {
		diag_file "$_run/clamd/log"
		diag_file "$_run/clamd/stderr"
		bail 'clamd does not start'
	}
}

_clamd_answers()
{
	if [ -n "${CLAMD_TCP:-}" ]; then
		_answers "$CLAMD_PORT"
	else
		test -S "$CLAMD"
	fi
}

# What start_clamd's scanner takes for a virus; in two pieces, so that this file is none.
virus_sign()
{
	printf '%s%s' IKENBAKO-TEST- VIRUS-4c1d77e0
}

# ---- printers ------------------------------------------------------------------------------

# start_printer NAME [OPTION...]: an IPP printer, ippeveprinter, that takes PDF; the options are
# its own: -2 prints on both sides, -K FOLDER has its certificate (localhost.crt, localhost.key). Sets
# PRINTER to its ipp:// URI, printer_port and printer_pid, and PRINTED to a folder where job N
# becomes N.pdf, with N.attributes. While a file of that name is in it: hold keeps jobs printing, fail
# makes them fail, fail-N job N alone.
start_printer()
{
	_stub=$B/tests/tools/preload/noavahi.so
	PATH=$PATH:/usr/sbin command -v ippeveprinter >"$T/ippeveprinter" ||
	    bail 'ippeveprinter is missing: run config/setup/install-packages test'
	[ -e "$_stub" ] || bail "$_stub is missing: run make tools"
	_printer=$T/printer-$1
	PRINTED=$_printer/printed
	mkdir -p "$_printer/spool" "$PRINTED"
	_write_printer_command >"$_printer/print"
	chmod 755 "$_printer/print"
	_name=$1
	shift
	for _try in 1 2 3 4 5; do
		printer_port=$(free_ports 1)
		start "$_printer/log" env LD_PRELOAD="$_stub" "$(cat "$T/ippeveprinter")" -v -n localhost \
		    -p "$printer_port" -d "$_printer/spool" -c "$_printer/print" -f application/pdf "$@" "$_name"
		printer_pid=$pid
		wait_for 10 _printer_decided
		if _answers "$printer_port" 2>/dev/null; then
			PRINTER=ipp://localhost:$printer_port/ipp/print
			return 0
		fi
		stop "$printer_pid"
	done
	diag_file "$_printer/log"
	bail 'ippeveprinter does not start'
}

_printer_decided()
{
	_is_gone "$printer_pid" || _answers "$printer_port"
}

# What the printer runs for each job. It ends with the printer.
_write_printer_command()
{
	cat <<-E
		#!/bin/sh
		cd '$PRINTED' || exit 1
		env | grep '^IPP_' | sort >"\$IPP_JOB_ID.attributes"
		while [ -e hold ] && kill -0 "\$PPID" 2>/dev/null; do
			sleep 0.05
		done
		[ ! -e fail ] && [ ! -e "fail-\$IPP_JOB_ID" ] || exit 1
		cp "\$1" "\$IPP_JOB_ID.new" && mv "\$IPP_JOB_ID.new" "\$IPP_JOB_ID.pdf"
	E
}

# ---- mail ----------------------------------------------------------------------------------

new_maildir()
{
	mkdir -p "$1/tmp" "$1/new" "$1/cur"
}

# put_mail MAILDIR [FILE]: delivers a mail file, or standard input, as an MTA would.
put_mail()
{
	_mail=$(date +%s.%N).M$$P$(od -An -N4 -tx4 /dev/urandom | tr -d ' ').test
	cat "${2:--}" >"$1/tmp/$_mail" && mv "$1/tmp/$_mail" "$1/new/$_mail"
}

# count_mails MAILDIR
count_mails()
{
	find "$1/new" "$1/cur" -type f 2>/dev/null | wc -l | tr -d ' '
}

# wait_for_mails MAILDIR N: at most 15 seconds.
wait_for_mails()
{
	wait_for 15 _has_mails "$1" "$2"
}

_has_mails()
{
	[ "$(count_mails "$1")" -ge "$2" ]
}

# wait_for_saved USER N: until Dovecot has saved N mails for the user in all; at most 15 seconds. A mail's file
# is there a moment before IMAP shows it.
wait_for_saved()
{
	wait_for 15 _has_saved "$1" "$2"
}

_has_saved()
{
	[ "$(grep -c "lmtp($1).*saved mail to INBOX" "$_dovecot/log")" -ge "$2" ]
}

# ---- an office -----------------------------------------------------------------------------

# new_office FOLDER: settings for the desk 広聴 and the departments 道路課 (roads) and 清掃課
# (waste) in FOLDER/iken.conf, which IKEN_CONF then names; data in FOLDER/data, made by
# iken-init. The mailbox is that of the user opinion of start_dovecot, by IMAPS, if it was
# called, else the Maildir FOLDER/inbox; mail is sent by start_smtp's server, or into the
# Maildir FOLDER/outbox. An approved answer leaves at once, or after $COOLING_OFF. $OFFICE_EXTRA is
# added to the settings. Nothing is scanned for viruses, unless start_clamd was called.
new_office()
{
	mkdir -p "$1"
	IKEN_CONF=$1/iken.conf
	export IKEN_CONF
	echo secret >"$1/password"
	chmod 600 "$1/password"
	_write_settings "$1" >"$IKEN_CONF"
	iken-init >"$1/init.out" 2>&1 || {
		diag_file "$1/init.out"
		bail 'iken-init fails'
	}
}

# A test's mails are scanned only where it started clamd.
_virus_settings()
{
	if [ -n "${CLAMD:-}" ]; then
		echo "socket = $CLAMD"
		echo 'patterns_age = 0 s'
	else
		echo 'scanner = none'
	fi
}

_write_settings()
{
	cat <<-E
		[spool]
		folder = $1/data

		[virus]
		$(_virus_settings)

		[office]
		name = 見本市役所
		section = 広聴課
		contact = 電話 03-0000-0000（平日9時から17時）
		address = opinion@city.example.jp
		administrator = admin@city.example.jp
		desk = desk
		cooling_off = ${COOLING_OFF:-0 s}

		[department desk]
		name = 広聴
		addresses = kocho@city.example.jp

		[department roads]
		name = 道路課
		addresses = roads@city.example.jp
		senders = *@roads.city.example.jp

		[department waste]
		name = 清掃課
		addresses = waste@city.example.jp

		[purpose opinion]
		name = 意見・要望
		words = 意見, 要望

		[purpose question]
		name = 問い合わせ
		words = 質問

		[purpose other]
		name = その他

		[rule]
		words = 道路, 舗装, 街灯
		department = roads

		[rule]
		words = ごみ, 清掃, 収集
		department = waste

	E
	if [ -n "${IMAPS:-}" ]; then
		cat <<-E
			[source mail]
			kind = imap
			channel = mail
			host = localhost
			port = $IMAPS
			ca_file = $PKI/ca.pem
			user = opinion
			password_file = $1/password
			folder = INBOX
			after = delete

		E
	else
		new_maildir "$1/inbox"
		cat <<-E
			[source mail]
			kind = maildir
			channel = mail
			folder = $1/inbox
			after = delete

		E
	fi
	if [ -n "${SMTPS:-}" ]; then
		cat <<-E
			[send]
			kind = smtp
			host = localhost
			port = $SMTPS
			ca_file = $PKI/ca.pem
			user = iken
			password_file = $1/password

		E
	else
		new_maildir "$1/outbox"
		cat <<-E
			[send]
			kind = maildir
			folder = $1/outbox

		E
	fi
	printf '%s\n' "${OFFICE_EXTRA:-}"
}
