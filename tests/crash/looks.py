# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be equal after a run that was broken and one that was not, as lines of text.

A look is a function of an Office. Chance decides numbers, keys and the names of arrivals, and order decides rows' ids: these
are left out, and of a table the rows are counted by what its texts say. Everything else has to be the same.
"""
import glob
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess

NUMBER = re.compile(r"20\d\d-\d{6}-\d")
# what a mail server calls the mail that it took
# what an erasure looked through: a program that was killed has left its lock, or made no log yet
LOOKED = re.compile(r"確認で調べたファイル：[0-9]+|調べた量：[0-9]+")
QUEUED = re.compile(r"id=\S+")
IDENTITY = re.compile(r"[0-9a-f]{32}")


class Office:
    def __init__(self, folder, tools, roots):
        self.folder = folder
        self.data = folder + "/data"
        self.tools = tools
        self.roots = roots

    def run(self, *command):
        """The status and what it prints; of a program of ours the settings are this office's."""
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout.decode(errors="replace")

    def rows(self, statement, register=None):
        with_register = sqlite3.connect(register or self.data + "/register.db", timeout=10)
        try:
            return with_register.execute(statement).fetchall()
        finally:
            with_register.close()


def files(*folders):
    return sorted(os.path.join(at, name) for folder in folders for at, _, names in os.walk(folder) for name in names)


def content(path):
    with open(path, "rb") as file:
        return file.read()


def without_chance(line):
    line = LOOKED.sub("", QUEUED.sub("id=", line))
    return IDENTITY.sub("ID", NUMBER.sub("NUMBER", line))


def tables(office, register=None, leave=("allowance",)):
    """Each table: how many rows say the same in their texts."""
    lines = ["%s" % row for row in office.rows("PRAGMA integrity_check", register)]
    lines += ["foreign key %s" % (row,) for row in office.rows("PRAGMA foreign_key_check", register)]
    for (table,) in office.rows("SELECT name FROM sqlite_master WHERE type = 'table'", register):
        if table in leave:
            continue
        texts = [row[1] for row in office.rows("PRAGMA table_info(%s)" % table, register)
                 if row[2] == "TEXT" and row[1] not in ("message_id", "number", "id")]
        group = " GROUP BY " + ", ".join(texts) if texts else ""
        for row in office.rows("SELECT %s FROM %s%s" % (", ".join(["count(*)"] + texts), table, group), register):
            lines.append(table + " " + "|".join(map(str, row)))
    return [without_chance(line) for line in lines]


def arrivals(office):
    status, text = office.run(office.tools + "/arrivals", "list", office.folder + "/iken.conf")
    if status != 0:
        return [["arrivals", "cannot", "be", "read:", text.strip(), str(status)]]
    return [line.split() for line in text.splitlines()]


# ---- looks -----------------------------------------------------------------------------------

def taken(office):
    """Source and octets of each arrival, and what is left outside."""
    return sorted(" ".join((a[1], a[4], a[5])) for a in arrivals(office)) + files(
        office.data + "/tmp", *(office.folder + "/" + name for name in ("inbox/new", "inbox/cur", "drop"))) + [
        content(path).decode(errors="replace") for path in glob.glob(office.folder + "/mbox*")]


def collected(office):
    """The same of drop folders; a parcel's octets are separated by what chance decides."""
    return [line.rsplit(" ", 1)[0] if line.startswith("post ") else line for line in taken(office)]


def delivered(office):
    """A mail that a server hands over again is the same mail again: the register knows it by its octets. What a killed
    delivery leaves in tmp may be of one that is still at work; it is swept a day later."""
    return sorted({" ".join((a[1], a[4], a[5])) for a in arrivals(office)})


def register(office):
    """The register, the mails that were sent, the papers, and that nothing else lies about."""
    lines = tables(office)
    for path in files(office.folder + "/outbox/new"):
        lines += [without_chance(line.decode(errors="replace")) for line in content(path).splitlines()
                  if line.startswith((b"X-Ikenbako", b"Envelope-To:"))]
    lines += [without_chance(path) for path in files(office.data + "/arrivals", office.data + "/tmp")]
    lines.append("%d stored" % len(files(office.data + "/store")))
    lines += [path for path in files(office.folder + "/print", office.folder + "/drop") if not path.endswith(".tmp")]
    for path in glob.glob(office.folder + "/print/*.pdf"):
        lines += [line for line in office.run("pdfinfo", path)[1].splitlines() if line.startswith("Pages")]
    return lines


def mails(office):
    """Each mail that was sent, octet by octet: its Message-ID was decided before."""
    return ["mail " + hashlib.sha256(content(path)).hexdigest() for path in files(office.folder + "/outbox/new")]


def mailbox(office):
    """What is left in the server's mailbox, and in which of its folders."""
    return [re.sub(r".*/", "", os.path.dirname(os.path.dirname(path))) + " " + os.path.basename(path).split(",")[0].split(":")[0]
            for path in files(office.roots["mailbox"]) if os.path.basename(os.path.dirname(path)) in ("new", "cur")]


def accepted(office):
    """What the mail server took: each once; twice at most two, those that were under way (reply/send.h), with the same
    octets. SMTP cannot tell whether a mail was taken whose 250 nobody has read."""
    seen, twice = {}, 0
    for head in glob.glob(office.roots["accepted"] + "/**/*-H", recursive=True):
        lines = content(head).decode(errors="replace")
        body = content(head[:-1] + "D").split(b"\n", 1)[1]
        start = re.search(r"(?m)^\d{3}. ", lines).start()
        # 123F From: ... : what Exim adds are its Received and what it had to invent
        fields = re.findall(r"(?ms)^\d{3}(.) (.*?)(?=^\d{3}. |\Z)", lines[start:])
        to = sorted(line for line in lines[:start].splitlines() if re.fullmatch(r"\S+@\S+", line))
        mail = " ".join(to), "".join(text for kind, text in fields if kind != "P"), hashlib.sha256(body).hexdigest()
        name = re.search(r"(?im)^Message-ID: *(\S+)", mail[1])
        name = name.group(1) if name else "no Message-ID"
        twice += name in seen
        if seen.setdefault(name, mail) != mail:
            seen[name + " is another one"] = mail
    lines = ["%s %s" % (name, hashlib.sha256(repr(mail).encode()).hexdigest()) for name, mail in seen.items()]
    return lines + ["%d came twice" % twice if twice > 2 else "few came twice"]


def folder(office):
    """All that lies in the office: its names, its rights, its sizes but those of the register; and the register."""
    lines = []
    for path in files(office.folder) + [at for at, _, _ in os.walk(office.folder)]:
        st = os.stat(path)
        where = os.path.relpath(path, office.folder)
        # a key that was killed while it was written is no key, and nothing takes it for one
        if where.startswith(("data/register.db", "data/state/", "data/lock/")) or where.endswith((".log", ".tmp")):
            continue
        lines.append("%s %o %s" % (where, st.st_mode, st.st_size if os.path.isfile(path) else "folder"))
    return lines + (tables(office) if os.path.exists(office.data + "/register.db") else ["no register"])


def posted(office):
    """What the page has for the spool. A number that was claimed and not used may be lost; the password's wrap may come from
    the spool alone."""
    status, text = office.run(office.tools + "/page-spool", "in", office.folder + "/page")
    return ["%d" % status] + [without_chance(line) for line in text.splitlines()] + [
        "%d uploads" % len(files(office.folder + "/page/state/uploads"))]


def wrapped(office):
    """The new password opens at once."""
    return ["%d wraps" % sum(not path.endswith(".tmp") for path in files(office.folder + "/page/state/wraps"))]


def published(office):
    """What the page shows, and what it has for the spool; what is sealed is another one each time, and as long."""
    page = office.folder + "/page"
    return ["%s %d" % (without_chance(os.path.relpath(path, page)), os.stat(path).st_size)
            for path in files(page + "/in", page + "/out") if not path.endswith(".tmp")]


def indexed(office):
    """Every opinion is in the index, each of its pieces leads to it, and the register is as it was."""
    index = sqlite3.connect(office.data + "/index/index.db", timeout=10)
    try:
        index.execute("CREATE VIRTUAL TABLE temp.pieces USING fts5vocab(main, 'word', 'instance')")
        lines = [str(row) for statement in (
            "SELECT doc, count(*) FROM pieces GROUP BY doc", "SELECT opinion, sources, length(people) FROM doc",
            "SELECT event, built, spoiled FROM stamp", "SELECT count(*) FROM gone", "PRAGMA integrity_check",
        ) for row in index.execute(statement)]
    finally:
        index.close()
    return lines + register(office)


def shown(office):
    """What was looked at stands in the log, once or twice, and the log is whole."""
    status, _ = office.run("iken-audit", "-n", "--verify")
    return ["verified %d" % status] + sorted({str(row) for row in office.rows("SELECT who, what, opinion, items FROM access")})


def proposed(office):
    """The register; who is asked again tells again of what waits for its release."""
    return [re.sub(r"^intent [0-9]+[|]notice", "intent notice", line) for line in register(office)]


def exported(office):
    """One medium, which its notice opens and its line describes; a case folder whose digests are right; nothing half. Who
    tries again is on record again."""
    lines = tables(office, leave=("allowance", "access", "access_head", "checkpoint", "medium"))
    for number, name, digest, opinions, end in office.rows("SELECT id, name, digest, opinions, end FROM medium"):
        zip_, pdf = ("%s/%s/%s" % (office.folder, where, name.replace("zip", kind)) for where, kind in (("export", "zip"), ("notices", "pdf")))
        opened = None
        if os.path.exists(pdf):
            password = re.search(r"\w{4}(-\w{4}){4}", office.run("pdftotext", pdf, "-")[1])
            opened = office.run("7zz", "t", "-p" + (password.group(0) if password else ""), zip_)[0]
        same = os.path.exists(zip_) and hashlib.sha256(content(zip_)).hexdigest() == digest
        lines.append("medium %d: %d opinions, %s, opened %s, the same: %s" % (number, opinions, end, opened, same))
    lines += [without_chance(path) for path in files(office.folder + "/export", office.folder + "/notices")]
    for sums in glob.glob(office.folder + "/export/*/SHA256SUMS"):
        right = all(hashlib.sha256(content(os.path.join(os.path.dirname(sums), name))).hexdigest() == digest
                    for digest, name in (line.split("  ", 1) for line in content(sums).decode().splitlines()))
        lines.append("digests right: %s" % right)
    return lines


def imported(office):
    """What was taken over is there once, with its files and its check sheet. Who looks again is on record again."""
    lines = tables(office, leave=("allowance", "access", "access_head", "checkpoint"))
    lines += [without_chance(path) for path in files(office.data + "/arrivals", office.data + "/tmp", office.folder + "/sheet")]
    return lines + ["%d stored" % len(files(office.data + "/store"))]


def opened(office):
    """Whatever a key was renewed with: what was sealed opens, the log is whole, and nothing is left to mend."""
    numbers = [row[0] for row in office.rows("SELECT number FROM opinion ORDER BY id")]
    shown_as = [office.run("iken-show", number) for number in numbers]
    return ["verified %d" % office.run("iken-audit", "-n", "--verify")[0]] + [
        "%d %s" % (status, without_chance(text.splitlines()[0] if text else "")) for status, text in shown_as] + [
        "%d" % office.run("iken-keys", "--mend")[0]]


def signed(office):
    """Everything is signed, in the register as outside."""
    status, _ = office.run("iken-audit", "-n", "--verify")
    marks = sum(line.startswith(b"iken-checkpoint") for line in content(office.data + "/log/access.checkpoints").splitlines())
    (last, rows), = office.rows("SELECT max(count), count(*) FROM checkpoint")
    (access,), = office.rows("SELECT max(id) FROM access")
    return ["verified %d" % status, "all signed: %s" % (last == access), "all outside: %s" % (marks == rows)]


def welcomed(office):
    """Who gives the command twice gives two addresses, but none without its mail."""
    return ["without its mail: %s" % row for row in office.rows(
        "SELECT generation - 1 - (SELECT count(*) FROM intent WHERE kind = 'welcome' AND state = 'waiting') FROM staff_address"
    )] + ["%s" % row for row in office.rows("PRAGMA integrity_check")]


def erased(office):
    """Of what had to go nothing is in any file, and of the erasure neither a mark nor a list."""
    wanted = [bytes.fromhex(word) for word in content(office.folder + "/gone").decode().split()]
    wanted = {part for word in wanted for part in (word[:16], word[-16:])}
    found = [path for path in files(office.folder) if not path.endswith("/gone") for octets in [content(path)]
             if any(part in octets for part in wanted)]
    return sorted("remains in %s" % path for path in found) + files(office.data + "/erasure")


def sealed(data):
    """The files of arrivals and of the store; the key in a head is sealed anew each time."""
    for path in files(data + "/arrivals", data + "/store"):
        octets = content(path)
        yield "%s %s" % (os.path.relpath(path, data), hashlib.sha256(octets[:8] + octets[104:]).hexdigest())


def whole(data):
    """Register, files, keys, mailbox memory."""
    register_is = sqlite3.connect(data + "/register.db", timeout=10)
    try:
        dump = "\n".join(register_is.iterdump())
    finally:
        register_is.close()
    return ["register " + hashlib.sha256(dump.encode()).hexdigest(), *sealed(data)] + [
        "%s %s" % (os.path.relpath(path, data), hashlib.sha256(content(path)).hexdigest())
        for path in files(data + "/keys", data + "/taken")]


def backed_up(office):
    """The newest backup opens to the end and holds what the office holds; no piece lies about that no backup needs."""
    key = office.folder + "/backup.key"
    status, _ = office.run("iken-backup", "--verify", "--key", key)
    into = office.folder + "-look"
    shutil.rmtree(into, ignore_errors=True)
    restored, text = office.run("iken-restore", "--from", office.folder + "/backup", "--keyring", office.folder + "/keyring",
                                "--key", key, "--into", into)
    same = restored == 0 and whole(into) == whole(office.data)
    more = len(os.listdir(office.folder + "/backup/backups")) > 1
    return ["opened %d, restored %d%s, the same: %s, a new one: %s" % (status, restored, text if restored else "", same, more)
            ] + files(office.folder + "/backup/tmp")


def restored(office):
    """What was restored is what the backup was made of."""
    into = office.folder + "/restored"
    standing = [line for line in content(into + "/standby").decode().splitlines() if line.startswith("standing")]
    return whole(into) + standing


def taken_over(office):
    """Numbers were raised once, one mail tells of it, and the backups belong to the new spool."""
    into = office.folder + "/restored"
    register_is = into + "/register.db"
    return tables(office, register_is) + ["%s" % row for row in office.rows("SELECT max(last) FROM running", register_is)] + [
        "standby: %s" % os.path.exists(into + "/standby"),
        "owner: %s" % (content(into + "/state/lineage").strip() in content(office.folder + "/backup/owner"))]


def key_pair(office):
    """Both keys of the pair, with their rights."""
    return ["%s %o" % (os.path.basename(path), os.stat(path).st_mode) for path in glob.glob(office.folder + "/new.key*")
            if not path.endswith(".tmp")]
