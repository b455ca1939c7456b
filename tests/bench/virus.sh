# SPDX-License-Identifier: GPL-3.0-or-later
# virus.sh - the part of bench that measures what the virus scanner costs; read by bench.
# shellcheck shell=sh disable=SC2154

# register_scanned NAME LINE...: iken-register with these settings of [virus].
register_scanned()
{
	_row=$1
	shift
	fresh
	settings_of_departments "$work"
	sed -i '/^scanner = none/d' "$IKEN_CONF"
	sed -i "s|^\[virus\]|[virus]\n$(printf '%s\\n' "$@")|" "$IKEN_CONF"
	iken-init >"$work/init.out" 2>&1 || bail 'iken-init fails'
	cp "$T/corpus/cur"/* "$work/inbox/new/"
	iken-fetch >"$work/fetch.out" 2>&1 || bail 'iken-fetch fails'
	timed "$_row" "$MAILS" iken-register
	has iken-register "$work/data/store" "$MAILS"
}

# A clamd with two patterns: what the way to it and back costs, and not what a million patterns do.
step_virus()
{
	timed scan-bare "$MAILS" "$tools/scan-loop" bare "$CLAMD" "$T/corpus/cur"
	timed scan-ours "$MAILS" "$tools/scan-loop" ours "$CLAMD" "$T/corpus/cur"
	register_scanned virus-none 'scanner = none'
	register_scanned virus-ours "socket = $CLAMD" 'patterns_age = 0 s'
}
