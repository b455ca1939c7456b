# SPDX-License-Identifier: GPL-3.0-or-later
# judge - what must hold when the quarter is over, computed from the mails and the calendar anew
import collections
import datetime as dt
import re
import sqlite3

import office

# Which step leads where, written down from the manual and not from the programs. "=": as it was.
STEPS = {
    'receive': {'': 'received'},
    'route': {'received': 'requested'},
    'pass-on': dict.fromkeys(['requested', 'asked', 'drafted', 'undeliverable'], 'requested'),
    'draft': dict.fromkeys(['requested', 'asked', 'drafted', 'released', 'sent', 'delivered', 'undeliverable', 'closed'], 'drafted'),
    'release': dict.fromkeys(['requested', 'asked', 'released', 'sent', 'delivered', 'undeliverable', 'closed'], 'released'),
    'approve': {'drafted': 'released'},
    'agree': {'drafted': 'drafted'},
    'return': {'drafted': 'requested'},
    'stop': {'released': 'requested'},
    'no-answer': dict.fromkeys(['requested', 'asked', 'undeliverable'], 'closed'),
    'dismiss': dict.fromkeys(['received', 'requested', 'asked', 'undeliverable'], 'closed'),
    'ask': dict.fromkeys(['requested', 'asked'], 'asked'),
    'send': {'released': 'sent'},
    'deliver': {'sent': 'delivered'},
    'fail': dict.fromkeys(['released', 'sent', 'delivered'], 'undeliverable'),
    'follow-up': {'received': 'received', 'requested': 'requested', 'drafted': 'drafted', 'released': 'released',
                  'asked': 'requested', 'sent': 'requested', 'delivered': 'requested', 'undeliverable': 'requested',
                  'closed': 'requested'},
    **{step: '=' for step in ['note', 'purpose', 'hand-over', 'reissue', 'disclose', 'protect', 'part', 'part-answer',
                              'due']},
}


def tokyo(utc):
    return dt.datetime.fromtimestamp(utc, office.TOKYO)


def say(good, title, details=''):
    print(f'{"ok" if good else "not ok"}\t{title}\t{str(details)[:900]}'.replace('\n', ' / '))


def none_of(wrong, title):
    wrong = list(wrong)
    say(not wrong, title, f'{len(wrong)} wrong: ' + '; '.join(str(w) for w in wrong[:5]))


class Story:
    """An opinion as its events tell it."""

    def __init__(self, row, events):
        self.__dict__.update(row)
        self.events = events



def check_steps(stories):
    def wrong():
        for s in stories:
            state = ''
            for e in s.events:
                allowed = STEPS.get(e['step'])
                after = None if allowed is None else e['before'] if allowed == '=' else allowed.get(e['before'])
                if e['before'] != state or after != e['after']:
                    yield s.number, e['step'], e['before'], e['after']
                state = e['after']
            if state != s.state:
                yield s.number, 'ends as', s.state, state
    none_of(wrong(), 'every step of every opinion is one that the tables allow')


def expected_due(story):
    """The due day by the rules alone: day zero, days of purpose and department, pauses."""
    zero, asked, paused = tokyo(story.received).date(), None, 0
    for e in story.events:
        day = tokyo(e['at']).date()
        if e['after'] == 'asked' and e['before'] != 'asked':
            asked = day
        if e['before'] == 'asked' and e['after'] != 'asked':
            paused += office.count_open_days(asked, day)
            asked = None
        if e['step'] == 'follow-up' and e['before'] in ('sent', 'delivered', 'undeliverable', 'closed'):
            zero, paused = day, 0
    if story.department == '':
        return None
    return office.add_open_days(zero, office.due_days(story.department, story.purpose) + paused)


def check_due(stories):
    def wrong():
        for s in stories:
            if s.state in ('closed', 'received') and s.due == 0:
                continue
            want = expected_due(s)
            got = tokyo(s.due)
            if want is None or got.date() != want or (got.hour, got.minute, got.second) != (23, 59, 59):
                yield s.number, s.department, s.purpose, 'is', got, 'not', want, [e['step'] for e in s.events]
    none_of(wrong(), 'no due day differs from the calculation anew')


def japanese_date(text):
    m = re.search(r'令和(\d+)年(\d+)月(\d+)日', text)
    return dt.date(2018 + int(m[1]), int(m[2]), int(m[3])) if m else None


def check_requests(quarter, stories):
    by_number = {s.number: s for s in stories}
    seen = set()

    def wrong():
        for mail in quarter.mails:
            if mail.kind != 'request' or (mail.number, mail.to[0]) in seen:
                continue
            story, code = by_number[mail.number], mail.to[0].split('@')[0]
            first = [e for e in story.events if e['step'] == 'route']
            if not first or tokyo(first[0]['at']) != mail.round_at:
                continue	# passed on, handed over: the register's date is checked elsewhere
            seen.add((mail.number, mail.to[0]))
            line = [x for x in mail.text.split('\n') if '回答期限' in x]
            got = japanese_date(line[0]) if line else None
            want = office.add_open_days(tokyo(story.received).date(), office.due_days(code, story.purpose))
            if got != want:
                yield mail.number, code, got, want
    none_of(wrong(), 'every request names the right day')
    say(len(seen) > 0.9 * len(stories) - 200, 'nearly every opinion was requested at once', len(seen))


def check_reminders(quarter, stories):
    reminders = [m for m in quarter.mails if m.kind == 'reminder']
    none_of(((m.to, m.round_at) for m in reminders if not office.is_open(m.round_at.date())
             or not office.MORNING <= m.round_at.time() < office.NOON),
            'reminders leave on mornings of open days only')
    count = collections.Counter((m.to[0], m.round_at.date()) for m in reminders)
    none_of((k for k, n in count.items() if n != 1), 'each reminder was sent once')
    mornings = sorted({at for at, _ in quarter.rounds if office.is_open(at.date())
                       and office.MORNING <= at.time() < office.NOON and at.hour == 8})
    wanted = set()
    for at in mornings:
        moment = int(at.timestamp())
        for s in stories:
            state, department, since = s_at(s, moment)
            due = due_at(s, moment)
            late = due is not None and due < at.date() and state != 'asked'
            if department and state in ('requested', 'asked', 'drafted') and (since < at.date() or late):
                wanted.add((f'{department}@city.example.jp', at.date()))
    got = {k for k in count if k[0].split('@')[0] in office.BY_CODE and k[0] != 'desk@city.example.jp'}
    wanted = {k for k in wanted if k[0] != 'desk@city.example.jp'}
    # What comes in later in the morning may bring a reminder of its own in the second round.
    late = {k for k in got - wanted}
    none_of(sorted(wanted - got), 'every department with open opinions got its reminder each open morning')
    none_of((k for k in late if not has_open(stories, k)), 'no department without open opinions got one')
    check_ladder(count, stories, mornings)


def s_at(story, moment):
    """State, department, and the day of that state at a round, before anything of that round was sent."""
    state, department, since = None, '', None
    for e in story.events:
        if e['at'] > moment or (e['at'] == moment and e['who'] == 'iken-send'):
            break
        if state != e['after']:
            since = tokyo(e['at']).date()
        state = e['after']
        if e['step'] in ('route', 'pass-on', 'hand-over'):
            department = e['department']
    return state, department, since


def has_open(stories, key):
    code = key[0].split('@')[0]
    first, last = (dt.datetime.combine(key[1], t, office.TOKYO).timestamp() for t in (office.MORNING, office.NOON))
    for s in stories:
        for moment in [first, last] + [e['at'] for e in s.events if first <= e['at'] <= last]:
            state, department, _ = s_at(s, int(moment))
            if department == code and state in ('requested', 'asked', 'drafted', 'undeliverable'):
                return True
    return any(p['department'] == code for s in stories for p in s.parts)


def check_ladder(count, stories, mornings):
    """Chiefs and heads hear of what is late by their days, and of nothing else."""
    for rung, days in (('chief', office.CHIEF_AFTER), ('head', office.HEAD_AFTER)):
        wanted, possible = set(), set()
        for at in mornings:
            for s in stories:
                state, department, _ = s_at(s, int(at.timestamp()))
                due = due_at(s, int(at.timestamp()))
                if department in ('', 'desk') or due is None or state not in ('requested', 'drafted', 'undeliverable'):
                    continue
                if office.count_open_days(due, at.date()) >= days:
                    key = (f'{department}-{rung}@city.example.jp', at.date())
                    possible.add(key)
                    if state == 'requested':
                        wanted.add(key)
        got = {k for k in count if k[0].endswith(f'-{rung}@city.example.jp')}
        none_of(sorted(wanted - got), f'the {rung} hears of what is {days} open days late')
        none_of(sorted(got - possible), f'the {rung} hears of nothing else')
        say(len(got) > 0, f'the {rung} heard of something at all')


def due_at(story, moment):
    cut = Story({k: v for k, v in story.__dict__.items() if k != 'events'},
                [e for e in story.events if e['at'] < moment or (e['at'] == moment and e['who'] != 'iken-send')])
    departments = [e['department'] for e in cut.events if e['step'] in ('route', 'pass-on', 'hand-over')]
    cut.department = departments[-1] if departments else ''
    return expected_due(cut)


def check_answers(quarter, stories):
    marker = re.compile(r'回答番号\d{6}号')
    by_number = {s.number: s for s in stories}
    got = collections.defaultdict(list)
    wrong = []
    for m in quarter.mails:
        if m.kind == 'answer':
            for found in marker.findall(m.text):
                got[m.number].append(found)
                if quarter.people.written[found][0] != m.number:
                    wrong.append((found, m.number))
            if m.to != [address_of(by_number[m.number], quarter)]:
                wrong.append(('to', m.to, m.number))
        elif m.to[0].endswith('@people.example.jp') and marker.search(m.all_text):
            wrong.append((m.kind, m.to))
    none_of(wrong, 'each answer reached whoever wrote that opinion, and nobody else')
    none_of(((n, v) for n, v in got.items() if len(v) != len(set(v))), 'no answer reached a resident twice')
    none_of((s.number for s in stories if s.state in ('sent', 'delivered') and s.number not in got and not s.by_phone
             and not any(m.kind == 'answer' and m.number == s.number for m in quarter.mails)),
            'whoever counts as answered has got an answer')
    answered = sum(s.state in ('sent', 'delivered') for s in stories)
    say(answered > 0.8 * len(stories), 'four of five are answered', f'{answered} of {len(stories)}')


def address_of(story, quarter):
    """Whose number the opinion's request carries: what was written stands in it, who wrote it does not."""
    for m in quarter.mails:
        found = re.search(r'意見番号(\d{6})番', m.text) if m.number == story.number else None
        if found:
            serial = int(found[1])
            return f'phone{serial:05d}@people.example.jp' if story.by_phone else f'resident{serial:05d}@people.example.jp'
    return None


def check_secrecy(quarter):
    """No name, address or mail address of a resident reaches a department that did not ask for it."""
    personal = re.compile(r'住民\d{5}号太郎|resident\d{5}@people|見本区見本\d丁目\d+番地|03-0000-\d{4}|電話\d{5}号花子')
    office_phone = '03-0000-0000'
    none_of(((m.kind, m.number, m.to) for m in quarter.mails
             if m.to[0].endswith('@city.example.jp') and m.kind not in ('disclosure', 'held', 'command')
             and personal.search(m.all_text.replace(office_phone, ''))),
            'no mail to a department but a disclosure names who wrote')
    disclosed = {m.number for m in quarter.mails if m.kind == 'disclosure'}
    none_of(((m.number, m.to) for m in quarter.mails if m.kind == 'disclosure'
             and not re.search(r'住民\d{5}号太郎|電話\d{5}号花子', m.all_text)), 'a disclosure names who wrote')
    say(len(disclosed) > 0, 'some asked for disclosure')


def check_danger(quarter):
    written = [a for a, r in quarter.people.residents.items() if '死にたい' in r['text'] or '支援措置' in r['text']]
    called = [m for m in quarter.mails if m.kind == 'danger']
    say(len(called) >= len(written) and len({m.number for m in called}) == len(written),
        'each cry for help called a person once', (len(called), len(written)))


def check_books(quarter, db, stories):
    kinds = dict(db.execute('SELECT kind, count(*) FROM arrival GROUP BY kind'))
    say(sum(kinds.values()) == quarter.letters.count, 'as many lines in the register as mails came in',
        (kinds, quarter.letters.count))
    did = quarter.people.counts
    entered = did.get('entered', 0)
    say(len(stories) == did['opinion'] + entered, 'as many opinions as were written',
        (len(stories), did['opinion'], entered))
    replies = sum(n for what, n in did.items() if what.startswith('reply'))
    say(kinds.get('answer', 0) + kinds.get('approval', 0) + kinds.get('held', 0) == replies, 'every reply of a clerk is registered as one',
        (kinds, replies))
    say(kinds.get('bounce', 0) == did.get('bounce', 0), 'every bounce is known as one', kinds)
    say(kinds.get('automatic', 0) == did.get('vacation', 0), 'every vacation notice is known as one', kinds)
    say(kinds.get('follow-up', 0) == did.get('follow-up', 0), 'every further letter is known as one', kinds)
    none_of(db.execute("SELECT id, reason FROM arrival WHERE kind IN ('held', 'set-aside') AND reason <> 'old-token'"),
            'nothing is held but decisions on drafts that a newer one has replaced')
    say(kinds.get('held', 0) <= 0.02 * len(stories), 'few such decisions', kinds)
    none_of(db.execute("SELECT id, kind, party, result FROM intent WHERE state = 'failed'"), 'no mail failed')
    sent = db.execute("SELECT count(*) FROM intent WHERE state = 'sent'").fetchone()[0]
    say(sent == len(quarter.mails), 'as many mails went out as the register says',
        (sent, len(quarter.mails)))
    say(db.execute('PRAGMA integrity_check').fetchone()[0] == 'ok', 'the register is whole')
    misunderstood = [m for m in quarter.mails if m.kind == 'not-understood']
    none_of(((m.number, reason(m)) for m in misunderstood if not re.search('今の状況|別の課|すでに|順番', reason(m))),
            'no reply went back but such as came too late')
    say(len(misunderstood) < 0.05 * replies, 'few came too late', (len(misunderstood), replies))


def reason(mail):
    line = [x for x in mail.text.split('\n') if x.startswith('　理由：')]
    return line[0].strip() if line else ''


def check_turn(stories):
    ended = [d for d in office.DEPARTMENTS if d.ends]
    for d in ended:
        none_of((s.number for s in stories if s.department == d.code and s.state in ('requested', 'asked', 'drafted',
                'undeliverable')), f'nothing open is left with {d.code}, which has ended')
    say(any(e['step'] == 'hand-over' for s in stories for e in s.events), 'something was handed over')


def read_stories(db):
    db.row_factory = sqlite3.Row
    events, parts = collections.defaultdict(list), collections.defaultdict(list)
    codes = set(office.BY_CODE)
    for e in db.execute('SELECT * FROM event ORDER BY id'):
        events[e['opinion']].append(dict(e))
    for p in db.execute('SELECT * FROM part ORDER BY id'):
        parts[p['opinion']].append(dict(p))
    stories = []
    for o in db.execute('SELECT * FROM opinion ORDER BY id'):
        s = Story(dict(o), events[o['id']])
        s.parts, s.by_phone = parts[o['id']], o['channel'] != 'mail'
        fill_departments(s, db, codes)
        stories.append(s)
    return stories


def fill_departments(story, db, codes):
    """Which department a step led to: from the request that it caused."""
    requests = [r['party'].split(':')[1] for r in db.execute(
        "SELECT party FROM intent WHERE opinion = ? AND kind = 'request' ORDER BY id", (story.id,))]
    for e in story.events:
        e['department'] = ''
        if e['step'] in ('route', 'pass-on', 'hand-over', 'reissue'):
            e['department'] = requests.pop(0) if requests else ''


def judge(quarter, folder):
    db = sqlite3.connect(f'file:{folder}/data/register.db?mode=ro', uri=True)
    stories = read_stories(db)
    none_of(quarter.trouble, 'every round ended well')
    check_steps(stories)
    check_due(stories)
    check_requests(quarter, stories)
    check_reminders(quarter, stories)
    check_answers(quarter, stories)
    check_secrecy(quarter)
    check_danger(quarter)
    check_turn(stories)
    db.row_factory = None
    check_books(quarter, db, stories)
