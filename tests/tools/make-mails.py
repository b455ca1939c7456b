#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-mails - made-up opinions as mails, as many and as large as a test or benchmark wants

usage: make-mails.py [--seed N] [--size OCTETS] [--plain] [--mbox] COUNT PLACE

Writes COUNT mails of about OCTETS each (default 6000) into the Maildir PLACE, or the mbox file
PLACE. Mail number i depends on the seed, the size and i alone. Of 20 mails 9 are ISO-2022-JP,
7 UTF-8 in base64, 2 UTF-8 in quoted-printable and 2 Shift_JIS; 6 have an HTML twin, 4 carry
attachments whose names are Japanese. What the text does not fill, an attachment or more text
does. --plain leaves HTML and attachments out.
"""
import argparse
import base64
import os
import quopri
import random
import time

FAMILIES = "山田 佐藤 鈴木 高橋 田中 伊藤 渡辺 中村 小林 加藤 﨑山 髙木".split()
GIVEN = "太郎 花子 一郎 次郎 和子 幸子 健 誠 恵 優".split()
DOMAINS = "example.jp mail.example.jp mobile.example.ne.jp example.co.jp example.com".split()
PLACES = "中央一丁目 本町 駅前通り 北公園 南小学校前 東橋 西図書館 港町 緑が丘 桜台".split()
TOPICS = "道路の舗装 街灯 ごみの収集 公園の遊具 保育園 図書館の開館時間 騒音 駐輪場 通学路 窓口の対応".split()
OPENINGS = ["お世話になっております。{place}に住む者です。", "{place}の{topic}についてお願いがあります。",
            "はじめてご連絡します。{topic}のことで困っています。"]
SENTENCES = [
    "{place}では{topic}が以前から問題になっています。",
    "先週の{n}日に{place}を通ったところ、{topic}について気になることがありました。",
    "同じ思いの住民が{n}人ほどおります。",
    "危険を感じることもあり、早めの対応をお願いいたします。",
    "子どもや高齢者も利用するため、{topic}の改善を希望します。",
    "予算の都合もあると思いますが、検討の状況を教えてください。",
    "写真も撮りましたので、必要でしたらお送りします。",
    "電話でも相談しましたが、担当の課が分からないとのことでした。",
]
CLOSINGS = ["ご回答をお待ちしております。", "よろしくお願いいたします。", "以上、ご検討ください。"]
FILES = [("現場の写真{n}.jpg", "image/jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"),
         ("要望書（{place}）.pdf", "application/pdf", b"%PDF-1.4\n"),
         ("写真 {n}.png", "image/png", b"\x89PNG\r\n\x1a\n")]
ENCODINGS = [("iso-2022-jp", "7bit")] * 9 + [("utf-8", "base64")] * 7 + \
    [("utf-8", "quoted-printable")] * 2 + [("shift_jis", "base64")] * 2
OCTETS_PER_CHARACTER = {"iso-2022-jp": 2, "utf-8": 5, "shift_jis": 3}


def encoded_word(text, charset):
    """A header value as one or more encoded words that each hold whole characters."""
    words, piece = [], ""
    for character in text:
        if len((piece + character).encode(charset, "replace")) > 33:
            words.append(piece)
            piece = ""
        piece += character
    words.append(piece)
    return "\r\n ".join("=?%s?B?%s?=" % (charset.upper(),
                                         base64.b64encode(w.encode(charset, "replace")).decode())
                        for w in words)


def parameter(text):
    """RFC 2231, in UTF-8."""
    return "UTF-8''" + "".join(chr(b) if chr(b).isalnum() and b < 128 else "%%%02X" % b
                               for b in text.encode())


class Part:
    def __init__(self, kind, body, *headers):
        self.headers = ["Content-Type: " + kind, *headers]
        self.body = body

    def octets(self):
        return "\r\n".join(self.headers).encode() + b"\r\n\r\n" + self.body


def lines_of_base64(octets):
    text = base64.b64encode(octets)
    return b"\r\n".join(text[i:i + 76] for i in range(0, len(text), 76)) + b"\r\n"


def text_part(kind, text, charset, transfer):
    octets = text.replace("\n", "\r\n").encode(charset, "replace")
    if transfer == "base64":
        octets = lines_of_base64(octets)
    elif transfer == "quoted-printable":
        octets = quopri.encodestring(octets.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return Part("%s; charset=%s" % (kind, charset), octets, "Content-Transfer-Encoding: " + transfer)


def attachment(rng, octets, words):
    name, kind, magic = rng.choice(FILES)
    name = name.format(**words)
    content = lines_of_base64(magic + rng.randbytes(max(octets * 3 // 4, 64)))
    return Part(kind, content, "Content-Transfer-Encoding: base64",
                "Content-Disposition: attachment;\r\n filename*=" + parameter(name))


def together(kind, boundary, parts):
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), p.octets()) for p in parts)
    return Part('%s; boundary="%s"' % (kind, boundary), body + b"--%s--\r\n" % boundary.encode())


def opinion(rng, characters, words):
    text = [rng.choice(OPENINGS)]
    length = len(text[0])
    while length < characters:
        text.append(rng.choice(SENTENCES))
        length += len(text[-1])
    text.append(rng.choice(CLOSINGS))
    lines, line = [], ""
    for sentence in text:
        sentence = sentence.format(**words)
        if len(line) + len(sentence) > 60:
            lines.append(line)
            line = ""
        line += sentence
    return "\n".join(lines + [line]) + "\n"


def make_mail(seed, number, size, plain):
    rng = random.Random("%d %d %d" % (seed, number, size))
    charset, transfer = ENCODINGS[number * 7 % len(ENCODINGS)]
    has_html = not plain and rng.randrange(20) < 6
    has_files = not plain and (rng.randrange(20) < 4 or size > 20000)
    words = {"place": rng.choice(PLACES), "topic": rng.choice(TOPICS), "n": rng.randrange(1, 30)}
    family = rng.choice(FAMILIES if charset == "utf-8" else FAMILIES[:-2])  # the last two are in no JIS
    given = rng.choice(GIVEN)
    user = "%s%d" % (rng.choice("taro hanako ichiro kazuko makoto".split()), number)
    address = "%s@%s" % (user, rng.choice(DOMAINS))
    room = max(size - 700, 300)
    text_room = min(room, 4000) if has_files else room
    characters = text_room // OCTETS_PER_CHARACTER[charset] // (2 if has_html else 1)
    text = opinion(rng, characters, words) + "\n%s %s\n" % (family, given)

    part = text_part("text/plain", text, charset, transfer)
    boundary = "%016x" % rng.getrandbits(64)
    if has_html:
        html = "<html><body><p>%s</p></body></html>\n" % text.replace("\n", "<br>\n")
        part = together("multipart/alternative", "a" + boundary,
                        [part, text_part("text/html", html, charset, transfer)])
    if has_files:
        count = rng.randrange(1, 4)
        part = together("multipart/mixed", "m" + boundary, [part] + [
            attachment(rng, (room - text_room) // count, words) for _ in range(count)])

    when = 1767193200 + number * 97
    headers = [
        "Return-Path: <%s>" % address,
        "Received: from mail.%s by mx.city.example.jp; %s +0900" % (
            address.split("@")[1], time.strftime("%a, %d %b %Y %H:%M:%S", time.gmtime(when + 32400))),
        "From: %s <%s>" % (encoded_word(family + given, charset), address),
        "To: opinion@city.example.jp",
        "Subject: " + encoded_word("%sについて" % words["topic"], charset),
        "Date: %s +0900" % time.strftime("%a, %d %b %Y %H:%M:%S", time.gmtime(when + 32400)),
        "Message-ID: <%d.%d.%s@%s>" % (seed, number, boundary, address.split("@")[1]),
        "MIME-Version: 1.0",
    ]
    return "\r\n".join(headers).encode() + b"\r\n" + part.octets()


def to_maildir(place, mails):
    for folder in ("tmp", "new", "cur"):
        os.makedirs(os.path.join(place, folder), exist_ok=True)
    for number, mail in enumerate(mails):
        name = "%d.M%dP1.test" % (1767193200 + number, number)
        with open(os.path.join(place, "new", name), "wb", buffering=0) as out:
            out.write(mail.replace(b"\r\n", b"\n"))


def to_mbox(place, mails):
    with open(place, "wb") as out:
        for mail in mails:
            lines = mail.replace(b"\r\n", b"\n").split(b"\n")
            lines = [b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in lines]
            out.write(b"From MAILER-DAEMON Thu Jan  1 00:00:00 2026\n" + b"\n".join(lines) + b"\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=6000)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--mbox", action="store_true")
    parser.add_argument("count", type=int)
    parser.add_argument("place")
    a = parser.parse_args()
    mails = (make_mail(a.seed, number, a.size, a.plain) for number in range(a.count))
    (to_mbox if a.mbox else to_maildir)(a.place, mails)


main()
