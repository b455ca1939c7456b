# SPDX-License-Identifier: GPL-3.0-or-later
# rechain.py REGISTER KEYS: writes the chain values of the access log anew, as somebody can who has keys/digest.key; the
# programs of version 1 wrote lines in just this way.
import hashlib
import os
import sqlite3
import struct
import sys


def record(*fields):
    out = b''
    for field in fields:
        octets = field if isinstance(field, bytes) else struct.pack('>q', field) if isinstance(field, int) else field.encode()
        out += struct.pack('>I', len(octets)) + octets
    return out


name = 'digest.key' if os.path.exists(sys.argv[2] + '/digest.key') else 'lookup.key'
key = bytes.fromhex(open(f'{sys.argv[2]}/{name}').read().strip())
db = sqlite3.connect(sys.argv[1])
form2 = any(row[1] == 'form' for row in db.execute('PRAGMA table_info(access)'))
more = ', form, program, items, unmasked, reason' if form2 else ''
before = bytes(32)
for row in db.execute(f'SELECT id, at, who, what, opinion{more} FROM access ORDER BY id').fetchall():
    text = record(before, row[0], row[1], row[2], row[3], row[4] or 0)
    context = b'access\0'
    if form2 and row[5] != 1:
        text += record(row[5], row[6], row[7], row[8], row[9] or b'')
        context = b'access.2\0'
    before = hashlib.blake2b(context + text, key=key, digest_size=32).digest()
    db.execute('UPDATE access SET chain = ? WHERE id = ?', (before, row[0]))
db.commit()
