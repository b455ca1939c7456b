#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""browser.py - what a browser does with the CGI programs of the residents' page, without a web server

    browser.py [-s SOURCE] [-r] get PROGRAM [QUERY]
    browser.py [-s SOURCE] [-r] send PROGRAM DO [NAME=VALUE | NAME=@FILE ...]
    browser.py [-s SOURCE] [-r] body PROGRAM TYPE FILE [LENGTH]

The folder $BROWSER keeps the last answer: head, page.html, and cookie; memory: the KB that it took. `send` fills in the form of the last page that has a
button or a hidden field `do` of that value (DO - : the first form), sends it as the form says, and prints the status.
`body` sends a file as it is, with its length or another one. -s: the address it comes from. -r: leave what was there, the answer goes to raw only. HTTP_* variables are passed on.
"""
import html.parser
import os
import re
import resource
import subprocess
import sys
import urllib.parse

FOLDER = os.environ['BROWSER']


class Forms(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.area, self.select = [], None, None

    def handle_starttag(self, tag, pairs):
        a = dict(pairs)
        if tag == 'form':
            self.forms.append({'enctype': a.get('enctype', ''), 'fields': [], 'does': []})
        if not self.forms:
            return
        form = self.forms[-1]
        kind = a.get('type', 'text')
        if tag == 'input' and a.get('name'):
            if kind in ('radio', 'checkbox') and 'checked' not in a:
                return
            if kind == 'file':
                return
            form['fields'].append([a['name'], a.get('value') or ''])
            if a['name'] == 'do':
                form['does'].append(a.get('value'))
        elif tag == 'button' and a.get('name') == 'do':
            form['does'].append(a.get('value'))
        elif tag == 'textarea':
            self.area = [a['name'], '']
            form['fields'].append(self.area)
        elif tag == 'select':
            self.select = [a['name'], '']
            form['fields'].append(self.select)
        elif tag == 'option' and self.select is not None and 'selected' in a:
            self.select[1] = a.get('value') or ''

    def handle_endtag(self, tag):
        if tag == 'textarea' and self.area is not None:
            self.area[1] = re.sub(r'^\n', '', self.area[1])
            self.area = None
        elif tag == 'select':
            self.select = None

    def handle_data(self, data):
        if self.area is not None:
            self.area[1] += data


def read(name):
    try:
        with open(os.path.join(FOLDER, name), encoding='utf-8') as file:
            return file.read()
    except FileNotFoundError:
        return ''


def run(program, variables, body):
    environment = dict(os.environ, GATEWAY_INTERFACE='CGI/1.1', HTTP_HOST='city.example',
                       REMOTE_ADDR=SOURCE, **variables)
    cookie = read('cookie')
    if cookie:
        environment['HTTP_COOKIE'] = cookie
    done = subprocess.run([program], input=body, env=environment, stdout=subprocess.PIPE, check=False)
    with open(os.path.join(FOLDER, 'memory'), 'w', encoding='ascii') as file:
        file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
    head, _, page = done.stdout.partition(b'\r\n\r\n')
    if RAW:
        with open(os.path.join(FOLDER, 'raw'), 'wb') as file:
            file.write(done.stdout)
    else:
        with open(os.path.join(FOLDER, 'head'), 'wb') as file:
            file.write(head.replace(b'\r\n', b'\n') + b'\n')
        with open(os.path.join(FOLDER, 'page.html'), 'wb') as file:
            file.write(page)
        found = re.search(rb'^Set-Cookie: ([^=]+=[0-9a-f]*);.*?Max-Age=(\d+)', head, re.M)
        if found:
            with open(os.path.join(FOLDER, 'cookie'), 'wb') as file:
                file.write(found.group(1) if found.group(2) != b'0' else b'')
    status = re.match(rb'Status: (\d+)', head)
    print(status.group(1).decode() if status else 'none')


def multipart(fields):
    mark = b'----browser7MA4YWxkTrZu0gW'
    out = b''
    for name, value in fields:
        out += b'--' + mark + b'\r\nContent-Disposition: form-data; name="' + name.encode() + b'"'
        if value.startswith('@'):
            with open(value[1:], 'rb') as file:
                content = file.read()
            shown = os.environ.get('FILE_NAME', os.path.basename(value[1:]))
            out += b'; filename="' + shown.encode() + b'"\r\nContent-Type: application/octet-stream\r\n\r\n' + content
        else:
            out += b'\r\n\r\n' + re.sub('\r?\n', '\r\n', value).encode()
        out += b'\r\n'
    return 'multipart/form-data; boundary=' + mark.decode(), out + b'--' + mark + b'--\r\n'


def send(program, do, changes):
    parser = Forms()
    parser.feed(read('page.html'))
    form = next(form for form in parser.forms if do == '-' or do in form['does'])
    fields = [field for field in form['fields'] if field[0] != 'do']
    for change in changes:
        name, _, value = change.partition('=')
        if not value.startswith('@'):
            fields = [field for field in fields if field[0] != name]
        fields.append([name, value])
    # a form's files are its last fields
    fields.sort(key=lambda field: field[1].startswith('@'))
    if do != '-':
        fields.append(['do', do])
    if form['enctype'] == 'multipart/form-data':
        kind, body = multipart(fields)
    else:
        kind, body = 'application/x-www-form-urlencoded', urllib.parse.urlencode([tuple(field) for field in fields]).encode()
    if KEEP:
        with open(KEEP, 'wb') as file:
            file.write(body)
    run(program, {'REQUEST_METHOD': 'POST', 'CONTENT_TYPE': kind, 'CONTENT_LENGTH': str(len(body))}, body)


words = sys.argv[1:]
SOURCE, RAW = '192.0.2.1', False
KEEP = os.environ.get('KEEP_BODY', '')  # a file: what was sent
while words and words[0].startswith('-'):
    option = words.pop(0)
    if option == '-s':
        SOURCE = words.pop(0)
    elif option == '-r':
        RAW = True
if words[0] == 'get':
    run(words[1], {'REQUEST_METHOD': 'GET', 'QUERY_STRING': words[2] if len(words) > 2 else ''}, b'')
elif words[0] == 'body':
    with open(words[3], 'rb') as given:
        octets = given.read()
    run(words[1], {'REQUEST_METHOD': 'POST', 'CONTENT_TYPE': words[2],
                   'CONTENT_LENGTH': words[4] if len(words) > 4 else str(len(octets))}, octets)
else:
    send(words[1], words[2], words[3:])
