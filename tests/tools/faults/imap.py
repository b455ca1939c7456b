#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""imap.py [options] STORE - an IMAP4rev1 server with UIDPLUS and MOVE that fails on demand

STORE has a folder for each mailbox (INBOX and more), mails in it are UID.eml. Further faults:
  tag		the answer has another command's tag
  literal	a literal is announced longer than it is; huge-literal: of 4 GB
  other-uid	FETCH gives the mail of another UID; no-uid: of none
  validity	from then on UIDVALIDITY is another
  preauth	the greeting says that the login is done
  inject	an answer is sent behind the OK of STARTTLS, in the same packet
"""
import re

import faults

UIDPLUS = b"IMAP4rev1 UIDPLUS MOVE"


class Session:
    def __init__(self, c, store):
        self.c = c
        self.store = store
        self.options = c.server.options
        self.selected = None
        self.writable = False
        self.flags = {}
        self.logged_in = False

    def refusals(self, tag):
        return lambda kind: {"refuse": tag + b" NO no\r\n", "later": tag + b" NO [UNAVAILABLE] later\r\n",
                             "bye": b"* BYE going down\r\n"}[kind]

    def specials(self, tag):
        def huge(octets):
            return re.sub(rb"\{\d+\}", b"{4294967290}", octets)

        def literal(octets):
            return re.sub(rb"\{(\d+)\}", lambda m: b"{%d}" % (int(m[1]) + 7), octets)

        def other_uid(octets):
            return re.sub(rb"UID (\d+)", lambda m: b"UID %d" % (int(m[1]) + 1000), octets)

        def validity(octets):
            self.c.server.validity = 4711
            return octets

        return {"tag": lambda octets: octets.replace(tag + b" ", b"x999 "), "literal": literal,
                "huge-literal": huge, "other-uid": other_uid, "validity": validity,
                "no-uid": lambda octets: re.sub(rb"UID \d+ ?", b"", octets),
                "preauth": lambda octets: b"* PREAUTH welcome\r\n",
                "inject": lambda octets: octets + b"* CAPABILITY IMAP4rev1 AUTH=CANARY\r\na OK injected\r\n"}

    def capabilities(self):
        if self.options.tls == "starttls" and not self.c.encrypted:
            return UIDPLUS + b" STARTTLS LOGINDISABLED"
        return UIDPLUS + b" AUTH=PLAIN SASL-IR"

    def run(self):
        self.c.answer("GREETING", b"* OK [CAPABILITY %s] ready\r\n" % self.capabilities(),
                      self.refusals(b"*"), specials=self.specials(b"*"))
        while True:
            line = self.c.line()
            while match := re.search(rb"\{(\d+)(\+?)\}$", line):
                if not match[2]:
                    self.c.send(b"+ go on\r\n")
                line = line[:match.start()] + b'"' + self.c.octets(int(match[1])) + b'"' + self.c.line()
            tag, _, rest = line.partition(b" ")
            words = re.findall(rb'"(?:\\.|[^"\\])*"|\([^)]*\)|[^ ]+', rest)
            if not words:
                self.c.send(b"* BAD empty\r\n")
                continue
            self.command(tag, [w.strip(b'"') for w in words])

    def command(self, tag, words):
        name = words[0].upper().decode("ascii", "replace")
        arguments = words[1:]
        if name == "UID" and arguments:
            name = arguments[0].upper().decode("ascii", "replace")
            arguments = arguments[1:]
        handler = getattr(self, "do_" + name.lower(), None)
        if handler is None:
            self.c.answer(name, tag + b" BAD unknown\r\n", self.refusals(tag))
            return
        handler(tag, name, arguments)

    def finish(self, tag, name, untagged=b"", effect=None):
        """untagged may be a function, called after the effect."""
        def reply():
            return (untagged() if callable(untagged) else untagged) + tag + b" OK done\r\n"
        return self.c.answer(name, reply, self.refusals(tag), effect, self.specials(tag))

    def do_capability(self, tag, name, _arguments):
        self.finish(tag, name, b"* CAPABILITY %s\r\n" % self.capabilities())

    def do_noop(self, tag, name, _arguments):
        self.finish(tag, name)

    def do_starttls(self, tag, name, _arguments):
        if self.finish(tag, name):
            self.c.start_tls()

    def do_logout(self, tag, name, _arguments):
        self.finish(tag, name, b"* BYE bye\r\n")
        raise faults.Gone

    def do_login(self, tag, name, arguments):
        wanted = [self.options.user.encode(), self.options.password.encode()]
        if arguments == wanted:
            self.logged_in = self.finish(tag, name)
        else:
            self.c.answer(name, tag + b" NO [AUTHENTICATIONFAILED] wrong\r\n", self.refusals(tag))

    def do_select(self, tag, name, arguments):
        folder = arguments[0].decode("ascii", "replace")
        if not self.logged_in or self.store.folder(folder) is None:
            self.c.answer(name, tag + b" NO no such mailbox\r\n", self.refusals(tag))
            return
        uids = self.store.uids(folder)
        self.writable = name == "SELECT"
        untagged = (b"* FLAGS (\\Seen \\Deleted)\r\n* %d EXISTS\r\n* 0 RECENT\r\n"
                    b"* OK [UIDVALIDITY %d] ok\r\n* OK [UIDNEXT %d] ok\r\n"
                    % (len(uids), self.c.server.validity, max(uids, default=0) + 1))
        if self.finish(tag, name, untagged):
            self.selected = folder

    do_examine = do_select

    def chosen(self, word):
        """The UIDs of a set such as 1,4:9,12:*, in order."""
        uids = self.store.uids(self.selected)
        last = max(uids, default=0)
        wanted = set()
        for piece in word.decode().split(","):
            first, _, end = piece.partition(":")
            first, end = (last if w == "*" else int(w) for w in (first, end or first))
            wanted.update(u for u in uids if min(first, end) <= u <= max(first, end))
        return sorted(wanted)

    def do_search(self, tag, name, arguments):
        uids = self.store.uids(self.selected)
        if arguments and arguments[0].upper() == b"UID":
            uids = self.chosen(arguments[1])
        self.finish(tag, name, b"* SEARCH%s\r\n" % b"".join(b" %d" % u for u in uids))

    def do_fetch(self, tag, name, arguments):
        what = b" ".join(arguments[1:]).upper()
        untagged = b""
        numbers = {u: n for n, u in enumerate(self.store.uids(self.selected), 1)}
        for uid in self.chosen(arguments[0]):
            mail = self.store.read(self.selected, uid)
            item = b"UID %d" % uid
            if b"RFC822.SIZE" in what:
                item += b" RFC822.SIZE %d" % len(mail)
            if b"FLAGS" in what:
                item += b" FLAGS (%s)" % b" ".join(sorted(self.flags.get(uid, ())))
            if b"BODY" in what:
                item += b" BODY[] {%d}\r\n%s" % (len(mail), mail)
            untagged += b"* %d FETCH (%s)\r\n" % (numbers[uid], item)
        self.finish(tag, name, untagged)

    def do_store(self, tag, name, arguments):
        flags = set(arguments[2].strip(b"()").split())

        def effect():
            for uid in self.chosen(arguments[0]):
                self.flags.setdefault(uid, set()).update(flags)
        self.finish(tag, name, effect=effect)

    def do_expunge(self, tag, name, arguments):
        gone = []

        def effect():
            uids = self.store.uids(self.selected)
            for uid in self.chosen(arguments[0]) if arguments else uids:
                if b"\\Deleted" in self.flags.get(uid, ()):
                    gone.append(uids.index(uid) + 1)
                    uids.remove(uid)
                    self.store.remove(self.selected, uid)
        self.finish(tag, name, lambda: b"".join(b"* %d EXPUNGE\r\n" % n for n in gone), effect)

    def do_copy(self, tag, name, arguments):
        to = arguments[1].decode("ascii", "replace")
        if self.store.folder(to) is None:
            self.c.answer(name, tag + b" NO [TRYCREATE] no such mailbox\r\n", self.refusals(tag))
            return
        gone = []

        def effect():
            uids = self.store.uids(self.selected)
            for uid in self.chosen(arguments[0]):
                self.store.copy(self.selected, uid, to)
                if name == "MOVE":
                    gone.append(uids.index(uid) + 1)
                    uids.remove(uid)
                    self.store.remove(self.selected, uid)
        self.finish(tag, name, lambda: b"".join(b"* %d EXPUNGE\r\n" % n for n in gone), effect)

    do_move = do_copy

    def do_close(self, tag, name, _arguments):
        self.finish(tag, name)


def main():
    server = faults.Server(None, __doc__, ("store", {}))
    store = faults.Store(server.options.store)
    server.validity = 1
    server.session = lambda c: Session(c, store).run()
    server.serve()


main()
