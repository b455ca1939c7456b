#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every seed of the fuzz targets, and every input that once broke one, is read again; so are the corpora and, for what
# is quick, thousands of spoilt copies of them.
. "${0%/*}/../lib.sh"

# spoilt FOLDER FILE...: copies of the files with octets changed, cut and put twice, the same ones each time.
spoilt()
{
	mkdir -p "$1"
	python3 - "$@" <<-'E'
		import random, sys
		out, files = sys.argv[1], sys.argv[2:]
		random.seed(20261124)
		for n in range(200):
		    data = bytearray(open(random.choice(files), "rb").read()[:20000])
		    for _ in range(random.choice((1, 3, 20))):
		        at, end = random.randrange(len(data) + 1), random.randrange(len(data) + 1)
		        kind = random.randrange(4)
		        if kind == 0 and data:
		            data[at % len(data)] = random.randrange(256)
		        elif kind == 1:
		            del data[at:at + random.randrange(1, 50)]
		        elif kind == 2:
		            data[at:at] = data[end:end + random.randrange(1, 200)]
		        else:
		            data[at:at] = random.choice((b"\n", b"\0", b"\xff", b"\x1b$B", b'"', b": ", b"--", "　".encode()))
		    open(f"{out}/{n}", "wb").write(data)
	E
}

# replays TARGET [FILE...]
replays()
{
	_target=$1
	shift
	_seeds=$(find tests/fuzz/seeds -type f -path "*/$_target/*" | sort)
	# shellcheck disable=SC2086 # names without spaces
	[ $# != 0 ] || set -- $_seeds
	spoilt "$T/$_target" "$@"
	# shellcheck disable=SC2086
	exits "$_target: seeds" 0 "$B/tests/fuzz/$_target" "$@" $_seeds
	exits "$_target: spoilt" 0 "$B/tests/fuzz/$_target" "$T/$_target"/*
	is "$_target: all of them" "$(tail -n 1 "$T/out")" '200 inputs'
}

for source in tests/fuzz/*.c; do
	target=${source##*/}
	target=${target%.c}
	case $target in
	driver) ;;
	message) replays message tests/fixtures/mails/*.eml $(find tests/fixtures/replies -name '*.eml') ;;
	settings) replays settings config/sample/iken.conf tests/fuzz/seeds/settings/* ;;
	*) replays "$target" ;;
	esac
done

# What does not hold is seen.
printf 'x' >"$T/one"
not_ok 'a file that is not there' "$B/tests/fuzz/form" "$T/none"
exits 'one input' 0 "$B/tests/fuzz/form" "$T/one"
done_testing
