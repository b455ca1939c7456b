# SPDX-License-Identifier: GPL-3.0-or-later
# collect.sh - the part of bench that measures the drop folders; read by bench.
# shellcheck shell=sh disable=SC2154

SCANS=${SCANS:-1000}

# scans_office delete|move: a drop folder with the scans, and what becomes of them.
scans_office()
{
	fresh
	settings_of_departments "$work"
	{
		printf '\n[drop scans]\nfolder = %s\nchannel = letter\nsettle = 0 s\nlimit = 1000000\n' "$work/drop"
		[ "$1" = delete ] || printf 'after = move\nmove_to = %s\n' "$work/done"
	} >>"$IKEN_CONF"
	iken-init >"$work/init.out" 2>&1 || bail 'iken-init fails'
	mkdir "$work/done"
	cp -r "$T/scans" "$work/drop"
}

collected()
{
	has iken-collect "$work/data/arrivals" "$SCANS"
	[ -z "$(ls "$work/drop")" ] || bail 'iken-collect has left something in its folder'
}

# Scans taken from a drop folder, beside a bare copy of the same files that is made durable. What takes long on
# some disks is the removal (discard), and cp removes nothing: so both with it and without.
step_collect()
{
	[ -d "$T/scans" ] || python3 "$TOP/tests/bench/make-scans.py" "$T/scans" "$SCANS" || bail 'make-scans.py fails'
	fresh
	timed collect-cp "$SCANS" sh -c 'cp -r "$1" "$2" && sync' sh "$T/scans" "$work/copy"
	scans_office move
	timed collect-move "$SCANS" iken-collect
	collected
	cp -r "$T/scans" "$work/drop2"
	timed collect-mv "$SCANS" sh -c 'cp -r "$1" "$2" && sync && rm -r "$1"' sh "$work/drop2" "$work/copy"
	scans_office delete
	timed collect-ours "$SCANS" iken-collect
	collected
}
