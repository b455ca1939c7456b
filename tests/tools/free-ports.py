#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""free-ports N - prints N loopback ports that nobody listens on

They are taken from below the range that the kernel gives to outgoing connections, so that
none of those takes one away before the server that it is meant for has bound it.
"""
import random
import socket
import sys


def is_free(port):
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def main():
    ports = set()
    while len(ports) < int(sys.argv[1]):
        port = random.randrange(10000, 32000)
        if is_free(port):
            ports.add(port)
    print(*ports)


main()
