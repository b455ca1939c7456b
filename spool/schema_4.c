/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_4 - the step of the register from version 3 to 4. */
#include "spool/schema_4.h"

#include <stddef.h>

#pragma GCC diagnostic ignored "-Woverlength-strings"

const char *const schema_step_4[SCHEMA_PIECES] = {
/* Erasure. */
"CREATE TABLE hold ("				/* an opinion that is not erased for now */
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  opinion INTEGER NOT NULL REFERENCES opinion,"
"  at INTEGER NOT NULL,"
"  who TEXT NOT NULL,"
"  reason BLOB,"				/* sealed by the opinion's key */
"  lifted INTEGER NOT NULL DEFAULT 0,"		/* when; 0: it holds */
"  lifted_by TEXT NOT NULL DEFAULT ''"
") STRICT;"
"CREATE UNIQUE INDEX hold_open ON hold(opinion) WHERE lifted = 0;"
"CREATE INDEX hold_opinion ON hold(opinion);"
/* What is erased together (spool/erasure.h). */
"CREATE TABLE erasure ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  made INTEGER NOT NULL,"
"  who TEXT NOT NULL,"
"  state TEXT NOT NULL CHECK (state IN ('proposed','released','erased','reported','withdrawn')),"
"  loose_before INTEGER NOT NULL,"		/* arrivals of no opinion that came in before that */
"  people INTEGER NOT NULL,"			/* who have to release it */
"  changed INTEGER NOT NULL,"
"  began INTEGER NOT NULL DEFAULT 0,"		/* the first key was destroyed */
"  batches INTEGER NOT NULL DEFAULT 0,"		/* that are committed */
"  arrivals INTEGER NOT NULL DEFAULT 0,"	/* erased with opinions */
"  loose INTEGER NOT NULL DEFAULT 0,"		/* erased that belonged to none */
"  keys INTEGER NOT NULL DEFAULT 0,"		/* destroyed */
"  files INTEGER NOT NULL DEFAULT 0,"		/* removed */
"  digest BLOB NOT NULL,"			/* of all that was destroyed, one after the other */
"  report TEXT NOT NULL DEFAULT ''"		/* 消去報告書, signed */
") STRICT;"
"CREATE INDEX erasure_open ON erasure(id) WHERE state IN ('proposed','released','erased');"
"CREATE TABLE erasure_rule ("
"  erasure INTEGER NOT NULL REFERENCES erasure,"
"  place INTEGER NOT NULL,"			/* in the settings, from 1 */
"  name TEXT NOT NULL,"
"  says TEXT NOT NULL,"				/* its conditions, as they were */
"  before INTEGER NOT NULL,"
"  PRIMARY KEY (erasure, place)"
") STRICT, WITHOUT ROWID;"
"CREATE TABLE erasure_item ("
"  erasure INTEGER NOT NULL REFERENCES erasure,"
"  opinion INTEGER NOT NULL REFERENCES opinion,"
"  rule INTEGER NOT NULL,"
"  outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('','erased','kept')),"
"  PRIMARY KEY (erasure, opinion)"
") STRICT, WITHOUT ROWID;"
"CREATE INDEX erasure_item_open ON erasure_item(erasure, opinion) WHERE outcome = '';"
"CREATE TABLE erasure_release ("
"  erasure INTEGER NOT NULL REFERENCES erasure,"
"  person TEXT NOT NULL,"			/* what tells people apart */
"  name TEXT NOT NULL,"
"  at INTEGER NOT NULL,"
"  PRIMARY KEY (erasure, person)"
") STRICT, WITHOUT ROWID;"
/* Files of arrivals that are erased, and not yet removed. */
"CREATE TABLE erasure_file ("
"  arrival TEXT PRIMARY KEY,"
"  erasure INTEGER NOT NULL"
") STRICT, WITHOUT ROWID;"
"CREATE INDEX guess_opinion ON guess(opinion);"
"CREATE INDEX intent_arrival ON intent(arrival) WHERE arrival IS NOT NULL;"
"CREATE INDEX staff_form_opinion ON staff_form(opinion) WHERE opinion IS NOT NULL;"
"CREATE INDEX arrival_loose ON arrival(received) WHERE opinion IS NULL;",

/* The access log. Lines of form 2 say more. It only grows: whoever takes a trigger away is found by access_verify(). */
"ALTER TABLE access ADD COLUMN form INTEGER NOT NULL DEFAULT 1;"
"ALTER TABLE access ADD COLUMN program TEXT NOT NULL DEFAULT '';"
"ALTER TABLE access ADD COLUMN items TEXT NOT NULL DEFAULT '';"	/* words of access.h */
"ALTER TABLE access ADD COLUMN unmasked INTEGER NOT NULL DEFAULT 0;"
"ALTER TABLE access ADD COLUMN reason BLOB;"		/* sealed with the opinion's key */
"CREATE INDEX access_at ON access(at);"
"CREATE INDEX access_opinion ON access(opinion, id) WHERE opinion > 0;"
"CREATE TRIGGER access_update BEFORE UPDATE ON access BEGIN "
"  SELECT RAISE(ABORT, 'the access log is append-only'); END;"
"CREATE TRIGGER access_delete BEFORE DELETE ON access BEGIN "
"  SELECT RAISE(ABORT, 'the access log is append-only'); END;"
"CREATE TRIGGER access_insert BEFORE INSERT ON access WHEN NEW.id <= (SELECT max(id) FROM access) BEGIN "
"  SELECT RAISE(ABORT, 'the access log is append-only'); END;"
/* The end of the log as it was last written, so that lines cut off there are missed. One row. */
"CREATE TABLE access_head ("
"  one INTEGER PRIMARY KEY CHECK (one = 1),"
"  count INTEGER NOT NULL,"			/* id of the last line */
"  at INTEGER NOT NULL,"
"  chain BLOB NOT NULL,"
"  signature BLOB NOT NULL"
") STRICT;"
"CREATE TABLE checkpoint ("
"  id INTEGER PRIMARY KEY,"
"  count INTEGER NOT NULL,"
"  at INTEGER NOT NULL,"
"  whole INTEGER NOT NULL,"			/* 1: every line was verified then; 0: those since the one before */
"  chain BLOB NOT NULL,"
"  signature BLOB NOT NULL"
") STRICT;"
"CREATE TRIGGER checkpoint_update BEFORE UPDATE ON checkpoint BEGIN "
"  SELECT RAISE(ABORT, 'checkpoints are append-only'); END;"
"CREATE TRIGGER checkpoint_delete BEFORE DELETE ON checkpoint BEGIN "
"  SELECT RAISE(ABORT, 'checkpoints are append-only'); END;"
"CREATE TRIGGER checkpoint_insert BEFORE INSERT ON checkpoint WHEN NEW.id <= (SELECT max(id) FROM checkpoint) BEGIN "
"  SELECT RAISE(ABORT, 'checkpoints are append-only'); END;"
"CREATE INDEX intent_checkpoint ON intent(created) WHERE kind = 'checkpoint';",

/* What left in a mail, and how: for the leak drill. */
"ALTER TABLE intent ADD COLUMN items TEXT NOT NULL DEFAULT '';"	/* words of access.h */
"ALTER TABLE intent ADD COLUMN unmasked INTEGER NOT NULL DEFAULT 0;"
"ALTER TABLE intent ADD COLUMN link TEXT NOT NULL DEFAULT '';"	/* "TLS1.3 verified HOST" */
"ALTER TABLE intent ADD COLUMN said TEXT NOT NULL DEFAULT '';",
/* Arrivals in which a virus was found, by their id; waived: when a person let it pass, 0 never. */
"CREATE TABLE infected ("
"  id TEXT PRIMARY KEY,"
"  name TEXT NOT NULL,"
"  found INTEGER NOT NULL,"
"  waived INTEGER NOT NULL DEFAULT 0"
") STRICT, WITHOUT ROWID;"
/* What the administrator was told of and is not over yet (spool/trouble.h). */
"CREATE TABLE trouble ("
"  name TEXT PRIMARY KEY,"
"  code TEXT NOT NULL,"
"  since INTEGER NOT NULL"
") STRICT, WITHOUT ROWID;",
};
