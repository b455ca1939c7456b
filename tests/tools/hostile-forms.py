#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""hostile-forms - sends to the residents' page what no browser would

usage: hostile-forms PORT forms|slow [DRAFT]

forms	broken requests, a line each: what it was, and the status of the answer (0: the connection was closed)
slow	from 127.0.0.2: 200 connections that send a header octet by octet and 15 that stop in the middle of a body; prints how long
	somebody at 127.0.0.1 waits for the form meanwhile, in whole seconds, and its status
DRAFT is the hidden field of a form that was given out.
"""
import socket
import ssl
import sys
import time

PORT = int(sys.argv[1])
CONTEXT = ssl.create_default_context()
CONTEXT.check_hostname = False
CONTEXT.verify_mode = ssl.CERT_NONE


def connect(source='127.0.0.1'):
    plain = socket.create_connection(('127.0.0.1', PORT), 20, (source, 0))
    return CONTEXT.wrap_socket(plain)


def status(request, end=True):
    """The status of the answer, or 0."""
    try:
        with connect() as s:
            s.sendall(request)
            if not end:
                s.unwrap()
            line = s.recv(4096).split(b'\r\n')[0].split()
            return int(line[1]) if len(line) > 1 else 0
    except (OSError, ValueError):
        return 0


def post(body, kind='multipart/form-data; boundary=B', length=None, headers=''):
    head = 'POST /post HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %s\r\n%s\r\n'
    return (head % (kind, len(body) if length is None else length, headers)).encode() + body


def part(name, value, more=b''):
    return b'--B\r\nContent-Disposition: form-data; name="' + name + b'"' + more + b'\r\n\r\n' + value + b'\r\n'


END = b'--B--\r\n'
DRAFT = sys.argv[3].encode() if len(sys.argv) > 3 else b'x'
GOOD = part(b'draft', DRAFT) + part(b'purpose', b'question') + part(b'text', b'hostile text') + part(b'way', b'none')
SEND = part(b'do', b'send') + END

FORMS = {
    'no boundary': post(GOOD + SEND, 'multipart/form-data'),
    'another boundary': post(GOOD + SEND, 'multipart/form-data; boundary=C'),
    'an empty boundary': post(GOOD + SEND, 'multipart/form-data; boundary=""'),
    'a boundary of 1000 signs': post(GOOD + SEND, 'multipart/form-data; boundary=' + 'B' * 1000),
    'another type': post(GOOD + SEND, 'application/json'),
    'no body': post(b''),
    'cut in the middle of a header': post((GOOD + SEND)[:60]),
    'without its end': post(GOOD + part(b'do', b'send')),
    'shorter than it says': post(GOOD, length=len(GOOD) + 1000),
    'a negative length': post(GOOD + SEND, length='-1'),
    'a length that is none': post(GOOD + SEND, length='1e3'),
    'a length of 30 digits': post(GOOD + SEND, length='9' * 30),
    'two lengths': post(GOOD + SEND, headers='Content-Length: 5\r\n'),
    'length and chunks': post(GOOD + SEND, headers='Transfer-Encoding: chunked\r\n'),
    '10,000 fields': post(b''.join(part(b'f%d' % i, b'x') for i in range(10000)) + END),
    'one field 10,000 times': post(part(b'text', b'x') * 10000 + SEND),
    '10,000 files': post(GOOD + part(b'files', b'x', b'; filename="a.txt"') * 10000 + part(b'do', b'check') + END),
    'a field name of 1 MB': post(part(b'n' * 1000000, b'x') + SEND),
    'a header of 1 MB': post(b'--B\r\nX: ' + b'x' * 1000000 + b'\r\n\r\nx\r\n' + SEND),
    'a text of 5 MB': post(part(b'draft', DRAFT) + part(b'text', b'x' * 5000000) + SEND),
    'NUL octets': post(part(b'draft', DRAFT) + part(b'text', b'a\0b') + part(b'na\0me', b'x') + SEND),
    'control characters': post(part(b'draft', DRAFT) + part(b'text', bytes(range(1, 32))) + part(b'mail', b'a@b\r\nBcc: c@d') + SEND),
    'wrong charset': post(part(b'draft', DRAFT) + part(b'text', b'\x82\xa0\xff\xfe\xc0\x80\xed\xa0\x80') + SEND),
    'a draft of our own': post(part(b'draft', b'00' * 100) + part(b'purpose', b'question') + part(b'text', b'x') + part(b'way', b'none') + SEND),
    'no draft': post(part(b'purpose', b'question') + part(b'text', b'x') + part(b'way', b'none') + SEND),
    'from another site': post(GOOD + SEND, headers='Origin: https://elsewhere.example\r\nSec-Fetch-Site: cross-site\r\n'),
    'urlencoded of 3 MB': post(b'text=' + b'%41' * 1000000, 'application/x-www-form-urlencoded'),
    'percent signs': post(b'text=%&draft=%zz&%=%', 'application/x-www-form-urlencoded'),
    'another method': b'DELETE /post HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    'TRACE': b'TRACE /post HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    'no HTTP at all': b'\x16\x03\x01\x00\xff' * 100,
    'a query of 30 KB': b'GET /post?lang=' + b'a' * 30000 + b' HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    'a cookie of 7 KB': b'GET /read HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: __Host-iken=' + b'a' * 7000 + b'\r\n\r\n',
    'a link that is a path': b'GET /read?link=../../state/keys HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    'a file of nobody': b'GET /read?file=../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
}
for name in ('../../../etc/cron.d/x', '/etc/passwd', 'a\\..\\b', '=?utf-8?B?Li4v?=', 'a";x="b', '\u202egnp.exe', 'a' * 5000, '.htaccess', 'CON', ''):
    FORMS['a file called %s' % ascii(name[:30])] = post(
        GOOD + part(b'files', b'x', ('; filename="%s"' % name).encode()) + part(b'do', b'check') + END)


def slow():
    held = []
    for i in range(215):
        s = connect('127.0.0.2')
        if i < 200:
            s.send(b'GET /post HT')
        else:
            s.sendall(post(GOOD, length=1000000))
        held.append(s)
    began = time.monotonic()
    got = status(b'GET /post HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    print(int(time.monotonic() - began), got)


if sys.argv[2] == 'forms':
    for title, request in FORMS.items():
        print(status(request), title)
else:
    slow()
