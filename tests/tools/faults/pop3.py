#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""pop3.py [options] STORE - a POP3 server that fails on demand

STORE/INBOX has the mails as UID.eml. Deletions happen at QUIT. Further faults:
  same-uidl	UIDL gives one identifier to all mails
  no-dot	the line that ends a longer answer is missing
  short		a mail ends before its size says so
  inject	an answer is sent behind the OK of STLS, in the same packet
"""
import re

import faults


def refusals(kind):
    return {"refuse": b"-ERR no\r\n", "later": b"-ERR [SYS/TEMP] later\r\n", "bye": b"-ERR going down\r\n"}[kind]


SPECIALS = {
    "same-uidl": lambda octets: re.sub(rb"(?m)^(\d+) .*\r$", rb"\1 same\r", octets),
    "no-dot": lambda octets: octets.removesuffix(b".\r\n"),
    "short": lambda octets: octets[:len(octets) * 2 // 3].rsplit(b"\r\n", 1)[0] + b"\r\n.\r\n",
    "inject": lambda octets: octets + b"+OK injected\r\n",
}


class Session:
    def __init__(self, c, store):
        self.c = c
        self.store = store
        self.options = c.server.options
        self.user = None
        self.uids = None
        self.deleted = set()

    def ok(self, name, more=b"", effect=None):
        return self.c.answer(name, b"+OK\r\n" + more, refusals, effect, SPECIALS)

    def run(self):
        self.c.answer("GREETING", b"+OK ready\r\n", refusals, specials=SPECIALS)
        while True:
            words = self.c.line().decode("ascii", "replace").split()
            name = words[0].upper() if words else ""
            handler = getattr(self, "do_" + name.lower(), None)
            if handler is None or (self.uids is None and name not in ("CAPA", "STLS", "USER", "PASS", "QUIT")):
                self.c.answer(name, b"-ERR unknown or not now\r\n", refusals)
            else:
                handler(name, words[1:])

    def do_capa(self, name, _arguments):
        more = b"STLS\r\n" if self.options.tls == "starttls" and not self.c.encrypted else b"USER\r\n"
        self.ok(name, more + b"UIDL\r\nTOP\r\nPIPELINING\r\n.\r\n")

    def do_stls(self, name, _arguments):
        if self.ok(name):
            self.c.start_tls()

    def do_user(self, name, arguments):
        self.user = arguments[0]
        self.ok(name)

    def do_pass(self, name, arguments):
        if (self.user, arguments[0]) != (self.options.user, self.options.password):
            self.c.answer(name, b"-ERR [AUTH] wrong\r\n", refusals)
        elif self.ok(name):
            self.uids = self.store.uids("INBOX")

    def left(self):
        return [(n, u) for n, u in enumerate(self.uids, 1) if n not in self.deleted]

    def do_stat(self, name, _arguments):
        sizes = [len(self.store.read("INBOX", u)) for _, u in self.left()]
        self.c.answer(name, b"+OK %d %d\r\n" % (len(sizes), sum(sizes)), refusals, specials=SPECIALS)

    def listing(self, name, value):
        self.ok(name, b"".join(b"%d %d\r\n" % (n, value(u)) for n, u in self.left()) + b".\r\n")

    def do_list(self, name, _arguments):
        self.listing(name, lambda u: len(self.store.read("INBOX", u)))

    def do_uidl(self, name, _arguments):
        self.listing(name, lambda u: 100000 + u)

    def do_noop(self, name, _arguments):
        self.ok(name)

    def do_retr(self, name, arguments):
        number = int(arguments[0])
        if number in self.deleted or not 1 <= number <= len(self.uids):
            self.c.answer(name, b"-ERR no such mail\r\n", refusals)
            return
        mail = self.store.read("INBOX", self.uids[number - 1])
        if not mail.endswith(b"\r\n"):
            mail += b"\r\n"
        self.ok(name, re.sub(rb"(?m)^\.", b"..", mail) + b".\r\n")

    do_top = do_retr

    def do_dele(self, name, arguments):
        self.ok(name, effect=lambda: self.deleted.add(int(arguments[0])))

    def do_rset(self, name, _arguments):
        self.ok(name, effect=self.deleted.clear)

    def do_quit(self, name, _arguments):
        def effect():
            for number in self.deleted:
                self.store.remove("INBOX", self.uids[number - 1])
        self.ok(name, effect=effect)
        raise faults.Gone


def main():
    server = faults.Server(None, __doc__, ("store", {}))
    store = faults.Store(server.options.store)
    server.session = lambda c: Session(c, store).run()
    server.serve()


main()
