# SPDX-License-Identifier: GPL-3.0-or-later
"""canary - words that stand for what is personal, and each form in which software may write them

usage: canary.py words SEED		prints what the people of the test write, as shell variables; other ones for each seed
       canary.py forms WORDS		of a file of words, NAME='VALUE' a line, all forms that are looked for, as find-octets reads them
       canary.py plant WORDS FOLDER	writes a file with each of the forms
       canary.py mail FROM NAME TO SUBJECT CHARSET ENCODING ID [FILE]	a mail; its text is standard input

Of a word are looked for: as it is, decomposed (NFD), composed for compatibility (NFKC), in full width, a number without its hyphens;
each of these in UTF-8, UTF-16 (both orders), CP932, EUC-JP, ISO-2022-JP; of these in Base64 (at each offset), in quoted-printable, URL-encoded and as
hexadecimal digits, and as escapes of JSON and HTML. find-octets passes over line ends.
"""
import base64
import os
import quopri
import random
import re
import sys
import unicodedata
from email.header import Header
from urllib.parse import quote_from_bytes

SHORTEST = 6        # octets of a form: a shorter one would be found anywhere


def make_words(seed):
    r = random.Random(seed)
    kanji = '桜梅桃菊蘭萩藤柳杉松竹榎楓椿葵菖蒲芹薺桐'
    kana = 'ガギグゲゴザジズゼゾダデドバビブベボパピプペポ'
    digits = lambda n: ''.join(r.choice('0123456789') for _ in range(n))
    word = lambda signs, n: ''.join(r.choice(signs) for _ in range(n))
    words = {
        'name': word(kanji, 2) + ' ' + word(kanji, 3), 'name2': word(kanji, 5), 'place': word(kanji, 4) + '町' + digits(2) + '-' + digits(3),
        'phone': '090-' + digits(4) + '-' + digits(4), 'phone2': '03-' + digits(4) + '-' + digits(4),
    }
    for what in ('text', 'subject', 'file', 'answer', 'part', 'note', 'typed', 'again', 'remark', 'held', 'reason', 'scan', 'auto'):
        words[what] = word(kana, 4) + word(kanji, 3)
    for who in ('mail', 'mail2', 'stranger', 'third'):
        words[who] = '%s%s@%s.example.jp' % (who, '%06x' % r.getrandbits(24), 'home%06x' % r.getrandbits(24))
    words['id'] = 'message.%08x' % r.getrandbits(32)
    return words


def read_words(path):
    lines = open(path, encoding='utf-8').read().splitlines()
    return dict((line.split('=', 1)[0], line.split('=', 1)[1].strip("'")) for line in lines)


def wide(text):
    return ''.join(chr(ord(c) + 0xFEE0) if '!' <= c <= '~' else c for c in text)


def variants(text):
    found = {text, unicodedata.normalize('NFD', text), unicodedata.normalize('NFKC', text), wide(text)}
    if re.fullmatch('[0-9-]+', text):
        found |= {text.replace('-', ''), wide(text.replace('-', ''))}
    if '@' in text:
        found |= {text.split('@')[0], text.split('@')[1].split('.')[0]}
    return found


def charsets(text):
    for name in ('utf-8', 'utf-16-le', 'utf-16-be', 'cp932', 'euc-jp', 'iso2022_jp'):
        try:
            octets = text.encode(name)
        except UnicodeEncodeError:
            continue
        if name == 'iso2022_jp' and octets[:3] == b'\x1b$B':
            octets = octets[3:].split(b'\x1b')[0]
        yield name, octets


def base64_forms(octets):
    for offset in range(3):
        coded = base64.b64encode(b'\0' * offset + octets)
        # Only signs that hang on our octets alone.
        end = len(coded) if (offset + len(octets)) % 3 == 0 else len(coded.rstrip(b'=')) - 1
        yield coded[(0, 2, 3)[offset]:end]


def transfer_forms(name, octets):
    yield name, octets
    for form in base64_forms(octets):
        yield name + ' base64', form
    escaped = b''.join(b'=%02X' % c for c in octets)
    yield name + ' quoted-printable', escaped
    yield name + ' quoted-printable', quopri.encodestring(octets).replace(b'=\n', b'')
    yield name + ' url', quote_from_bytes(octets).encode()
    yield name + ' url', quote_from_bytes(octets).lower().encode()
    yield name + ' hex', octets.hex().encode()
    yield name + ' hex', octets.hex().upper().encode()


def escapes(text):
    if text.isascii():
        return
    yield 'json', ''.join('\\u%04x' % ord(c) for c in text).encode()
    yield 'json', ''.join('\\u%04X' % ord(c) for c in text).encode()
    yield 'html', ''.join('&#%d;' % ord(c) for c in text).encode()
    yield 'html', ''.join('&#x%X;' % ord(c) for c in text).encode()
    yield 'html', ''.join('&#x%x;' % ord(c) for c in text).encode()


def forms(words):
    """{octets: (word, form)}"""
    out = {}
    for word, value in words.items():
        for text in variants(value):
            for name, octets in charsets(text):
                for form, coded in transfer_forms(name, octets):
                    if len(coded) >= SHORTEST:
                        out.setdefault(coded, (word, form))
            for form, coded in escapes(text):
                out.setdefault(coded, (word, form))
    return out


def plant(words, folder):
    """Each form in a file of its own."""
    for i, form in enumerate(forms(words)):
        with open(os.path.join(folder, str(i)), 'wb') as out:
            out.write(b'before ' + form + b' behind')


def mail(sender, name, to, subject, charset, encoding, message_id, path=None):
    text = sys.stdin.read()
    out = sys.stdout.buffer
    head = 'From: %s <%s>\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%s@%s>\r\nMIME-Version: 1.0\r\n' % (
        Header(name, charset).encode(), sender, to, Header(subject, charset).encode(), message_id, sender.split('@')[1])
    octets = text.replace('\n', '\r\n').encode(charset)
    body = {'base64': base64.encodebytes, 'quoted-printable': quopri.encodestring}.get(encoding, lambda o: o)(octets)
    part = 'Content-Type: text/plain; charset=%s\r\nContent-Transfer-Encoding: %s\r\n\r\n' % (charset, encoding)
    if path is None:
        out.write((head + part).encode() + body)
        return
    out.write((head + 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n' + part).encode() + body)
    out.write(('\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n'
               'Content-Disposition: attachment; filename*=utf-8\'\'%s\r\n\r\n' % quote_from_bytes(os.path.basename(path).encode())).encode())
    out.write(base64.encodebytes(open(path, 'rb').read()) + b'\r\n--b--\r\n')


def main(command, *arguments):
    if command == 'words':
        for key, value in make_words(arguments[0]).items():
            print("%s='%s'" % (key, value))
    elif command == 'forms':
        for octets, (word, form) in forms(read_words(arguments[0])).items():
            print('%s %s as %s' % (octets.hex(), word, form))
    elif command == 'plant':
        plant(read_words(arguments[0]), arguments[1])
    elif command == 'mail':
        mail(*arguments)
    else:
        sys.exit(__doc__)


main(*sys.argv[1:])
