# SPDX-License-Identifier: GPL-3.0-or-later
# scans.sh - drop folders, files of every format made by their own tools, and what came of them; after lib.sh
# shellcheck shell=sh

# add_drop NAME LINE...: at the end of the settings; its folder is $T/NAME, which is made.
add_drop()
{
	_drop=$1
	shift
	mkdir -p "$T/$_drop"
	{
		printf '\n[drop %s]\nfolder = %s\n' "$_drop" "$T/$_drop"
		printf '%s\n' 'channel = letter' 'settle = 0 s' "$@" |
		    awk -F ' = ' 'NF > 1 { v[$1] = $0 } END { for (n in v) print v[n] }'
	} >>"$IKEN_CONF"
}

# make_scans FOLDER: scan.pbm, and in it as one.tif, two.tif (two pages) and so on. Loud when a tool fails.
make_scans()
{
	mkdir -p "$1"
	(cd "$1" && _make_scans) >"$T/scans.log" 2>&1 || bail "no scans; see $T/scans.log"
}

_make_scans()
{
	set -e
	pbmtext -builtin bdf 'Fix the street lamp, please.' >text.pbm
	pnmpad -white -width 300 -height 200 text.pbm >scan.pbm
	pnmtotiff -g4 -rowsperstrip 64 scan.pbm >one.tif
	pnmtotiff -g3 scan.pbm >fax.tif
	tiffcp one.tif fax.tif two.tif
	tiffcp -B two.tif big-endian.tif
	tiffcp -c none -t -w 64 -l 64 one.tif tiled.tif
	tiffcp -r 1 -c none one.tif rows.tif
	tiff2pdf -o pages.pdf two.tif
	qpdf --linearize pages.pdf linear.pdf
	qpdf --object-streams=generate pages.pdf streams.pdf
	pnmtojpeg scan.pbm >photo.jpg
	pnmtojpeg -progressive scan.pbm >progressive.jpg
	pnmtopng scan.pbm >picture.png
	heif-enc photo.jpg -o phone.heic
	zip -q archive.zip one.tif photo.jpg
	zip -q -0 nested.zip archive.zip
	printf 'りんご' | zip -q -z archive.zip
	printf '受付番号,氏名,内容\r\n1,山田,街灯\r\n' | iconv -t CP932 >rows.csv
	printf '氏名: 山田太郎\n\n街灯が消えています。\n' >form.txt
}

# settled: what was put into a folder a moment ago has settled.
settled()
{
	sleep 0.1
}

# ids [DROP]: of the arrivals, those of a drop alone, without reports.
ids()
{
	"$B/tests/tools/arrivals" list "$IKEN_CONF" |
	    awk -v s="${1:-}" '(s == "" || $2 == s) && $4 !~ /^report/ { print $1 }'
}

# reports DROP: what they tell.
reports()
{
	for _id in $("$B/tests/tools/arrivals" list "$IKEN_CONF" | awk -v s="$1" '$2 == s && $4 ~ /^report/ { print $1 }'); do
		"$B/tests/tools/arrivals" cat "$IKEN_CONF" "$_id" | grep -a ') *$\|(.*)$'
	done
}

# parts ID: "NAME OCTETS SHA256" of each part of a bundle, its name - for the form; the subject first.
parts()
{
	"$B/tests/tools/arrivals" cat "$IKEN_CONF" "$1" >"$T/bundle"
	python3 - "$T/bundle" <<-'E'
		import hashlib, re, sys, urllib.parse
		data = open(sys.argv[1], "rb").read()
		head, rest = data.split(b"\r\n\r\n", 1)
		assert head.startswith(b"X-Ikenbako-Bundle: 1\r\n")
		print(re.search(rb"Subject: (.*)\r\n", head).group(1).decode("utf-8", "backslashreplace"))
		mark = b"--" + re.search(rb'boundary="(.*)"', head).group(1)
		rest = (b"\r\n\r\n" + rest).split(b"\r\n" + mark)
		assert rest[-1] == b"--\r\n", rest[-1]
		for part in rest[1:-1]:
		    head, body = part.split(b"\r\n\r\n", 1)
		    name = re.search(rb"filename\*=[^']*''(\S*)", head)
		    name = urllib.parse.unquote_to_bytes(name.group(1)).decode("utf-8", "backslashreplace") if name else "-"
		    print(name, len(body), hashlib.sha256(body).hexdigest())
	E
}

# part NAME FILE: what parts prints of that file.
part()
{
	echo "$1 $(wc -c <"$2") $(sha256sum <"$2" | cut -d ' ' -f 1)"
}

# taken_files DROP: "OCTETS SHA256" of each file that was taken, sorted.
taken_files()
{
	for _id in $(ids "$1"); do
		parts "$_id" | sed 1d | sed 's/.* \([0-9]* [0-9a-f]*\)$/\1/'
	done | sort
}

# files FOLDER: the same of what lies there.
files()
{
	find "$1" -type f | while read -r _file; do
		part - "$_file" | cut -d ' ' -f 2-
	done | sort
}
