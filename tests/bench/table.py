# SPDX-License-Identifier: GPL-3.0-or-later
"""table - the results of tests/bench/bench as a table, and what they say of our goals.

usage: table.py RESULTS UNDERSTOOD
Each line of RESULTS: NAME SECONDS PROCESSOR_SECONDS KILOBYTES MAILS. UNDERSTOOD is what replies.py prints. What
was not measured is left out.
"""
import statistics
import sys


def read(path):
    found = {}
    for line in open(path, encoding="utf-8"):
        name, seconds, processor, kilobytes, mails = line.split()
        found.setdefault(name, []).append((float(seconds), float(processor), int(kilobytes), int(mails)))
    return found


RESULTS = read(sys.argv[1])
DURABLE = ("fetch-mbsync", "fetch-mpop", "fetch-getmail")


def seconds(name):
    return statistics.median(r[0] for r in RESULTS[name])


def rate(name):
    return RESULTS[name][0][3] / seconds(name)


def beside(name, other):
    """The ratio of the medians, and that of the best rounds, in which the machine did least besides."""
    def best(which):
        return max(r[3] / r[0] for r in RESULTS[which])
    return rate(name) / rate(other), best(name) / best(other)


def megabytes(name):
    return max(r[2] for r in RESULTS[name]) / 1024


def print_group(title, base, rows, unit="mails/s"):
    rows = [row for row in rows if row[0] in RESULTS]
    if not rows:
        return
    print(f"\n{title:<62} {unit:>11}    lowest   highest        cpu ms   ratio     MB")
    for name, what in rows:
        runs = RESULTS[name]
        rates = [r[3] / r[0] for r in runs]
        cpu = statistics.median(r[1] / r[3] for r in runs) * 1000
        ratio = rate(name) / rate(base) if base in RESULTS else 0
        print(f"  {what:<64} {rate(name):>8.0f}  {min(rates):>8.0f}  {max(rates):>8.0f}  "
              f"{cpu:>13.{2 if cpu >= 0.1 else 5}f}  {ratio:>6.2f}  {megabytes(name):>5.0f}")


def goal(what, got, wanted, why, unit="x", at_most=False):
    got, best = got if isinstance(got, tuple) else (got, None)
    met = got <= wanted if at_most else got >= wanted
    by = (wanted / got if at_most else got / wanted) - 1
    print(f"  {'met   ' if met else 'MISSED'}  {what}: {got:.2f} {unit}, goal {wanted:.2f} {unit} ({by:+.0%})" +
          (f"; best rounds {best:.2f} {unit}" if best else ""))
    if not met:
        print(f"          in the way: {why}")


def print_memory():
    rows = sorted(n for n in RESULTS if n.startswith(("large-", "many-")))
    if not rows:
        return
    print("\nPeak memory of the largest process, and time                                     MB   seconds")
    for name in rows:
        what = "one mail of 100 MB" if name.startswith("large") else f"{RESULTS[name][0][3]} mails"
        print(f"  {what + ': ' + name.split('-', 1)[1]:<76} {megabytes(name):>4.0f}  {seconds(name):>8.2f}")


def print_mail_goals():
    peer = max((n for n in DURABLE if n in RESULTS), key=rate)
    name = peer.split("-")[1]
    goal(f"fetch beside {name}, the fastest that syncs", beside("fetch-ours", peer), 2.5,
         f"a bare loop that keeps nothing gets {rate('fetch-nothing'):.0f} mails a second from this server")
    goal("fetch beside a bare loop that keeps nothing", beside("fetch-ours", "fetch-nothing"), 0.85,
         "sealing and writing need the processors that the server uses as well")
    goal("fetch beside files synced by the hundred", beside("fetch-ours", "limit-100"), 0.85,
         f"a bare loop that keeps nothing gets {rate('fetch-nothing'):.0f} mails a second from this server")
    goal(f"fetch and register beside {name} that only fetches", beside("both-ours", peer), 1,
         "registering: both processors are busy reading, in confinement, and entering each mail")
    goal("register beside a bare gmime loop", beside("register-ours", "register-gmime"), 0.5,
         "opening the sealed file, handing it to a confined reader, and a dozen statements for each mail")
    goal("send beside msmtp", beside("send-ours", "send-msmtp"), 50,
         f"a commit for each mail: the disk gives {rate('limit-log'):.0f} syncs a second")
    goal("send beside msmtp, where it need not wait for acknowledgements",
         beside("send-ours", "send-msmtp-quick"), 50,
         f"a commit for each mail: the disk gives {rate('limit-log'):.0f} syncs a second")
    goal("send beside smtp-source, into a server that makes each mail durable",
         beside("store-ours", "store-source"), 0.8,
         "TLS, which smtp-source does without, and a sync of ours beside the server's")
    goal("send beside smtp-source, into a sink that forgets",
         beside("send-ours", "send-source"), 0.8,
         f"a commit for each mail: the disk gives {rate('limit-log'):.0f} syncs a second, smtp-source remembers nothing")
    goal("send beside what the disk allows: a sync for each mail", beside("send-ours", "limit-log"), 0.8,
         "rendering, TLS and the conversation")


def print_memory_goal():
    ours = [n for n in RESULTS if n in ("large-register", "many-register", "many-send") or
            (n.endswith("-ours") and n not in ("replies-ours", "due-ours", "scan-ours", "letters-ours", "differ-ours", "verify-ours"))]
    if not ours:
        return
    most = max(ours, key=megabytes)
    goal(f"memory of ours (most: {most})", megabytes(most), 64, "see the table", "MB", at_most=True)


def print_empty_goals():
    for name, where in (("empty-imap", "IMAP over TLS"), ("empty-maildir", "a Maildir")):
        goal(f"a round over an empty mailbox ({where})", seconds(name) * 1000, 50,
             "starting the programs of the round, iken-send's reader of mails and, for IMAP, the TLS handshake",
             "ms", at_most=True)


def print_letter_goal():
    why = "each text is checked for its glyphs, cut into pages and coded, and comes out of a sealed register"
    goal("letters beside a plain pango and cairo loop", beside("letters-ours", "letters-loop"), 0.8, why)
    goal("the same where each paragraph is another one", beside("differ-ours", "differ-loop"), 0.8, why)


def print_remind_goal():
    goal("a morning with the register of many years beside one with only what is open",
         seconds("remind-ours") / seconds("remind-few"), 1.3, "something grows with what is closed", at_most=True)


def print_virus_goals():
    goal("virus scanning beside a bare INSTREAM loop", beside("scan-ours", "scan-bare"), 1,
         "clamd itself: it writes each stream to a file of its own")


def print_collect_goals():
    goal("collecting scans beside cp, sync and rm", beside("collect-ours", "collect-mv"), 0.8,
         "read twice, sealed, a commit for each hundred")
    goal("collecting scans that are moved beside cp and sync", beside("collect-move", "collect-cp"), 0.4,
         "read twice, sealed, a commit for each hundred, each moved twice")


def print_backup_goals():
    goal("a first backup beside restic", beside("backup-ours", "backup-restic"), 0.8,
         "each file is sealed by itself, synced, read back from the disk, opened and compared")
    goal("a backup with a hundredth of it new beside restic", beside("again-ours", "again-restic"), 1,
         "the whole register is read, and each file looked at")
    goal("restoring beside restic", beside("restore-ours", "restore-restic"), 0.5,
         "every file is read back and compared, the register is put together and examined")


def sizes(part):
    """The sizes of registers that a part was measured over, the smallest first."""
    return sorted(int(n[len(part) + 1:]) for n in RESULTS if n.startswith(part + "-") and n[len(part) + 1:].isdigit())


QUERIES = ("one-often", "one-rarely", "one-never", "two-often", "two-rarely", "two-never", "three-often", "three-rarely", "three-never",
           "four-often", "four-rarely", "four-never", "latin", "phrase", "two-words", "short-words")
SHORT = ("one-often", "one-rarely", "one-never", "two-often", "two-rarely", "two-never", "short-words")


PROGRAMS = ("two-often", "three-often", "four-rarely")


def milliseconds(name):
    return f"{seconds(name) * 1000:>10.2f}"


def print_reports():
    rows = sizes("report")
    if rows:
        print("\nThe report of a fiscal year and the one before it                    iken-stats, s   bare SQL, s    lowest   highest   ratio     MB   all files, s")
    for n in rows:
        ours, sql = f"report-{n}", f"report-sql-{n}"
        taken = [r[0] for r in RESULTS[ours]]
        print(f"  {f'over a register of {n:,}':<64}{seconds(ours):>15.2f}{seconds(sql):>14.2f}  {min(taken):>8.2f}  {max(taken):>8.2f}  "
              f"{seconds(ours) / seconds(sql):>6.2f}  {megabytes(ours):>5.0f}  {seconds(f'report-files-{n}'):>12.2f}")


def print_ways(title, beside, ours, plain, n):
    print(f"\n{title:<66} ms  {beside:>18}   ratio")
    for query in QUERIES:
        name = query + (" (FTS5 knows no such words: the newest, looked for in all)" if plain == "fts5" and query in SHORT else "")
        a, b = f"{ours}-{query}-{n}", f"{plain}-{query}-{n}"
        print(f"  {name:<58}{milliseconds(a)}{milliseconds(b):>20}  {seconds(a) / seconds(b):>6.2f}")


def print_searches():
    for n in sizes("index"):
        if f"finds-{QUERIES[0]}-{n}" not in RESULTS:
            continue
        print_ways(f"Searching {n:,} opinions: in order, with the words around the place", "FTS5 rank, ms", "ranked", "fts5", n)
        print_ways(f"Searching {n:,} opinions: the newest 20 that have all words, opened", "trigrams, ms", "finds", "plain", n)
        for query in PROGRAMS:
            ours, plain = f"program-{query}-{n}", f"sqlite-{query}-{n}"
            print(f"  {f'{query}: iken-search; sqlite3' + ('' if query == 'two-often' else ', ordered by rank'):<58}{milliseconds(ours)}"
                  f"{milliseconds(plain):>20}  {seconds(ours) / seconds(plain):>6.2f}")
        made = [(what, RESULTS[f"{what}-{n}"][0]) for what in ("index", "trigram")]
        print("  made in " + ", ".join(f"{r[0] / n * 1e6:.0f} us an opinion ({'ours' if what == 'index' else 'trigrams'})" for what, r in made) +
              "; " + ", ".join(f"{what} {megabytes(f'size-{what}-{n}'):,.0f} MB" for what in ("index", "trigram", "texts")))


def print_search_goals():
    n = sizes("index")[-1]
    slowest = max(QUERIES, key=lambda q: seconds(f"ranked-{q}-{n}"))
    goal(f"a search over {n:,} opinions (slowest: {slowest})", seconds(f"ranked-{slowest}-{n}") * 1000, 50, "see the table", "ms", at_most=True)
    slowest = max(PROGRAMS, key=lambda q: seconds(f"program-{q}-{n}"))
    goal(f"iken-search, all of it (slowest: {slowest})", seconds(f"program-{slowest}-{n}") * 1000, 50,
         "forty are opened, and each that is shown gets its signed line in the access log", "ms", at_most=True)
    for ours, plain, queries, what, why in (
            ("ranked", "fts5", [q for q in QUERIES if q not in SHORT], "a search, in order, beside FTS5's trigrams over clear texts",
             "up to forty are opened, each with a key of its own"),
            ("finds", "plain", [q for q in QUERIES if q not in SHORT], "the newest 20, opened, beside 20 rows of FTS5's in the clear",
             "each of the 20 is opened with a key of its own and looked through"),
            ("finds", "plain", SHORT, "words of one or two signs, opened, beside looking through clear texts",
             "each of the 20 is opened; what is in nearly every text needs no index")):
        worst = max(queries, key=lambda q: seconds(f"{ours}-{q}-{n}") / seconds(f"{plain}-{q}-{n}"))
        goal(f"{what} (worst: {worst})", seconds(f"{ours}-{worst}-{n}") / seconds(f"{plain}-{worst}-{n}"), 1, why, at_most=True)


def print_report_goals():
    for n in sizes("report"):
        goal(f"a year's report over {n:,} opinions beside the bare SQL", seconds(f"report-{n}") / seconds(f"report-sql-{n}"), 2,
             "see the table", at_most=True)


def print_round_goals():
    few, many = sizes("round")[0], sizes("round")[-1]
    if few != many:
        goal(f"a day's rounds over {many:,} opinions beside {few:,}", seconds(f"round-{many}") / seconds(f"round-{few}"), 1.1,
             "something grows with what is closed", at_most=True)


def print_goals():
    print("\nGoals")
    for name, what in (("fetch-ours", print_mail_goals), ("scan-ours", print_virus_goals), ("empty-imap", print_empty_goals),
                       ("letters-ours", print_letter_goal), ("collect-ours", print_collect_goals), ("backup-ours", print_backup_goals),
                       ("remind-ours", print_remind_goal)):
        if name in RESULTS:
            what()
    if sizes("report"):
        print_report_goals()
    if sizes("index") and sizes("finds-phrase"):
        print_search_goals()
    if sizes("round"):
        print_round_goals()
    print_memory_goal()


def print_understood(path):
    """Lines NAME SET MAILS EXACT MORE ASKED LOST."""
    names = {"ours": "ours", "parser": "email_reply_parser (GitHub)", "trimmer": "email_reply_trimmer (Discourse)"}
    sets = {"all": "all", "free": "answer block not used", "english": "these in English"}
    lines = [line.split() for line in open(path, encoding="utf-8")]
    if not lines:
        return
    print(f"\n{'Replies: what comes out is the text that was written':<67} mails     exact  with more  asked back   lines lost")
    for which in sets:
        for name, of, mails, exact, more, asked, lost in lines:
            if of == which:
                print(f"  {names[name] + ', ' + sets[of]:<64} {mails:>6}    {int(exact) / int(mails):>6.1%}  "
                      f"{more:>9}  {asked:>10}  {lost:>11}")


print_group("What the machine allows: files written", "limit-100", [
    ("limit-each", "each synced by itself"),
    ("limit-100", "one sync for a hundred"),
    ("limit-none", "never synced"),
    ("limit-log", "20 KB to one file and a sync, as each commit does")])
print_group("Fetching, with TLS and a verified certificate", "fetch-ours", [
    ("fetch-ours", "iken-fetch, IMAP: sealed, synced by the hundred, remembered"),
    ("fetch-mbsync", "mbsync, IMAP, FSync yes: each synced"),
    ("fetch-mpop", "mpop, POP3: each synced"),
    ("fetch-getmail", "getmail6, IMAP: each synced"),
    ("fetch-nothing", "a bare loop over GnuTLS, IMAP: one command, nothing kept"),
    ("both-ours", "iken-fetch, then iken-register")])
print_group("Registering", "register-ours", [
    ("register-ours", "iken-register: opened, read in confinement, sealed into the register"),
    ("register-notmuch", "notmuch new: read and indexed"),
    ("register-gmime", "a bare gmime loop: read and hashed, nothing kept")])
print_group("Virus scanning, by a clamd with two patterns", "scan-ours", [
    ("scan-ours", "our client: one session, streams ahead of their answers"),
    ("scan-bare", "a bare loop, as clamdscan --stream: a connection for each mail"),
    ("virus-none", "iken-register, scanner = none"),
    ("virus-ours", "iken-register, each mail scanned first")])
print_group("Sending, into a sink that forgets", "send-ours", [
    ("send-ours", "iken-send: TLS, each mail's state committed"),
    ("send-msmtp", "msmtp: TLS, a process for each mail"),
    ("send-msmtp-quick", "msmtp, to a server that acknowledges each segment at once"),
    ("send-source", "smtp-source -d -s 1: no TLS, one connection"),
    ("send-libetpan", "a bare libetpan loop: TLS, one connection")])
print_group("Sending, into a server that makes each mail durable", "store-ours", [
    ("store-ours", "iken-send: TLS, each mail's state committed"),
    ("store-source", "smtp-source -d -s 1: no TLS, one connection"),
    ("store-libetpan", "a bare libetpan loop: TLS, one connection")])
print_group("Understanding replies, once their MIME is read", "replies-ours", [
    ("replies-ours", "ours: block, quotes, signatures, notices, and what is wanted"),
    ("replies-parser", "email_reply_parser: quotes and signatures"),
    ("replies-trimmer", "email_reply_trimmer: quotes and signatures")])
print_understood(sys.argv[2])
print_group("Registering answers of departments", "answers-ours", [
    ("answers-ours", "iken-register, answers: read, understood, steps taken, confirmed"),
    ("answers-opinions", "iken-register, as many opinions of text only"),
    ("answers-gmime", "a bare gmime loop over the answers, nothing kept"),
    ("answers-opinions-gmime", "a bare gmime loop over the opinions, nothing kept")])
print_group("Counting due days, holidays of three years", "due-ours", [
    ("due-ours", "calendar_due(), one by one"),
    ("due-numpy", "numpy.busday_offset, all in one call"),
    ("due-numpy-single", "numpy.busday_offset, one by one")], "days/s")
print_group("Taking scans of 60 KB from a drop folder", "collect-ours", [
    ("collect-ours", "iken-collect, after = delete: looked through, sealed, synced by the hundred"),
    ("collect-mv", "cp -r, one sync of all, rm -r"),
    ("collect-move", "iken-collect, after = move"),
    ("collect-cp", "cp -r, one sync of all: nothing removed")], "files/s")
print_group("Letters, a page each, as one PDF", "letters-ours", [
    ("letters-ours", "iken-print: from the register to a folder, with its dispatch list"),
    ("letters-loop", "pango and cairo: the same texts drawn, no more"),
    ("differ-ours", "iken-print, each address and each paragraph of an answer another one"),
    ("differ-loop", "pango and cairo, likewise")], "letters/s")
print_group("A first backup of registered mails, encrypted", "backup-ours", [
    ("backup-ours", "iken-backup: read back, opened and compared before it counts; the keys apart"),
    ("backup-tar", "sqlite3 .backup, tar into age, one sync"),
    ("backup-restic", "sqlite3 .backup, restic, one sync"),
    ("backup-borg", "sqlite3 .backup, borg, one sync")])
print_group("The next one, twenty mails later", "again-ours", [
    ("again-ours", "iken-backup"), ("again-tar", "tar into age: all of it again"), ("again-restic", "restic"), ("again-borg", "borg")])
print_group("Reading both of them back", "verify-ours", [
    ("verify-ours", "iken-backup --verify"), ("verify-restic", "restic check --read-data"), ("verify-borg", "borg check --verify-data")])
print_group("Restoring", "restore-ours", [
    ("restore-ours", "iken-restore: counts, references and each file's digest proved"),
    ("restore-restic", "restic restore, one sync"), ("restore-borg", "borg extract, one sync")])
print_group("A morning's reminders, of what is open in twelve departments", "remind-ours", [
    ("remind-ours", "iken-remind: who is reminded, of what; the register of many years"),
    ("remind-few", "iken-remind, a register of only what is open"),
    ("remind-sqlite", "sqlite3: the rows alone, each once; the register of many years"),
    ("remind-outside", "iken-remind outside its hours")], "opinions/s")
print_group("The residents' page on nginx and fcgiwrap, HTTPS, eight at once", "page-post", [
    ("page-wraps", "the passwords' key derivation alone (Argon2id), on all processors"),
    ("page-plain", "a CGI program that reads the form and forgets it"),
    ("page-form", "iken-post: the form"),
    ("page-post", "iken-post: a post: password, key pair, sealed, synced"),
    ("page-login", "iken-read: a login")], "requests/s")
if "page-post" in RESULTS:
    print("Of a hundred, 99 wait at most: " + "; ".join(
        f"{name[5:]} {seconds(name + '-99') * 1000:.0f} ms" for name in ("page-plain", "page-form", "page-post", "page-login")))
print_group("A day: opinions come in, are registered, routed, answered, sent; seven times iken run", f"round-{min(sizes('round'), default=0)}",
            [(f"round-{n}", f"over a register of {n:,}") for n in sizes("round")], "opinions/s")
print_reports()
print_searches()
print_memory()
for name, what in (("remind-ours", "A morning"), ("remind-few", "with only what is open"),
                   ("remind-sqlite", "the rows alone"), ("remind-outside", "outside the hours")):
    if name in RESULTS:
        print(f"{what}: {seconds(name) * 1000:.1f} ms", end="\n" if name == "remind-outside" else "; ")
if "fill" in RESULTS:
    fill = RESULTS["fill"][0]
    print(f"\nA register of {fill[3]} opinions took {fill[0]:.0f} s to make.")
print_goals()
