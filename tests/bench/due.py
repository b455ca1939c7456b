# SPDX-License-Identifier: GPL-3.0-or-later
"""due - numpy's way to count due days, and whether it comes to the same.

usage: due.py HOLIDAYS FILE
FILE is what due-loop wrote. Reads HOLIDAYS by itself, counts the same due days by numpy.busday_offset, all in one
call and one by one, and fails when one of them is another. Prints for each way "NAME SECONDS
PROCESSOR_SECONDS KILOBYTES COUNT".
"""
import resource
import sys
import time

import numpy

TOKYO = 9 * 3600
DAY = 86400
SINGLE = 10000


def calendar(path):
    lines = open(path, encoding="cp932").read().split("\n")[1:]
    dates = [line.split(",")[0].split("/") for line in lines if line.strip()]
    closed = ["%04d-%02d-%02d" % tuple(map(int, date)) for date in dates]
    years = range(int(closed[0][:4]), int(closed[-1][:4]) + 1)
    closed += ["%d-%s" % (y, day) for y in years for day in ("12-29", "12-30", "12-31", "01-01", "01-02", "01-03")]
    return numpy.busdaycalendar(holidays=closed)


def due_all(cal, utc, days):
    dates = ((utc + TOKYO) // DAY).astype("datetime64[D]")
    found = numpy.busday_offset(dates, days, roll="backward", busdaycal=cal)
    return (found.astype("int64") + 1) * DAY - TOKYO - 1


def due_one(cal, utc, days):
    date = numpy.datetime64((utc + TOKYO) // DAY, "D")
    return (int(numpy.busday_offset(date, days, roll="backward", busdaycal=cal).astype("int64")) + 1) * DAY - TOKYO - 1


def timed(name, function):
    began, used = time.monotonic(), time.process_time()
    result = function()
    print(name, "%.6f %.6f" % (time.monotonic() - began, time.process_time() - used),
          resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, len(result))
    return result


def main(holidays, path):
    cal = calendar(holidays)
    utc, days, due = numpy.loadtxt(path, dtype="int64", unpack=True)
    found = timed("due-numpy", lambda: due_all(cal, utc, days))
    few = list(zip(utc.tolist(), days.tolist()))[:SINGLE]
    singly = timed("due-numpy-single", lambda: [due_one(cal, u, d) for u, d in few])
    if not (found == due).all() or singly != due[:SINGLE].tolist():
        wrong = int((found != due).sum())
        first = int((found != due).argmax())
        sys.exit(f"due.py: {wrong} due days differ: {utc[first]} + {days[first]}: {due[first]}, numpy {found[first]}")


main(sys.argv[1], sys.argv[2])
