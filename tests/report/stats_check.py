#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""stats_check - every figure of a report of iken-stats counted again, from the rows of the register and by nothing of ours

usage: stats_check.py REGISTER CSV PERIOD --settings FILE --now UTC [--public LEAST] [--all CSV] [--by-day] [--dues REGISTER]

Reads opinions, events, members of campaigns and holidays, and neither what the register keeps for the statistics (columns answered...) nor its
indexes' order. --dues: one that knows the holidays that were known when
due days were counted. Prints each difference, and at last how many figures were compared. The office is as that of tests/lib.sh: closed on
weekends, holidays and from 29 December to 3 January, 10 open days for an answer.
"""
import csv
import datetime
import math
import sqlite3
import statistics
import sys
from collections import Counter, defaultdict
from fractions import Fraction

DUE_DAYS = 10
DAY = 86400
ENDED = {'posted', 'sent', 'delivered', 'closed', 'erased'}
CHANNELS = {'mail': 'メール', 'web': 'ホームページ', 'phone': '電話', 'counter': '窓口', 'letter': '手紙', 'postcard': 'はがき',
            'fax': 'ファクス', 'box': '投書箱', 'other': 'その他'}
PURPOSES = {}
DEPARTMENTS = {'': '（未配付）'}
REASONS = {'anonymous': '匿名', 'sales': '営業・宣伝', 'repeated': '同一趣旨の繰り返し', 'outside': '区の所管外', 'procedure': '別の手続'}
WAYS = {'mail': 'メール', 'letter': '郵便', 'page': 'ホームページ'}

differences = 0
compared = 0


def same(what, got, wanted):
    global differences, compared
    compared += 1
    if got != wanted:
        differences += 1
        if differences <= 40:
            print(f'{what}: the report has {got!r}, counted are {wanted!r}')


# ---- time ----------------------------------------------------------------------------------------

def date_of(utc):
    return datetime.date(1970, 1, 1) + datetime.timedelta(days=(utc + 9 * 3600) // DAY)


def moment_of(date):
    return (date - datetime.date(1970, 1, 1)).days * DAY - 9 * 3600


def month_after(date):
    return datetime.date(date.year + date.month // 12, date.month % 12 + 1, 1)


def period_of(text):
    year = int(text[:4])
    if len(text) == 4:
        first, months = datetime.date(year, 4, 1), 12
    elif text[5] == 'Q':
        quarter = int(text[6])
        first, months = datetime.date(year + (quarter == 4), [4, 7, 10, 1][quarter - 1], 1), 3
    else:
        first, months = datetime.date(year, int(text[5:]), 1), 1
    edges = [first]
    for _ in range(months):
        edges.append(month_after(edges[-1]))
    return edges


class Office:
    def __init__(self, db):
        self.holidays = {datetime.date.fromisoformat(day) for day, in db.execute('SELECT day FROM holiday')}
        self.years = {year for year, in db.execute('SELECT year FROM holiday_year')}

    def is_open(self, date):
        if date.year not in self.years:
            return None
        return date.weekday() < 5 and date not in self.holidays and (date.month, date.day) not in \
            {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}

    def between(self, first, last):
        """Open days after first, up to and with last; None: not known."""
        days = 0
        while first < last:
            first += datetime.timedelta(days=1)
            is_open = self.is_open(first)
            if is_open is None:
                return None
            days += is_open
        return days

    def after(self, date, days):
        while days > 0:
            date += datetime.timedelta(days=1)
            is_open = self.is_open(date)
            if is_open is None:
                return None
            days -= is_open
        return date


# ---- what happened -------------------------------------------------------------------------------

class Opinion:
    def __init__(self, row):
        (self.id, self.received, self.channel, self.purpose, self.department, self.state, self.reason, self.sender, self.due) = row
        self.events = []
        self.campaign, self.repeats = None, False

    def follow(self, office, then):
        """When it was first answered for good, how, after how many open days, and whether in time."""
        self.answered = self.days = self.in_time = None
        moves = [e for e in self.events if e[1] in ('send', 'post') or
                 (e[1] == 'fail' and e[2] in ('sent', 'posted', 'delivered'))]
        for i, event in enumerate(moves):
            if event[1] != 'fail' and (i + 1 == len(moves) or moves[i + 1][1] != 'fail'):
                self.answered = event[0]
                self.way = 'letter' if event[1] == 'post' else 'mail'
                break
        if self.answered is None:
            return
        zero, asked, pauses = self.received, None, []
        for at, step, before, after in self.events:
            if at > self.answered:
                break
            if step == 'follow-up' and before != after and before != 'asked':
                zero, pauses = at, []
            if before != 'asked' and after == 'asked':
                asked = at
            if before == 'asked' and after != 'asked' and asked >= zero:
                pauses.append((date_of(asked), date_of(at)))
        paused = [office.between(*p) for p in pauses]
        whole = office.between(date_of(zero), date_of(self.answered))
        if whole is not None and None not in paused:
            self.days = whole - sum(paused)
        due = then.after(date_of(zero), DUE_DAYS + sum(then.between(*p) for p in pauses))
        self.in_time = None if due is None else date_of(self.answered) <= due

    def is_open_at(self, moment):
        """Whether it was open in the last second before."""
        if self.received >= moment:
            return False
        is_open = True
        for at, _, before, after in self.events:
            if at >= moment:
                break
            if before != '':
                is_open = after not in ENDED
        return is_open


def join_campaigns(db, all_of_them):
    """Whose letter is one of many, and whether the same person has one in it that is older."""
    members = defaultdict(list)
    for campaign, opinion, repeats, person in db.execute(
            "SELECT campaign, opinion, repeats, person FROM campaign_member NOT INDEXED WHERE state <> 'out'"):
        members[campaign].append((opinion, repeats, person))
    for campaign, some in members.items():
        met = set()
        for opinion, repeats, person in sorted(some):
            if len(some) > 1:
                o = all_of_them[opinion]
                o.campaign = campaign
                # Of whom was erased, the register's word alone is left.
                o.repeats = repeats == 1 if person is None else person in met
            met.add(person)


def read(db, office, then):
    columns = 'id, received, channel, purpose, department, state, reason, contact_hash, due'
    all_of_them = {row[0]: Opinion(row) for row in db.execute(f'SELECT {columns} FROM opinion NOT INDEXED')}
    for opinion, at, step, before, after in db.execute(
            'SELECT opinion, at, step, before, after FROM event NOT INDEXED ORDER BY id'):
        all_of_them[opinion].events.append((at, step, before, after))
    for opinion in all_of_them.values():
        opinion.follow(office, then)
    join_campaigns(db, all_of_them)
    return list(all_of_them.values())


# ---- figures as they are written -----------------------------------------------------------------

def half_up(value, digits='0.1'):
    scale = 1 / Fraction(digits)
    return math.floor(abs(value) * scale + Fraction(1, 2)) / scale * (-1 if value < 0 else 1)


def share(part, whole):
    return '…' if whole == 0 else f'{float(half_up(Fraction(part * 100, whole))):.1f}%'


def change(now, before):
    if before == 0:
        return '…'
    text = f'{float(half_up(Fraction((now - before) * 100, before))):.1f}%'
    return '0.0%' if text == '-0.0%' else text


def days_of(opinions):
    """Median, 90th percentile and share in time."""
    days = sorted(o.days for o in opinions if o.days is not None)
    dated = [o for o in opinions if o.in_time is not None]
    if not days:
        return ['…', '…', share(sum(o.in_time for o in dated), len(dated))]
    ninetieth = days[max(0, math.ceil(len(days) * 9 / Fraction(10)) - 1)]
    return [f'{statistics.median(days):.1f}', f'{ninetieth:.1f}', share(sum(o.in_time for o in dated), len(dated))]


def tables_of(path):
    """Title: (heads, {first cell: the others}); total under 合計."""
    with open(path, encoding='utf-8-sig', newline='') as f:
        lines = list(csv.reader(f))
    tables, i = {}, 0
    while i + 2 < len(lines):
        if any(lines[i]) or not lines[i + 1][0]:
            i += 1
            continue
        title, heads, rows = lines[i + 1][0], [h for h in lines[i + 2] if h], {}
        i += 3
        while i < len(lines) and any(lines[i]):
            if any(lines[i][1:]):
                rows[lines[i][0]] = lines[i][1:len(heads)]
            i += 1
        tables[title] = (heads, rows)
    return tables


# ---- the comparison ------------------------------------------------------------------------------

class Check:
    def __init__(self, opinions, tables, edges, least, by_day, now):
        self.opinions, self.tables, self.least, self.now, self.by_day = opinions, tables, least, now, by_day
        self.edges = edges
        self.at = [moment_of(e) for e in edges]
        back = [e.replace(year=e.year - 1) for e in edges]
        self.at_before = [moment_of(e) for e in back]
        self.received = self.within(self.at, 'received')
        self.before = self.within(self.at_before, 'received')
        self.answered = self.within(self.at, 'answered')
        self.answered_before = self.within(self.at_before, 'answered')

    def within(self, at, name):
        return [o for o in self.opinions if getattr(o, name) is not None and at[0] <= getattr(o, name) < at[-1]]

    def cell(self, what, got, wanted):
        """In public x may stand for any number; whether it has to is the matter of Hidden."""
        if self.least and got == 'x':
            return
        same(what, got, str(wanted))

    def row(self, title, key, wanted):
        got = self.tables[title][1].get(key)
        same(f'{title}, {key}: the row is there', got is not None, True)
        for i, value in enumerate(wanted if got is not None else []):
            self.cell(f'{title}, {key}, {self.tables[title][0][i + 1]}', got[i], value)

    def summary(self):
        title = 'あらまし'

        def compare(key, now, before):
            self.row(title, key, [now, before, change(now, before)])

        now, before = days_of(self.answered), days_of(self.answered_before)
        compare('受付件数', len(self.received), len(self.before))
        compare('回答件数', len(self.answered), len(self.answered_before))
        for i, key in enumerate(['日数の中央値（開庁日）', '9割が回答された日数', '期限内の割合']):
            self.row(title, key, [now[i], before[i]])
        last = min(self.at[-1], moment_of(month_after(date_of(self.now).replace(day=1)))) if not self.by_day else \
            min(self.at[-1], moment_of(date_of(self.now) + datetime.timedelta(days=1)))
        if not self.least:
            compare('期首の未回答', self.open_at(self.at[0]), self.open_at(self.at_before[0]))
        compare('期末の未回答', self.open_at(last), self.open_at(self.at_before[-1]))
        compare('対応しなかった件数', sum(o.reason != '' for o in self.received), sum(o.reason != '' for o in self.before))
        steps = [self.steps(self.at[0], self.at[-1]), self.steps(self.at_before[0], self.at_before[-1])]
        for key, name in [('回答不要として終えた件数', 'no-answer'), ('続きのご意見', 'follow-up'), ('回答の訂正・追加', 'correction'),
                          ('届かずに戻った回答', 'came back')]:
            compare(key, steps[0][name], steps[1][name])
        compare('受付件数のうち消去済み', sum(o.state == 'erased' for o in self.received), sum(o.state == 'erased' for o in self.before))

    def open_at(self, moment):
        return sum(o.is_open_at(moment) for o in self.opinions)

    def steps(self, first, last):
        count = Counter()
        for o in self.opinions:
            for at, step, before, after in o.events:
                if not first <= at < last or before == '':
                    continue
                ends, begins = before not in ENDED and after in ENDED, before in ENDED and after not in ENDED
                count['follow-up'] += step == 'follow-up'
                count['no-answer'] += step == 'no-answer' and ends
                count['ends'] += ends
                count['begins'] += begins
                count['correction'] += begins and before in ('sent', 'posted', 'delivered') and step in ('draft', 'release')
                count['came back'] += begins and step == 'fail'
        return count

    def course(self):
        title = '受付・回答・未回答の移りかわり'
        edges = self.edges
        if self.by_day:
            edges = [self.edges[0] + datetime.timedelta(days=i) for i in range((self.edges[-1] - self.edges[0]).days + 1)]
        for i in range(len(edges) - 1):
            first, last = moment_of(edges[i]), moment_of(edges[i + 1])
            if first > self.now:
                break
            key = f'{edges[i].month}月{edges[i].day}日' if self.by_day else f'{edges[i].year}年{edges[i].month}月'
            wanted = [sum(first <= o.received < last for o in self.received)]
            if not self.by_day and not self.least:
                wanted.append(sum(self.at_before[i] <= o.received < self.at_before[i + 1] for o in self.before))
            wanted.append(sum(first <= o.answered < last for o in self.answered))
            if not self.least:
                steps = self.steps(first, last)
                wanted += [steps['begins'], steps['ends']]
            wanted.append(self.open_at(last))
            self.row(title, key, wanted)

    def cross(self, title, row, row_names, column, column_names):
        heads, _ = self.tables[title]
        count = Counter((getattr(o, row), getattr(o, column)) for o in self.received)
        rows = {getattr(o, row) for o in self.received + self.before + self.answered + self.answered_before}
        for r in rows:
            now = sum(getattr(o, row) == r for o in self.received)
            before = sum(getattr(o, row) == r for o in self.before)
            by_name = defaultdict(int)
            for (a, c), n in count.items():
                by_name[column_names.get(c, c)] += n if a == r else 0
            self.row(title, row_names.get(r, r), [by_name[h] for h in heads[1:-3]] + [now, before, change(now, before)])
        totals = [sum(column_names.get(getattr(o, column)) == h for o in self.received) for h in heads[1:-3]]
        self.row(title, '合計', totals + [len(self.received), len(self.before), change(len(self.received), len(self.before))])
        same(f'{title}: rows', len(self.tables[title][1]), len(rows) + 1)

    def times(self):
        title = '担当課別・時期別の受付件数'
        if title not in self.tables:
            return same(f'{title} is there', len(self.edges) == 2, True)
        each = 3 if len(self.edges) == 13 else 1
        edges = self.at[::each]

        def line(some, before):
            return [sum(a <= o.received < b for o in some) for a, b in zip(edges, edges[1:])] + [len(some), len(before)]

        for code in {o.department for o in self.received}:
            self.row(title, DEPARTMENTS.get(code, code), line([o for o in self.received if o.department == code],
                                                             [o for o in self.before if o.department == code]))
        return self.row(title, '合計', line(self.received, self.before))

    def days(self, title, name, names):
        def line(some, before):
            a, b = days_of(some), days_of(before)
            return [len(some), *a, len(before), b[0], b[2]]

        for code in {getattr(o, name) for o in self.answered + self.answered_before}:
            self.row(title, names.get(code, code), line([o for o in self.answered if getattr(o, name) == code],
                                                       [o for o in self.answered_before if getattr(o, name) == code]))
        self.row(title, '合計', line(self.answered, self.answered_before))

    def parts(self, title, names, count, whole):
        for code, n in count.items():
            self.row(title, names.get(code, code), [n, share(n, whole)])
        self.row(title, '合計', [whole, share(whole, whole)])

    def lists(self):
        title = '件数と人数'
        for key, of in [('受付件数', len), ('メールアドレスのある件数', lambda some: sum(o.sender is not None for o in some)),
                        ('その差出人の数', lambda some: len({o.sender for o in some if o.sender is not None}))]:
            self.row(title, key, [of(self.received), of(self.before), change(of(self.received), of(self.before))])
        self.campaigns(title)
        self.parts('回答の方法', WAYS, Counter(o.way for o in self.answered), len(self.answered))
        refused = [o for o in self.received if o.reason]
        self.parts('対応しなかったもの（理由別）', REASONS, Counter(o.reason for o in refused), len(refused))

    def campaigns(self, both):
        now, before = ([o for o in some if o.campaign is not None] for some in (self.received, self.before))
        kinds = [len({o.campaign for o in some}) for some in (now, before)]
        people = [sum(not o.repeats for o in some) for some in (now, before)]
        for key, a, b in [('同じ内容の手紙の種類', *kinds), ('同じ内容の手紙の件数', len(now), len(before)),
                          ('同じ内容の手紙の人数', *people),
                          ('同じ内容の手紙をまとめて1件とした件数', len({o.campaign or -o.id for o in self.received}),
                           len({o.campaign or -o.id for o in self.before}))]:
            self.row(both, key, [a, b, change(a, b)])
        self.campaign_rows = self.rows_of(now)
        title, rest = '同じ内容の手紙（種類別）', list(now)
        for key, (some, department) in self.campaign_rows.items():
            wanted = [department, len(some), sum(not o.repeats for o in some)]
            if not self.least:
                wanted.append('終了' if all(o.state in ENDED for o in some) else '未回答あり')
            self.row(title, key, wanted)
            rest = [o for o in rest if o not in some]
        self.row(title, 'そのほか', ['', len(rest), sum(not o.repeats for o in rest)])
        self.row(title, '合計', ['', len(now), people[0]])
        same(f'{title}: rows', len(self.tables[title][1]), len(self.campaign_rows) + 2)

    def rows_of(self, now):
        """Those of five letters at least, most letters first; by the number of the first, and in public by place."""
        whole = Counter(o.campaign for o in self.opinions)
        by = defaultdict(list)
        for o in now:
            if whole[o.campaign] >= 5:
                by[o.campaign].append(o)
        rows = {}
        for campaign in sorted(by, key=lambda c: (-len(by[c]), c)):
            some = sorted(by[campaign], key=lambda o: o.id)
            if self.least and len(some) < max(5, self.least):
                continue
            department = ([''] + [o.department for o in some if o.department])[-1]
            key = str(len(rows) + 1) if self.least else self.first[campaign]
            rows[key] = some, DEPARTMENTS.get(department, department)
        return rows

    def open_now(self):
        title = '作成時点の未回答（担当課別）'
        is_open = [o for o in self.opinions if o.state not in ENDED]
        for code in {o.department for o in is_open} | {None}:
            some = [o for o in is_open if code is None or o.department == code]
            self.row(title, '合計' if code is None else DEPARTMENTS.get(code, code), [
                len(some), sum(0 < o.due < self.now for o in some), sum(o.due == 0 for o in some),
                str(date_of(min(o.received for o in some)))])

    def all(self, path):
        with open(path, encoding='utf-8-sig', newline='') as f:
            lines = [line for line in csv.reader(f) if any(line[1:])][1:]
        kinds = [('received', self.received), ('before', self.before), ('answered', self.answered)]
        cells = defaultdict(lambda: {'received': [], 'before': [], 'answered': []})
        for kind, some in kinds:
            for o in some:
                cells[CHANNELS.get(o.channel, o.channel), PURPOSES.get(o.purpose, o.purpose),
                      DEPARTMENTS.get(o.department, o.department)][kind].append(o)
        cells['合計', '', ''] = dict(kinds)
        same('combinations', len(lines), len(cells))
        for line in lines:
            c = cells[tuple(line[:3])]
            same(f'combination {line[:3]}', line[3:], [str(len(c['received'])), str(len(c['before'])), str(len(c['answered'])),
                                                       *days_of(c['answered'])])


# ---- what is hidden ------------------------------------------------------------------------------

PRIME = (1 << 61) - 1


class Hidden:
    """Unknowns are the x of all tables; one that two tables have is one. None may follow from all that is told."""

    def __init__(self, check):
        self.check = check
        self.value, self.hidden, self.lines = {}, set(), []

    def put(self, key, text, wanted):
        same(f'{key} is told alike everywhere', (text == 'x') == (key in self.hidden) if key in self.value else True, True)
        self.value[key] = wanted
        if text == 'x':
            self.hidden.add(key)
        elif 0 < wanted < self.check.least:
            same(f'{key}: {wanted} is hidden', text, 'x')
        else:
            same(f'{key} as it is told', text, str(wanted))

    def line(self, parts, whole):
        self.lines.append((list(parts), whole))

    def table(self, title, row, row_names, column_of, columns, column_key):
        c = self.check
        heads, rows = c.tables[title]
        for r in {getattr(o, row) for o in c.received}:
            name = row_names.get(r, r)
            mine = [o for o in c.received if getattr(o, row) == r]
            for j, h in enumerate(columns):
                self.put((title, name, h), rows[name][j], sum(column_of(o) == h for o in mine))
            self.put((row, name), rows[name][len(columns)], len(mine))
            self.line([(title, name, h) for h in columns], (row, name))
        names = [row_names.get(r, r) for r in {getattr(o, row) for o in c.received}]
        for j, h in enumerate(columns):
            self.put((column_key, h), rows['合計'][j], sum(column_of(o) == h for o in c.received))
            self.line([(title, n, h) for n in names], (column_key, h))
        self.put('total', rows['合計'][len(columns)], len(c.received))
        self.line([(row, n) for n in names], 'total')
        self.line([(column_key, h) for h in columns], 'total')
        same(f'{title} has no more columns', len(heads), len(columns) + (4 if column_key == 'purpose' else 3))

    def one_axis(self, title, column, kind, names_of, some):
        rows = self.check.tables[title][1]
        keys = []
        for name, wanted in Counter(names_of(o) for o in some).items():
            self.put((kind, name), rows[name][column], wanted)
            keys.append((kind, name))
        self.put((kind, 'sum'), rows['合計'][column], len(some))
        self.line(keys, (kind, 'sum'))

    def gather(self):
        c = self.check
        purposes = [h for h in c.tables['受付方法別・目的別の受付件数'][0][1:-3]]
        purpose_of = lambda o: PURPOSES.get(o.purpose, o.purpose)
        self.table('受付方法別・目的別の受付件数', 'channel', CHANNELS, purpose_of, purposes, 'purpose')
        self.table('担当課別・目的別の受付件数', 'department', DEPARTMENTS, purpose_of, purposes, 'purpose')
        times = '担当課別・時期別の受付件数'
        if times in c.tables:
            heads = c.tables[times][0][1:-2]
            edges = c.at[::3 if len(c.at) == 13 else 1]
            time_of = lambda o: heads[max(i for i, at in enumerate(edges) if o.received >= at)]
            self.table(times, 'department', DEPARTMENTS, time_of, heads, 'time')
        course = '受付・回答・未回答の移りかわり'
        month_of = lambda utc: f'{date_of(utc).year}年{date_of(utc).month}月'
        months = []
        for name, wanted in Counter(month_of(o.received) for o in c.received).items():
            self.put(('time', name) if len(c.at) != 13 else ('month', name), c.tables[course][1][name][0], wanted)
            months.append(name)
        if len(c.at) == 13:
            for q, head in enumerate(c.tables[times][0][1:-2]):
                of_quarter = [f'{e.year}年{e.month}月' for e in c.edges[3 * q:3 * q + 3]]
                self.line([('month', m) for m in of_quarter if m in months], ('time', head))
        self.one_axis(course, 1, 'answered by month', lambda o: month_of(o.answered), c.answered)
        for title, name, names in AXES:
            self.one_axis(title, 0, f'answered by {name}', lambda o: names.get(getattr(o, name), getattr(o, name)), c.answered)
            self.one_axis(title, 4, f'answered before by {name}', lambda o: names.get(getattr(o, name), getattr(o, name)),
                          c.answered_before)
        self.one_axis('受付方法別・目的別の受付件数', len(purposes) + 1, 'before by channel', lambda o: CHANNELS.get(o.channel, o.channel),
                      c.before)
        self.one_axis('対応しなかったもの（理由別）', 0, 'reasons', lambda o: REASONS.get(o.reason, o.reason),
                      [o for o in c.received if o.reason])
        self.one_axis('回答の方法', 0, 'ways', lambda o: WAYS[o.way], c.answered)
        self.campaigns()

    def campaigns(self):
        """Received is matters and letters, the number of campaigns being told; each column of the list has its sum."""
        c, both, title = self.check, self.check.tables['件数と人数'][1], '同じ内容の手紙（種類別）'
        letters = [o for o in c.received if o.campaign is not None]
        matters = len(c.received) - len(letters) + len({o.campaign for o in letters})
        self.put('campaign letters', both['同じ内容の手紙の件数'][0], len(letters))
        self.put('matters', both['同じ内容の手紙をまとめて1件とした件数'][0], matters)
        self.line(['matters', 'campaign letters'], 'total')
        before = [o for o in c.before if o.campaign is not None]
        self.put('campaign letters before', both['同じ内容の手紙の件数'][1], len(before))
        self.put('matters before', both['同じ内容の手紙をまとめて1件とした件数'][1],
                 len(c.before) - len(before) + len({o.campaign for o in before}))
        self.line(['matters before', 'campaign letters before'], ('before by channel', 'sum'))
        self.put('campaign people', both['同じ内容の手紙の人数'][0], sum(not o.repeats for o in letters))
        rows = {key: some for key, (some, _) in c.campaign_rows.items()}
        listed = [o for some in rows.values() for o in some]
        rows['そのほか'] = [o for o in letters if o not in listed]
        for column, of, name in [(1, len, 'campaign letters'), (2, lambda some: sum(not o.repeats for o in some), 'campaign people')]:
            for key, some in rows.items():
                self.put((name, key), c.tables[title][1][key][column], of(some))
            self.put(name, c.tables[title][1]['合計'][column], of(letters))
            self.line([(name, key) for key in rows], name)

    def judge(self):
        """Solves all equations: an unknown that has one value only follows from what is told."""
        unknown = {key: i for i, key in enumerate(sorted(self.hidden, key=str))}
        basis = {}
        for parts, whole in self.lines:
            mine = [p for p in parts if p in self.hidden]
            if whole not in self.hidden and mine:
                rest = sum(self.value[p] for p in mine)
                same(f'what is hidden in the line of {whole} comes to {self.check.least}', rest >= self.check.least or
                     rest == 0 or rest == self.value[whole] == 0, True)
            row = defaultdict(int)
            for p in mine:
                row[unknown[p]] += 1
            if whole in self.hidden:
                row[unknown[whole]] -= 1
            while row:
                pivot = min(row)
                if pivot not in basis:
                    scale = pow(row[pivot], PRIME - 2, PRIME)
                    basis[pivot] = {i: v * scale % PRIME for i, v in row.items()}
                    break
                factor = row[pivot]
                for i, v in basis[pivot].items():
                    row[i] = (row[i] - factor * v) % PRIME
                row = defaultdict(int, {i: v % PRIME for i, v in row.items() if v % PRIME})
        for pivot in sorted(basis, reverse=True):
            for other in basis:
                factor = basis[other].get(pivot, 0)
                if other != pivot and factor:
                    for i, v in basis[pivot].items():
                        basis[other][i] = (basis[other].get(i, 0) - factor * v) % PRIME
        names = {i: key for key, i in unknown.items()}
        for pivot, row in basis.items():
            free = [i for i, v in row.items() if v % PRIME]
            same(f'{names[pivot]} does not follow from what is told', len(free) > 1, True)
        print(f'{len(self.hidden)} are hidden')


AXES = [('目的別の回答までの日数', 'purpose', PURPOSES), ('担当課別の回答までの日数', 'department', DEPARTMENTS),
        ('受付方法別の回答までの日数', 'channel', CHANNELS)]


def read_names(path):
    """Of purposes and departments, by code."""
    names = None
    with open(path, encoding='utf-8') as f:
        for line in f:
            line = line.strip()
            if line.startswith('['):
                kind, _, code = line.strip('[]').partition(' ')
                names = {'purpose': PURPOSES, 'department': DEPARTMENTS}.get(kind)
            elif names is not None and line.startswith('name ='):
                names[code] = line.partition('=')[2].strip()


def main(arguments):
    named = {}
    for name in ('--public', '--all', '--now', '--settings', '--dues'):
        if name in arguments:
            i = arguments.index(name)
            named[name] = arguments[i + 1]
            del arguments[i:i + 2]
    by_day = '--by-day' in arguments
    register, path, period = [a for a in arguments if a != '--by-day']
    read_names(named['--settings'])
    db = sqlite3.connect(f'file:{register}?mode=ro', uri=True)
    then = db if '--dues' not in named else sqlite3.connect(f'file:{named["--dues"]}?mode=ro', uri=True)
    opinions = read(db, Office(db), Office(then))
    check = Check(opinions, tables_of(path), period_of(period), int(named.get('--public', 0)), by_day,
                  int(named['--now']))
    check.first = dict(db.execute('SELECT c.id, o.number FROM campaign c JOIN opinion o ON o.id = c.first'))
    check.summary()
    check.course()
    check.cross('受付方法別・目的別の受付件数', 'channel', CHANNELS, 'purpose', PURPOSES)
    check.cross('担当課別・目的別の受付件数', 'department', DEPARTMENTS, 'purpose', PURPOSES)
    check.times()
    for title, name, names in AXES:
        check.days(title, name, names)
    check.lists()
    if check.least:
        same('tables that are not for the public', [t for t in check.tables if '作成時点' in t or '組み合わせ' in t], [])
        hidden = Hidden(check)
        hidden.gather()
        hidden.judge()
    else:
        check.open_now()
    if '--all' in named:
        check.all(named['--all'])
    print(f'{compared} compared, {differences} differ')
    return 1 if differences else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
