# SPDX-License-Identifier: GPL-3.0-or-later
"""Writers that are no help to whoever takes what they write; for the tests of iken-collect.

drop_writer.py slowly FILE TO		a few octets at a time, the file opened anew for each
drop_writer.py wildly FOLDER SECONDS	makes, appends to and renames CSV files; prints every line that was written
drop_writer.py vanish FOLDER AWAY SECONDS	makes files in a folder that goes away and comes back; prints how many
drop_writer.py hostile FOLDER SCAN	files with every name and length that could harm
drop_writer.py many FOLDER COUNT ENDING TEXT	so many small files
drop_writer.py bomb FILE		a ZIP archive of 200 MB in 200 KB
"""
import os
import random
import socket
import sys
import time
import zipfile


def folder_of(path):
    """Refuses to write anywhere but in a folder that is there and named in full."""
    if not os.path.isabs(path) or os.path.realpath(path) == "/" or not os.path.isdir(path):
        sys.exit(f"drop_writer: no folder: {path!r}")
    return path


def slowly(source, to):
    folder_of(os.path.dirname(to))
    with open(source, "rb") as f:
        data = f.read()
    step = len(data) // 40 + 1
    for i in range(0, len(data), step):
        with open(to, "ab") as f:
            f.write(data[i:i + step])
        time.sleep(0.05)


def wildly(folder, seconds):
    folder_of(folder)
    end = time.time() + float(seconds)
    random.seed(4)
    made = []

    def write(path, mode):
        text = f"line {len(made):06}\n"
        with open(path, mode) as f:
            f.seek(0, 2)
            f.write(text)
            f.flush()
            # Counts before it is closed: from here on it may be taken.
            made.append(text)

    while time.time() < end:
        path = os.path.join(folder, f"f{random.randrange(12)}.csv")
        how = random.randrange(4)
        try:
            if how == 0:
                write(path, "x")
            elif how == 1:
                name = os.path.join(folder, f"n{len(made)}.csv")
                write(name + ".tmp", "x")
                os.rename(name + ".tmp", name)
            elif how == 2:          # goes on in a file that is there, and makes none
                write(path, "r+")
            else:                   # a clerk renames it
                os.rename(path, os.path.join(folder, f"r{len(made)}-{random.randrange(10**9)}.csv"))
        except (FileExistsError, FileNotFoundError):
            pass
        time.sleep(0.001)
    sys.stdout.writelines(made)


def vanish(folder, away, seconds):
    folder_of(folder)
    folder_of(os.path.dirname(away))
    end = time.time() + float(seconds)
    count = 0
    while time.time() < end:
        count += 1
        os.rename(folder, away)
        time.sleep(0.01)
        os.rename(away, folder)
        with open(f"{folder}/{count}.csv", "w") as f:
            f.write(f"row {count}\n")
        time.sleep(0.005)
    print(count)


def hostile(folder, scan):
    with open(scan, "rb") as f:
        scan = f.read()
    os.chdir(folder_of(folder))
    socket.socket(socket.AF_UNIX).bind("socket.pdf")
    for name in (b"new\nline.tif", b"escape\x1b[31m.tif", b"bell\x07.tif", b"\x7f.tif", b"bad\xff\xfeutf.tif",
                 b"x" * 251 + b".tif", "葉書".encode("cp932") + b".tif", "\u202efdp.tif".encode(), b"--help.tif",
                 b"%s%n.tif", b"'; rm -rf .tif", b"-rf.tif", b" .tif", b"a\\b.tif"):
        with open(name, "wb") as f:
            f.write(scan)
    with open("huge.tif", "wb") as f:       # a terabyte, of nothing
        f.write(scan)
        f.truncate(1 << 40)
    with open("hole.pdf", "wb") as f:
        f.truncate(50 << 20)
    with open("lies.zip", "wb") as f:
        f.write(b"PK\5\6" + b"\xff" * 18)
    with open("lies.tif", "wb") as f:
        f.write(b"II*\0\x08\0\0\0\xff\xff" + b"\x11\1\4\0\xff\xff\xff\xff\x08\0\0\0" * 1000)


def many(folder, count, ending, text):
    folder_of(folder)
    for i in range(int(count)):
        with open(f"{folder}/{i}.{ending}", "w") as f:
            f.write(f"{text}{i}\n")


def bomb(path):
    folder_of(os.path.dirname(path))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
        with z.open("bomb.tif", "w", force_zip64=True) as f:
            for _ in range(200):
                f.write(bytes(1 << 20))


{f.__name__: f for f in (slowly, wildly, vanish, hostile, many, bomb)}[sys.argv[1]](*sys.argv[2:])
