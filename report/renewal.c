/* SPDX-License-Identifier: GPL-3.0-or-later */
/* renewal - keys are renewed. */
#include "report/renewal.h"

#include <errno.h>
#include <sys/stat.h>

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "report/backup_lists.h"
#include "report/backup_make.h"
#include "spool/access.h"
#include "spool/access_handover.h"
#include "spool/access_verify.h"
#include "spool/file.h"
#include "spool/keys_change.h"
#include "spool/ledger.h"
#include "spool/marks.h"
#include "spool/queue.h"
#include "spool/rehash.h"
#include "spool/rewrap.h"

static const char *const names[] = { [KEYS_ARRIVAL] = "arrival", [KEYS_MASTER] = "master", [KEYS_LOOKUP] = "lookup",
	[KEYS_TOKEN] = "token", [KEYS_AUDIT] = "audit" };

enum { RENEWED = sizeof names / sizeof names[0], DUE_MAX = 256 };

bool
renewal_kind(const char *name, enum key_kind *kind_out)
{
	for (int i = 0; i < RENEWED; i++)
		if (strcmp(name, names[i]) == 0 || strcmp(name, keys_file((enum key_kind)i)) == 0) {
			*kind_out = (enum key_kind)i;
			return true;
		}
	return false;
}

static enum verdict
open_register(struct run *run, enum ledger_mode mode, struct ledger **out)
{
	return ledger_open(run->ctx, run->settings, mode, KEYS_ALL, out, &run->fault);
}

/* ---- what is due ----------------------------------------------------------------------------------------- */

static char *
due_path(void *ctx, const struct settings *s)
{
	return must(talloc_asprintf(ctx, "%s/state/keyring.due", s->folder));
}

static void
hex_mark(const struct ledger *l, enum key_kind kind, char out[2 * SEAL_HASH + 1])
{
	unsigned char mark[SEAL_HASH];

	keys_mark(kind, keys_at(l->keys, kind, 0), mark);
	seal_hex(mark, sizeof mark, out);
}

/* Which key is renewed, and which one was in use before. */
static enum verdict
note_due(struct run *run, const struct ledger *l, enum key_kind kind)
{
	char digits[2 * SEAL_HASH + 1];

	hex_mark(l, kind, digits);
	return file_put(due_path(run->ctx, run->settings), bytes_of(must(talloc_asprintf(run->ctx, "%s %s\n", keys_file(kind), digits))),
	    0600, &run->fault);
}

static bool
is_due(struct run *run)
{
	return access(due_path(run->ctx, run->settings), F_OK) == 0;
}

/* A run that was killed has renewed this key already. */
static bool
was_renewed(struct run *run, const struct ledger *l, enum key_kind kind)
{
	char digits[2 * SEAL_HASH + 1], *name = must(talloc_asprintf(run->ctx, "%s ", keys_file(kind)));
	struct buffer text;
	struct fault ignored;

	hex_mark(l, kind, digits);
	return file_get(run->ctx, due_path(run->ctx, run->settings), DUE_MAX, &text, &ignored) == DONE &&
	    text_starts(buffer_text(&text), name) && strstr(buffer_text(&text), digits) == NULL;
}

/* ---- the commit that decides ------------------------------------------------------------------------------ */

/* The place of a key that has taken the file's name and that the register does not know; 0: there is none. */
static size_t
pending(const struct ledger *l, enum key_kind kind)
{
	for (size_t i = 1; i < keys_count(l->keys, kind); i++)
		if (keys_retired(l->keys, kind, i) == 0)
			return i;
	return 0;
}

static enum verdict
note(struct ledger *l, enum key_kind kind, struct fault *f)
{
	char *what = must(talloc_asprintf(NULL, "renewed %s", keys_file(kind)));
	enum verdict v = access_note_within(l, NULL, what, 0, f);

	talloc_free(what);
	return v;
}

static enum verdict
commit_plain(struct ledger *l, enum key_kind kind, const struct seal_key *new, struct fault *f)
{
	struct rehashed done = { .opinions = 0 };
	enum verdict v = db_begin(l->db, f);

	if (v == DONE && kind == KEYS_LOOKUP)
		v = rehash_all(l, l->keys->lookup, new, &done, f);
	if (v == DONE)
		v = marks_change(l->db, kind, new, f);
	if (v == DONE)
		v = note(l, kind, f);
	v = db_end(l->db, v, true, f);
	if (v == DONE && kind == KEYS_LOOKUP)
		log_line(LOG_NOTE, "the look-ups of %lld opinions are made anew; of %lld nobody knows any more what they were of",
		    (long long)done.opinions, (long long)done.unknown);
	return v;
}

/* A checkpoint by the key that leaves; none where the log is not as it was written, which is found again later. */
static enum verdict
sign_last(struct ledger *l, bool *whole_out, struct fault *f)
{
	enum verdict v = db_begin(l->db, f);

	*whole_out = false;
	if (v == DONE)
		v = access_checkpoint(l, VERIFY_ALL, whole_out, f);
	v = db_end(l->db, v, true, f);
	if (v == DONE && !*whole_out)
		log_line(LOG_WARNING, "the access log is not as it was written: see iken-audit --verify");
	return v;
}

static enum verdict
commit_audit(struct ledger *l, const struct seal_key *new, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	unsigned char mark[SEAL_HASH];
	struct access_end end = { .count = 0 };
	char *line;
	bool whole;
	enum verdict v = sign_last(l, &whole, f);

	keys_mark(KEYS_AUDIT, new, mark);
	if (v == DONE)
		v = access_end(l, &end, f);
	end.at = clock_now();
	if (v == DONE)
		v = handover_write(ctx, l->settings, &end, l->keys->audit, new, &line, f);
	if (v == DONE)
		v = db_begin(l->db, f);
	/* The rest is signed with the new one. */
	if (v == DONE && !keys_settle(l->keys, KEYS_AUDIT, mark))
		v = fail(f, HALT, "the new audit.key is not there");
	if (v == DONE)
		v = marks_change(l->db, KEYS_AUDIT, l->keys->audit, f);
	if (v == DONE)
		v = access_put_head(l, &end, f);
	if (v == DONE)
		v = access_insert_checkpoint(l, whole, f);
	if (v == DONE)
		v = note(l, KEYS_AUDIT, f);
	v = db_end(l->db, v, true, f);
	talloc_free(ctx);
	return v;
}

/* What is outside of the register follows. */
static enum verdict
follow(struct ledger *l, enum key_kind kind, struct fault *f)
{
	struct fault why;

	if (access_publish(l, PUBLISH_GO_ON, &why) != DONE || (kind == KEYS_AUDIT && handover_publish(l, &why) != DONE))
		log_line(LOG_WARNING, "%s", why.text);
	if (kind == KEYS_ARRIVAL)
		return keys_write_public(l->settings, l->keys, f);
	return kind == KEYS_AUDIT ? keys_create_audit(l->settings, f) : DONE;
}

static enum verdict
commit(struct ledger *l, enum key_kind kind, struct fault *f)
{
	size_t place = pending(l, kind);
	unsigned char mark[SEAL_HASH];
	enum verdict v;

	if (place == 0)
		return DONE;
	keys_mark(kind, keys_at(l->keys, kind, place), mark);
	v = kind == KEYS_AUDIT ? commit_audit(l, keys_at(l->keys, kind, place), f) :
	    commit_plain(l, kind, keys_at(l->keys, kind, place), f);
	if (v == DONE && !keys_settle(l->keys, kind, mark))
		v = fail(f, HALT, "the new %s is not there", keys_file(kind));
	if (v == DONE)
		log_line(LOG_NOTE, "%s is renewed", keys_file(kind));
	return v == DONE ? follow(l, kind, f) : v;
}

/* Files first: whoever opens the keys from then on has both. */
static enum verdict
exchange(struct run *run, enum key_kind kind, bool *renewed_before)
{
	struct ledger *l;
	enum verdict v = open_register(run, LEDGER_EXCHANGE, &l);

	if (v != DONE)
		return v;
	*renewed_before = was_renewed(run, l, kind);
	if (!*renewed_before && pending(l, kind) == 0) {
		v = note_due(run, l, kind);
		if (v == DONE)
			v = keys_make_new(run->settings, kind, &run->fault);
		if (v == DONE)
			v = keys_exchange(run->settings, kind, clock_now(), &run->fault);
		ledger_close(&l);
		if (v == DONE)
			v = open_register(run, LEDGER_EXCHANGE, &l);
		if (v != DONE)
			return v;
	}
	if (!*renewed_before)
		v = commit(l, kind, &run->fault);
	ledger_close(&l);
	return v;
}

/* ---- what nothing needs any more --------------------------------------------------------------------------- */

static enum verdict
wrap_anew(struct ledger *l, struct fault *f)
{
	int64_t rows, damaged;
	enum verdict v;

	if (keys_count(l->keys, KEYS_MASTER) == 1)
		return DONE;
	v = rewrap_all(l, &rows, &damaged, f);
	if (v == DONE && damaged != 0)
		log_line(LOG_WARNING, "register: %lld keys open with no master.key", (long long)damaged);
	if (v == DONE)
		log_line(LOG_NOTE, "register: %lld keys are wrapped with the new master.key", (long long)rows);
	return v;
}

/* Whether an arrival that waits opens with a former pair alone. */
static enum verdict
is_waited_for(struct ledger *l, void *ctx, bool *is_out, struct fault *f)
{
	struct sealed_opener *present = sealed_opener_new(ctx, l->keys->public, l->keys->secret);
	struct queue queue;
	enum verdict v = queue_list(ctx, l->settings, &queue, f);

	*is_out = false;
	for (size_t i = 0; v == DONE && !*is_out && i < queue.count; i++) {
		void *own = must(talloc_new(ctx));
		char *path = queue_find(own, l->settings, queue.id[i]);
		struct sealed *sealed;
		struct fault ignored;

		*is_out = path != NULL && sealed_open(own, path, present, &sealed, &ignored) != DONE &&
		    sealed_open(own, path, l->opener, &sealed, &ignored) != NEVER;
		talloc_free(own);
	}
	return v;
}

static bool
is_copy(const struct ledger *l, enum key_kind kind, size_t place)
{
	return seal_equal(keys_at(l->keys, kind, place), keys_at(l->keys, kind, 0), sizeof(struct seal_key));
}

static bool
is_needed(const struct ledger *l, enum key_kind kind, size_t place, bool waited_for, int64_t now)
{
	int64_t retired = keys_retired(l->keys, kind, place);

	if (is_copy(l, kind, place))
		return false;
	if (kind == KEYS_TOKEN)
		return now < retired + l->settings->renewal.accept_addresses;
	if (kind == KEYS_ARRIVAL)
		return waited_for || now < retired + l->settings->renewal.accept_arrivals;
	return false;
}

static enum verdict
let_go(struct run *run, struct ledger *l)
{
	int64_t now = clock_now();
	bool waited_for = false;
	struct fault *f = &run->fault;
	enum verdict v = keys_count(l->keys, KEYS_ARRIVAL) > 1 ? is_waited_for(l, run->ctx, &waited_for, f) : DONE;

	if (v == DONE)
		v = wrap_anew(l, f);
	for (int kind = 0; v == DONE && kind < RENEWED; kind++)
		for (size_t i = 1; v == DONE && i < keys_count(l->keys, (enum key_kind)kind); i++) {
			int64_t retired = keys_retired(l->keys, (enum key_kind)kind, i);

			if (retired != 0 && !is_needed(l, (enum key_kind)kind, i, waited_for, now))
				v = keys_let_go(run->settings, (enum key_kind)kind, retired, f);
		}
	return v;
}

static bool
any_gone(const struct settings *s)
{
	bool any = false;

	for (int kind = 0; kind < RENEWED; kind++)
		any = any || keys_have_gone(s, (enum key_kind)kind);
	return any;
}

/* The keyring first: what is destroyed here must not be all that opens it, and it must have what replaced it. */
static enum verdict
destroy_gone(struct run *run)
{
	struct fault why;
	enum verdict v = DONE;

	if (!is_due(run) && !any_gone(run->settings))
		return DONE;
	if (*run->settings->backup.folder != 0)
		v = backup_renew_keys(run);
	if (v != DONE) {
		why = run->fault;
		return fail(&run->fault, LATER, "the keyring of the backups is not written anew yet, and former keys stay until it is (iken-keys --mend): "
		    "%s", why.text);
	}
	for (int kind = 0; v == DONE && kind < RENEWED; kind++)
		if (keys_have_gone(run->settings, (enum key_kind)kind)) {
			v = keys_destroy_gone(run->settings, (enum key_kind)kind, &run->fault);
			if (v == DONE)
				log_line(LOG_NOTE, "the former %s is destroyed", keys_file((enum key_kind)kind));
		}
	if (v == DONE && unlink(due_path(run->ctx, run->settings)) != 0 && errno != ENOENT)
		v = fail(&run->fault, LATER, "%s: %s", due_path(run->ctx, run->settings), strerror(errno));
	return v;
}

/* ---- the whole ------------------------------------------------------------------------------------------------ */

static enum verdict
end_pending(struct run *run, struct ledger **l)
{
	bool any = false;
	enum verdict v = DONE;

	for (int kind = 0; kind < RENEWED; kind++)
		any = any || pending(*l, (enum key_kind)kind) != 0;
	if (!any)
		return DONE;
	ledger_close(l);
	v = open_register(run, LEDGER_EXCHANGE, l);
	for (int kind = 0; v == DONE && kind < RENEWED; kind++)
		v = commit(*l, (enum key_kind)kind, &run->fault);
	if (*l != NULL)
		ledger_close(l);
	return v == DONE ? open_register(run, LEDGER_WRITE, l) : v;
}

/* What a run that was killed has left beside a key that it was writing: the octets of one. */
static void
drop_unfinished(const char *path, const char *name, void *with)
{
	size_t n = strlen(name);
	struct fault why;

	(void)with;
	if (n > 4 && strcmp(name + n - 4, ".tmp") == 0 && keys_destroy_file(path, &why) != DONE)
		log_line(LOG_WARNING, "%s", why.text);
}

static enum verdict
drop_unused(struct run *run)
{
	enum verdict v = DONE;

	lists_each_name(run->settings->keys, "", drop_unfinished, NULL);
	for (int kind = 0; v == DONE && kind < RENEWED; kind++)
		if (keys_have_new(run->settings, (enum key_kind)kind))
			v = keys_drop_new(run->settings, (enum key_kind)kind, &run->fault);
	return v;
}

/* The public halves: what they say follows from the secret ones. */
static enum verdict
mend_halves(struct run *run)
{
	bool mended = false;
	enum verdict v = seal_begin(&run->fault);

	if (v == DONE)
		v = keys_mend_public(run->settings, &mended, &run->fault);
	if (mended)
		log_line(LOG_WARNING, "arrival.public was missing or another's, and is written anew: what was sealed meanwhile may be lost");
	return v;
}

static enum verdict
follow_all(struct run *run, struct ledger *l)
{
	enum verdict v = follow(l, KEYS_ARRIVAL, &run->fault);

	return v == DONE && keys_count(l->keys, KEYS_AUDIT) > 1 ? follow(l, KEYS_AUDIT, &run->fault) : v;
}

enum verdict
renewal_mend(struct run *run)
{
	struct ledger *l = NULL;
	enum verdict v = mend_halves(run);

	if (v == DONE)
		v = open_register(run, LEDGER_WRITE, &l);
	if (v == DONE)
		v = drop_unused(run);
	if (v == DONE)
		v = end_pending(run, &l);
	if (v == DONE)
		v = follow_all(run, l);
	if (v == DONE)
		v = let_go(run, l);
	if (l != NULL)
		ledger_close(&l);
	return v == DONE ? destroy_gone(run) : v;
}

enum verdict
renewal_renew(struct run *run, enum key_kind kind)
{
	bool before = false;
	enum verdict v;

	if (run->dry_run) {
		printf("would renew %s\n", keys_file(kind));
		return DONE;
	}
	v = mend_halves(run);
	if (v == DONE)
		v = exchange(run, kind, &before);
	if (v == DONE && before)
		log_line(LOG_NOTE, "%s was renewed before, by a run that did not end; what was left is done now", keys_file(kind));
	return v == DONE ? renewal_mend(run) : v;
}
