#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""clamd.py - a virus scanner that fails as it is told.

usage: clamd.py --socket PATH --log FILE [--version TEXT] [--fault KIND] [--from N] [--only SIGN]

Speaks clamd's IDSESSION with VERSION and INSTREAM, and calls infected what holds the sign of start_clamd. FAULT, from the
Nth stream on, or only for streams that hold SIGN:

    die        ends the connection in the middle of the stream
    hang       reads the stream and never answers
    hang-read  stops reading in the middle of the stream
    slow       answers a quarter of a second late
    garbage    answers with what is no answer
    endless    answers with a line without end
    other      answers to a stream that there is not
    twice      answers OK to the stream before once more, and nothing to this one
    prefix     says "stream: OK FOUND nothing" and the like
    error      says ERROR
    limit      refuses the stream for its size and ends the connection
    everything says FOUND to all
    gone       the whole scanner ends in the middle of the stream

The log has a line for each connection and each stream.
"""
import argparse
import os
import socket
import struct
import sys
import threading
import time

VIRUS = b'IKENBAKO-TEST-' + b'VIRUS-4c1d77e0'

parser = argparse.ArgumentParser()
parser.add_argument('--socket', required=True)
parser.add_argument('--log', required=True)
parser.add_argument('--version', default='')
parser.add_argument('--fault', default='')
parser.add_argument('--from', dest='first', type=int, default=1)
parser.add_argument('--only', default='')
options = parser.parse_args()
lock = threading.Lock()
streams = 0


def log(text):
    with lock, open(options.log, 'a') as out:
        out.write(text + '\n')


class Session(threading.Thread):
    def __init__(self, connection):
        super().__init__(daemon=True)
        self.connection, self.buffer, self.commands = connection, b'', 0

    def take(self, n):
        while len(self.buffer) < n:
            piece = self.connection.recv(65536)
            if not piece:
                raise EOFError
            self.buffer += piece
        out, self.buffer = self.buffer[:n], self.buffer[n:]
        return out

    def command(self):
        out = b''
        while not out.endswith(b'\0'):
            out += self.take(1)
        return out[1:-1].decode()

    def say(self, text, number=None):
        self.connection.sendall(f'{number or self.commands}: {text}\0'.encode())

    def run(self):
        log('connection')
        try:
            while True:
                command = self.command()
                if command == 'IDSESSION':
                    continue
                self.commands += 1
                if command == 'VERSION':
                    self.say('ClamAV 1.4.6' + options.version)
                elif command == 'INSTREAM':
                    self.stream()
                else:
                    raise EOFError
        except (EOFError, OSError):
            pass
        self.connection.close()

    def stream(self):
        global streams
        with lock:
            streams += 1
            number = streams
        content, fails = b'', options.fault and number >= options.first
        fault = options.fault if fails and not options.only else ''
        while True:
            length = struct.unpack('>I', self.take(4))[0]
            if length == 0:
                break
            content += self.take(length)
            if fails and options.only and options.only.encode() in content:
                fault = options.fault
            self.within(fault)
        log('stream ' + (fault or 'fine'))
        self.answer(fault, content)

    def within(self, fault):
        if fault == 'die':
            raise EOFError
        if fault == 'gone':
            os._exit(0)
        if fault == 'hang-read':
            time.sleep(3600)
        if fault == 'limit':
            self.say('INSTREAM size limit exceeded. ERROR')
            raise EOFError

    def answer(self, fault, content):
        if fault == 'hang':
            return
        if fault == 'slow':
            time.sleep(0.25)
        if fault == 'garbage':
            self.connection.sendall(b'\xff\xfe OK\0')
        elif fault == 'endless':
            self.connection.sendall(b'1' * 100000)
        elif fault == 'other':
            self.say('stream: OK', self.commands + 7)
        elif fault == 'twice':
            self.say('stream: OK', self.commands - 1)
        elif fault == 'prefix':
            self.say('stream: OK and nothing was found')
        elif fault == 'error':
            self.say("stream: Can't allocate memory ERROR")
        elif fault == 'everything' or VIRUS in content:
            self.say('stream: Iken.Test-\x1b[31m Virus FOUND')
        else:
            self.say('stream: OK')


if os.path.exists(options.socket):
    os.unlink(options.socket)
server = socket.socket(socket.AF_UNIX)
server.bind(options.socket + '.new')
server.listen(50)
os.rename(options.socket + '.new', options.socket)
while True:
    Session(server.accept()[0]).start()
