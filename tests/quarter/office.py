# SPDX-License-Identifier: GPL-3.0-or-later
# office - the made-up office of the quarter: its settings, and its calendar computed anew
import datetime as dt

DAY = dt.timedelta(days=1)
TOKYO = dt.timezone(dt.timedelta(hours=9))
FIRST, LAST = dt.date(2026, 4, 1), dt.date(2026, 6, 30)

# The national holidays of 2026, typed from the almanac.
HOLIDAYS = {dt.date(2026, m, d) for m, d in [
    (1, 1), (1, 12), (2, 11), (2, 23), (3, 20), (4, 29), (5, 3), (5, 4), (5, 5), (5, 6), (7, 20),
    (8, 11), (9, 21), (9, 22), (9, 23), (10, 12), (11, 3), (11, 23)]}
OWN_CLOSED = {dt.date(2026, 6, 15)}
OWN_OPEN = {dt.date(2026, 5, 2)}


def is_open(day):
    if day in OWN_OPEN:
        return True
    if day in OWN_CLOSED or day in HOLIDAYS or day.weekday() >= 5:
        return False
    return (day.month, day.day) not in [(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)]


def add_open_days(day, count):
    while count > 0:
        day += DAY
        count -= is_open(day)
    return day


def count_open_days(first, last):
    """Open days after first, up to and with last; negative the other way round."""
    if last < first:
        return -count_open_days(last, first)
    count = 0
    while first < last:
        first += DAY
        count += is_open(first)
    return count


class Department:
    def __init__(self, code, name, word, due=0, approvers=(), circulate=(), desk_approves=False, ends=None,
                 successor=''):
        self.code, self.name, self.word, self.due = code, name, word, due
        self.approvers, self.circulate, self.desk_approves = approvers, circulate, desk_approves
        self.ends, self.successor = ends, successor
        self.address = f'{code}@city.example.jp'


DEPARTMENTS = [
    Department('road', '道路課', '道路', 10, approvers=('road-chief',)),
    Department('park', '公園緑地課', '公園', 7),
    Department('waste', '清掃事務所', 'ごみ', 5, approvers=('waste-chief', 'waste-head'), circulate=('press',)),
    Department('tax', '税務課', '住民税', 0, desk_approves=True),
    Department('child', '保育課', '保育園'),
    Department('school', '学校運営課', '小学校', 15),
    Department('health', '保健所', '予防接種', 3),
    Department('welfare', '福祉課', '介護', 12, circulate=('press',)),
    Department('housing', '住宅課', '区営住宅', 8, ends=dt.date(2026, 5, 31), successor='safety'),
    Department('safety', '危機管理課', '防災', 6),
    Department('culture', '文化課', '図書館'),
    Department('traffic', '交通対策課', '自転車', 20),
]
DESK = Department('desk', '広聴係', '')
BY_CODE = {d.code: d for d in DEPARTMENTS + [DESK]}
APPROVERS = ['road-chief', 'waste-chief', 'waste-head', 'press']
PURPOSES = {'opinion': ('意見・要望', 0), 'question': ('問い合わせ', 5), 'complaint': ('苦情', 7), 'other': ('その他', 0)}
OFFICE_DUE, CHIEF_AFTER, HEAD_AFTER, PART_DAYS = 10, 3, 7, 3
MORNING, NOON = dt.time(8, 30), dt.time(12, 0)
COOLING_OFF = dt.timedelta(hours=2)


def due_days(department, purpose):
    said = [n for n in (BY_CODE[department].due, PURPOSES[purpose][1]) if n != 0]
    return min(said) if said else OFFICE_DUE


def department_on(code, day):
    while BY_CODE[code].ends is not None and day > BY_CODE[code].ends:
        code = BY_CODE[code].successor
    return code


def settings(folder, now):
    lines = [f'''[spool]
folder = {folder}/data
[virus]
scanner = none
[office]
name = 見本区役所
section = 広聴係
contact = 電話 03-0000-0000
address = opinion@city.example.jp
administrator = admin@city.example.jp
desk = desk
cooling_off = 2 h
answers = {folder}/answers
[source mail]
kind = maildir
folder = {folder}/inbox
after = delete
[send]
kind = maildir
folder = {folder}/outbox
limit = 100000
[limits]
automatic_per_domain = 1000000
automatic_per_day = 1000000
[calendar]
closed = 2026-06-15
open = 2026-05-02
due_days = {OFFICE_DUE}
[danger]
addresses = duty@city.example.jp
[staff call]
name = コールセンター
addresses = call@city.example.jp
[staff desk]
name = 広聴係
addresses = kocho@city.example.jp
rights = enter, look-up, read, list, reissue, correct, note
[trial]
now = {now:%Y-%m-%d %H:%M}
[department desk]
name = 広聴係
addresses = {DESK.address}''']
    for d in DEPARTMENTS:
        lines.append(f'[department {d.code}]\nname = {d.name}\naddresses = {d.address}\n'
                     f'chief = {d.code}-chief@city.example.jp\nhead = {d.code}-head@city.example.jp')
        if d.due:
            lines.append(f'due_days = {d.due}')
        if d.desk_approves:
            lines.append('approval = yes')
        if d.approvers:
            lines.append('approvers = ' + ', '.join(d.approvers))
        if d.circulate:
            lines.append('circulate = ' + ', '.join(d.circulate))
        if d.ends:
            lines.append(f'valid_to = {d.ends}\nsuccessor = {d.successor}')
    for code in APPROVERS:
        lines.append(f'[approver {code}]\nname = {code}\naddresses = {code}@approvers.example.jp')
    for code, (name, due) in PURPOSES.items():
        lines.append(f'[purpose {code}]\nname = {name}' + (f'\ndue_days = {due}' if due else ''))
    lines.append('[rule]\nwords = 広告掲載のご案内\nreason = sales\ndepartment = desk')
    lines.append('[rule]\nwords = 街路樹の根\ndepartment = road\nparts = park, culture\ncopies = traffic')
    for d in DEPARTMENTS:
        lines.append(f'[rule]\nwords = {d.word}\ndepartment = {d.code}')
    return '\n'.join(lines) + '\n'
