# SPDX-License-Identifier: GPL-3.0-or-later
# web.sh - for scripts about the residents' page: web servers with the settings of config/sample.
#
# Reads lib.sh. The servers run as nobody for root, as all servers of tests do, so that what they serve lies in their own
# folder: the page's folder is $PAGE.
# shellcheck shell=sh disable=SC2034,SC2154
. "${0%/*}/../lib.sh"

# new_page [PROGRAM...]: the empty folder $PAGE, which the web host's programs may write; $WEB with what the servers need, and
# in $WEB/bin the programs (iken-post and iken-read unless others are named).
new_page()
{
	_prepare_server /usr/sbin/nginx
	make_pki
	WEB=$_run/web
	PAGE=$_run/page
	mkdir -p "$WEB/bin" "$WEB/memory" "$WEB/body" "$PAGE/in" "$PAGE/out/static" "$PAGE/state"
	[ $# -gt 0 ] || set -- "$B/bin/iken-post" "$B/bin/iken-read"
	cp "$@" "$WEB/bin/"
	cp "$PKI/good.pem" "$WEB/cert.pem"
	cp "$PKI/good.key" "$WEB/cert.key"
	_give_to_server "$WEB" "$PAGE"
}

# _here FILE: one of config/sample as it has to be on this machine.
_here()
{
	sed -e "s,/srv/ikenbako/page,$PAGE,g; s,/usr/local/bin/,$WEB/bin/,g; s,/run/ikenbako,$WEB/memory,g" \
	    -e "s,/run/fcgiwrap.socket,$WEB/fcgi,g; s,/var/log/[a-z]*/,$WEB/,g; s,iken\.example\.jp;,localhost;,g" \
	    -e "s,/etc/ssl/certs/iken.example.jp.pem,$WEB/cert.pem,; s,/etc/ssl/private/iken.example.jp.key,$WEB/cert.key," \
	    -e "/listen \[::\]/d; s,listen 80;,listen 127.0.0.1:$HTTP;,; s,listen 443,listen 127.0.0.1:$HTTPS," \
	    -e "s,0.0.0.0:443,127.0.0.1:$HTTPS," "$1"
}

# Becomes a server from an unpacked package, without anything in the environment that the programs it starts would inherit.
_serve_plain()
{
	_program=$_root$1
	shift
	_loader=$(readelf -l "$_program" | sed -n 's/.*interpreter: \(.*\)]/\1/p')
	_machine=$(uname -m)-linux-gnu
	set -- "$_loader" --library-path "$_root/usr/lib/$_machine:$_root/lib/$_machine" "$_program" "$@"
	[ "$(id -u)" != 0 ] || set -- setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	cd "$WEB" && exec env -i PATH=/usr/bin:/bin "$@"
}

# start_fcgiwrap [NUMBER]: so many requests at once (4). Sets fcgi_pid.
start_fcgiwrap()
{
	rm -f "$WEB/fcgi"
	start "$WEB/fcgi.log" _serve_plain /usr/sbin/fcgiwrap -c "${1:-4}" -s "unix:$WEB/fcgi"
	fcgi_pid=$pid
	wait_for 10 test -S "$WEB/fcgi" || bail 'fcgiwrap does not start'
	# Those that it has forked do not end with it.
	wait_for 10 _has_forked "$fcgi_pid" "${1:-4}" || bail 'fcgiwrap does not fork'
	for _child in $(pgrep -P "$fcgi_pid"); do
		_pids="$_pids $_child"
	done
}

_has_forked()
{
	[ "$(pgrep -P "$1" | wc -l)" = "$2" ]
}

# start_nginx: the page at https://localhost:$HTTPS and, redirected, http://localhost:$HTTP; SITE is the address. Sets web_pid.
# $NGINX_EDIT is a sed script for the settings.
start_nginx()
{
	_start_web nginx _write_nginx_conf /usr/sbin/nginx -e stderr -p "$WEB/" -c "$WEB/nginx.conf"
}

# start_lighttpd: the same, without $HTTP.
start_lighttpd()
{
	_start_web lighttpd _write_lighttpd_conf /usr/sbin/lighttpd -m "$_root/usr/lib/lighttpd" -D -f "$WEB/lighttpd.conf"
}

_start_web()
{
	_server=$1 _writer=$2
	shift 2
	for _try in 1 2 3 4 5; do
		_ports=$(free_ports 2)
		HTTP=${_ports% *} HTTPS=${_ports#* }
		"$_writer" >"$WEB/$_server.conf" || exit 1
		chmod 644 "$WEB/$_server.conf"
		start "$WEB/$_server.stderr" _serve_plain "$@"
		web_pid=$pid
		wait_for 10 _web_decided
		if _answers "$HTTPS" 2>/dev/null; then
			SITE=https://localhost:$HTTPS
			return 0
		fi
		stop "$web_pid"
		grep -qi 'already in use' "$WEB/$_server.stderr" || break
	done
	diag_file "$WEB/$_server.stderr"
	bail "$_server does not start"
}

_web_decided()
{
	_is_gone "$web_pid" || _answers "$HTTPS"
}

_write_nginx_conf()
{
	_here config/sample/nginx-ikenbako.conf | sed "${NGINX_EDIT:-}" >"$WEB/ikenbako.conf"
	chmod 644 "$WEB/ikenbako.conf"
	cat <<-E
		daemon off;
		pid $WEB/nginx.pid;
		worker_processes 2;
		events {
			worker_connections 512;
		}
		http {
			access_log off;
			client_body_temp_path $WEB/body;
			fastcgi_temp_path $WEB/body;
			proxy_temp_path $WEB/body;
			uwsgi_temp_path $WEB/body;
			scgi_temp_path $WEB/body;
			include $WEB/ikenbako.conf;
		}
	E
}

_write_lighttpd_conf()
{
	_here config/sample/lighttpd-ikenbako.conf >"$WEB/ikenbako-lighttpd.conf"
	chmod 644 "$WEB/ikenbako-lighttpd.conf"
	cat <<-E
		server.document-root = "$WEB/body"
		server.bind = "127.0.0.1"
		server.port = $HTTP
		server.errorlog = "$WEB/lighttpd.log"
		server.modules = ( )
		include "$WEB/ikenbako-lighttpd.conf"
	E
}

# get PATH [OPTION...]: what the server answers, by curl; the status is in $T/code, the headers in $T/headers.
get()
{
	_path=$1
	shift
	curl -sS --cacert "$PKI/ca.pem" -o "$T/body" -D "$T/headers" -w '%{http_code}' "$@" "$SITE$_path" >"$T/code" 2>"$T/curl.err" ||
	    { cat "$T/curl.err" >&2; return 1; }
	cat "$T/body"
}

# ---- the browser ---------------------------------------------------------------------------

# start_browser: ChromeDriver, and browser for one step of the browser that it drives; see tests/tools/browser.py. Sets
# driver_pid.
start_browser()
{
	BROWSER=$T/browser
	mkdir -p "$BROWSER/home"
	BROWSER_PORT=$(free_ports 1)
	export BROWSER BROWSER_PORT
	unshare --user true 2>/dev/null || export BROWSER_SANDBOX=no
	command -v chromedriver >/dev/null || bail 'chromedriver is missing: run config/setup/install-packages test'
	start "$BROWSER/driver.log" env HOME="$BROWSER/home" TMPDIR="$BROWSER" chromedriver --port="$BROWSER_PORT"
	driver_pid=$pid
	wait_for 20 _answers "$BROWSER_PORT" || bail 'ChromeDriver does not start'
}

browser()
{
	timeout 120 python3 "$TOP/tests/tools/browser.py" "$@" || return 1
	# The browser is not ChromeDriver's for ever: it ends with the script as well.
	[ "$1" != open ] || _pids="$_pids $(cat "$BROWSER/process")"
}

# html_errors FILE...: what the W3C's checker finds in pages; nothing when all are valid.
html_errors()
{
	java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xss2m -jar "$TOP/build/debs/npm/vnu-jar/build/dist/vnu.jar" "$@" 2>&1 ||
	    :
}

AXE=$TOP/build/debs/npm/axe-core/axe.min.js
