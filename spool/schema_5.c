/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_5 - the step of the register from version 4 to 5. */
#include "spool/schema_5.h"

#include <stddef.h>

#pragma GCC diagnostic ignored "-Woverlength-strings"

const char *const schema_step_5[SCHEMA_PIECES] = {
/* The residents' page (spool/webcase.h). Numbers that it may give away before the posts are here. */
"CREATE TABLE page_number ("
"  place INTEGER PRIMARY KEY,"			/* year and running number: they are given away in this order */
"  number TEXT NOT NULL,"
"  passed INTEGER NOT NULL DEFAULT 0"		/* 1: a later one was used before */
") STRICT;"
"CREATE INDEX page_number_free ON page_number(place) WHERE passed = 0;"
/* An opinion that can be read there. */
"CREATE TABLE page_case ("
"  opinion INTEGER PRIMARY KEY REFERENCES opinion,"
"  public BLOB NOT NULL,"			/* of the opinion's pair; no secret, and not sealed */
"  secret BLOB,"				/* its other half */
"  wrap BLOB,"					/* that under the password; NULL: there is none yet */
"  generation INTEGER NOT NULL DEFAULT 0,"	/* of the password; 0: none yet */
"  opened INTEGER NOT NULL DEFAULT 0,"		/* when an answer was first read there */
"  promised INTEGER NOT NULL DEFAULT 0,"	/* the highest generation of a link, or of a password */
"  live INTEGER NOT NULL DEFAULT 0,"		/* something of it is published */
"  shown INTEGER NOT NULL DEFAULT 0,"		/* the newest draft of an answer that was published */
"  until INTEGER NOT NULL DEFAULT 0,"		/* what is published is withdrawn then; 0: not because of time */
"  changed INTEGER NOT NULL DEFAULT 1,"		/* counts what happened to it ... */
"  written INTEGER NOT NULL DEFAULT 0"		/* ... and how much of that is published */
") STRICT;"
"CREATE UNIQUE INDEX page_case_public ON page_case(public);"
"CREATE INDEX page_case_due ON page_case(opinion) WHERE changed <> written;"
"CREATE INDEX page_case_until ON page_case(until) WHERE until <> 0;"
/* Its answers' files, as they are published: what they were of, and the key that opens them. */
"CREATE TABLE page_file ("
"  opinion INTEGER NOT NULL REFERENCES opinion,"
"  place INTEGER NOT NULL,"			/* from 1 */
"  draft INTEGER NOT NULL,"
"  part INTEGER NOT NULL,"
"  size INTEGER NOT NULL,"
"  key BLOB NOT NULL,"
"  PRIMARY KEY (opinion, place)"
") STRICT, WITHOUT ROWID;"
/* The one-time link that opens it: its token is made of the opinion's key and the generation. */
"CREATE TABLE page_link ("
"  opinion INTEGER PRIMARY KEY REFERENCES opinion,"
"  generation INTEGER NOT NULL,"		/* of the password that it makes; one more with each link */
"  until INTEGER NOT NULL"
") STRICT;"
"CREATE INDEX page_link_until ON page_link(until);"
/* What the published folder is known by, so that another one, or an older or newer one, is written anew. One row. */
"CREATE TABLE page_home ("
"  one INTEGER PRIMARY KEY CHECK (one = 1),"
"  stamp TEXT NOT NULL,"
"  sweep INTEGER NOT NULL"			/* 1: it is being written to: what a killed run left there is removed */
") STRICT;"
"CREATE TRIGGER page_opinion AFTER UPDATE OF state, due, purpose, reason, contact ON opinion BEGIN "
"  UPDATE page_case SET changed = changed + 1 WHERE opinion = NEW.id; END;"
"CREATE TRIGGER page_answer AFTER UPDATE OF state, leaving ON intent WHEN NEW.kind = 'answer' BEGIN "
"  UPDATE page_case SET changed = changed + 1 WHERE opinion = NEW.opinion; END;"
"CREATE TRIGGER page_linked AFTER INSERT ON page_link BEGIN "
"  UPDATE page_case SET changed = changed + 1 WHERE opinion = NEW.opinion; END;"
"CREATE TRIGGER page_unlinked AFTER DELETE ON page_link BEGIN "
"  UPDATE page_case SET changed = changed + 1 WHERE opinion = OLD.opinion; END;",
/* Which keys are this register's own (spool/marks.h): a file that was exchanged for another is found. */
"CREATE TABLE spool_key ("
"  name TEXT PRIMARY KEY,"			/* of the key's file */
"  mark BLOB NOT NULL,"				/* tells the key, and says nothing of it; empty: see marks.h */
"  made INTEGER NOT NULL"			/* since when it is the present one; 0: not known */
") STRICT, WITHOUT ROWID;",
};
