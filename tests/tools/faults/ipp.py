#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipp.py [options] STORE - an IPP printer that fails on demand

Job N is kept as STORE/N.pdf, its name as STORE/N.name, the request's attributes as STORE/N.request;
it is completed at once. The commands are PRINT-JOB, VALIDATE-JOB, GET-JOB-ATTRIBUTES, GET-JOBS and
GET-PRINTER-ATTRIBUTES. NNN is an HTTP status. --faults-in FILE names a file of faults, a line each: when
it changes, they are those in force, and the counting begins anew. Further faults:
  ipp-XXXX	this IPP status (hexadecimal)
  one-sided	client-error-attributes-or-values-not-supported, because of the sides, if they are two
  substitute	successful-ok-ignored-or-substituted-attributes, because of the sides
  stopped	the printer has no paper
  full		the printer takes no jobs
  mute		the printer says nothing of itself
  state-N	the job is in this state, with the reason media-empty-error
  errors	the job is completed with errors
  chunked	the answer comes in chunks of 7 octets, after 100 Continue
  endless	the answer's chunks never end
"""
import os
import struct
import threading

import faults

OPERATIONS = {2: "PRINT-JOB", 4: "VALIDATE-JOB", 9: "GET-JOB-ATTRIBUTES", 10: "GET-JOBS",
              11: "GET-PRINTER-ATTRIBUTES"}
JOB, END, PRINTER, UNSUPPORTED = b"\2", b"\3", b"\4", b"\5"
INTEGER, BOOLEAN, ENUM, NAME, KEYWORD = 0x21, 0x22, 0x23, 0x42, 0x44


def attribute(tag, name, *values):
    octets = b""
    for value in values:
        if tag == BOOLEAN:
            value = struct.pack(">B", value)
        elif isinstance(value, int):
            value = struct.pack(">i", value)
        else:
            value = value.encode()
        octets += struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(value)) + value
        name = ""
    return octets


def message(status, groups=b""):
    return (struct.pack(">BBHI", 1, 1, status, 1) + b"\1" + attribute(0x47, "attributes-charset", "utf-8") +
            attribute(0x48, "attributes-natural-language", "en") + groups + END)


def http(body):
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def printer(state=3, reason="none", accepting=True):
    return message(0, PRINTER + attribute(ENUM, "printer-state", state) +
                   attribute(KEYWORD, "printer-state-reasons", reason) +
                   attribute(BOOLEAN, "printer-is-accepting-jobs", accepting) +
                   attribute(KEYWORD, "sides-supported", "one-sided", "two-sided-long-edge"))


def job(number, state=9, reason="job-completed-successfully", name=None):
    octets = JOB + attribute(INTEGER, "job-id", number)
    if name is not None:
        octets += attribute(NAME, "job-name", name)
    return octets + attribute(ENUM, "job-state", state) + attribute(KEYWORD, "job-state-reasons", reason)


def body_of(octets):
    return octets.split(b"\r\n\r\n", 1)[1]


def in_chunks(octets, last=b"0\r\n\r\n"):
    body = body_of(octets)
    pieces = [body[i:i + 7] for i in range(0, len(body), 7)]
    return (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
            b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + last)


class Specials:
    """What a kind of fault makes of an answer to the request; undo takes back its effect."""

    def __init__(self, request, undo):
        self.request = request
        self.undo = undo

    def __contains__(self, kind):
        return kind.startswith(("ipp-", "state-")) or hasattr(self, kind.replace("-", "_"))

    def __getitem__(self, kind):
        if kind.startswith("ipp-"):
            return lambda octets: self.undo() or http(message(int(kind[4:], 16)))
        if kind.startswith("state-"):
            return lambda octets: http(message(0, job(1, int(kind[6:]), "media-empty-error")))
        return getattr(self, kind.replace("-", "_"))

    def one_sided(self, octets):
        if b"two-sided" not in self.request:
            return octets
        self.undo()
        return http(message(0x040B, UNSUPPORTED + attribute(KEYWORD, "sides", "two-sided-long-edge")))

    def substitute(self, octets):
        groups = UNSUPPORTED + attribute(KEYWORD, "sides", "two-sided-long-edge")
        return http(message(1, groups + job(1)))

    def stopped(self, octets):
        return http(printer(5, "media-empty-error"))

    def full(self, octets):
        return http(printer(4, "none", False))

    def mute(self, octets):
        return http(message(0))

    def errors(self, octets):
        return http(message(0, job(1, 9, "job-completed-with-errors")))

    def chunked(self, octets):
        return in_chunks(octets)

    def endless(self, octets):
        return in_chunks(octets, b"1\r\nx\r\n" * 20_000_000)


def refusals(kind):
    code = kind if kind.isdigit() else "503"
    return b"HTTP/1.1 %s no\r\nContent-Length: 0\r\n\r\n" % code.encode()


def attributes_of(octets):
    """The values by name, and where the document begins."""
    at, values, name = 8, {}, ""
    while octets[at] != END[0]:
        if octets[at] < 0x10:
            at += 1
            continue
        length = struct.unpack_from(">H", octets, at + 1)[0]
        name = octets[at + 3:at + 3 + length].decode() or name
        at += 3 + length
        length = struct.unpack_from(">H", octets, at)[0]
        values.setdefault(name, octets[at + 2:at + 2 + length])
        at += 2 + length
    return values, at + 1


class Jobs:
    def __init__(self, place):
        self.place = place
        self.lock = threading.Lock()

    def names(self):
        found = {}
        for file in os.listdir(self.place):
            if file.endswith(".name"):
                with open(os.path.join(self.place, file)) as name:
                    found[int(file[:-5])] = name.read()
        return found

    def keep(self, name, request, document):
        with self.lock:
            number = 1 + max(self.names(), default=0)
            base = os.path.join(self.place, str(number))
            for ending, octets in ((".request", request), (".pdf", document), (".name", name)):
                with open(base + ending, "wb") as out:
                    out.write(octets)
        return number

    def forget_last(self):
        number = max(self.names(), default=0)
        for ending in (".request", ".pdf", ".name"):
            if number:
                os.remove(os.path.join(self.place, str(number) + ending))


def answer_to(operation, values, jobs):
    if operation == "GET-PRINTER-ATTRIBUTES":
        return printer()
    if operation == "GET-JOB-ATTRIBUTES":
        number = struct.unpack(">i", values["job-id"])[0]
        return message(0, job(number)) if number in jobs.names() else message(0x0406)
    if operation == "GET-JOBS" and values["which-jobs"] == b"completed":
        return message(0, b"".join(job(n, name=name) for n, name in sorted(jobs.names().items())))
    return message(0)


def renew_faults(server):
    with server.lock, open(server.options.faults_in) as file:
        words = file.read().split()
        if words != server.words:
            server.words, server.answers, server.times = words, 0, {}
            server.options.fault = [faults.Fault(word) for word in words]


def session(c, jobs):
    if c.server.options.faults_in:
        renew_faults(c.server)
    length = 0
    while line := c.line():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    octets = c.octets(length)
    operation = OPERATIONS[struct.unpack_from(">H", octets, 2)[0]]
    values, end = attributes_of(octets)

    def reply():
        if operation == "PRINT-JOB":
            return http(message(0, job(jobs.keep(values["job-name"], octets[:end], octets[end:]), 3, "none")))
        return http(answer_to(operation, values, jobs))

    def undo():
        if operation == "PRINT-JOB":
            jobs.forget_last()

    c.answer(operation, reply, refusals, None, Specials(octets[:end], undo))


def main():
    server = faults.Server(None, __doc__, ("store", {}), ("--faults-in", {}))
    server.words = None
    jobs = Jobs(server.options.store)
    server.session = lambda c: session(c, jobs)
    server.serve()


main()
