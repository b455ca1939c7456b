/* SPDX-License-Identifier: GPL-3.0-or-later */
/* marks - which keys are the register's own. */
#include "spool/marks.h"

#include <string.h>

#include "config/clock.h"

enum verdict
marks_read(struct db *db, enum key_kind kind, unsigned char mark_out[SEAL_HASH], int64_t *made_out, bool *empty_out,
    struct fault *f)
{
	struct query *q = db_query(db, "SELECT mark, made FROM spool_key WHERE name = ?1");
	bool row;
	enum verdict v;

	memset(mark_out, 0, SEAL_HASH);
	*made_out = 0;
	*empty_out = true;
	query_text(q, 1, keys_file(kind));
	v = query_next(q, &row, f);
	if (v == DONE && row) {
		struct bytes mark = query_blob_at(q, 0);

		*empty_out = mark.len != SEAL_HASH;
		if (mark.len == SEAL_HASH)
			memcpy(mark_out, mark.data, SEAL_HASH);
		*made_out = query_number_at(q, 1);
	}
	query_done(q);
	return v;
}

enum verdict
marks_settle(struct db *db, const struct settings *s, struct keys *keys, struct fault *f)
{
	enum verdict v = DONE;

	for (int i = 0; v == DONE && i < KEYS_KINDS; i++) {
		enum key_kind kind = (enum key_kind)i;
		unsigned char mark[SEAL_HASH];
		int64_t made;
		bool empty;

		if (keys_count(keys, kind) == 0)
			continue;
		v = marks_read(db, kind, mark, &made, &empty, f);
		if (v == DONE && !empty && !keys_settle(keys, kind, mark))
			v = fail(f, HALT, "key %s/%s is not the one of this register: bring it back from the backup's keyring or the "
			    "safe (iken-keys shows which)", s->keys, keys_file(kind));
	}
	return v;
}

static enum verdict
put(struct query *q, enum key_kind kind, const unsigned char *mark, size_t len, int64_t made, struct fault *f)
{
	query_text(q, 1, keys_file(kind));
	query_blob(q, 2, (struct bytes){ mark, len });
	query_number(q, 3, made);
	return query_run(q, f);
}

enum verdict
marks_note(struct db *db, const struct keys *keys, bool lookup_differs, struct fault *f)
{
	enum verdict v = DONE;

	for (int i = 0; v == DONE && i < KEYS_KINDS; i++) {
		enum key_kind kind = (enum key_kind)i;
		unsigned char mark[SEAL_HASH];

		if (keys_count(keys, kind) == 0)
			continue;
		keys_mark(kind, keys_at(keys, kind, 0), mark);
		v = put(db_query(db, "INSERT OR IGNORE INTO spool_key(name, mark, made) VALUES(?1,?2,?3)"), kind, mark,
		    kind == KEYS_LOOKUP && lookup_differs ? 0 : sizeof mark, clock_now(), f);
	}
	return v;
}

enum verdict
marks_change(struct db *db, enum key_kind kind, const struct seal_key *key, struct fault *f)
{
	unsigned char mark[SEAL_HASH];

	keys_mark(kind, key, mark);
	return put(db_query(db, "INSERT OR REPLACE INTO spool_key(name, mark, made) VALUES(?1,?2,?3)"), kind, mark, sizeof mark,
	    clock_now(), f);
}

enum verdict
marks_adopt(struct db *db, const struct keys *keys, struct fault *f)
{
	enum verdict v = DONE;

	for (int i = 0; v == DONE && i < KEYS_KINDS; i++) {
		enum key_kind kind = (enum key_kind)i;
		unsigned char mark[SEAL_HASH], before[SEAL_HASH];
		bool empty;
		int64_t made;

		if (keys_count(keys, kind) == 0)
			continue;
		keys_mark(kind, keys_at(keys, kind, 0), mark);
		v = marks_read(db, kind, before, &made, &empty, f);
		if (v != DONE || (!empty && memcmp(mark, before, sizeof mark) == 0))
			continue;
		v = put(db_query(db, "INSERT OR REPLACE INTO spool_key(name, mark, made) VALUES(?1,?2,?3)"), kind, mark,
		    kind == KEYS_LOOKUP ? 0 : sizeof mark, 0, f);
	}
	return v;
}
