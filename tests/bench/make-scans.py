# SPDX-License-Identifier: GPL-3.0-or-later
"""make-scans.py FOLDER COUNT: TIFF files of about 60 KB, as a page of 200 dpi in G4 has, each of other octets."""
import os
import struct
import sys

folder, count = sys.argv[1], int(sys.argv[2])
os.makedirs(folder, exist_ok=True)
for i in range(count):
    data = os.urandom(60000)
    entries = ((256, 800), (257, 600), (258, 1), (259, 1), (262, 0), (273, 8), (277, 1), (278, 600), (279, len(data)))
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", t, 4, 1, v) for t, v in entries) + bytes(4)
    with open(f"{folder}/scan{i:05}.tif", "wb") as f:
        f.write(b"II*\0" + struct.pack("<I", 8 + len(data)) + data + directory)
