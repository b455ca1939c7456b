#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""page-load - many residents at once, over HTTPS

usage: page-load PORT CLIENTS COUNT plain|form|post|login [NUMBER PASSWORD]...

COUNT requests by CLIENTS at the same time, each on a connection of its own that stays open: to a CGI program that does nothing
(plain), for the form (form), posts (post), logins (login), each client with a number and password of its own. What a post or login needs beforehand, the form and its hidden field,
is fetched before the clock starts. Prints the seconds that all took, the 99th percentile of one, and the numbers of the
posts on standard error.
"""
import http.client
import re
import ssl
import sys
import threading
import time
import urllib.parse

PORT, CLIENTS, COUNT, KIND = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
CONTEXT = ssl.create_default_context()
CONTEXT.check_hostname = False
CONTEXT.verify_mode = ssl.CERT_NONE
TEXT = '駅前の道路の舗装が割れています。直してください。\n' * 20
lock = threading.Lock()
taken, failed = [], []


def multipart(fields):
    body = ''.join('--BOUNDARY\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % field for field in fields.items())
    return (body + '--BOUNDARY--\r\n').encode(), 'multipart/form-data; boundary=BOUNDARY'


def ask(connection, method, path, body=None, kind=None):
    connection.request(method, path, body, {'Content-Type': kind} if kind else {})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def hidden(page, name):
    return re.search('name="%s" value="([^"]*)"' % name, page).group(1)


def prepare(connection, which):
    """Method, path, body, type and what status is right."""
    if KIND == 'form':
        return 'GET', '/post', None, None, 200
    if KIND == 'login':
        token = hidden(ask(connection, 'GET', '/read')[1], 'token')
        fields = {'do': 'login', 'token': token, 'lang': 'ja', 'number': sys.argv[5 + 2 * which], 'password': sys.argv[6 + 2 * which]}
        return 'POST', '/read', urllib.parse.urlencode(fields), 'application/x-www-form-urlencoded', 303
    draft = 'x' * 200 if KIND == 'plain' else hidden(ask(connection, 'GET', '/post')[1], 'draft')
    body, kind = multipart({'draft': draft, 'lang': 'ja', 'purpose': 'question', 'subject': '道路', 'text': TEXT, 'way': 'none', 'do': 'send'})
    return 'POST', '/plain' if KIND == 'plain' else '/post', body, kind, 200


def client(which, share, start):
    connection = http.client.HTTPSConnection('127.0.0.1', PORT, context=CONTEXT, timeout=60)
    ready = [prepare(connection, which) for _ in range(share)]
    start.wait()
    for method, path, body, kind, right in ready:
        began = time.monotonic()
        status, page = ask(connection, method, path, body, kind)
        spent = time.monotonic() - began
        number = re.search('id="number">([^<]*)<', page) if KIND == 'post' else None
        with lock:
            taken.append(spent)
            if status != right or (KIND == 'post' and number is None):
                failed.append(status)
            if number:
                print(number.group(1), file=sys.stderr)


start = threading.Barrier(CLIENTS + 1)
clients = [threading.Thread(target=client, args=(i, COUNT // CLIENTS, start)) for i in range(CLIENTS)]
for thread in clients:
    thread.start()
start.wait()
began = time.monotonic()
for thread in clients:
    thread.join()
if failed or len(taken) != COUNT // CLIENTS * CLIENTS:
    sys.exit('page-load: %d of %d did not come to their end: %s' % (len(failed), COUNT, failed[:5]))
print('%.6f %.6f' % (time.monotonic() - began, sorted(taken)[max(0, -(-len(taken) * 99 // 100) - 1)]))
