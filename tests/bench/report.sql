-- SPDX-License-Identifier: GPL-3.0-or-later
-- What iken-stats counts of a year, and of the year before, in bare SQL as one would write it by hand; for sqlite3, which
-- gets the moments @before, @from, @until and @now. Read by bench.

-- Open days are numbered, so that days to answer are a difference. Days are those of Tokyo since 1970.
CREATE TEMP TABLE open_day(day INTEGER PRIMARY KEY, number INTEGER NOT NULL);
INSERT INTO open_day WITH RECURSIVE d(day) AS (SELECT (@before + 32400) / 86400 - 500 UNION ALL
    SELECT day + 1 FROM d WHERE day < (@now + 32400) / 86400)
  SELECT day, sum((day + 4) % 7 NOT IN (0, 6) AND date(day * 86400, 'unixepoch') NOT IN (SELECT day FROM holiday) AND
    strftime('%m-%d', day * 86400, 'unixepoch') NOT IN ('12-29','12-30','12-31','01-01','01-02','01-03')) OVER (ORDER BY day) FROM d;

-- Received and answered by channel, purpose, department and month.
SELECT channel, purpose, department, strftime('%Y-%m', received + 32400, 'unixepoch') AS month, count(*) FROM opinion
  WHERE received >= @before AND received < @until GROUP BY 1, 2, 3, 4;
CREATE TEMP TABLE answer AS SELECT channel, purpose, department, strftime('%Y-%m', answered + 32400, 'unixepoch') AS month,
    answered >= @from AS present, t.number - f.number - answered_paused AS days, sum(answered_due > 0) AS dated,
    sum(answered_due > 0 AND answered <= answered_due) AS in_time, count(*) AS often FROM opinion
    JOIN open_day t ON t.day = (answered + 32400) / 86400 JOIN open_day f ON f.day = (answered_from + 32400) / 86400
  WHERE answered > 0 AND answered >= @before AND answered < @until GROUP BY 1, 2, 3, 4, 5, 6;
SELECT channel, purpose, department, month, sum(often), sum(in_time), sum(dated) FROM answer GROUP BY 1, 2, 3, 4;
-- Median and 90th percentile: of all, and along each axis.
WITH axis(name, code, present, days, often) AS (SELECT '', '', present, days, often FROM answer
    UNION ALL SELECT 'channel', channel, present, days, often FROM answer UNION ALL SELECT 'purpose', purpose, present, days, often FROM answer
    UNION ALL SELECT 'department', department, present, days, often FROM answer),
  often(name, code, present, days, often) AS (SELECT name, code, present, days, sum(often) FROM axis GROUP BY 1, 2, 3, 4),
  upto AS (SELECT *, sum(often) OVER (PARTITION BY name, code, present ORDER BY days) AS so_far,
    sum(often) OVER (PARTITION BY name, code, present) AS whole FROM often)
  SELECT name, code, present, min(CASE WHEN 2 * so_far >= whole THEN days END), min(CASE WHEN 10 * so_far >= 9 * whole THEN days END),
    max(whole) FROM upto GROUP BY 1, 2, 3;
-- Not processed, why; how many wrote.
SELECT received >= @from, reason, count(*) FROM opinion WHERE received >= @before AND received < @until GROUP BY 1, 2;
SELECT received >= @from, count(DISTINCT contact_hash), count(contact_hash) FROM opinion WHERE received >= @before AND received < @until GROUP BY 1;
SELECT answered >= @from, answered_way, count(*) FROM opinion WHERE answered > 0 AND answered >= @before AND answered < @until GROUP BY 1, 2;
SELECT count(*) FROM opinion WHERE state = 'erased' AND received >= @from AND received < @until;
-- What came in and went out, month by month up to now, for the backlog; and what is open.
SELECT strftime('%Y-%m', at + 32400, 'unixepoch'), step, before, sum(before IN ('posted','sent','delivered','closed','erased')),
    sum(after IN ('posted','sent','delivered','closed','erased')), count(*) FROM event INDEXED BY event_turn
  WHERE (step = 'follow-up' OR (before <> '' AND (before IN ('posted','sent','delivered','closed','erased')) <>
    (after IN ('posted','sent','delivered','closed','erased')))) AND at >= @before GROUP BY 1, 2, 3;
SELECT strftime('%Y-%m', received + 32400, 'unixepoch'), count(*) FROM opinion WHERE received >= @until GROUP BY 1;
SELECT department, count(*), sum(due > 0 AND due < @now), sum(due = 0), min(received) FROM opinion
  WHERE state NOT IN ('delivered','closed','erased') AND state NOT IN ('posted','sent') GROUP BY 1;
