#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Printing over IPP: with a real printer, with one that fails on demand, and with none.
. "${0%/*}/../lib.sh"

print_file=$B/tests/tools/print-file
{
	printf '%%PDF-1.4\n'
	head -c 3000000 /dev/urandom
} >"$T/letters.pdf"

# ---- a real printer --------------------------------------------------------------------------

start_printer plain
exits 'a printer answers' 0 "$print_file" "$PRINTER" open
exits 'nothing is found before anything was sent' 0 "$print_file" "$PRINTER" find '手紙 R1:ABC'
is 'and said so' "$(cat "$T/out")" 'not found'
exits 'a PDF is taken' 0 "$print_file" -n 2 "$PRINTER" send '手紙 R1:ABC' "$T/letters.pdf"
is 'with a number and no note' "$(cat "$T/out")" 'job 1'
exits 'the job is waited for' 0 "$print_file" "$PRINTER" wait 1
is 'and printed' "$(cat "$T/out")" 'printed job-completed-successfully'
ok 'what the printer got is what was sent' cmp "$PRINTED/1.pdf" "$T/letters.pdf"
like 'under its name' "$(cat "$PRINTED/1.attributes")" '^IPP_JOB_NAME=手紙 R1:ABC$'
like 'as a PDF' "$(cat "$PRINTED/1.attributes")" '^IPP_DOCUMENT_FORMAT_SUPPLIED=application/pdf$'
like 'on A4' "$(cat "$PRINTED/1.attributes")" '^IPP_MEDIA=iso_a4_210x297mm$'
like 'twice' "$(cat "$PRINTED/1.attributes")" '^IPP_COPIES=2$'
like 'for nobody' "$(cat "$PRINTED/1.attributes")" '^IPP_JOB_ORIGINATING_USER_NAME=iken-print$'
exits 'a job that is over is found by its name' 0 "$print_file" "$PRINTER" find '手紙 R1:ABC'
is 'with its number' "$(cat "$T/out")" 'found 1'
exits 'but not by half of it' 0 "$print_file" "$PRINTER" find '手紙 R1'
is 'which is none' "$(cat "$T/out")" 'not found'

exits 'both sides are asked of a printer that has one' 0 "$print_file" -2 "$PRINTER" send R2 "$T/letters.pdf"
like 'it prints nevertheless' "$(cat "$T/out")" '^job 2$'
like 'which is noted' "$(cat "$T/out")" '^note: printed on one side: localhost does not print on both$'
exits 'it is printed' 0 "$print_file" "$PRINTER" wait 2
unlike 'on one side' "$(cat "$PRINTED/2.attributes")" '^IPP_SIDES='

touch "$PRINTED/hold"
exits 'a slow printer takes a job' 0 "$print_file" "$PRINTER" send R3 "$T/letters.pdf"
"$print_file" "$PRINTER" find R3 >"$T/out"
is 'a job that is not over is found' "$(cat "$T/out")" 'found 3'
like 'it is being printed' "$("$print_file" "$PRINTER" state 3)" '^printing '
exits 'and another job meanwhile' 75 "$print_file" "$PRINTER" send R4 "$T/letters.pdf"
like 'finds it busy' "$(cat "$T/err")" '^later: localhost: not now .server-error-busy'
rm "$PRINTED/hold"
like 'until it is done' "$("$print_file" "$PRINTER" wait 3)" '^printed '
touch "$PRINTED/fail"
exits 'a printer that fails takes a job' 0 "$print_file" "$PRINTER" send R5 "$T/letters.pdf"
like 'which fails' "$("$print_file" "$PRINTER" wait 4)" '^failed '
is 'and is found, because no other of its name is better' "$("$print_file" "$PRINTER" find R5)" 'found 4'
rm "$PRINTED/fail"
exits 'it is sent once more' 0 "$print_file" "$PRINTER" send R5 "$T/letters.pdf"
like 'which is printed' "$("$print_file" "$PRINTER" wait 5)" '^printed '
is 'and then that one is found' "$("$print_file" "$PRINTER" find R5)" 'found 5'
touch "$PRINTED/fail"
exits 'even when it is sent yet again' 0 "$print_file" "$PRINTER" send R5 "$T/letters.pdf"
like 'and fails' "$("$print_file" "$PRINTER" wait 6)" '^failed '
is 'what was printed is found, not what failed later' "$("$print_file" "$PRINTER" find R5)" 'found 5'
rm "$PRINTED/fail"
exits 'a job that nobody knows' 0 "$print_file" "$PRINTER" state 4711
is 'is unknown' "$(cat "$T/out")" 'unknown '

exits 'paper that it does not have' 78 "$print_file" -m jis_b4_257x364mm "$PRINTER" send R6 "$T/letters.pdf"
like 'is a matter of the settings' "$(cat "$T/err")" '^halt: localhost: does not print so .*media.* media jis_b4'
exits 'a path where no printer is' 78 "$print_file" "$PRINTER/other" open
like 'too' "$(cat "$T/err")" '^halt: localhost: there is no printer at /ipp/print/other'
stop "$printer_pid"
exits 'a printer that is switched off' 75 "$print_file" "$PRINTER" open
like 'is there later' "$(cat "$T/err")" '^later: connect localhost port .*refused'

# ---- encryption ------------------------------------------------------------------------------

make_pki
mkdir "$T/keys"
cp "$PKI/self.pem" "$T/keys/localhost.crt"
cp "$PKI/self.key" "$T/keys/localhost.key"
start_printer encrypted -2 -K "$T/keys"
secure=ipps://localhost:$printer_port/ipp/print
exits 'a certificate that nobody knows' 75 "$print_file" "$secure" open
like 'is not believed' "$(cat "$T/err")" '^later: localhost: the certificate is self-signed'
exits 'nor one of another authority' 75 "$print_file" -c "$PKI/ca.pem" "$secure" send S1 "$T/letters.pdf"
is 'nothing was sent' "$(ls "$PRINTED")" ''
exits 'the printer is trusted by its own certificate' 0 \
    "$print_file" -2 -c "$PKI/self.pem" "$secure" send S1 "$T/letters.pdf"
is 'and takes the job' "$(cat "$T/out")" 'job 1'
like 'which is printed' "$("$print_file" -c "$PKI/self.pem" "$secure" wait 1)" '^printed '
ok 'as it was sent' cmp "$PRINTED/1.pdf" "$T/letters.pdf"
like 'on both sides' "$(cat "$PRINTED/1.attributes")" '^IPP_SIDES=two-sided-long-edge$'
exits 'and otherwise' 0 "$print_file" -c "$PKI/self.pem" "$secure" send S2 "$T/letters.pdf"
like 'is waited for' "$("$print_file" -c "$PKI/self.pem" "$secure" wait 2)" '^printed '
like 'on one' "$(cat "$PRINTED/2.attributes")" '^IPP_SIDES=one-sided$'
stop "$printer_pid"

for certificate in good wrong expired; do
	mkdir -p "$T/jobs"
	start "$T/fault.err" python3 tests/tools/faults/ipp.py --port-file "$T/$certificate.port" --tls implicit \
	    --cert "$PKI/$certificate.pem" --key "$PKI/$certificate.key" "$T/jobs"
	wait_for 10 test -e "$T/$certificate.port" || bail 'the IPP fault server does not start'
	uri=ipps://localhost:$(cat "$T/$certificate.port")/ipp/print
	if [ "$certificate" = good ]; then
		exits 'the certificate of an authority that is known' 0 "$print_file" -c "$PKI/ca.pem" "$uri" open
	else
		exits "the certificate '$certificate'" 75 "$print_file" -c "$PKI/ca.pem" "$uri" open
		like 'is refused' "$(cat "$T/err")" 'certificate (is not for localhost|expired)'
	fi
	[ "$certificate" != good ] ||
	    exits 'a CA file that is none' 78 "$print_file" -c "$T/letters.pdf" "$uri" open
	stop "$pid"
done

# ---- URIs ------------------------------------------------------------------------------------

refused()
{
	exits "$1" 78 "$print_file" "$2" open
	like 'is refused' "$(cat "$T/err")" "^halt: .*$3"
}
refused 'another machine without encryption' ipp://192.0.2.1/ipp/print 'another machine: .*ipps://'
refused 'another machine by name' ipp://printer.city.example.jp/ipp/print 'another machine'
refused 'a name that begins like ours' ipp://localhost.example.jp/ipp/print 'another machine'
refused 'an address of IPv6' 'ipp://[2001:db8::1]/ipp/print' 'another machine'
refused 'a password' ipps://user:secret@localhost/ipp/print 'a user or a password'
unlike 'and not repeated' "$(cat "$T/err")" secret
refused 'another protocol' http://localhost/ipp/print 'begins with ipps'
refused 'no URI at all' printer "is no printer's URI"
refused 'a line end' "ipp://localhost/ipp
Host: elsewhere" 'a sign that no URI has'

# ---- a printer that fails ----------------------------------------------------------------------

touch "$T/faults"
mkdir -p "$T/jobs"
start_fault_server ipp "$T/jobs" --tls none --faults-in "$T/faults"
uri=ipp://127.0.0.1:$fault_port/ipp/print
# failing [FAULT]: the printer at $uri has this fault, and no jobs.
failing()
{
	rm -f "$T"/jobs/*
	echo "$*" >"$T/faults"
}
send()
{
	"$print_file" "$@" "$uri" send R1 "$T/letters.pdf"
}

failing
exits 'the fault server prints when it is left alone' 0 send
ok 'and gets what was sent' cmp "$T/jobs/1.pdf" "$T/letters.pdf"
exits 'the same' 0 "$print_file" "$uri" find R1
is 'is found' "$(cat "$T/out")" 'found 1'
failing 'chunked@*'
exits 'an answer in chunks' 0 send -2
is 'is read' "$(cat "$T/out")" 'job 1'

for command in VALIDATE-JOB PRINT-JOB; do
	failing "one-sided@$command"
	exits "sides refused at $command" 0 send -2
	like 'cost the second side only' "$(cat "$T/out")" '^note: printed on one side'
	like 'the job is there' "$(cat "$T/out")" '^job 1$'
	is 'once' "$(cd "$T/jobs" && echo *.pdf)" 1.pdf
done
failing substitute@PRINT-JOB
exits 'sides ignored' 0 send -2
like 'are noted as well' "$(cat "$T/out")" '^note: printed on one side'
failing ipp-0501@VALIDATE-JOB
exits 'a printer that cannot be asked before' 0 send

# answers FAULT STATUS PATTERN: what a fault makes of printing.
answers()
{
	failing "$1"
	exits "$1: $2" "$2" send
	like "and why" "$(cat "$T/err")" "$3"
}
answers ipp-040a@VALIDATE-JOB 65 '^never: 127.0.0.1: refuses the document .*document-format-not-supported'
is 'the document was not sent for it' "$(ls "$T/jobs")" ''
answers ipp-0411@PRINT-JOB 65 '^never: .*document-format-error'
answers ipp-0507@PRINT-JOB 75 '^later: .*server-error-busy'
answers ipp-0506@PRINT-JOB 75 '^later: .*not-accepting-jobs'
answers ipp-0403@PRINT-JOB 78 '^halt: .*log in'
answers stopped@GET-PRINTER-ATTRIBUTES#2 75 '^later: 127.0.0.1: is stopped: media-empty-error$'
answers full@GET-PRINTER-ATTRIBUTES#2 75 '^later: 127.0.0.1: takes no jobs$'
answers mute@GET-PRINTER-ATTRIBUTES 75 'does not answer like a printer'
answers 401@PRINT-JOB 78 '^halt: .*log in'
answers 404@GET-PRINTER-ATTRIBUTES 78 '^halt: .*no printer at /ipp/print'
answers 413@PRINT-JOB 65 '^never: .*too large'
answers 426@GET-PRINTER-ATTRIBUTES 78 '^halt: .*ipps://'
answers 503@PRINT-JOB 75 '^later: .*HTTP 503'
for fault in garbage nul cut twice drop reset long; do
	failing "$fault@GET-PRINTER-ATTRIBUTES"
	status=75
	[ "$fault" != twice ] || status=0
	exits "$fault instead of an answer" "$status" send
done
answers lose@PRINT-JOB 75 '^later: .*; perhaps taken$'
exits 'a job whose answer was lost' 0 "$print_file" "$uri" find R1
is 'is found' "$(cat "$T/out")" 'found 1'
answers drop@VALIDATE-JOB 75 '^later: .*closed by the printer$'

for pair in state-3=waiting state-4=waiting state-5=printing state-6=waiting state-7=failed state-8=failed \
    errors=failed state-0=unknown; do
	failing "${pair%=*}@GET-JOB-ATTRIBUTES"
	like "a job's state: $pair" "$("$print_file" "$uri" state 1)" \
	    "^${pair#*=} (media-empty-error|job-completed-with-errors)$"
done

# ---- time ------------------------------------------------------------------------------------

# timely FAULT PATTERN OPTION...: printing ends by itself, long before the server would go on.
timely()
{
	failing "$1"
	_pattern=$2
	shift 2
	exits 'a printer that makes us wait' 75 timeout 30 "$print_file" "$@" "$uri" send R1 "$T/letters.pdf"
	like 'is given up' "$(cat "$T/err")" "$_pattern"
}
timely stall@GET-PRINTER-ATTRIBUTES '^later: 127.0.0.1: timed out after 1 s$' -t 1
timely stall@PRINT-JOB '^later: 127.0.0.1: timed out after 1 s; perhaps taken$' -t 1
timely slow@GET-PRINTER-ATTRIBUTES '^later: 127.0.0.1: the session took more than 2 s$' -t 2 -d 2
timely flood@GET-PRINTER-ATTRIBUTES '^later: 127.0.0.1: the answer is not HTTP$' -t 2 -d 2
timely endless@GET-PRINTER-ATTRIBUTES '^later: 127.0.0.1: (an answer of more than|the printer took)' -t 10 -d 20

# A printer that accepts and reads nothing.
start "$T/deaf.err" python3 -c "
import os, socket, time
s = socket.create_server(('127.0.0.1', 0))
with open('$T/deaf.new', 'w') as out:
    print(s.getsockname()[1], file=out)
os.rename('$T/deaf.new', '$T/deaf.port')
c = [s.accept() for _ in range(3)]
time.sleep(600)"
wait_for 10 test -e "$T/deaf.port" || bail 'the deaf printer does not start'
for uri in "ipp://localhost:$(cat "$T/deaf.port")/" \
    "ipps://localhost:$(cat "$T/deaf.port")/"; do
	exits "a silent port (${uri%%:*})" 75 timeout 30 "$print_file" -t 1 -d 2 -c "$PKI/ca.pem" "$uri" open
	like 'is given up' "$(cat "$T/err")" '^later: localhost: .*(timed out|took more)'
done
done_testing
