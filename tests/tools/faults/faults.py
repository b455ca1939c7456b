# SPDX-License-Identifier: GPL-3.0-or-later
"""faults - what the servers imap.py, pop3.py, smtp.py and ipp.py have in common: a server that
breaks its word at one chosen answer

options of all:
  --port-file FILE	the port is written there once the server listens on 127.0.0.1
  --log FILE		one line for each answer: "N COMMAND FAULT"
  --tls MODE		implicit, starttls (default) or none; with --cert and --key
  --fault KIND@WHERE	may be repeated

WHERE is the number of an answer, counted over all connections from the first greeting (1), or
the name of a command with #n for its n-th time (FETCH, RCPT#2, GREETING, DOT for the end of a
message), or * for every answer. KIND is
  refuse drop	the command is refused for good; the connection ends before it has any effect
  lose cut	it has its effect, but no answer, or half of one, arrives before the connection ends
  reset		the same with a TCP reset
  stall		it has its effect, then nothing comes any more
  slow		the answer comes one octet a second
  later		it is refused for now (SMTP 451, IMAP NO [UNAVAILABLE], POP3 -ERR [SYS/TEMP])
  bye		the server says that it is going down, and goes
  garbage nul	the answer is rubbish, or has NUL inside
  long flood	a line of 5 MB before the answer, or lines without end instead of it
  twice		the answer comes twice
  NNN		SMTP: this code
and what one of them has besides, said there.
"""
import argparse
import os
import random
import socket
import ssl
import struct
import sys
import threading
import time

STALL = 3600


class Gone(Exception):
    """The connection is over."""


class Fault:
    def __init__(self, word):
        kind, _, where = word.partition("@")
        if not where:
            sys.exit("a fault is KIND@WHERE: " + word)
        self.kind = kind
        self.name, _, self.nth = where.partition("#")

    def is_due(self, number, command, nth):
        if self.name == "*":
            return True
        if self.name.isdigit():
            return int(self.name) == number
        return self.name.upper() == command and self.nth in ("", str(nth))


class Server:
    """Options, the faults, and the count of answers over all connections."""

    def __init__(self, session, description, *more):
        parser = argparse.ArgumentParser(description=description, epilog=__doc__,
                                         formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("--port-file", required=True)
        parser.add_argument("--log", default=os.devnull)
        parser.add_argument("--tls", choices=("implicit", "starttls", "none"), default="starttls")
        parser.add_argument("--cert")
        parser.add_argument("--key")
        parser.add_argument("--fault", action="append", default=[], type=Fault)
        parser.add_argument("--user", default="opinion")
        parser.add_argument("--password", default="secret")
        for name, options in more:
            parser.add_argument(name, **options)
        self.options = parser.parse_args()
        self.session = session
        self.lock = threading.RLock()
        self.answers = 0
        self.times = {}
        self.log = open(self.options.log, "a", buffering=1)
        self.context = None
        if self.options.tls != "none":
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(self.options.cert, self.options.key)

    def fault_for(self, command):
        with self.lock:
            self.answers += 1
            nth = self.times[command] = self.times.get(command, 0) + 1
            fault = next((f.kind for f in self.options.fault if f.is_due(self.answers, command, nth)), None)
            print(self.answers, command, fault or "-", file=self.log)
            return fault

    def serve(self):
        listener = socket.create_server(("127.0.0.1", 0), backlog=50)
        with open(self.options.port_file + ".new", "w") as out:
            print(listener.getsockname()[1], file=out)
        os.rename(self.options.port_file + ".new", self.options.port_file)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=self.converse, args=(connection,), daemon=True).start()

    def converse(self, connection):
        c = Connection(self, connection)
        try:
            if self.options.tls == "implicit":
                c.start_tls()
            self.session(c)
        except (Gone, OSError, ValueError):
            pass
        finally:
            c.close()


class Connection:
    def __init__(self, server, sock):
        self.server = server
        self.sock = sock
        self.buffer = b""
        self.encrypted = False
        sock.settimeout(600)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def start_tls(self):
        self.buffer = b""
        self.sock = self.server.context.wrap_socket(self.sock, server_side=True)
        self.encrypted = True

    def close(self):
        try:
            self.sock.close()
        except OSError:
            pass

    def _more(self):
        octets = self.sock.recv(65536)
        if not octets:
            raise Gone
        self.buffer += octets

    def line(self):
        while b"\n" not in self.buffer:
            self._more()
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.rstrip(b"\r")

    def octets(self, count):
        while len(self.buffer) < count:
            self._more()
        octets, self.buffer = self.buffer[:count], self.buffer[count:]
        return octets

    def until(self, end):
        """Lines up to a last one; end is that line, with the line end that comes before it."""
        searched = 0
        while (at := (b"\r\n" + self.buffer).find(end, searched)) < 0:
            searched = max(0, len(self.buffer) - len(end))
            self._more()
        octets, self.buffer = self.buffer[:at], self.buffer[at + len(end) - 2:]
        return octets

    def send(self, octets):
        self.sock.sendall(octets)

    def answer(self, command, reply, refusals, effect=None, specials=None):
        """The one way by which an answer leaves. reply: octets, or what makes them after the
        effect. refusals: octets for "refuse", "later" and "bye" (a function of a code for
        SMTP). specials: functions of the answer for further kinds. True when it was given."""
        kind = self.server.fault_for(command)
        if kind == "drop":
            raise Gone
        if kind in ("refuse", "later", "bye") or (kind or "").isdigit():
            self.send(refusals(kind))
            if kind in ("bye", "421"):
                raise Gone
            return False
        if effect is not None:
            effect()
        octets = reply() if callable(reply) else reply
        if kind is None:
            self.send(octets)
        elif specials and kind in specials:
            self.send(specials[kind](octets))
        else:
            self._spoil(kind, octets)
        return True

    def _spoil(self, kind, octets):
        if kind == "lose":
            raise Gone
        if kind == "cut":
            self.send(octets[:max(1, len(octets) // 2)])
            raise Gone
        if kind == "reset":
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raise Gone
        if kind == "stall":
            time.sleep(STALL)
            raise Gone
        if kind == "slow":
            for i in range(len(octets)):
                self.send(octets[i:i + 1])
                time.sleep(1)
        elif kind == "garbage":
            self.send(random.Random(1).randbytes(512))
            raise Gone
        elif kind == "nul":
            half = len(octets) // 2
            self.send(octets[:half] + b"\0\0" + octets[half:])
        elif kind == "long":
            self.send(b"* " + b"x" * 5_000_000 + b"\r\n" + octets)
        elif kind == "flood":
            while True:
                self.send(b"* OK and so on and so on and so on\r\n" * 1000)
        elif kind == "twice":
            self.send(octets + octets)
        else:
            sys.exit("no such fault: " + kind)


class Store:
    """Mails as files UID.eml in folders below one folder, so that a server that is started
    again goes on where it was. Line ends are CR LF, whatever the files have."""

    def __init__(self, place):
        self.place = place
        self.lock = threading.RLock()

    def folder(self, name):
        place = os.path.join(self.place, name.replace("/", "."))
        return place if os.path.isdir(place) else None

    def uids(self, name):
        return sorted(int(f[:-4]) for f in os.listdir(self.folder(name)) if f.endswith(".eml"))

    def _file(self, name, uid):
        return os.path.join(self.folder(name), "%d.eml" % uid)

    def read(self, name, uid):
        with open(self._file(name, uid), "rb") as mail:
            return mail.read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")

    def remove(self, name, uid):
        os.remove(self._file(name, uid))

    def copy(self, name, uid, to):
        octets = self.read(name, uid)
        with self.lock:
            new = max(self.uids(to), default=0) + 1
            with open(self._file(to, new), "wb") as out:
                out.write(octets)
        return new
