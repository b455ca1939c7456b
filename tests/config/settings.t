#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# settings - every setting wrong in turn gives one clear line with file and line
. "${0%/*}/../lib.sh"

cat >"$T/right.conf" <<-E
	[office]
	name = 見本市役所
	address = opinion@city.example.jp
	administrator = admin@city.example.jp
	desk = desk
	[spool]
	folder = /var/spool/iken
	[source s]
	kind = imap
	host = mail.example.jp
	user = u
	password_file = /etc/iken/password
	after = move
	move_to = done
	[drop d]
	folder = /srv/scan/postcard
	channel = postcard
	after = move
	move_to = /srv/scan/done
	[transcription]
	[print]
	kind = folder
	folder = /srv/print
	[send]
	kind = smtp
	host = mail.example.jp
	user = u
	password_file = /etc/iken/password
	[department desk]
	name = 広聴
	addresses = desk@city.example.jp
	[purpose other]
	name = その他
	[rule]
	words = 道
	department = desk
	[approver a]
	name = 部長
	addresses = bucho@city.example.jp
	[staff s]
	name = 電話
	addresses = call@city.example.jp
	[reason anonymous]
	name = 匿名
	[calendar]
	[campaign]
	[request]
	[danger]
	[trust]
	[virus]
	[limits]
	[erase old]
	age = 3650
	[search]
	[erasure]
	[audit]
	[keys]
	accept_addresses = 100 days
	[backup]
	folder = /backup/iken
	keyring = /media/keys
	public_key = /etc/iken/backup.public
	[page]
	[stats]
	[board]
	[faq]
	[users]
	ingest = iken-ingest
	process = iken-process
	reply = iken-reply
	report = iken-report
	[export]
	[trial]
E
exits 'settings that are right are taken' 0 iken-check -c "$T/right.conf" --settings

# A wrong value for each: what no value of its type can be; nothing for text, which may be
# anything but has to be there where it is required.
wrong_value()
{
	case $1 in
	reason.sales.* | reason.repeated.* | reason.outside.* | reason.procedure.*) echo anything ;;
	*.name) echo ;;
	office.section | office.contact | *.user | trust.authserv_id | purpose.other.words | \
	    rule.1.words | reason.*.words | reason.*.advice | danger.words | danger.protected_words | \
	    drop.d.owners | print.font | print.fallback_font | print.signature | \
	    page.office_en | page.contact_en | purpose.other.name_en | purpose.other.name_easy | \
	    rule.1.words | source.s.folder | source.s.move_to) echo anything ;;
	*) echo '?!' ;;
	esac
}

iken-check -c "$T/right.conf" --settings >"$T/settings"
count=0
while read -r name _; do
	section=${name%%.*}
	setting=${name##*.}
	wrong=$(wrong_value "$name")
	[ "$wrong" != anything ] || continue
	count=$((count + 1))
	# In the place of the line that sets it, or first in its section.
	awk -v section="$section" -v setting="$setting" -v wrong="$wrong" '
		/^\[/ { here = index($0, "[" section "]") == 1 || index($0, "[" section " ") == 1 }
		here && $1 == setting { next }
		{ print }
		/^\[/ && here { print setting " = " wrong }
	' "$T/right.conf" >"$T/wrong.conf"
	line=$(grep -n "^$setting = $wrong\$" "$T/wrong.conf" | head -n 1 | cut -d : -f 1)
	status=0
	iken-check -c "$T/wrong.conf" --settings >"$T/out" 2>"$T/err" || status=$?
	got=$(cat "$T/err")
	if [ "$status" = 78 ] && [ "$(wc -l <"$T/err")" = 1 ] && [ "${#got}" -lt 300 ] &&
	    printf '%s\n' "$got" | grep -q "^$T/wrong.conf:$line: .*; .*"; then
		pass "$name = $wrong gives one line"
	else
		fail "$name = $wrong gives one line"
		diag "status $status, expected line $line:" "$got"
	fi
done <"$T/settings"
is 'more than fifty settings were wrong in turn' "$((count > 50))" 1

# Every setting with its name misspelt: the right one is named.
while read -r name _; do
	section=${name%%.*}
	setting=${name##*.}
	[ "$setting" != name ] && [ "$setting" != tls ] || continue
	slip=${setting%?}
	awk -v section="$section" -v slip="$slip" '{ print }
		index($0, "[" section "]") == 1 || index($0, "[" section " ") == 1 { print slip " = x" }
	' "$T/right.conf" >"$T/wrong.conf"
	iken-check -c "$T/wrong.conf" --settings 2>"$T/err" >/dev/null
	grep -q "has no setting \"$slip\"; did you mean $setting?" "$T/err" || echo "$name"
done <"$T/settings" >"$T/unnamed"
is 'the right name is suggested for each that lacks its last letter' "$(cat "$T/unnamed")" ''

# All errors at once, in the order of lines, and no program does anything.
printf 'x\n[ofice]\n[spool]\nfolder = a\nfolder = /b\n[send]\nport = many\n' >"$T/many.conf"
exits 'wrong settings end with 78' 78 iken-check -c "$T/many.conf" --settings
is 'all errors are told at once, in order' \
    "$(sed -n "s|^$T/many.conf:\([0-9]*\): .*|\1|p" "$T/err" | tr '\n' ' ')" '1 2 4 5 7 7 7 '
exits 'every program refuses wrong settings' 78 iken run -c "$T/many.conf"
like 'and says why' "$(cat "$T/err")" "^$T/many.conf:1: "
printf '%s\n' 'a = 1' | iconv -f UTF-8 -t UTF-16 >"$T/utf16.conf"
exits 'a file in UTF-16 is refused' 78 iken-check -c "$T/utf16.conf" --settings
like 'and says what it should be' "$(cat "$T/err")" 'not UTF-8; save the file as UTF-8'
printf '[office]\nname = 道路課\n' | iconv -t CP932 >"$T/sjis.conf"
exits 'a file in Shift_JIS is refused' 78 iken-check -c "$T/sjis.conf" --settings
like 'with the line' "$(cat "$T/err")" 'sjis.conf:2: this line is not UTF-8'
exits 'a folder is no settings file' 78 iken-check -c "$T" --settings
exits '/dev/null is no settings file' 78 iken-check -c /dev/null --settings
exits '/dev/zero is no settings file and ends' 78 iken-check -c /dev/zero --settings
mkfifo "$T/fifo"
exits 'a pipe without a writer does not hang' 78 timeout 5 iken-check -c "$T/fifo" --settings
done_testing
