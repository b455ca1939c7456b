#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""search_words.py - words to search for, and whether what was found is what stands there.

search_words.py words TEXTS COUNT [SEED]   prints words: parts of the texts of 1 to 8 characters, drawn by lot; rare
                                           characters, Latin, digits, emoji; and words that do not occur
search_words.py judge TEXTS WORDS FOUND    compares with plain search over the folded texts: prints words, hits, recall
                                           and precision in percent; 1 when one is missing or more than 1 % too many

TEXTS: lines of id, tab, text, as make-register -text writes them. Folding is written anew here, with unicodedata.
"""
import random
import re
import sys
import unicodedata

WIDE = re.compile('[\uff01-\uff5e\u3000]|[\uff61-\uff9f]+')
LEFT_OUT = re.compile('[\ufe00-\ufe0f\U000e0100-\U000e01ef\u200b-\u200d\u2060\ufeff\u00ad]')


def fold(text):
    text = WIDE.sub(lambda m: unicodedata.normalize('NFKC', m.group()), text)
    text = re.sub('[\u3041-\u30fe][\u3099\u309a]', lambda m: unicodedata.normalize('NFC', m.group()), text)
    text = LEFT_OUT.sub('', text).replace('\u301c', '~').replace('\u2212', '-')
    text = ''.join(c.lower() if c < '\x80' else c for c in text)
    text = re.sub('(?<=[0-9a-z])[ \t\r\n\u00a0]+(?=[0-9a-z])', '\x01', text)
    return re.sub('[ \t\r\n\u00a0]+', '', text).replace('\x01', ' ')


def read(name):
    texts = {}
    for line in open(name, encoding='utf-8'):
        number, text = line.rstrip('\n').split('\t', 1)
        texts.setdefault(int(number), []).append(text.replace('\\n', '\n'))
    return texts


def usable(word):
    return word.strip() and not re.search('["\n「」“”『』\t\x00]', word) and fold(word)


def words(texts, count):
    every = [t for ts in texts.values() for t in ts]
    chosen = []
    while len(chosen) < count:
        text = random.choice(every)
        length = random.randint(1, 8)
        if len(text) >= length:
            at = random.randrange(len(text) - length + 1)
            word = text[at:at + length]
            # Not in the middle of what is one character.
            if usable(word) and not unicodedata.combining(word[0]) and word[0] not in '\uff9e\uff9f' and \
                    not (at + length < len(text) and text[at + length] in '\uff9e\uff9f\u3099\u309a'):
                chosen.append(word)
    kinds = {}
    for text in every:
        for part in re.findall('[A-Za-z]{2,}|[0-9]{2,}|[\U00010000-\U0010ffff]|[\uff10-\uff5a]{2,}|[\uff66-\uff9f]{2,}', text):
            kinds.setdefault(part[:8], 0)
    chosen += random.sample(sorted(kinds), min(len(kinds), count // 5))
    seen = {}
    for text in every:
        for c in text:
            seen[c] = seen.get(c, 0) + 1
    chosen += [c for c, n in seen.items() if n <= 2 and usable(c) and c not in '\u3099\u309a\uff9e\uff9f'][:count // 10]
    kanji = sorted(c for c in seen if '\u4e00' <= c <= '\u9fff')
    chosen += [''.join(random.choice(kanji) for _ in range(random.randint(2, 6))) for _ in range(count // 5)]
    return chosen + ['ｗｉ－ｆｉ', 'WI-FI', 'qzxj', '鰯の頭', '髙﨑', '𠮷', '㍿']


def judge(texts, asked, found):
    folded = {n: [fold(t) for t in ts] for n, ts in texts.items()}
    missing = wrong = right = 0
    for word, line in zip(asked, found, strict=True):
        part = fold(word)
        wanted = {n for n, ts in folded.items() if any(part in t for t in ts)}
        got = set(map(int, line.split()[1:])) if not line.startswith('?') else set()
        missing += len(wanted - got)
        # A subject, or what is no text of the list, is found as well.
        wrong += len(got - wanted)
        right += len(wanted & got)
        if wanted - got:
            print('# missing:', word, sorted(wanted - got)[:5], file=sys.stderr)
    recall = 100 * right / (right + missing)
    precision = 100 * right / (right + wrong)
    print(len(asked), right, '%.2f' % recall, '%.2f' % precision)
    return missing == 0 and precision >= 99


def main():
    texts = read(sys.argv[2])
    if sys.argv[1] == 'words':
        random.seed(int(sys.argv[4]) if len(sys.argv) > 4 else 1)
        print('\n'.join(words(texts, int(sys.argv[3]))))
        return 0
    lines = [open(name, encoding='utf-8').read().split('\n')[:-1] for name in sys.argv[3:5]]
    return 0 if judge(texts, *lines) else 1


sys.exit(main())
