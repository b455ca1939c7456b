#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# A CGI program that says what it was given.
import os
import sys

body = sys.stdin.buffer.read(int(os.environ.get('CONTENT_LENGTH') or 0))
print('Content-Type: text/plain; charset=utf-8')
print('Cache-Control: no-store\n')
print('program', os.path.basename(sys.argv[0]))
for name in sorted(os.environ):
    print(name, '=', os.environ[name])
print('body', len(body))
