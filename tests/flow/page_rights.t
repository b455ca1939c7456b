#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The folder of the residents' page with the rights that the operators' guide gives it: the spool's user and the web server's
# each do what they have to, and nobody else can do anything.
. "${0%/*}/../web.sh"

[ "$(id -u)" = 0 ] || skip_all 'only root has two users'
spool=$B/tests/tools/page-spool
new_page
rm -rf "$PAGE"
chmod 711 "$T"
cp "$spool" "$_run/page-spool"

# The guide's own lines; iken is 64997, the web server and its group 65534.
sed -n 's/^ *\(install -d .*\/srv\/ikenbako.*\)/\1/p' config/guide/operators.md |
    sed "s,/srv/ikenbako/page,$PAGE,g; s,/srv/ikenbako,$_run,g; s/-o iken/-o 64997/; s/www-data/65534/g" >"$T/commands"
like 'the guide has them' "$(wc -l <"$T/commands")" '^[4-9]$'
ok 'they work' sh -e "$T/commands"
iken() { setpriv --reuid 64997 --regid 64997 --groups 65534 "$@"; }
others() { setpriv --reuid 64996 --regid 64996 --clear-groups "$@"; }
chmod 777 "$_run"
ok 'the spool writes what is published' iken "$_run/page-spool" make "$PAGE" 20
chmod 755 "$_run"

start_fcgiwrap
start_nginx
post()
{
	get /post >"$T/form"
	get /post -F "draft=$(sed -n 's/.*name="draft" value="\([^"]*\)".*/\1/p' "$T/form")" -F purpose=question -F 'text=Rights' -F way=none -F do=send >"$T/posted"
	number=$(sed -n 's/.*id="number">\([^<]*\)<.*/\1/p' "$T/posted")
	password=$(sed -n 's/.*id="password">\([^<]*\)<.*/\1/p' "$T/posted")
}
post
like 'the page posts' "$number" '^20'
like 'its style is served' "$(get /static/page.css)" 'color'
like 'the spool reads what was posted' "$(iken "$_run/page-spool" in "$PAGE")" "^post $number"
ok 'and publishes' iken "$_run/page-spool" publish "$PAGE" "$number" answered 'An answer.'
get /read >"$T/form"
get /read -L -c "$T/jar" -b "$T/jar" --data-urlencode "token=$(sed -n 's/.*name="token" value="\([^"]*\)".*/\1/p' "$T/form" | head -n 1)" \
    --data-urlencode "number=$number" --data-urlencode "password=$password" -d do=login >/dev/null
like 'what the page reads' "$(get /read -b "$T/jar")" 'An answer\.'
ok 'the spool empties the folder' iken find "$PAGE/in" -type f -delete
is 'and it is empty' "$(find "$PAGE/in" -type f | wc -l)" 0
for folder in out/page out/numbers out/cases in state; do
	not_ok "nobody else reads $folder" others cat "$PAGE/$folder" 2>/dev/null
	not_ok "nor lists it" others ls "$PAGE/$folder" 2>/dev/null
done
not_ok 'the spool cannot look into the page'\''s state' iken ls "$PAGE/state" 2>/dev/null
not_ok 'the page cannot change what is published' setpriv --reuid 65534 --regid 65534 --clear-groups sh -c 'echo >>"$1/out/page"' sh "$PAGE" 2>/dev/null
not_ok 'nor put anything beside it' setpriv --reuid 65534 --regid 65534 --clear-groups touch "$PAGE/out/cases/x" 2>/dev/null
done_testing
