#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# simulate - lives through a quarter: sets the clock, puts mails in, runs a round, hands mails out
#
# usage: simulate.py FOLDER OPINIONS SEED; prints "VERDICT<tab>TITLE<tab>DETAILS" lines
import datetime as dt
import os
import random
import sqlite3
import subprocess
import sys

import judge
import office
import people

FOLDER, OPINIONS, SEED = os.path.abspath(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
CONF = os.path.join(FOLDER, 'iken.conf')


class Quarter:
    def __init__(self):
        self.random = random.Random(SEED * 7919)
        os.makedirs(os.path.join(FOLDER, 'answers'))
        with open(os.path.join(FOLDER, 'answers', '101.txt'), 'w', encoding='utf-8') as f:
            f.write('いただいたご意見は、今後の参考にさせていただきます。\n{text}\n')
        self.letters = people.Letters(os.path.join(FOLDER, 'inbox'))
        self.people = people.People(self.letters, SEED)
        self.people.state_of = self.state_of
        self.states = {}
        self.rounds, self.mails, self.trouble = [], [], []
        self.serial = 0

    def state_of(self, number):
        return self.states.get(number)

    def set_clock(self, now):
        with open(CONF + '.new', 'w', encoding='utf-8') as f:
            f.write(office.settings(FOLDER, now))
        os.rename(CONF + '.new', CONF)

    def run(self, *command):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600, check=False,
                              env={**os.environ, 'IKEN_CONF': CONF})
        return done.returncode, done.stdout.decode('utf-8', 'replace')

    def read_states(self):
        with sqlite3.connect(f'file:{FOLDER}/data/register.db?mode=ro', uri=True) as db:
            self.states = dict(db.execute('SELECT number, state FROM opinion'))

    def deliver(self, now):
        new = os.path.join(FOLDER, 'outbox', 'new')
        for name in sorted(os.listdir(new)) if os.path.isdir(new) else []:
            mail = people.Mail(os.path.join(new, name), now)
            os.unlink(os.path.join(new, name))
            self.mails.append(mail)
            self.people.read(mail, now)

    def round(self, now, opinions):
        self.set_clock(now)
        for _ in range(opinions):
            self.serial += 1
            if self.serial % 100 < 4 and office.is_open(now.date()) and 9 <= now.hour < 17:
                self.people.call_centre_enters(self.serial, now, self.staff_address)
            else:
                self.people.write_opinion(self.serial, now)
        self.people.act_until(now)
        status, output = self.run('iken', 'run')
        self.rounds.append((now, status))
        if status != 0:
            self.trouble.append(f'{now:%m-%d %H:%M}: iken run ended with {status}: {output.strip()[:300]}')
        self.read_states()
        self.deliver(now)

    def hours_of(self, day):
        if office.is_open(day):
            return [(8, 40), (10, 30), (13, 10), (17, 45)]
        return [(3, 0), (9, 0), (20, 0)]

    def live(self):
        days = [office.FIRST + office.DAY * n for n in range((office.LAST - office.FIRST).days + 1)]
        rounds = [dt.datetime.combine(d, dt.time(h, m), office.TOKYO) for d in days for h, m in self.hours_of(d)]
        # Nothing new comes in the last days, so that the books can be closed.
        share = [self.random.random() if r.date() <= days[-8] else 0 for r in rounds]
        whole, given = sum(share), 0
        for now, part in zip(rounds, share):
            wanted = min(round(OPINIONS * part / whole) if part else 0, OPINIONS - given)
            if part and now.date() == days[-8] and now.hour >= 17:
                wanted = OPINIONS - given
            given += wanted
            self.round(now, wanted)

    def begin(self):
        first = dt.datetime.combine(office.FIRST, dt.time(7, 0), office.TOKYO)
        self.set_clock(first)
        status, output = self.run('iken-init')
        if status != 0:
            raise SystemExit(f'iken-init ended with {status}: {output}')
        status, output = self.run('iken', 'staff', '--mail', 'call')
        if status == 0:
            self.run('iken', 'send')
            self.deliver(first)
        welcome = [m for m in self.mails if m.kind == 'welcome']
        self.staff_address = welcome[0].reply_to if welcome else None
        if self.staff_address is None:
            raise SystemExit(f"no staff address came: {output}")


def main():
    quarter = Quarter()
    quarter.begin()
    quarter.live()
    judge.judge(quarter, FOLDER)
    print(f'note\t{len(quarter.rounds)} rounds, {quarter.letters.count} mails in, {len(quarter.mails)} mails out; '
          + ', '.join(f'{n} {what}' for what, n in sorted(quarter.people.counts.items())))
    print('note\tend')


if __name__ == '__main__':
    main()
