/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_6 - the step of the register from version 5 to 6. */
#include "spool/schema_6.h"

#include <stddef.h>

#pragma GCC diagnostic ignored "-Woverlength-strings"

/* What the days of an answer at a moment are counted by. A later follow-up has begun another count: then the one before is not known
 * any more but for its beginning. Without a due day the length of the pauses may not be known either. */
#define COUNTED_BY(at) \
	" answered_from = CASE WHEN counted_from BETWEEN 1 AND " at " THEN counted_from ELSE received END," \
	" answered_due = CASE WHEN counted_from BETWEEN 1 AND " at " THEN due ELSE 0 END," \
	" answered_paused = CASE WHEN counted_from BETWEEN 1 AND " at " AND due <> 0 THEN paused_days ELSE -1 END"
#define BY_MAIL(opinion) "CASE WHEN EXISTS (SELECT 1 FROM page_case WHERE page_case.opinion = " opinion ") THEN 'page' ELSE 'mail' END"

const char *const schema_step_6[SCHEMA_PIECES] = {
/* What left the office on a medium, sealed with a password that was handed over by another way (媒体管理簿). */
"CREATE TABLE medium ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  at INTEGER NOT NULL,"
"  who TEXT NOT NULL,"				/* who made it */
"  approved TEXT NOT NULL,"			/* who agreed */
"  name TEXT NOT NULL,"				/* of the file */
"  digest TEXT NOT NULL,"			/* SHA-256 of the file, hexadecimal */
"  size INTEGER NOT NULL,"			/* octets */
"  opinions INTEGER NOT NULL,"			/* how many it holds */
"  key INTEGER NOT NULL REFERENCES key,"	/* of its own */
"  reason BLOB,"				/* as somebody gave it, sealed; NULL when erased */
"  returned INTEGER NOT NULL DEFAULT 0,"	/* when it came back or was destroyed; 0: it is out */
"  end TEXT NOT NULL DEFAULT '' CHECK (end IN ('','returned','destroyed','void'))"	/* void: it was never finished */
") STRICT;"
/* What is to be written to a medium (spool/export.h). */
"CREATE TABLE export ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  made INTEGER NOT NULL,"
"  who TEXT NOT NULL,"				/* who asked for it */
"  person TEXT NOT NULL,"			/* what tells people apart */
"  state TEXT NOT NULL CHECK (state IN ('proposed','released','begun','made','done','withdrawn')),"
"  people INTEGER NOT NULL,"			/* who have to agree, who asked included */
"  changed INTEGER NOT NULL,"
"  pick TEXT NOT NULL,"				/* which opinions, and what of them (spool/pick.h); nothing personal */
"  opinions INTEGER NOT NULL,"			/* how many those were ... */
"  choice TEXT NOT NULL,"			/* ... and the digest of which, hexadecimal */
"  key INTEGER NOT NULL REFERENCES key,"	/* of its own, its medium's as well */
"  reason BLOB,"				/* sealed; NULL when erased */
"  medium INTEGER NOT NULL DEFAULT 0,"		/* from begun on */
"  folder TEXT NOT NULL DEFAULT '',"		/* where the archive is put, and its notice; '' on the screen */
"  notice TEXT NOT NULL DEFAULT ''"
") STRICT;"
"CREATE TABLE export_release ("
"  export INTEGER NOT NULL REFERENCES export,"
"  person TEXT NOT NULL,"
"  name TEXT NOT NULL,"
"  at INTEGER NOT NULL,"
"  PRIMARY KEY (export, person)"
") STRICT, WITHOUT ROWID;",
/* When an opinion was first answered, kept for the statistics whoever writes the event: the first answer that left and did not come
 * back, and what its days are counted by as it was then. A follow-up afterwards does not change them. */
"ALTER TABLE opinion ADD COLUMN answered INTEGER NOT NULL DEFAULT 0;"		/* 0: not yet */
"ALTER TABLE opinion ADD COLUMN answered_from INTEGER NOT NULL DEFAULT 0;"	/* day zero: the receipt, or a follow-up before it */
"ALTER TABLE opinion ADD COLUMN answered_due INTEGER NOT NULL DEFAULT 0;"	/* 0: not known */
"ALTER TABLE opinion ADD COLUMN answered_paused INTEGER NOT NULL DEFAULT 0;"	/* open days that the clock stood still; -1: see the events */
"ALTER TABLE opinion ADD COLUMN answered_way TEXT NOT NULL DEFAULT '';"		/* mail, letter, page */
"UPDATE opinion SET answered = coalesce((SELECT e.at FROM event e WHERE e.opinion = opinion.id AND e.step IN ('send','post') AND"
"  coalesce((SELECT n.step FROM event n WHERE n.opinion = e.opinion AND n.id > e.id AND (n.step IN ('send','post') OR"
"  n.step = 'fail' AND n.before IN ('sent','posted','delivered')) ORDER BY n.id LIMIT 1), '') <> 'fail'"
"  ORDER BY e.id LIMIT 1), 0);"
"UPDATE opinion SET" COUNTED_BY("answered") ", answered_way = CASE (SELECT step FROM event e WHERE e.opinion = opinion.id AND"
"  e.at = answered AND e.step IN ('send','post') ORDER BY e.id LIMIT 1) WHEN 'post' THEN 'letter' ELSE " BY_MAIL("opinion.id") " END"
"  WHERE answered > 0;"
"CREATE TRIGGER opinion_answered AFTER INSERT ON event WHEN NEW.step IN ('send','post') BEGIN "
"  UPDATE opinion SET answered = NEW.at," COUNTED_BY("NEW.at") ", answered_way = CASE NEW.step WHEN 'post' THEN 'letter' ELSE"
"  " BY_MAIL("NEW.opinion") " END WHERE id = NEW.opinion AND answered = 0; END;"
"CREATE TRIGGER opinion_not_answered AFTER INSERT ON event WHEN NEW.step = 'fail' AND NEW.before IN ('sent','posted','delivered') BEGIN "
"  UPDATE opinion SET answered = 0, answered_from = 0, answered_due = 0, answered_paused = 0, answered_way = ''"
"  WHERE id = NEW.opinion AND answered > 0 AND"
"  (SELECT count(*) FROM event WHERE opinion = NEW.opinion AND step IN ('send','post') AND at > answered) = 0; END;"
/* What the statistics read, each in one go (spool/statistics_sql.c). */
"CREATE INDEX opinion_received ON opinion(received, channel, purpose, department, reason, contact_hash);"
"CREATE INDEX opinion_answered ON opinion(answered, channel, purpose, department, answered_from, answered_due, answered_paused,"
"  answered_way) WHERE answered > 0;"
"CREATE UNIQUE INDEX intent_one_statistics ON intent(code) WHERE kind = 'statistics';"
"CREATE INDEX opinion_erased ON opinion(received) WHERE state = 'erased';"
/* What made an opinion open again, or ended it, and follow-ups. */
"CREATE INDEX event_turn ON event(at, step, before, after) WHERE step = 'follow-up' OR (before <> '' AND"
"  (before IN ('posted','sent','delivered','closed','erased')) <> (after IN ('posted','sent','delivered','closed','erased')));",
/* An answer that may be published, without what is personal (公開: 可). */
"ALTER TABLE draft ADD COLUMN public INTEGER NOT NULL DEFAULT 0;"
"CREATE INDEX draft_public ON draft(at) WHERE public = 1;"
/* What was taken over from an older system (spool/former.h). The number and what was taken are known again for ever, also
 * when the opinion is erased: nothing comes back by taking it over once more. */
"CREATE TABLE former ("
"  opinion INTEGER PRIMARY KEY REFERENCES opinion,"
"  origin TEXT NOT NULL,"			/* a code of the mapping */
"  at INTEGER NOT NULL,"
"  hash BLOB NOT NULL,"				/* keyed, of the number there */
"  digest BLOB NOT NULL,"			/* keyed, of all that was taken */
"  number BLOB"					/* as it is written there; sealed, NULL when erased */
") STRICT;"
"CREATE UNIQUE INDEX former_number ON former(hash, origin);"
/* Questions and answers for everybody (spool/faq.h). */
"CREATE TABLE faq ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  department TEXT NOT NULL,"			/* whose it is, a code */
"  purpose TEXT NOT NULL,"			/* a code */
"  state TEXT NOT NULL CHECK (state IN ('asked','published','expired','withdrawn')),"
"  made INTEGER NOT NULL,"
"  changed INTEGER NOT NULL,"
"  round INTEGER NOT NULL DEFAULT 0,"		/* how often its department was asked */
"  open INTEGER NOT NULL DEFAULT 0,"		/* 1: it has not answered yet */
"  asked INTEGER NOT NULL DEFAULT 0,"		/* opinions that it was made of */
"  review INTEGER NOT NULL DEFAULT 0,"		/* then it is asked whether it still holds */
"  expires INTEGER NOT NULL DEFAULT 0,"		/* then it drops out */
"  question TEXT NOT NULL DEFAULT '',"		/* as it was approved: free of what is personal */
"  answer TEXT NOT NULL DEFAULT '',"
"  easy TEXT NOT NULL DEFAULT '',"
"  words TEXT NOT NULL DEFAULT '',"
"  key INTEGER REFERENCES key,"			/* of what is not yet approved ... */
"  draft BLOB"					/* ... sealed */
") STRICT;"
"CREATE INDEX faq_state ON faq(state);"
"CREATE TABLE faq_round ("
"  faq INTEGER NOT NULL REFERENCES faq,"
"  round INTEGER NOT NULL,"
"  shown BLOB NOT NULL,"			/* keyed digest of what its department was shown */
"  PRIMARY KEY (faq, round)"
") STRICT, WITHOUT ROWID;"
"CREATE TABLE faq_source ("
"  faq INTEGER NOT NULL REFERENCES faq,"
"  opinion INTEGER NOT NULL REFERENCES opinion,"
"  PRIMARY KEY (faq, opinion)"
") STRICT, WITHOUT ROWID;"
"CREATE INDEX faq_source_opinion ON faq_source(opinion);"
"CREATE TABLE faq_asked ("
"  faq INTEGER NOT NULL REFERENCES faq,"
"  month TEXT NOT NULL,"			/* 2026-11, in Tokyo */
"  opinions INTEGER NOT NULL,"			/* that asked the same */
"  PRIMARY KEY (faq, month)"
") STRICT, WITHOUT ROWID;"
"CREATE TABLE faq_cursor ("
"  one INTEGER PRIMARY KEY CHECK (one = 1),"
"  opinion INTEGER NOT NULL"			/* all up to this one were compared */
") STRICT;",
/* The same letter from many (spool/campaign.h). Numbers of texts by which the same one is looked for (spool/sketch.h),
 * of what came in lately; and what has to be sketched anew since lookup.key was renewed. */
"CREATE TABLE sketch ("
"  number INTEGER NOT NULL,"			/* a keyed hash */
"  opinion INTEGER NOT NULL REFERENCES opinion,"
"  PRIMARY KEY (number, opinion)"
") STRICT, WITHOUT ROWID;"
"CREATE INDEX sketch_opinion ON sketch(opinion);"
"CREATE TABLE sketch_due (opinion INTEGER PRIMARY KEY) STRICT;"
"CREATE TABLE campaign ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  first INTEGER NOT NULL REFERENCES opinion,"
"  since INTEGER NOT NULL,"			/* when the first came in */
"  newest INTEGER NOT NULL,"			/* when the newest came in */
"  letters INTEGER NOT NULL DEFAULT 0,"		/* without those that were taken out */
"  people INTEGER NOT NULL DEFAULT 0"		/* who wrote them, each once */
") STRICT;"
"CREATE TABLE campaign_member ("
"  opinion INTEGER PRIMARY KEY REFERENCES opinion,"
"  campaign INTEGER NOT NULL REFERENCES campaign,"
"  state TEXT NOT NULL CHECK (state IN ('own','collected','apart','out','done')),"
"  repeats INTEGER NOT NULL,"			/* 1: the same person has another one in it */
"  answer INTEGER NOT NULL DEFAULT 0,"		/* the draft that was written for all and that it was answered with */
"  draft INTEGER NOT NULL DEFAULT 0,"		/* that as its own */
"  at INTEGER NOT NULL,"
"  person BLOB"					/* a keyed hash of who wrote it; NULL when erased */
") STRICT;"
"CREATE INDEX campaign_member_state ON campaign_member(campaign, state, opinion);"
"CREATE INDEX campaign_member_person ON campaign_member(campaign, person) WHERE person IS NOT NULL;"
"CREATE INDEX campaign_collected ON campaign_member(campaign, opinion) WHERE state = 'collected';"
"CREATE TRIGGER campaign_closed AFTER UPDATE OF state ON opinion WHEN NEW.state IN ('delivered','closed','erased') BEGIN "
"  UPDATE campaign_member SET state = 'done' WHERE opinion = NEW.id AND state IN ('own','collected','apart'); END;"
/* Answers that were written for all. */
"CREATE TABLE campaign_answer ("
"  draft INTEGER PRIMARY KEY,"
"  campaign INTEGER NOT NULL REFERENCES campaign,"
"  opinion INTEGER NOT NULL REFERENCES opinion,"	/* for which it was drafted */
"  department TEXT NOT NULL,"
"  at INTEGER NOT NULL,"
"  state TEXT NOT NULL CHECK (state IN ('waiting','going','done','void'))"
") STRICT;"
"CREATE INDEX campaign_answer_open ON campaign_answer(draft) WHERE state IN ('waiting','going');"
"CREATE INDEX campaign_answer_of ON campaign_answer(campaign, draft);"
/* Answered opinions that were found to be like an opinion when it was routed (spool/similar.h). */
"CREATE TABLE similar ("
"  opinion INTEGER NOT NULL REFERENCES opinion,"
"  place INTEGER NOT NULL,"			/* from 1, the most similar one first */
"  other INTEGER NOT NULL REFERENCES opinion,"
"  score INTEGER NOT NULL,"			/* of 1000 */
"  PRIMARY KEY (opinion, place)"
") STRICT, WITHOUT ROWID;"
"CREATE INDEX similar_other ON similar(other);",
};
