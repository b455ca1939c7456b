/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema - the tables of the register, as numbered steps forward; nothing steps back. */
#include "spool/schema.h"

#include "config/memory.h"
#include "spool/schema_4.h"
#include "spool/schema_5.h"
#include "spool/schema_6.h"
#include "spool/schema_7.h"

/* SQLite takes a script of any length, and so does every compiler that we know. */
#pragma GCC diagnostic ignored "-Woverlength-strings"

/*
 * What is in the clear is what statistics need: numbers, channel, purpose, department, state and
 * times. Columns of type BLOB are sealed (seal.h) under the key that the row's key column names, but
 * for those called hash or digest, which are keyed hashes for look-ups. Times are UTC seconds.
 */
enum { PIECES = SCHEMA_PIECES };

static const char *const steps[][PIECES] = {
/* 1 */
{ "PRAGMA application_id = 1768644974;"	/* "iken" */

/* The keys of opinions and of arrivals that belong to none, wrapped under the master key. Erasing
 * an opinion erases its row here. Never in the same backup as the other tables. */
"CREATE TABLE key ("
"  id INTEGER PRIMARY KEY,"
"  wrapped BLOB"
") STRICT;"

/* Running numbers of opinions, by the year in Tokyo. */
"CREATE TABLE running ("
"  year INTEGER PRIMARY KEY,"
"  last INTEGER NOT NULL"
") STRICT;"

"CREATE TABLE opinion ("
"  id INTEGER PRIMARY KEY,"
"  number TEXT NOT NULL UNIQUE,"
"  channel TEXT NOT NULL,"
"  purpose TEXT NOT NULL,"
"  department TEXT NOT NULL DEFAULT '',"
"  state TEXT NOT NULL CHECK (state IN ('received','requested','drafted','released','sent',"
"    'delivered','undeliverable','closed','erased')),"
"  language TEXT NOT NULL,"
"  received INTEGER NOT NULL,"
"  due INTEGER NOT NULL DEFAULT 0,"		/* 0: none yet */
"  changed INTEGER NOT NULL,"			/* last change of state */
"  arrival INTEGER NOT NULL DEFAULT 0,"		/* the one that made it */
"  key INTEGER NOT NULL REFERENCES key,"
"  contact BLOB,"				/* contact.h */
"  contact_hash BLOB"				/* of the mail address */
") STRICT;"
/* Only what is open is ever looked for by a run: costs do not grow with what was. */
"CREATE INDEX opinion_open ON opinion(state, id) WHERE state NOT IN ('delivered','closed','erased');"
"CREATE INDEX opinion_state ON opinion(state, changed);"	/* `iken status` counts without reading rows */
"CREATE INDEX opinion_contact ON opinion(contact_hash, id);"

/* Every message that came in, and what became of it. */
"CREATE TABLE arrival ("
"  seq INTEGER PRIMARY KEY,"
"  id TEXT NOT NULL UNIQUE,"
"  source TEXT NOT NULL,"
"  channel TEXT NOT NULL,"
"  received INTEGER NOT NULL,"
"  registered INTEGER NOT NULL,"
"  size INTEGER NOT NULL,"
"  digest BLOB NOT NULL,"			/* keyed, of its octets: the same mail or not */
"  kind TEXT NOT NULL CHECK (kind IN ('opinion','follow-up','answer','approval','bounce','automatic',"
"    'duplicate','command','held','set-aside')),"
"  reason TEXT NOT NULL DEFAULT '',"		/* a code, or the parser's complaint; nothing personal */
"  opinion INTEGER REFERENCES opinion,"
"  key INTEGER NOT NULL REFERENCES key,"
"  file_key BLOB,"				/* opens the file in the spool */
"  reading BLOB"				/* reading.h; NULL when it could not be read */
") STRICT;"
"CREATE INDEX arrival_digest ON arrival(digest);"
"CREATE INDEX arrival_opinion ON arrival(opinion) WHERE opinion IS NOT NULL;"
"CREATE INDEX arrival_waiting ON arrival(kind, seq) WHERE kind IN ('held','set-aside');"

/* Everything that happened to an opinion; written with each change of state. */
"CREATE TABLE event ("
"  id INTEGER PRIMARY KEY,"
"  opinion INTEGER NOT NULL REFERENCES opinion,"
"  at INTEGER NOT NULL,"
"  step TEXT NOT NULL,"
"  before TEXT NOT NULL,"
"  after TEXT NOT NULL,"
"  who TEXT NOT NULL,"				/* a program, department:CODE, desk, resident */
"  note TEXT NOT NULL DEFAULT '',"		/* a code of ours, nothing personal */
"  arrival INTEGER"
") STRICT;"
"CREATE INDEX event_opinion ON event(opinion, id);"

/* What departments wrote: drafts of answers, and progress notes. */
"CREATE TABLE draft ("
"  id INTEGER PRIMARY KEY,"
"  opinion INTEGER NOT NULL REFERENCES opinion,"
"  arrival INTEGER NOT NULL,"
"  department TEXT NOT NULL,"
"  kind TEXT NOT NULL CHECK (kind IN ('answer','note')),"
"  at INTEGER NOT NULL,"
"  text BLOB"
") STRICT;"
"CREATE INDEX draft_opinion ON draft(opinion, id);"

/* What must go out. process inserts; reply fills in how it went. The text of no mail is here:
 * it is rendered when it is sent. */
"CREATE TABLE intent ("
"  id INTEGER PRIMARY KEY,"
"  kind TEXT NOT NULL,"
"  party TEXT NOT NULL,"			/* resident, department:CODE, desk, administrator, sender */
"  opinion INTEGER REFERENCES opinion,"
"  arrival INTEGER,"
"  draft INTEGER,"
"  code TEXT NOT NULL DEFAULT '',"		/* why, for mails that say why */
"  message_id TEXT NOT NULL UNIQUE,"
"  created INTEGER NOT NULL,"
"  not_before INTEGER NOT NULL,"
"  attempts INTEGER NOT NULL DEFAULT 0,"
"  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting','sent','failed','cancelled')),"
"  result TEXT NOT NULL DEFAULT '',"		/* the server's status code, or why it was cancelled */
"  done INTEGER NOT NULL DEFAULT 0"
") STRICT;"
"CREATE INDEX intent_due ON intent(not_before, id) WHERE state = 'waiting';"
"CREATE INDEX intent_opinion ON intent(opinion) WHERE opinion IS NOT NULL;"
"CREATE INDEX intent_failed ON intent(done) WHERE state = 'failed';"
"CREATE UNIQUE INDEX intent_one_receipt ON intent(opinion) WHERE kind = 'receipt';"

/* Recipients that have accepted an intent of several recipients while others have not. */
"CREATE TABLE delivery ("
"  intent INTEGER NOT NULL REFERENCES intent,"
"  recipient BLOB NOT NULL,"			/* keyed hash of the address */
"  result TEXT NOT NULL,"
"  at INTEGER NOT NULL,"
"  PRIMARY KEY (intent, recipient)"
") STRICT, WITHOUT ROWID;"

/* How many automatic mails a day went to an address, a domain, and in all. */
"CREATE TABLE allowance ("
"  day INTEGER NOT NULL,"
"  who BLOB NOT NULL,"				/* keyed hash */
"  used INTEGER NOT NULL,"
"  PRIMARY KEY (day, who)"
") STRICT, WITHOUT ROWID;"

/* Who looked at what. Each row carries the keyed hash of itself and of the one before. */
"CREATE TABLE access ("
"  id INTEGER PRIMARY KEY,"
"  at INTEGER NOT NULL,"
"  who TEXT NOT NULL,"
"  what TEXT NOT NULL,"
"  opinion INTEGER,"
"  chain BLOB NOT NULL"
") STRICT;" },

/* 2: the departments' side. What a CHECK names cannot be altered in place: those tables are
 * made anew (foreign keys are not enforced meanwhile, see take_step()). */
{ "CREATE TABLE opinion_new ("
"  id INTEGER PRIMARY KEY,"
"  number TEXT NOT NULL UNIQUE,"
"  channel TEXT NOT NULL,"
"  purpose TEXT NOT NULL,"
"  department TEXT NOT NULL DEFAULT '',"	/* the one that leads */
"  state TEXT NOT NULL CHECK (state IN ('received','requested','asked','drafted','released','sent',"
"    'delivered','undeliverable','closed','erased')),"
"  language TEXT NOT NULL,"
"  received INTEGER NOT NULL,"
"  due INTEGER NOT NULL DEFAULT 0,"		/* 0: none yet */
"  changed INTEGER NOT NULL,"			/* last change of state */
"  arrival INTEGER NOT NULL DEFAULT 0,"		/* the one that made it */
"  key INTEGER NOT NULL REFERENCES key,"
"  contact BLOB,"				/* contact.h */
"  contact_hash BLOB,"				/* of the mail address */
"  text_hash BLOB,"				/* of its words, to find what was sent before */
"  reason TEXT NOT NULL DEFAULT '',"		/* why it is not processed */
"  protected INTEGER NOT NULL DEFAULT 0,"	/* 支援措置: addresses in no request and no export */
"  danger INTEGER NOT NULL DEFAULT 0,"
"  counted_from INTEGER NOT NULL DEFAULT 0,"	/* day zero of the due day: receipt, or a follow-up */
"  paused INTEGER NOT NULL DEFAULT 0,"		/* asked back since; 0: the clock runs */
"  paused_days INTEGER NOT NULL DEFAULT 0"	/* open days that the clock stood still until now */
") STRICT;"
"INSERT INTO opinion_new(id, number, channel, purpose, department, state, language, received, due, changed,"
"  arrival, key, contact, contact_hash, counted_from) SELECT id, number, channel, purpose, department, state,"
"  language, received, due, changed, arrival, key, contact, contact_hash, received FROM opinion;"
"DROP TABLE opinion;"
"ALTER TABLE opinion_new RENAME TO opinion;"
"CREATE INDEX opinion_open ON opinion(state, id) WHERE state NOT IN ('delivered','closed','erased');"
"CREATE INDEX opinion_department ON opinion(department, due, id) WHERE state NOT IN ('delivered','closed','erased');"
"CREATE INDEX opinion_state ON opinion(state, changed);"
"CREATE INDEX opinion_contact ON opinion(contact_hash, id);"
"CREATE INDEX opinion_repeated ON opinion(contact_hash, text_hash) WHERE text_hash IS NOT NULL;"
"CREATE INDEX opinion_reason ON opinion(reason) WHERE reason <> '';"
"CREATE INDEX opinion_danger ON opinion(id) WHERE danger = 1 AND state IN ('received','requested');"

"CREATE TABLE draft_new ("
"  id INTEGER PRIMARY KEY,"
"  opinion INTEGER NOT NULL REFERENCES opinion,"
"  arrival INTEGER NOT NULL,"
"  department TEXT NOT NULL,"
"  kind TEXT NOT NULL CHECK (kind IN ('answer','note','question','part')),"
"  at INTEGER NOT NULL,"
"  corrects INTEGER NOT NULL DEFAULT 0,"	/* when the answer left that this one corrects; 0: none */
"  text BLOB"
") STRICT;"
"INSERT INTO draft_new(id, opinion, arrival, department, kind, at, text) SELECT id, opinion, arrival, department,"
"  kind, at, text FROM draft;"
"DROP TABLE draft;"
"ALTER TABLE draft_new RENAME TO draft;"
"CREATE INDEX draft_opinion ON draft(opinion, id);",

/* seq never comes again: a reply address and a guess name it after iken-retry has taken it out. */
"CREATE TABLE arrival_new ("
"  seq INTEGER PRIMARY KEY AUTOINCREMENT,"
"  id TEXT NOT NULL UNIQUE,"
"  source TEXT NOT NULL,"
"  channel TEXT NOT NULL,"
"  received INTEGER NOT NULL,"
"  registered INTEGER NOT NULL,"
"  size INTEGER NOT NULL,"
"  digest BLOB NOT NULL,"			/* keyed, of its octets: the same mail or not */
"  kind TEXT NOT NULL CHECK (kind IN ('opinion','follow-up','answer','approval','bounce','automatic',"
"    'duplicate','command','held','set-aside','discarded')),"
"  reason TEXT NOT NULL DEFAULT '',"		/* a code, or the parser's complaint; nothing personal */
"  opinion INTEGER REFERENCES opinion,"
"  key INTEGER NOT NULL REFERENCES key,"
"  file_key BLOB,"				/* opens the file in the spool */
"  reading BLOB"				/* reading.h; NULL when it could not be read */
") STRICT;"
"INSERT INTO arrival_new SELECT seq, id, source, channel, received, registered, size, digest, kind, reason, opinion,"
"  key, file_key, reading FROM arrival;"
"DROP TABLE arrival;"
"ALTER TABLE arrival_new RENAME TO arrival;"
"CREATE INDEX arrival_digest ON arrival(digest);"
"CREATE INDEX arrival_opinion ON arrival(opinion) WHERE opinion IS NOT NULL;"
"CREATE INDEX arrival_waiting ON arrival(kind, seq) WHERE kind IN ('held','set-aside');"

/* National holidays, and the years of which all are known. */
"CREATE TABLE holiday ("
"  day TEXT PRIMARY KEY,"			/* 2026-01-01 */
"  name TEXT NOT NULL"
") STRICT, WITHOUT ROWID;"
"CREATE TABLE holiday_year ("
"  year INTEGER PRIMARY KEY,"
"  imported INTEGER NOT NULL"
") STRICT;"

/* Other departments that were asked for a part of the answer, or got a copy. */
"CREATE TABLE part ("
"  id INTEGER PRIMARY KEY,"
"  opinion INTEGER NOT NULL REFERENCES opinion,"
"  department TEXT NOT NULL,"
"  role TEXT NOT NULL CHECK (role IN ('part','copy')),"
"  state TEXT NOT NULL CHECK (state IN ('asked','answered','declined','informed','void')),"
"  due INTEGER NOT NULL DEFAULT 0,"
"  draft INTEGER NOT NULL DEFAULT 0,"		/* its newest part */
"  created INTEGER NOT NULL,"
"  changed INTEGER NOT NULL,"
"  UNIQUE (opinion, department)"
") STRICT;"
"CREATE INDEX part_open ON part(department, due) WHERE state = 'asked';"

/* Who has to agree to a draft (decide), one after the other, and who sees it (see). */
"CREATE TABLE approval ("
"  id INTEGER PRIMARY KEY,"
"  opinion INTEGER NOT NULL REFERENCES opinion,"
"  draft INTEGER NOT NULL,"
"  position INTEGER NOT NULL,"
"  approver TEXT NOT NULL,"			/* a code of the settings, or desk */
"  role TEXT NOT NULL CHECK (role IN ('decide','see')),"
"  state TEXT NOT NULL CHECK (state IN ('waiting','asked','approved','returned','stopped','seen','void')),"
"  at INTEGER NOT NULL,"			/* of the last change */
"  arrival INTEGER NOT NULL DEFAULT 0,"
"  UNIQUE (draft, approver)"
") STRICT;"
"CREATE INDEX approval_asked ON approval(approver, opinion) WHERE state = 'asked';"
/* What waited for the desk until now. */
"INSERT INTO approval(opinion, draft, position, approver, role, state, at) SELECT opinion.id, max(draft.id), 1,"
"  'desk', 'decide', 'asked', opinion.changed FROM opinion JOIN draft ON draft.opinion = opinion.id AND"
"  draft.kind = 'answer' WHERE opinion.state = 'drafted' GROUP BY opinion.id;"

/* Where a held arrival perhaps belongs, as it was listed to the desk. */
"CREATE TABLE guess ("
"  arrival INTEGER NOT NULL,"
"  position INTEGER NOT NULL,"
"  opinion INTEGER NOT NULL REFERENCES opinion,"
"  why TEXT NOT NULL,"				/* guess.h */
"  PRIMARY KEY (arrival, position)"
") STRICT, WITHOUT ROWID;"

/* Further opinions that an arrival was filed to, besides arrival.opinion. */
"CREATE TABLE filing ("
"  arrival INTEGER NOT NULL,"
"  opinion INTEGER NOT NULL REFERENCES opinion,"
"  PRIMARY KEY (arrival, opinion)"
") STRICT, WITHOUT ROWID;"
"CREATE INDEX filing_opinion ON filing(opinion);"

/* Which of its signed addresses a group of clerks has now; no line: the first. */
"CREATE TABLE staff_address ("
"  code TEXT PRIMARY KEY,"			/* of the settings, in lower case */
"  generation INTEGER NOT NULL,"
"  renewed INTEGER NOT NULL"
") STRICT, WITHOUT ROWID;"
/* Forms and mails of clerks in the last day, to know one that was sent twice or came by two ways. */
"CREATE TABLE staff_form ("
"  form BLOB PRIMARY KEY,"			/* keyed hash */
"  opinion INTEGER REFERENCES opinion,"		/* that it has made; NULL of a mail */
"  received INTEGER NOT NULL"
") STRICT, WITHOUT ROWID;"
/* What a person has to see at once leaves before everything else. */
"CREATE INDEX intent_danger ON intent(not_before, id) WHERE state = 'waiting' AND kind = 'danger';"

/* Whether an answer may have left: 0 certainly not, 1 it is being handed over, 2 perhaps. */
"ALTER TABLE intent ADD COLUMN leaving INTEGER NOT NULL DEFAULT 0;"

/* A digest is a mail to one party about one day. */
"CREATE UNIQUE INDEX intent_one_reminder ON intent(party, code) WHERE kind = 'reminder';" },

/* 3: paper in, paper out. */
{ "CREATE TABLE opinion_new ("
"  id INTEGER PRIMARY KEY,"
"  number TEXT NOT NULL UNIQUE,"
"  channel TEXT NOT NULL,"
"  purpose TEXT NOT NULL,"
"  department TEXT NOT NULL DEFAULT '',"	/* the one that leads */
"  state TEXT NOT NULL CHECK (state IN ('received','requested','asked','drafted','released','printed','posted',"
"    'sent','delivered','undeliverable','closed','erased')),"
"  language TEXT NOT NULL,"
"  received INTEGER NOT NULL,"
"  due INTEGER NOT NULL DEFAULT 0,"		/* 0: none yet */
"  changed INTEGER NOT NULL,"			/* last change of state */
"  arrival INTEGER NOT NULL DEFAULT 0,"		/* the one that made it */
"  key INTEGER NOT NULL REFERENCES key,"
"  contact BLOB,"				/* contact.h */
"  contact_hash BLOB,"				/* of the mail address */
"  text_hash BLOB,"				/* of its words, to find what was sent before */
"  reason TEXT NOT NULL DEFAULT '',"		/* why it is not processed */
"  protected INTEGER NOT NULL DEFAULT 0,"	/* 支援措置: addresses in no request and no export */
"  danger INTEGER NOT NULL DEFAULT 0,"
"  counted_from INTEGER NOT NULL DEFAULT 0,"	/* day zero of the due day: receipt, or a follow-up */
"  paused INTEGER NOT NULL DEFAULT 0,"		/* asked back since; 0: the clock runs */
"  paused_days INTEGER NOT NULL DEFAULT 0,"	/* open days that the clock stood still until now */
"  address_bad INTEGER NOT NULL DEFAULT 0"	/* a letter came back from the postal address */
") STRICT;"
"INSERT INTO opinion_new(id, number, channel, purpose, department, state, language, received, due, changed,"
"  arrival, key, contact, contact_hash, text_hash, reason, protected, danger, counted_from, paused, paused_days)"
"  SELECT id, number, channel, purpose, department, state, language, received, due, changed, arrival, key, contact,"
"  contact_hash, text_hash, reason, protected, danger, counted_from, paused, paused_days FROM opinion;"
"DROP TABLE opinion;"
"ALTER TABLE opinion_new RENAME TO opinion;"
"CREATE INDEX opinion_open ON opinion(state, id) WHERE state NOT IN ('delivered','closed','erased');"
"CREATE INDEX opinion_department ON opinion(department, due, id) WHERE state NOT IN ('delivered','closed','erased');"
"CREATE INDEX opinion_state ON opinion(state, changed);"
"CREATE INDEX opinion_contact ON opinion(contact_hash, id);"
"CREATE INDEX opinion_repeated ON opinion(contact_hash, text_hash) WHERE text_hash IS NOT NULL;"
"CREATE INDEX opinion_reason ON opinion(reason) WHERE reason <> '';"
"CREATE INDEX opinion_danger ON opinion(id) WHERE danger = 1 AND state IN ('received','requested');",

"CREATE TABLE arrival_new ("
"  seq INTEGER PRIMARY KEY AUTOINCREMENT,"
"  id TEXT NOT NULL UNIQUE,"
"  source TEXT NOT NULL,"
"  channel TEXT NOT NULL,"
"  received INTEGER NOT NULL,"
"  registered INTEGER NOT NULL,"
"  size INTEGER NOT NULL,"
"  digest BLOB NOT NULL,"			/* keyed, of its octets, of a bundle of its files': the same or not */
"  kind TEXT NOT NULL CHECK (kind IN ('opinion','follow-up','answer','approval','bounce','automatic',"
"    'duplicate','command','held','set-aside','discarded','scan','split','note','returned','report')),"
"  reason TEXT NOT NULL DEFAULT '',"		/* a code, or the parser's complaint; nothing personal */
"  opinion INTEGER REFERENCES opinion,"
"  key INTEGER NOT NULL REFERENCES key,"
"  file_key BLOB,"				/* opens the file in the spool */
"  reading BLOB"				/* reading.h; NULL when it could not be read */
") STRICT;"
"INSERT INTO arrival_new SELECT seq, id, source, channel, received, registered, size, digest, kind, reason, opinion,"
"  key, file_key, reading FROM arrival;"
"DROP TABLE arrival;"
"ALTER TABLE arrival_new RENAME TO arrival;"
"CREATE INDEX arrival_digest ON arrival(digest);"
"CREATE INDEX arrival_opinion ON arrival(opinion) WHERE opinion IS NOT NULL;"
"CREATE INDEX arrival_waiting ON arrival(kind, seq) WHERE kind IN ('held','set-aside');"
"CREATE INDEX arrival_scan ON arrival(seq) WHERE kind = 'scan';",

/* Which way an intent goes out: by mail, or on paper, which only answers do. */
"ALTER TABLE intent ADD COLUMN way TEXT NOT NULL DEFAULT 'mail' CHECK (way IN ('mail','letter'));"
"DROP INDEX intent_due;"
"CREATE INDEX intent_due ON intent(not_before, id) WHERE state = 'waiting' AND way = 'mail';"
"CREATE INDEX intent_letter ON intent(not_before, id) WHERE state = 'waiting' AND way = 'letter';"

/* A run of letters: printed together, put into envelopes together, confirmed together (発送簿). */
"CREATE TABLE run ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  made INTEGER NOT NULL,"
"  state TEXT NOT NULL CHECK (state IN ('making','printed','confirmed')),"
"  place TEXT NOT NULL DEFAULT '',"		/* the PDF's name, or the printer's jobs */
"  digest BLOB NOT NULL,"			/* keyed, of the PDF */
"  confirmed INTEGER NOT NULL DEFAULT 0,"
"  who TEXT NOT NULL DEFAULT ''"
") STRICT;"
"CREATE INDEX run_open ON run(id) WHERE state <> 'confirmed';"
"CREATE TABLE letter ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  run INTEGER NOT NULL REFERENCES run,"
"  place INTEGER NOT NULL,"			/* in the run, from 1 */
"  opinion INTEGER NOT NULL REFERENCES opinion,"
"  draft INTEGER NOT NULL,"
"  intent INTEGER NOT NULL,"
"  reprints INTEGER NOT NULL DEFAULT 0,"	/* the letter that it is printed for again */
"  document TEXT NOT NULL DEFAULT '',"		/* 文書番号 */
"  sheets INTEGER NOT NULL,"
"  state TEXT NOT NULL CHECK (state IN ('printed','posted','kept','returned')),"
"  changed INTEGER NOT NULL,"
"  UNIQUE (run, place)"
") STRICT;"
"CREATE INDEX letter_opinion ON letter(opinion, id);"
"CREATE INDEX letter_intent ON letter(intent);"
/* Running numbers of documents, by the fiscal year in Tokyo. */
"CREATE TABLE document ("
"  year INTEGER PRIMARY KEY,"
"  last INTEGER NOT NULL"
") STRICT;",

/* Stacks of scans that a batch sheet was printed for. */
"CREATE TABLE batch ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  channel TEXT NOT NULL,"
"  made INTEGER NOT NULL,"
"  expected INTEGER NOT NULL,"
"  arrival INTEGER NOT NULL DEFAULT 0,"		/* the stack; 0: not scanned yet */
"  found INTEGER NOT NULL DEFAULT 0"
") STRICT;"
/* What an arrival of kind split was split into, and what became of each. */
"CREATE TABLE piece ("
"  parent INTEGER NOT NULL,"
"  place INTEGER NOT NULL,"			/* from 1 */
"  arrival TEXT NOT NULL UNIQUE,"		/* the id of its own */
"  label TEXT NOT NULL,"			/* where it was: \"pages 3-4\", \"row 12\" */
"  outcome TEXT NOT NULL DEFAULT '',"		/* \"opinion 2026-000123-8\", \"scan\", \"form-errors\"; '' none yet */
"  PRIMARY KEY (parent, place)"
") STRICT, WITHOUT ROWID;"
/* Who was asked to type in a scan: 1 and 2 the clerks, 3 who decides between them. */
"CREATE TABLE transcription ("
"  arrival INTEGER NOT NULL,"
"  place INTEGER NOT NULL CHECK (place IN (1, 2, 3)),"
"  asked INTEGER NOT NULL,"
"  done INTEGER NOT NULL DEFAULT 0,"
"  form BLOB,"					/* as it was typed, in its proper form */
"  PRIMARY KEY (arrival, place)"
") STRICT, WITHOUT ROWID;"
"CREATE INDEX transcription_open ON transcription(asked) WHERE done = 0;"
/* What the machine can read of a scan: proposed, never registered by itself. */
"CREATE TABLE proposal ("
"  arrival INTEGER PRIMARY KEY,"
"  confidence INTEGER NOT NULL,"		/* 0 to 100 */
"  text BLOB NOT NULL"
") STRICT;" },
};

enum { HERE = sizeof steps / sizeof steps[0], STEPS = HERE + 4 };

/* The pieces of the step that leads away from a version; ends with NULL, or after PIECES of them. */
static const char *const *
pieces_from(int64_t version)
{
	return version < HERE ? steps[version] : version == HERE ? schema_step_4 : version == HERE + 1 ? schema_step_5 :
	    version == HERE + 2 ? schema_step_6 : schema_step_7;
}

int
schema_version(void)
{
	return STEPS;
}

enum verdict
schema_read_version(struct db *db, int64_t *version_out, struct fault *f)
{
	struct query *q = db_query(db, "PRAGMA user_version");
	bool row;
	enum verdict v = query_next(q, &row, f);

	if (v == DONE && row)
		*version_out = query_number_at(q, 0);
	query_done(q);
	return v;
}

/*
 * A table that is dropped would be kept in memory whole while its pages are overwritten. What stays in free
 * pages is sealed; only dropping the key table would need more.
 */
static enum verdict
take_step(struct db *db, int64_t from, struct fault *f)
{
	const char *const *pieces = pieces_from(from);
	char mark[64];
	enum verdict v = db_script(db, "PRAGMA foreign_keys = OFF; PRAGMA secure_delete = FAST", f);

	if (v == DONE)
		v = db_begin(db, f);
	if (v != DONE)
		return v;
	snprintf(mark, sizeof mark, "PRAGMA user_version = %lld", (long long)from + 1);
	for (int i = 0; v == DONE && i < PIECES && pieces[i] != NULL; i++)
		v = db_script(db, pieces[i], f);
	if (v == DONE)
		v = db_script(db, mark, f);
	if (v == DONE)
		v = db_commit(db, f);
	else
		db_rollback(db);
	return v == DONE ? db_script(db, "PRAGMA foreign_keys = ON; PRAGMA secure_delete = 1", f) : v;
}

enum verdict
schema_migrate(struct db *db, struct fault *f)
{
	int64_t version = 0;
	enum verdict v = schema_read_version(db, &version, f);

	if (v == DONE && version > STEPS)
		return schema_check(db, f);
	for (; v == DONE && version < STEPS; version++)
		v = take_step(db, version, f);
	return v;
}

enum verdict
schema_check(struct db *db, struct fault *f)
{
	int64_t version = 0;
	enum verdict v = schema_read_version(db, &version, f);

	if (v != DONE || version == STEPS)
		return v;
	if (version > STEPS)
		return fail(f, HALT, "register: version %lld is newer than these programs (%d): install the newer ones",
		    (long long)version, STEPS);
	return fail(f, HALT, "register: version %lld is older than these programs (%d): run iken-init",
	    (long long)version, STEPS);
}
