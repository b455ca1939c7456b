# SPDX-License-Identifier: GPL-3.0-or-later
"""The crash matrix: each program broken at each call in each manner, run once more, and looked at.

usage: matrix.py --office FOLDER --stages FOLDER --tools FOLDER --table FILE [--seconds N] [--shard I/N] [--program NAME]
                 [--done FILE] [--root NAME=FOLDER ...] [--server PID ...] <LINES

A line: NAME, SHARE, STAGE, NOW, LOOK+LOOK, COMMAND, with tabs between them; a word of the command that begins with < is its
standard input. STAGE is a folder of FOLDER/STAGE that the office is made of before each try. Within --seconds (0: to the
end) each line has its SHARE of the time, and each prefix of its order is spread evenly over calls and manners.
--done is a file of what was tried and was right: what stands in it is not tried again.
The table has a line for each; a point that was not right is told on standard error and makes the status 1.
"""
import argparse
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time

import looks

MANNERS = "kill-before kill-after kill-one EIO ENOSPC EINTR short from-ENOSPC from-EROFS".split()
# What a short one can happen to.
WRITES = {"write", "pwrite64", "writev", "pwritev", "sendto"}
# Statuses of sysexits; a shell's 124 and 128 + signal are not among them.
ENDS = {0, *range(64, 79)}
WITHIN = 120
# Of each line at least so many, whatever the time.
AT_LEAST = 5
# What is put off is due again.
LATER = 2 * 3600
FAILED_MAX = 20
ROOTS_OF = {"mailbox": "mailbox", "accepted": "accepted"}


class Tree:
    """A folder as it was, and how it becomes so again by what little has changed."""

    def __init__(self, source, target):
        self.target = target
        self.entries = {}
        for at, folders, names in os.walk(source):
            where = os.path.relpath(at, source)
            for name in [""] + names + [name for name in folders if os.path.islink(os.path.join(at, name))]:
                path = os.path.join(at, name) if name else at
                st = os.lstat(path)
                what = None if not name else os.readlink(path) if os.path.islink(path) else looks.content(path)
                self.entries[os.path.normpath(os.path.join(where, name))] = (st, what)

    def restore(self):
        for at, folders, names in os.walk(self.target, topdown=False):
            where = os.path.relpath(at, self.target)
            for name in names + folders:
                path = os.path.join(at, name)
                known = self.entries.get(os.path.normpath(os.path.join(where, name)))
                if known is None or (known[1] is None) != (os.path.isdir(path) and not os.path.islink(path)):
                    shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)
        for where, (st, what) in self.entries.items():
            if what is None:
                os.makedirs(os.path.join(self.target, where), exist_ok=True)
        for where, (st, what) in self.entries.items():
            path = os.path.join(self.target, where)
            if isinstance(what, str):
                if not os.path.islink(path) or os.readlink(path) != what:
                    if os.path.lexists(path):
                        os.unlink(path)
                    os.symlink(what, path)
                continue
            if what is not None and not (os.path.lexists(path) and not os.path.islink(path) and os.stat(path).st_nlink == 1
                                         and looks.content(path) == what):
                if os.path.lexists(path):
                    os.unlink(path)
                with open(path, "wb") as file:
                    file.write(what)
            self.put_right(path, st)
        for where in sorted((w for w, (_, what) in self.entries.items() if what is None), key=len, reverse=True):
            self.put_right(os.path.join(self.target, where), self.entries[where][0])

    @staticmethod
    def put_right(path, st):
        now = os.stat(path)
        if (now.st_uid, now.st_gid) != (st.st_uid, st.st_gid):
            os.chown(path, st.st_uid, st.st_gid)
        if now.st_mode != st.st_mode:
            os.chmod(path, st.st_mode & 0o7777)
        if now.st_mtime_ns != st.st_mtime_ns:
            os.utime(path, ns=(st.st_atime_ns, st.st_mtime_ns))


class Servers:
    """Mail servers whose processes end when nobody talks to them; before they have, nobody looks at their files."""
    LASTING = {"anvil", "log", "config", "auth", "stats", "lmtp"}

    def __init__(self, pids):
        self.pids = set(pids)

    def busy(self):
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                with open("/proc/%s/stat" % entry) as file:
                    name, rest = file.read().split("(", 1)[1].rsplit(")", 1)
            except OSError:
                continue
            if int(rest.split()[1]) in self.pids and name not in self.LASTING and rest.split()[0] != "Z":
                return True
        return False

    def settle(self):
        end = time.monotonic() + 30
        while self.pids and self.busy():
            if time.monotonic() > end:
                sys.exit("matrix: a server's session does not end")
            time.sleep(0.005)


class Line:
    def __init__(self, text, options):
        self.name, share, self.stage, now, names, command = text.rstrip("\n").split("\t")
        self.share = float(share)
        self.now = int(now)
        self.looks = [getattr(looks, name) for name in names.split("+")]
        words = shlex.split(command)
        self.command = [word for word in words if not word.startswith("<")]
        self.input = next((word[1:] for word in words if word.startswith("<")), os.devnull)
        self.uses_servers = any(name in ROOTS_OF for name in names.split("+"))
        self.options = options
        self.office = looks.Office(options.office, options.tools, options.roots)
        self.err = options.stages + "/err"

    def run(self, command, now, fresh=False):
        """The status of a command of this office: 124 when it did not end."""
        with open(self.input, "rb") as given, open(self.err, "wb" if fresh else "ab") as err:
            child = subprocess.Popen(command, stdin=given, stdout=err, stderr=err, start_new_session=True,
                                     env={**os.environ, "IKEN_NOW": str(now)})
            try:
                return child.wait(WITHIN)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
                return 124

    def look(self):
        if self.uses_servers:
            self.options.servers.settle()
        os.environ["IKEN_NOW"] = str(self.now)
        try:
            return [line for look in self.looks for line in sorted(look(self.office))]
        except Exception as e:
            return ["cannot be looked at: %s: %s" % (type(e).__name__, e)]

    def restore(self):
        if self.uses_servers:
            self.options.servers.settle()
        self.tree.restore()
        if self.uses_servers:
            for tree in self.options.trees:
                tree.restore()

    def prepare(self):
        """What a run does that nobody disturbs: its calls, and what is there after it. Twice, or the look sees chance."""
        self.right = False
        self.calls = []
        self.tree = Tree(os.path.join(self.options.stages, self.stage), self.options.office)
        self.restore()
        self.came = set(os.listdir(self.office.data + "/arrivals")) if os.path.isdir(self.office.data + "/arrivals") else set()
        self.wanted_status = self.run(self.command, self.now, True)
        self.wanted = self.look()
        self.restore()
        report = self.options.stages + "/report"
        status = self.run([self.options.tools + "/kill-at", "-r", report, "--list"] + self.command, self.now)
        with open(report) as file:
            self.calls = file.read().split()
        is_now = self.look()
        if status != 0 or self.wanted_status != 0 or is_now != self.wanted:
            self.tell("two undisturbed runs end with %d, and do not the same" % self.wanted_status, status, is_now)
            return
        self.right = True

    def points(self):
        """Every call in every manner; whatever comes first is spread evenly."""
        n = len(self.calls)
        bits = max(1, (n - 1).bit_length())
        spread = [k for k in (int(format(i, "0%db" % bits)[::-1], 2) for i in range(1 << bits)) if k < n]
        # another manner first for each line
        order = list(enumerate(MANNERS))
        first = len(self.name) % len(order)
        for k in spread:
            for i, manner in order[first:] + order[:first]:
                call = (k + i * n // len(MANNERS)) % n
                if manner != "short" or self.calls[call] in WRITES:
                    yield manner, call + 1

    def tell(self, what, status, is_now):
        print("# %s: %s, which ended with %s:" % (self.name, what, status), file=sys.stderr)
        for line in [x for x in self.wanted if x not in is_now][:6]:
            print("#   missing %s" % line[:4000], file=sys.stderr)
        for line in [x for x in is_now if x not in self.wanted][:6]:
            print("#   instead %s" % line[:4000], file=sys.stderr)
        with open(self.err, errors="replace") as file:
            for line in file.read().splitlines()[-8:]:
                print("#     %s" % line[:300], file=sys.stderr)
        sys.stderr.flush()

    def set_aside(self, is_now):
        """What kills its reader is not read again and again: a mail is set aside, a scan is held, both are told. Each
        arrival is in the register."""
        with open(self.err, errors="replace") as file:
            told = ": set-aside: the reader of " in file.read()
        if not told and not any("|held|" in line or "|bad-scan" in line for line in is_now):
            return False
        known = {row[0] for row in self.office.rows("SELECT id FROM arrival")}
        return self.came <= known and not os.listdir(self.office.data + "/arrivals")

    def one(self, manner, n):
        """None where there is no such call; else whether it ended as it should."""
        self.restore()
        report = self.options.stages + "/report"
        status = self.run([self.options.tools + "/kill-at", "-r", report, manner, str(n)] + self.command, self.now, True)
        with open(report) as file:
            hit = file.read().strip()
        if hit == "none":
            return None
        what = "%s at call %s" % (manner, hit)
        if status not in ENDS and not manner.startswith("kill-"):
            self.tell(what, status, self.wanted)
            return False
        if self.uses_servers:
            self.options.servers.settle()
        again = self.run(self.command, self.now)
        is_now = self.look()
        if is_now != self.wanted:
            again = self.run(self.command, self.now + LATER)
            is_now = self.look()
        if again not in ENDS:
            self.tell("%s, and then" % what, again, self.wanted)
            return False
        if is_now == self.wanted or self.set_aside(is_now):
            return True
        self.tell(what, status, is_now)
        return False

    def matrix(self, seconds):
        """Returns whether all was right."""
        if not self.right:
            self.row(0, 0, 0, 1)
            return False
        shard, shards = self.options.shard
        end = time.monotonic() + seconds if self.options.seconds else None
        todo = [point for i, point in enumerate(self.points()) if i % shards == shard]
        tried = failed = 0
        for manner, n in todo:
            if end is not None and tried >= AT_LEAST and time.monotonic() > end or failed >= FAILED_MAX:
                break
            mark = "%s %d %s %d" % (self.name, len(self.calls), manner, n)
            if mark in self.options.done:
                tried += 1
                continue
            right = self.one(manner, n)
            if right is None:
                continue
            tried += 1
            failed += not right
            if right:
                self.options.remember(mark)
        self.row(len(self.calls), tried, len(todo), failed)
        return failed == 0

    def row(self, calls, tried, points, failed):
        with open(self.options.table, "a") as table:
            print("%-22s %5d calls %6d of %6d points tried %3d failed" % (self.name, calls, tried, points, failed), file=table)


class Options:
    def __init__(self):
        p = argparse.ArgumentParser()
        for name in ("office", "stages", "tools", "table"):
            p.add_argument("--" + name, required=True)
        p.add_argument("--seconds", type=float, default=0)
        p.add_argument("--shard", default="1/1")
        p.add_argument("--program", default="")
        p.add_argument("--done", default="")
        p.add_argument("--root", action="append", default=[])
        p.add_argument("--server", action="append", type=int, default=[])
        p.parse_args(namespace=self)
        i, n = self.shard.split("/")
        self.shard = int(i) - 1, int(n)
        self.roots = dict(root.split("=", 1) for root in self.root)
        self.trees = [Tree(folder, folder) for folder in self.roots.values()]
        self.servers = Servers(self.server)
        self.file, self.done = self.done, set()
        if self.file and os.path.exists(self.file):
            with open(self.file) as file:
                self.done = set(file.read().splitlines())

    def remember(self, mark):
        if self.file:
            with open(self.file, "a") as file:
                print(mark, file=file)


def main():
    options = Options()
    lines = [Line(text, options) for text in sys.stdin if text.strip()]
    lines = [line for line in lines if options.program in ("", line.name, line.name.split()[0])]
    shares = sum(line.share for line in lines)
    for line in lines:
        line.prepare()
    if not options.seconds:
        lines.sort(key=lambda line: len(line.calls))  # what can be tried whole comes first
    right = [line.matrix(options.seconds * line.share / shares) for line in lines]
    sys.exit(0 if all(right) else 1)


main()
