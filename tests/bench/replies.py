# SPDX-License-Identifier: GPL-3.0-or-later
"""replies - how much of what was written ours and the peers find in replies.

usage: replies.py REPLIES FOLDER
REPLIES holds NAME.expected (tests/fixtures/make-replies.py), FOLDER what reply-loop and peers.rb wrote.
Prints lines "NAME SET MAILS EXACT MORE ASKED LOST":

	SET	all; free: those into whose answer block nothing was written, without codes, corrections and
		answers between the lines, of which peers can know nothing; english: of these the English ones
	EXACT	the text that a person would see, but for white space
	MORE	all of it, and something of our mail or of a signature besides: it would go to the resident
	ASKED	ours only: it goes back to the clerk, and nothing is done
	LOST	some line of it is missing
"""
import glob
import os
import re
import sys


def visible(text):
    text = text.replace("\r\n", "\n").replace("\u00a0", " ")
    text = re.sub("[\u200b\u200e\u200f\ufeff]", "", text)
    text = re.sub("[ \t\u3000]+$", "", text, flags=re.M)
    return re.sub("\n{2,}", "\n\n", text).strip("\n")


def squeezed(text):
    return re.sub(r"\s+", "", text)


def judge(got, wanted):
    """
    >>> judge("A  \\r\\n\\r\\n\\r\\nB\\r\\n", "A\\n\\nB")
    'exact'
    >>> judge("A\\nB", "A\\n\\nB"), judge("A\\n\\nB\\n> C", "A\\n\\nB"), judge("> A B", "A\\nB")
    ('more', 'more', 'more')
    >>> judge("A", "A\\nB"), judge("", "A"), judge("A\\n", "AB")
    ('lost', 'lost', 'lost')
    """
    if visible(got) == visible(wanted):
        return "exact"
    all_of_it = squeezed(visible(got))
    lines = visible(wanted).split("\n")
    return "more" if all(squeezed(line) in all_of_it for line in lines) else "lost"


def content(path):
    with open(path, encoding="utf-8", errors="replace", newline="") as f:
        return f.read()


def main(replies, folder):
    count = {}
    for path in sorted(glob.glob(folder + "/*.ours")):
        base = path[:-len(".ours")]
        wanted = content(os.path.join(replies, os.path.basename(base) + ".expected")).split("\n\n", 1)
        head, ours = content(path).split("\n\n", 1)
        kind, place = head.split()
        free = place == "free" and not re.search("^(code|correction|between):", wanted[0], re.M)
        sets = ["all"] + ["free"] * free + ["english"] * (free and os.path.basename(base).startswith("en-"))
        for name in ("ours", "parser", "trimmer"):
            if name == "ours":
                found = judge(ours, wanted[1]) if kind == "answer" else "asked"
            else:
                found = judge(content(base + "." + name), wanted[1])
            for which in sets:
                row = count.setdefault((name, which), dict.fromkeys(("exact", "more", "asked", "lost"), 0))
                row[found] += 1
            if os.environ.get("VERBOSE") and found != "exact":
                print(f"# {name} {found}: {os.path.basename(base)}", file=sys.stderr)
    for (name, which), row in sorted(count.items()):
        print(name, which, sum(row.values()), row["exact"], row["more"], row["asked"], row["lost"])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
