/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_5 - the step of the register from version 4 to 5. */
#include "spool/schema_5.h"

#include <stddef.h>

#pragma GCC diagnostic ignored "-Woverlength-strings"

const char *const schema_step_5[SCHEMA_PIECES] = {
/* The residents' page (spool/webcase.h). Numbers that it may give away before the post is here; lost: given away
 * and never come, or passed over. */
"CREATE TABLE page_number ("
"  number TEXT PRIMARY KEY,"
"  reserved INTEGER NOT NULL,"			/* when */
"  used INTEGER NOT NULL DEFAULT 0,"		/* when the post came; 0: it has not */
"  lost INTEGER NOT NULL DEFAULT 0"
") STRICT, WITHOUT ROWID;"
"CREATE INDEX page_number_free ON page_number(number) WHERE used = 0 AND lost = 0;"
"CREATE INDEX page_number_used ON page_number(used, number) WHERE used <> 0;"
/* An opinion that can be read there. */
"CREATE TABLE page_case ("
"  opinion INTEGER PRIMARY KEY REFERENCES opinion,"
"  public BLOB NOT NULL,"			/* of the opinion's pair; no secret, and not sealed */
"  secret BLOB,"				/* its other half */
"  wrap BLOB,"					/* that under the password; NULL: there is none yet */
"  generation INTEGER NOT NULL DEFAULT 0,"	/* of the password; 0: none yet */
"  opened INTEGER NOT NULL DEFAULT 0,"		/* when an answer was first read there */
"  links INTEGER NOT NULL DEFAULT 0,"		/* that were made */
"  until INTEGER NOT NULL DEFAULT 0,"		/* what is published is withdrawn then; 0: not because of time */
"  changed INTEGER NOT NULL DEFAULT 1,"		/* counts what happened to it ... */
"  written INTEGER NOT NULL DEFAULT 0"		/* ... and how much of that is published */
") STRICT;"
"CREATE INDEX page_case_due ON page_case(opinion) WHERE changed <> written;"
"CREATE INDEX page_case_until ON page_case(until) WHERE until <> 0;"
/* The one-time link that opens it. */
"CREATE TABLE page_link ("
"  opinion INTEGER PRIMARY KEY REFERENCES opinion,"
"  serial INTEGER NOT NULL,"			/* of the opinion's links: its token is made of that */
"  generation INTEGER NOT NULL,"		/* of the password that it makes */
"  until INTEGER NOT NULL"
") STRICT;"
"CREATE INDEX page_link_until ON page_link(until);"
/* What the published folder is known by, so that another one, or an older one, is written anew. One row. */
"CREATE TABLE page_home ("
"  one INTEGER PRIMARY KEY CHECK (one = 1),"
"  stamp TEXT NOT NULL,"			/* of what was written last */
"  next TEXT NOT NULL"				/* of what is written now */
") STRICT;"
"CREATE TRIGGER page_opinion AFTER UPDATE OF state, due, purpose, reason, contact ON opinion BEGIN "
"  UPDATE page_case SET changed = changed + 1 WHERE opinion = NEW.id; END;"
"CREATE TRIGGER page_answer AFTER UPDATE OF state, leaving ON intent WHEN NEW.kind = 'answer' BEGIN "
"  UPDATE page_case SET changed = changed + 1 WHERE opinion = NEW.opinion; END;"
"CREATE TRIGGER page_linked AFTER INSERT ON page_link BEGIN "
"  UPDATE page_case SET changed = changed + 1 WHERE opinion = NEW.opinion; END;"
"CREATE TRIGGER page_unlinked AFTER DELETE ON page_link BEGIN "
"  UPDATE page_case SET changed = changed + 1 WHERE opinion = OLD.opinion; END;",
};
