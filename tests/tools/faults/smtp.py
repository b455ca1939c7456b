#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""smtp.py [options] STORE - an SMTP server that fails on demand

Takes mail for everybody after TLS; a login is possible, and necessary with --need-login.
Each accepted mail is STORE/N.eml, its sender and recipients are STORE/N.envelope, and
STORE/N.odd says what no mail should have (bare-cr, bare-lf, long-line, 8bit, nul); it is
empty when all is well. Further faults:
  inject	an answer is sent behind the 220 of STARTTLS, in the same packet
  no-starttls	EHLO offers no STARTTLS
  many-lines	an answer of 10,000 lines
"""
import base64
import os
import re
import threading

import faults


def refusals(kind):
    code = {"refuse": "550", "later": "451", "bye": "421"}.get(kind, kind)
    return code.encode() + b" " + code[0].encode() + b".0.0 as you wish\r\n"


SPECIALS = {
    "inject": lambda octets: octets + b"250 injected\r\n",
    "no-starttls": lambda octets: octets.replace(b"STARTTLS", b"X-NOTHING"),
    "many-lines": lambda octets: (octets[:3] + b"-and so on\r\n") * 10000 + octets,
}


def oddities(octets):
    odd = []
    if re.search(rb"\r(?!\n)", octets):
        odd.append("bare-cr")
    if re.search(rb"(?<!\r)\n", octets):
        odd.append("bare-lf")
    if any(len(line) > 998 for line in octets.split(b"\r\n")):
        odd.append("long-line")
    if re.search(rb"[\x80-\xff]", octets):
        odd.append("8bit")
    if b"\0" in octets:
        odd.append("nul")
    return odd


class Session:
    def __init__(self, c, box):
        self.c = c
        self.box = box
        self.options = c.server.options
        self.logged_in = False
        self.sender = None
        self.recipients = []

    def reply(self, name, octets, effect=None):
        return self.c.answer(name, octets, refusals, effect, SPECIALS)

    def run(self):
        self.reply("GREETING", b"220 mx.test ESMTP\r\n")
        while True:
            line = self.c.line().decode("utf-8", "replace")
            name = line[:4].upper().strip()
            handler = getattr(self, "do_" + name.lower(), None)
            if line.upper() == "STARTTLS":
                self.do_starttls()
            elif handler is None:
                self.reply(name, b"500 5.5.1 unknown\r\n")
            else:
                handler(name, line[5:].strip())

    def do_ehlo(self, name, _rest):
        offers = [b"mx.test", b"PIPELINING", b"ENHANCEDSTATUSCODES", b"8BITMIME", b"SIZE 104857600"]
        if self.options.tls == "starttls" and not self.c.encrypted:
            offers.append(b"STARTTLS")
        else:
            offers.append(b"AUTH PLAIN LOGIN")
        self.reply(name, b"".join(b"250%s%s\r\n" % (b" " if o is offers[-1] else b"-", o) for o in offers))

    def do_helo(self, name, _rest):
        self.reply(name, b"250 mx.test\r\n")

    def do_starttls(self):
        if self.reply("STARTTLS", b"220 2.0.0 go on\r\n"):
            self.c.start_tls()

    def do_auth(self, name, rest):
        mechanism, _, initial = rest.partition(" ")
        given = []
        if mechanism.upper() == "PLAIN":
            if not initial:
                self.c.send(b"334 \r\n")
                initial = self.c.line().decode()
            given = base64.b64decode(initial).split(b"\0")[1:]
        elif mechanism.upper() == "LOGIN":
            for prompt in (b"Username:", b"Password:"):
                self.c.send(b"334 " + base64.b64encode(prompt) + b"\r\n")
                given.append(base64.b64decode(self.c.line()))
        if given == [self.options.user.encode(), self.options.password.encode()]:
            self.logged_in = self.reply(name, b"235 2.7.0 welcome\r\n")
        else:
            self.reply(name, b"535 5.7.8 wrong\r\n")

    def do_mail(self, name, rest):
        if (self.options.tls != "none" and not self.c.encrypted) or (self.options.need_login and not self.logged_in):
            self.reply(name, b"530 5.7.0 not yet\r\n")
            return
        self.recipients = []
        if self.reply(name, b"250 2.1.0 ok\r\n"):
            self.sender = rest.partition(":")[2]

    def do_rcpt(self, name, rest):
        if self.sender is None:
            self.reply(name, b"503 5.5.1 no sender\r\n")
        elif self.reply(name, b"250 2.1.5 ok\r\n"):
            self.recipients.append(rest.partition(":")[2])

    def do_rset(self, name, _rest):
        self.sender = None
        self.recipients = []
        self.reply(name, b"250 2.0.0 ok\r\n")

    def do_noop(self, name, _rest):
        self.reply(name, b"250 2.0.0 ok\r\n")

    def do_quit(self, name, _rest):
        self.reply(name, b"221 2.0.0 bye\r\n")
        raise faults.Gone

    def do_data(self, name, _rest):
        if not self.recipients:
            self.reply(name, b"503 5.5.1 no recipients\r\n")
            return
        if not self.reply(name, b"354 go on\r\n"):
            return
        mail = re.sub(rb"(^|\r\n)\.", rb"\1", self.c.until(b"\r\n.\r\n"))
        self.reply("DOT", b"250 2.0.0 taken\r\n", lambda: self.box.keep(self.sender, self.recipients, mail))
        self.sender = None


class Box:
    def __init__(self, place):
        self.place = place
        self.lock = threading.Lock()

    def keep(self, sender, recipients, mail):
        with self.lock:
            number = 1 + sum(name.endswith(".eml") for name in os.listdir(self.place))
            base = os.path.join(self.place, str(number))
            with open(base + ".envelope", "w") as out:
                print(sender, *recipients, sep="\n", file=out)
            with open(base + ".odd", "w") as out:
                out.writelines(word + "\n" for word in oddities(mail))
            with open(base + ".eml", "wb") as out:
                out.write(mail)


def main():
    server = faults.Server(None, __doc__, ("store", {}), ("--need-login", {"action": "store_true"}))
    box = Box(server.options.store)
    server.session = lambda c: Session(c, box).run()
    server.serve()


main()
