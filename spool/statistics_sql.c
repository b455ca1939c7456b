/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * statistics_sql - every statement that a figure of the statistics comes from. Reports name them, and `iken stats --sql S1`
 * prints one whole. ?1 and ?2: the first second of a period and the one behind its last (UTC).
 */
#include "spool/statistics.h"

#include <stdlib.h>

#include "config/text.h"

/* An answer has left, none is needed, or none will come. What is printed and not posted is open. */
#define ENDED "('posted','sent','delivered','closed','erased')"
/* As index event_turn says it, word by word: else it is not taken. */
#define TURNS "(step = 'follow-up' OR (before <> '' AND\n" \
	"  (before IN " ENDED ") <> (after IN " ENDED ")))"
/* So is index opinion_department. */
#define OPEN "state NOT IN ('delivered','closed','erased') AND state NOT IN ('posted','sent')"

static const char *const texts[STATISTICS_SQLS] = {
[SQL_RECEIVED] =
	"SELECT received, channel, purpose, department, reason, contact_hash FROM opinion\n"
	"  WHERE received >= ?1 AND received < ?2 ORDER BY received",
[SQL_RECEIVED_COUNT] =
	"SELECT count(*) FROM opinion WHERE received >= ?1 AND received < ?2",
[SQL_ANSWERED] =
	"SELECT answered, channel, purpose, department, answered_from, answered_due, answered_paused, answered_way, id\n"
	"  FROM opinion WHERE answered > 0 AND answered >= ?1 AND answered < ?2 ORDER BY answered",
[SQL_ANSWERED_COUNT] =
	"SELECT count(*) FROM opinion WHERE answered > 0 AND answered >= ?1 AND answered < ?2",
[SQL_PAUSES] =		/* ?1: the opinion */
	"SELECT at, before = 'asked', after = 'asked' FROM event WHERE opinion = ?1 ORDER BY id",
[SQL_TURNS] =		/* ?1 to now */
	"SELECT at, step, before, before IN " ENDED ", after IN " ENDED " FROM event INDEXED BY event_turn\n"
	"  WHERE " TURNS " AND at >= ?1 ORDER BY at",
[SQL_TURNS_COUNT] =
	"SELECT count(*) FROM event INDEXED BY event_turn WHERE " TURNS " AND at >= ?1",
[SQL_OPEN] =
	"SELECT count(*) FROM opinion WHERE " OPEN,
[SQL_RECEIVED_SINCE] =	/* ?2 to now */
	"SELECT count(*) FROM opinion WHERE received >= ?2",
[SQL_OPEN_NOW] =	/* ?3: now */
	"SELECT department, count(*), sum(due > 0 AND due < ?3), sum(due = 0), min(received) FROM opinion\n"
	"  WHERE " OPEN " GROUP BY department ORDER BY department",
[SQL_ERASED] =
	"SELECT count(*) FROM opinion INDEXED BY opinion_erased WHERE state = 'erased' AND received >= ?1 AND received < ?2",
/* From the campaigns to their letters: what is in none is not read. Department is of the row that max() comes from. */
[SQL_CAMPAIGNS] =
	"SELECT (SELECT number FROM opinion WHERE id = c.first), o.department, count(*), sum(m.repeats = 0),\n"
	"  sum(o.state NOT IN " ENDED "), c.letters, max(CASE WHEN o.department <> '' THEN o.id END)\n"
	"  FROM campaign c CROSS JOIN campaign_member m INDEXED BY campaign_member_state CROSS JOIN opinion o\n"
	"  WHERE c.newest >= ?1 AND c.letters > 1 AND m.campaign = c.id AND m.state <> 'out' AND o.id = m.opinion\n"
	"  AND o.received >= ?1 AND o.received < ?2 GROUP BY c.id ORDER BY count(*) DESC, c.id",
};

static const char *const names[STATISTICS_SQLS] = {
	[SQL_RECEIVED] = "S1", [SQL_RECEIVED_COUNT] = "S2", [SQL_ANSWERED] = "S3", [SQL_ANSWERED_COUNT] = "S4",
	[SQL_PAUSES] = "S5", [SQL_TURNS] = "S6", [SQL_TURNS_COUNT] = "S7", [SQL_OPEN] = "S8", [SQL_RECEIVED_SINCE] = "S9",
	[SQL_OPEN_NOW] = "S10", [SQL_ERASED] = "S11", [SQL_CAMPAIGNS] = "S12",
};

const char *
statistics_sql_name(enum statistics_sql sql)
{
	return names[sql];
}

const char *
statistics_sql_text(enum statistics_sql sql)
{
	return texts[sql];
}

enum statistics_sql
statistics_sql_named(const char *name)
{
	for (int i = 0; i < STATISTICS_SQLS; i++)
		if (text_equal_ignoring_case(names[i], name))
			return (enum statistics_sql)i;
	return STATISTICS_SQLS;
}
