# SPDX-License-Identifier: GPL-3.0-or-later
# letters.sh - the part of the bench for letters: iken-print beside a plain loop of pango and cairo. Read by bench.
# shellcheck shell=sh disable=SC2154

LETTERS=${LETTERS:-1000}

# letter_lines [differ]: the words that letter-loop draws, as a line of enter-letters.
letter_lines()
{
	python3 - "$TOP/tests/tools/sample-texts.h" "$LETTERS" "${1:-}" <<-'E'
		import re, sys
		text = open(sys.argv[1], encoding="utf-8").read()
		found = re.search(r'#define SAMPLE_ANSWER \\\n((?:\s*".*" ?\\?\n)+)', text).group(1)
		answer = "".join(re.findall(r'"(.*)"', found))
		for i in range(int(sys.argv[2])):
		    room, text = "５０３", answer
		    if sys.argv[3]:
		        room, text = i, "\\n".join(f"{p}（{i}）" for p in answer.split("\\n"))
		    print(f"山田　太郎|100-0013|東京都千代田区霞が関１丁目３番２号\\n郵便プラザ{room}号室|ja||{text}")
	E
}

# letters_office [differ]: an office with letters that wait.
letters_office()
{
	rm -rf "$T/letters"
	mkdir -p "$T/letters/print"
	OFFICE_EXTRA="
		[print]
		kind = folder
		folder = $T/letters/print
		limit = $LETTERS
		document_number = {year}新総区第{number}号
	"
	_imaps=${IMAPS:-} _smtps=${SMTPS:-}
	IMAPS='' SMTPS=''
	new_office "$T/letters"
	IMAPS=$_imaps SMTPS=$_smtps OFFICE_EXTRA=''
	letter_lines "$@" | "$B/tests/tools/enter-letters" "$IKEN_CONF" >/dev/null || bail 'enter-letters fails'
}

has_pages()
{
	_pages=$(pdfinfo "$T"/letters/print/letters-1-*.pdf | sed -n 's/^Pages: *//p')
	[ "$_pages" = "$LETTERS" ] || bail "iken-print has drawn $_pages pages of $LETTERS"
}

step_letters()
{
	letters_office
	timed letters-loop "$LETTERS" "$tools/letter-loop" "$LETTERS" "$T/letters/loop.pdf"
	timed letters-ours "$LETTERS" iken-print
	has_pages
	letters_office differ
	timed differ-loop "$LETTERS" "$tools/letter-loop" "$LETTERS" "$T/letters/loop.pdf" differ
	timed differ-ours "$LETTERS" iken-print
	has_pages
}
