#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken - the front: commands, help, and a round of programs that end in every way
. "${0%/*}/../lib.sh"

# Programs of our own making beside a copy of iken, so that what they do is known.
mkdir "$T/bin" "$T/data" "$T/data/lock" "$T/data/state" "$T/data/log"
cp "$B/bin/iken" "$B/bin/iken-init" "$T/bin/"
cat >"$T/iken.conf" <<-E
	[office]
	name = 見本市役所
	address = opinion@city.example.jp
	administrator = admin@city.example.jp
	desk = desk
	[spool]
	folder = $T/data
	[department desk]
	name = 広聴
	addresses = desk@city.example.jp
E
export IKEN_CONF="$T/iken.conf"
iken=$T/bin/iken

# program NAME STATUS [COMMAND]
program()
{
	cat >"$T/bin/iken-$1" <<-E
		#!/bin/sh
		echo "$1 \$*" >>"$T/order"
		${3:-}
		exit $2
	E
	chmod 755 "$T/bin/iken-$1"
}

order()
{
	cut -d ' ' -f 1 "$T/order" | tr '\n' ' '
	rm -f "$T/order"
}

program send 0
program route 0
program register 0
program fetch 0
program status 3
program other 0

exits 'a round' 0 "$iken" run
is 'runs what is there, in order' "$(order)" 'fetch register route send '
is 'and prints nothing' "$(cat "$T/out" "$T/err")" ''
program remind 0
program collect 0
program print 0
exits 'a full round, dry and verbose' 0 "$iken" run -n -v
is 'passes the options on' "$(sort -u "$T/order" | sed 's/^[a-z]* //' | sort -u)" "-c $T/iken.conf -n -v"
is 'runs all parts in order' "$(order)" 'collect fetch register route remind print send '

program fetch 75
exits 'a program that ends with 75 makes it 75' 75 "$iken" run
is 'and the rest still runs' "$(order)" 'collect fetch register route remind print send '
like 'the round is remembered' "$(cat "$T/data/state/iken.run")" '^exit: 75$'
program route 78
program send 75
exits 'the worst counts' 78 "$iken" run
is 'and the rest still runs' "$(order)" 'collect fetch register route remind print send '
program route 0 'kill -SEGV $$'
exits 'a crash is told' 70 "$iken" run
like 'with its signal' "$(cat "$T/err")" 'iken-route was ended by signal 11'
is 'and the rest still runs' "$(order)" 'collect fetch register route remind print send '
program route 0
program send 0
program fetch 0

# The end of a run is waited for, and two rounds are not at work at once.
program fetch 0 'until [ -e go ]; do sleep 0.05; done'
sed -i "s|until \[ -e go|until [ -e $T/go|" "$T/bin/iken-fetch"
start "$T/first" "$iken" run
first=$pid
wait_for 10 grep -q fetch "$T/order"
exits 'a second round ends with 0' 0 timeout 10 "$iken" run
like 'and says why' "$(cat "$T/err")" 'another run is at work'
: >"$T/go"
wait "$first"
is 'the first one went on' "$(order)" 'collect fetch register route remind print send '
rm "$T/go"
program fetch 75 "trap 'exit 75' TERM; until [ -e $T/go ]; do sleep 0.05; done"
start "$T/first" "$iken" run
first=$pid
wait_for 10 grep -q fetch "$T/order"
kill "$first"
ok 'a signal ends the program at work' wait_for 10 _is_gone "$first"
: >"$T/go"
wait "$first"
is 'and the round' "$(order)" 'collect fetch '
program fetch 0

exits 'a command is the program of that name' 3 "$iken" status -x 'a b'
is 'with its arguments as they are' "$(cat "$T/order")" 'status -x a b'
rm "$T/order"
exits 'a program that is in no table can be called' 0 "$iken" other
exits '-c before the command' 0 "$iken" -c "$T/iken.conf" run
exits 'settings that are not there' 78 "$iken" -c "$T/none.conf" run
exits 'an unknown command' 64 "$iken" fecth
like 'gets a suggestion' "$(cat "$T/err")" 'no command "fecth"; did you mean fetch\?'
exits 'a command is never a path' 64 "$iken" ../bin/iken-other
exits 'nor empty' 64 "$iken" ''
exits 'no command' 64 "$iken"
exits 'an unknown option' 64 "$iken" --wrong
exits 'an unknown option of run' 64 "$iken" run --wrong
exits 'help' 0 "$iken" help
like 'lists what is there' "$(cat "$T/out")" '^  fetch  .*mailboxes'
unlike 'and not what is not' "$(cat "$T/out")" '^  export'
exits '--help' 0 "$iken" --help
exits 'help for run' 0 "$iken" help run
like 'shows its options' "$(cat "$T/out")" 'dry-run'
exits 'help for a program' 3 "$iken" help status
like 'asks that program' "$(cat "$T/order")" 'status --help'
exits '--version' 0 "$iken" --version
like 'shows it' "$(cat "$T/out")" '^iken [0-9.]+ \(ikenbako\)$'
not_ok 'help into a full disk fails' sh -c "'$iken' help >/dev/full"
done_testing
