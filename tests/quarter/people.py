# SPDX-License-Identifier: GPL-3.0-or-later
# people - the made-up people of the quarter: what each does with the mails that reach them
import base64
import datetime as dt
import email
import email.policy
import email.utils
import heapq
import os
import random
import re

import office

RULE = ('----- ここから回答を記入してください（この行は消さないでください） -----', '----- ここまで -----')


class Mail:
    """One of our mails, as whoever got it sees it."""

    def __init__(self, path, round_at):
        with open(path, 'rb') as f:
            message = email.message_from_binary_file(f, policy=email.policy.default)
        self.round_at = round_at
        self.kind, _, self.number = message['X-Ikenbako'].partition(' ')
        self.to = [a.lower() for _, a in email.utils.getaddresses([str(message['To'])])]
        self.reply_to = email.utils.parseaddr(str(message['Reply-To'] or message['From']))[1]
        self.sender = str(message['Return-Path']).strip('<>')
        self.subject = str(message['Subject'])
        self.id = str(message['Message-ID'])
        body = message.get_body(('plain',))
        self.text = body.get_content().replace('\r\n', '\n')
        self.all_text = self.subject + '\n' + self.text


class Letters:
    """Writes mails into the mailbox of the opinion box."""

    def __init__(self, inbox):
        self.inbox, self.count = inbox, 0
        for part in ('tmp', 'new', 'cur'):
            os.makedirs(os.path.join(inbox, part), exist_ok=True)

    def put(self, at, sender, to, subject, text, extra='', charset='utf-8'):
        self.count += 1
        octets = text.encode(charset, 'replace')
        head = (f'Return-Path: <{sender}>\nFrom: {sender}\nTo: {to}\n'
                f'Subject: =?{charset}?B?{base64.b64encode(subject.encode(charset, "replace")).decode()}?=\n'
                f'Date: {email.utils.format_datetime(at)}\nMessage-ID: <m{self.count}@people.example.jp>\n{extra}'
                f'MIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n'
                'Content-Transfer-Encoding: base64\n\n')
        body = base64.encodebytes(octets).decode()
        self.put_octets((head + body).encode())

    def put_octets(self, octets):
        name = f'{self.count:07d}.quarter'
        with open(os.path.join(self.inbox, 'tmp', name), 'wb') as f:
            f.write(octets)
        os.rename(os.path.join(self.inbox, 'tmp', name), os.path.join(self.inbox, 'new', name))


def filled(mail, kind, text, extra=''):
    """The block typed into and everything quoted, as many mail programs do."""
    lines = [f'> {line}' for line in mail.text.split('\n')]
    if kind == '処理対象外':
        kind, extra = f'{kind} {extra.split(": ", 1)[1]}', ''
    block = [RULE[0], f'区分: {kind}'] + ([extra] if extra else []) + [text, RULE[1]]
    return '\n'.join([f'> {line}' for line in block] + [''] + lines[-5:]) + '\n'


def on_top(mail, kind, text, extra=''):
    """The word and the text above, the request below as Outlook leaves it."""
    first = '' if kind == '回答' else f'{kind}\n' if not extra else f'{kind}: {extra.split(": ", 1)[1]}\n'
    return (f'お世話になっております。\n\n{first}{text}\n\n-----Original Message-----\nFrom: opinion@city.example.jp\n'
            f'Sent: Monday, April 6, 2026 9:00 AM\nTo: x\nSubject: {mail.subject}\n\n{mail.text}')


class People:
    def __init__(self, letters, seed):
        self.letters, self.random = letters, random.Random(seed)
        self.plans, self.order = [], 0
        self.written = {}		# marker of an answer -> (number, department)
        self.residents = {}		# address -> what they wrote
        self.seen_requests = set()
        self.given = {}			# number -> markers of answers that departments sent
        self.silent = set()
        self.sent_mails = 0
        self.counts = {}

    def did(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def plan(self, at, action):
        self.order += 1
        heapq.heappush(self.plans, (at, self.order, action))

    def act_until(self, now):
        while self.plans and self.plans[0][0] <= now:
            heapq.heappop(self.plans)[2](now)

    def open_day(self, now, days, hour=None):
        """A moment within office hours, so many open days later."""
        day = office.add_open_days(now.date(), days)
        at = dt.datetime.combine(day, dt.time(hour or self.random.randint(9, 16), self.random.randint(0, 59)), now.tzinfo)
        return max(at, now + dt.timedelta(minutes=1))

    def reply(self, mail, sender, kind, text, extra=''):
        def write(now):
            style = filled if self.random.random() < 0.6 else on_top
            charset = 'iso-2022-jp' if self.random.random() < 0.5 else 'utf-8'
            self.letters.put(now, sender, mail.reply_to, 'Re: ' + mail.subject, style(mail, kind, text, extra),
                             f'In-Reply-To: {mail.id}\nReferences: {mail.id}\n', charset)
            self.did('reply ' + kind)
        return write

    # ---- departments -------------------------------------------------------------------------

    def answer(self, mail, code):
        marker = f'回答番号{len(self.written) + 1:06d}号'
        self.written[marker] = (mail.number, code)
        text = f'ご意見をありがとうございます。{office.BY_CODE[code].name}から回答します。\n{marker}です。'

        def write(now):
            self.given.setdefault(mail.number, []).append(marker)
            self.reply(mail, office.BY_CODE[code].address, '回答', text)(now)
        return write

    def on_request(self, mail, code, now):
        key = (mail.number, code)
        again = key in self.seen_requests
        self.seen_requests.add(key)
        address, r = office.BY_CODE[code].address, self.random.random()
        due = office.due_days(code, 'other')
        on_time = self.open_day(now, self.random.randint(0, max(due - 2, 0)))
        late = self.open_day(now, due + self.random.randint(1, 12))
        at = on_time if self.random.random() < 0.85 else late
        if code == 'desk':
            to = self.random.choice([d for d in office.DEPARTMENTS if d.ends is None])
            self.plan(on_time, self.reply(mail, address, '移送', '', f'移送先: {to.name}'))
        elif again or r < 0.72:
            self.plan(at, self.answer(mail, code))
        elif r < 0.77:
            self.plan(on_time, self.reply(mail, address, '経過', '現地を調べています。'))
            self.plan(self.open_day(now, due + 1), self.answer(mail, code))
        elif r < 0.81:
            to = self.random.choice([d for d in office.DEPARTMENTS if d.code != code and d.ends is None])
            self.plan(on_time, self.reply(mail, address, '移送', '', f'移送先: {to.name}'))
        elif r < 0.84:
            self.plan(on_time, self.reply(mail, address, '所管外', ''))
        elif r < 0.89:
            self.plan(on_time, self.reply(mail, address, '照会', 'どのあたりか、目印を教えていただけますか。'))
            self.plan(self.open_day(on_time, 20), self.answer_if_open(mail, code))
        elif r < 0.92:
            self.plan(on_time, self.reply(mail, address, '回答不要', '要望として承りました。'))
        elif r < 0.94:
            self.plan(on_time, self.reply(mail, address, '処理対象外', '', '処理対象外: 同一趣旨の繰り返し'))
        elif r < 0.96:
            self.plan(on_time, self.reply(mail, address, '開示', ''))
            self.plan(self.open_day(on_time, 2), self.answer(mail, code))
        else:
            self.silent.add(mail.number)	# nobody answers before the head asks

    def answer_if_open(self, mail, code):
        answer = self.answer(mail, code)

        def write(now):
            if self.state_of(mail.number) in ('requested', 'asked'):
                answer(now)
        return write

    def on_follow_up(self, mail, code, now):
        if code != 'desk':
            self.plan(self.open_day(now, self.random.randint(1, 4)), self.answer(mail, code))

    def on_part_request(self, mail, code, now):
        word = ('回答', f'{office.BY_CODE[code].name}の部分です。') if self.random.random() < 0.85 else ('所管外', '')
        self.plan(self.open_day(now, self.random.randint(0, 3)), self.reply(mail, office.BY_CODE[code].address, *word))

    def on_returned(self, mail, code, now):
        if code != 'desk':
            self.plan(self.open_day(now, 1), self.answer(mail, code))

    def on_reminder(self, mail, code, now):
        """What is late gets answered on some mornings; the head's mail ends it."""
        for number in set(re.findall(r'2026-\d{6}-\d', mail.text)):
            request = self.requests.get((number, code))
            if request is None or self.state_of(number) != 'requested':
                continue
            if mail.to[0].endswith('-head@city.example.jp') or (
                    number not in self.silent and self.random.random() < 0.02):
                self.silent.discard(number)
                self.plan(self.open_day(now, 0), self.answer_if_open(request, code))

    # ---- approvers ---------------------------------------------------------------------------

    def on_approval(self, mail, address, now):
        r = self.random.random()
        at = self.open_day(now, 0 if r < 0.5 else 1)
        if r < 0.92:
            self.plan(at, self.reply(mail, address, '承認', ''))
        else:
            self.plan(at, self.reply(mail, address, '差戻し', '言い回しを直してください。'))

    def on_agreed(self, mail, address, now):
        if self.random.random() < 0.02:
            self.plan(now + dt.timedelta(minutes=30), self.reply(mail, address, '停止', '数字が違います。'))

    # ---- residents ---------------------------------------------------------------------------

    def on_question(self, mail, address, now):
        if self.random.random() < 0.8:
            self.plan(now + dt.timedelta(days=self.random.randint(1, 6)),
                      lambda at: self.resident_writes(mail, address, at, '駅前の交番の隣です。'))

    def on_answer(self, mail, address, now):
        r = self.random.random()
        if r < 0.05:
            self.plan(now + dt.timedelta(days=self.random.randint(1, 5)),
                      lambda at: self.resident_writes(mail, address, at, 'ありがとうございます。もう一つ、夜の様子も見てください。'))
        elif r < 0.06:
            self.plan(now, lambda at: self.bounce(mail, address, at))
        elif r < 0.08:
            self.plan(now, lambda at: self.vacation(mail, address, at))

    def on_receipt(self, mail, address, now):
        if self.random.random() < 0.02:
            self.plan(now, lambda at: self.vacation(mail, address, at))

    def resident_writes(self, mail, address, now, text):
        quoted = '\n'.join('> ' + line for line in mail.text.split('\n'))
        self.letters.put(now, address, mail.reply_to, 'Re: ' + mail.subject, f'{text}\n\n{quoted}',
                         f'In-Reply-To: {mail.id}\nReferences: {mail.id}\n')
        self.did('follow-up')

    def vacation(self, mail, address, now):
        self.letters.put(now, address, mail.reply_to, '不在のお知らせ', '5月末まで留守にしています。',
                         'Auto-Submitted: auto-replied\n')
        self.did('vacation')

    def bounce(self, mail, address, now):
        text = (f'Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.jp\nTo: {mail.sender}\nSubject: Undelivered Mail\n'
                f'Date: {email.utils.format_datetime(now)}\nMessage-ID: <b{self.letters.count + 1}@mx.example.jp>\n'
                'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n'
                '--b\nContent-Type: text/plain\n\nNo such user.\n--b\nContent-Type: message/delivery-status\n\n'
                f'Reporting-MTA: dns; mx.example.jp\n\nFinal-Recipient: rfc822; {address}\nAction: failed\n'
                f'Status: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: {mail.id}\nSubject: x\n\nx\n--b--\n')
        self.letters.count += 1
        self.letters.put_octets(text.encode())
        self.did('bounce')

    def write_opinion(self, serial, now):
        r = self.random
        department = r.choice(office.DEPARTMENTS)
        purpose = r.choice(list(office.PURPOSES.values()))[0]
        address = f'resident{serial:05d}@people.example.jp'
        text = f'{department.word}について。毎日通りますが、困っています。意見番号{serial:06d}番です。'
        kind = r.random()
        if kind < 0.02:
            text = f'広告掲載のご案内です。意見番号{serial:06d}番です。'
        elif kind < 0.04:
            text = f'街路樹の根で歩道が割れています。意見番号{serial:06d}番です。'
        elif kind < 0.045:
            text += '\nもう死にたいです。'
        elif kind < 0.05:
            text += '\n支援措置を受けています。'
        elif kind < 0.07:
            text = f'区への要望です。よろしくお願いします。意見番号{serial:06d}番です。'
        form = f'氏名: 住民{serial:05d}号太郎\n住所: 見本区見本{serial % 9 + 1}丁目{serial}番地\n投稿目的: {purpose}\n\n{text}\n'
        self.residents[address] = {'serial': serial, 'text': text, 'at': now}
        self.letters.put(now, address, 'opinion@city.example.jp', 'ご意見', form,
                         charset='iso-2022-jp' if r.random() < 0.3 else 'utf-8')
        self.did('opinion')

    def call_centre_enters(self, serial, now, staff_address):
        department = self.random.choice(office.DEPARTMENTS)
        form = (f'入力\n\n氏名: 電話{serial:05d}号花子\n電話番号: 03-0000-{serial % 10000:04d}\nメールアドレス: phone{serial:05d}'
                f'@people.example.jp\n投稿目的: 問い合わせ\n\n{department.word}について聞きたい。意見番号{serial:06d}番です。\n')
        self.residents[f'phone{serial:05d}@people.example.jp'] = {'serial': serial, 'text': form, 'at': now}
        self.letters.put(now, 'call@city.example.jp', staff_address, '入力', form)
        self.did('entered')

    # ---- the post ----------------------------------------------------------------------------

    requests = None

    def read(self, mail, now):
        """Hands one of our mails to whoever it was sent to."""
        if self.requests is None:
            self.requests = {}
        self.sent_mails += 1
        to = mail.to[0]
        local, _, domain = to.partition('@')
        code = local.removesuffix('-chief').removesuffix('-head')
        if domain == 'people.example.jp':
            action = {'question': self.on_question, 'answer': self.on_answer, 'receipt': self.on_receipt}.get(mail.kind)
            if action:
                action(mail, to, now)
        elif mail.kind == 'approval':
            self.on_approval(mail, to, now)
        elif mail.kind in ('agreed', 'circulation'):
            self.on_agreed(mail, to, now)
        elif mail.kind == 'reminder' and code in office.BY_CODE:
            self.on_reminder(mail, code, now)
        elif code in office.BY_CODE and domain == 'city.example.jp':
            if mail.kind == 'request':
                self.requests[(mail.number, code)] = mail
            action = {'request': self.on_request, 'follow-up': self.on_follow_up, 'returned': self.on_returned,
                      'part-request': self.on_part_request}.get(mail.kind)
            if action:
                action(mail, code, now)
