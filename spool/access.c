/* SPDX-License-Identifier: GPL-3.0-or-later */
/* access - who looked at what: append-only, each line chained to the one before. */
#include "spool/access.h"

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/access_sign.h"
#include "spool/access_verify.h"
#include "spool/file.h"

enum { FORM = 2, WORDS_MAX = 100, REASON_MAX = 200 };

/* Which form a line has is within its chain value. */
void
access_chain(const struct ledger *l, const struct access_line *line, const unsigned char before[SEAL_DIGEST],
    unsigned char out[SEAL_DIGEST])
{
	struct buffer b = buffer_init(NULL);

	record_put(&b, (struct bytes){ before, SEAL_DIGEST });
	record_put_number(&b, line->id);
	record_put_number(&b, line->at);
	record_put_string(&b, line->who);
	record_put_string(&b, line->what);
	record_put_number(&b, line->opinion);
	if (line->form != 1) {
		record_put_number(&b, line->form);
		record_put_string(&b, line->program);
		record_put_string(&b, line->items);
		record_put_number(&b, line->unmasked);
		record_put(&b, line->reason);
	}
	seal_hash(l->keys->digest, line->form == 1 ? "access" : "access.2", buffer_bytes(&b), out, SEAL_DIGEST);
	talloc_free(b.data);
}

void
access_take_line(void *ctx, struct query *q, struct access_line *out)
{
	struct bytes reason = query_blob_at(q, 9);

	*out = (struct access_line){ .id = query_number_at(q, 0), .at = query_number_at(q, 1),
		.form = query_number_at(q, 2), .opinion = query_number_at(q, 3), .who = query_text_at(ctx, q, 4),
		.what = query_text_at(ctx, q, 5), .program = query_text_at(ctx, q, 6),
		.items = query_text_at(ctx, q, 7), .unmasked = query_number_at(q, 8) != 0,
		.reason = { reason.len != 0 ? must(talloc_memdup(ctx, reason.data, reason.len)) : NULL, reason.len } };
}

/* ---- who ----------------------------------------------------------------------------------------- */

static char *
user_named(void *ctx, uid_t uid)
{
	const struct passwd *user = getpwuid(uid);

	return must(talloc_asprintf(ctx, "%s (%ld)", user != NULL ? user->pw_name : "?", (long)uid));
}

/* Who logged in, as the kernel remembers it across su and sudo; false where it does not. */
static bool
login_user(uid_t *uid_out)
{
	char digits[24] = "";
	int fd = open("/proc/self/loginuid", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, digits, sizeof digits - 1) : -1;
	int64_t uid;

	if (fd >= 0)
		close(fd);
	if (n <= 0 || !text_to_number(digits, 0, UINT32_MAX - 1, &uid))
		return false;
	*uid_out = (uid_t)uid;
	return true;
}

char *
access_user(void *ctx)
{
	const char *sudo = getenv("SUDO_USER");
	char *who = user_named(ctx, getuid());
	uid_t login;

	/* Anybody can set it; it is one more hint. */
	if (sudo != NULL && sudo[0] != 0)
		who = must(talloc_asprintf_append(who, ", sudo %.32s", sudo));
	if (login_user(&login) && login != getuid())
		who = must(talloc_asprintf_append(who, ", login %s", user_named(ctx, login)));
	text_make_line(who);
	return who;
}

/* ---- a line -------------------------------------------------------------------------------------- */

/* The words of one field: one line, whoever they came from. */
static const char *
words(void *ctx, const char *text)
{
	char *line = must(talloc_strdup(ctx, text != NULL ? text : ""));

	text_make_line(line);
	return text_cut(ctx, line, WORDS_MAX);
}

/* Seals the reason with the opinion's key; nothing is kept of an opinion that was erased. */
static enum verdict
seal_reason(struct ledger *l, void *ctx, const struct look *look, struct bytes *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT key FROM opinion WHERE id = ?1");
	struct buffer sealed = buffer_init(ctx);
	struct seal_key key;
	int64_t id = 0;
	char *line;
	bool row;
	enum verdict v;

	*out = (struct bytes){ NULL, 0 };
	if (look->reason == NULL || look->reason[0] == 0 || look->opinion == 0)
		return DONE;
	query_number(q, 1, look->opinion);
	v = query_next(q, &row, f);
	if (v == DONE && row)
		id = query_number_at(q, 0);
	query_done(q);
	if (v != DONE || id == 0)
		return v;
	v = ledger_key(l, id, &key, f);
	if (v != DONE)
		return v == NEVER ? DONE : v;
	line = must(talloc_strdup(ctx, look->reason));
	text_make_line(line);
	seal_value(&key, "access.reason", bytes_of(text_cut(ctx, line, REASON_MAX)), &sealed);
	seal_wipe(&key, sizeof key);
	*out = buffer_bytes(&sealed);
	return DONE;
}

static enum verdict
insert(struct ledger *l, const struct access_line *line, const unsigned char value[SEAL_DIGEST], struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO access(id, at, who, what, opinion, chain, form, program, items, "
	    "unmasked, reason) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)");

	query_number(q, 1, line->id);
	query_number(q, 2, line->at);
	query_text(q, 3, line->who);
	query_text(q, 4, line->what);
	query_number(q, 5, line->opinion);
	query_blob(q, 6, (struct bytes){ value, SEAL_DIGEST });
	query_number(q, 7, line->form);
	query_text(q, 8, line->program);
	query_text(q, 9, line->items);
	query_number(q, 10, line->unmasked);
	query_blob(q, 11, line->reason);
	return query_run(q, f);
}

/* Behind the end, which is the line's then. user: who runs the program. */
static enum verdict
append(struct ledger *l, void *ctx, const struct look *look, const char *user, struct access_end *end, struct fault *f)
{
	struct access_line line = { .id = end->count + 1, .at = clock_now(), .form = FORM, .opinion = look->opinion,
		.who = look->who != NULL ? words(ctx, look->who) : user, .what = words(ctx, look->what),
		.program = words(ctx, log_program()), .items = words(ctx, look->items), .unmasked = look->unmasked };
	unsigned char value[SEAL_DIGEST];
	enum verdict v = seal_reason(l, ctx, look, &line.reason, f);

	if (v != DONE)
		return v;
	access_chain(l, &line, end->chain, value);
	v = insert(l, &line, value, f);
	*end = (struct access_end){ .count = line.id, .at = line.at };
	memcpy(end->chain, value, SEAL_DIGEST);
	return v;
}

static enum verdict
append_all(struct ledger *l, const struct look *looks, size_t count, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	const char *user = access_user(ctx);
	struct access_end end;
	enum verdict v = access_end(l, &end, f);

	for (size_t i = 0; v == DONE && i < count; i++)
		v = append(l, ctx, &looks[i], user, &end, f);
	talloc_free(ctx);
	return v == DONE ? access_put_head(l, &end, f) : v;
}

enum verdict
access_look_within(struct ledger *l, const struct look *look, struct fault *f)
{
	return access_looks_within(l, look, 1, f);
}

enum verdict
access_looks_within(struct ledger *l, const struct look *looks, size_t count, struct fault *f)
{
	bool due = false, made;
	enum verdict v = count != 0 ? append_all(l, looks, count, f) : DONE;

	if (v == DONE)
		v = access_checkpoint_is_due(l, &due, f);
	/* What does not fit is not signed; whoever verifies finds it. */
	return v == DONE && due ? access_checkpoint(l, VERIFY_SINCE_CHECKPOINT, &made, f) : v;
}

enum verdict
access_look(struct ledger *l, const struct look *look, struct fault *f)
{
	struct fault why = { "" };
	enum verdict v = db_begin(l->db, f);

	if (v == DONE) {
		v = access_look_within(l, look, f);
		if (v == DONE)
			v = db_commit(l->db, f);
		else
			db_rollback(l->db);
	}
	/* What could not be written outside is written the next time. */
	if (v == DONE && access_publish(l, PUBLISH_GO_ON, &why) != DONE)
		log_line(LOG_WARNING, "%s", why.text);
	return v;
}

enum verdict
access_note_within(struct ledger *l, const char *who, const char *what, int64_t opinion, struct fault *f)
{
	const struct look look = { .who = who, .what = what, .opinion = opinion };

	return access_look_within(l, &look, f);
}

enum verdict
access_note(struct ledger *l, const char *what, int64_t opinion, struct fault *f)
{
	const struct look look = { .what = what, .opinion = opinion };

	return access_look(l, &look, f);
}

/* ---- the beginning ------------------------------------------------------------------------------- */

/* Whether the file outside has checkpoints of a register that is not this one as it was. */
static bool
is_signed_elsewhere(struct ledger *l, void *ctx)
{
	char *path = access_checkpoint_file(ctx, l->settings);
	struct checkpoint *all;
	struct buffer text;
	struct fault ignored;

	return file_get(ctx, path, SIZE_MAX / 4, &text, &ignored) == DONE &&
	    access_read_checkpoints(ctx, buffer_text(&text), &all) != 0;
}

/* A log of version 3 and before has only its chain: what fits is signed as it is, and so is what does not, which is
 * found again with each look at the whole. */
static enum verdict
sign_first(struct ledger *l, void *ctx, struct fault *f)
{
	struct verification looked;
	struct access_end end;
	bool whole = false;
	enum verdict v = access_verify(l, ctx, VERIFY_ALL, NULL, &looked, f);

	if (v == DONE)
		v = access_end(l, &end, f);
	if (v == DONE) {
		/* That there is no head is found as well. */
		whole = looked.count == 1 && looked.finding[0].kind == FINDING_HEAD_MISSING;
		for (size_t i = 0; !whole && i < looked.count; i++)
			log_line(LOG_WARNING, "access log: %s", access_finding_text(ctx, &looked.finding[i]));
		v = access_put_head(l, &end, f);
	}
	return v == DONE ? access_insert_checkpoint(l, whole, f) : v;
}

enum verdict
access_begin(struct ledger *l, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct checkpoint last = { .id = 0 };
	struct access_end head;
	bool there = false, good;
	enum verdict v = db_begin(l->db, f);

	if (v == DONE)
		v = access_read_head(l, &head, &there, &good, f);
	if (v == DONE)
		v = access_last_checkpoint(l, &last, f);
	if (v == DONE && !there && last.id == 0 && is_signed_elsewhere(l, ctx))
		log_line(LOG_WARNING, "access log: it was signed, and is not any more: see iken-audit --verify");
	else if (v == DONE && !there && last.id == 0)
		v = sign_first(l, ctx, f);
	v = db_end(l->db, v, true, f);
	talloc_free(ctx);
	return v == DONE && last.id <= 1 ? access_publish(l, PUBLISH_GO_ON, f) : v;
}
