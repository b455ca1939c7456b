/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_make - one backup from its begin to its end. */
#include "report/backup_make.h"

#include <sys/stat.h>

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "report/backup_gather.h"
#include "report/backup_key.h"
#include "report/backup_keyring.h"
#include "report/backup_others.h"
#include "report/backup_owner.h"
#include "report/backup_prune.h"
#include "spool/file.h"
#include "spool/queue.h"
#include "spool/schema.h"

/* What both a backup and a keyring need. */
struct making {
	struct run *run;
	const struct backup_settings *settings;
	struct ledger *l;
	struct piece_key key;
	unsigned char public[SEAL_PUBLIC];
	char lineage[BACKUP_LINEAGE + 1];
	char keys[2 * SEAL_HASH + 1];
	struct backups all;
	struct store *store;
};

static enum verdict
check_settings(const struct making *m, struct fault *f)
{
	if (*m->settings->folder == 0)
		return fail(f, HALT, "there is no [backup] folder in %s: write where backups go", m->run->settings_file);
	return DONE;
}

/* A disk that is not mounted leaves an empty folder, in which a backup would fill the wrong disk. */
static enum verdict
check_medium(struct making *m, bool first, struct fault *f)
{
	char *last = must(talloc_asprintf(m->run->ctx, "%s/state/backup.last", m->run->settings->folder));

	if (first || access(last, F_OK) != 0 || owner_is_named(m->settings->folder) || access(m->settings->folder, F_OK) != 0)
		return DONE;
	return fail(f, HALT, "%s holds no backup, though there were some before: is the medium mounted? (--first begins anew)",
	    m->settings->folder);
}

static enum verdict
begin(struct making *m, bool first, struct fault *f)
{
	unsigned char public[SEAL_PUBLIC];
	enum verdict v = check_settings(m, f);

	if (v == DONE)
		v = seal_begin(f);
	if (v == DONE)
		v = backup_key_public(m->settings->public_key, m->public, f);
	if (v == DONE)
		v = ledger_open(m->run->ctx, m->run->settings, LEDGER_READ, KEYS_ALL, &m->l, f);
	if (v == DONE)
		v = check_medium(m, first, f);
	if (v != DONE)
		return v;
	m->key = piece_key(m->l->keys->digest);
	v = keys_identity(m->run->settings, public, f);
	if (v != DONE)
		return v;
	keyring_fingerprint(public, m->keys);
	v = store_open_to_write(m->run->ctx, m->settings->folder, m->public, &m->key, &m->store, f);
	if (v == DONE)
		v = owner_lineage(m->run->settings, m->lineage, f);
	if (v == DONE)
		v = owner_claim(m->run->settings, m->settings->folder, m->lineage, m->keys, f);
	if (v == DONE)
		v = owner_check_key(m->settings->folder, m->public, f);
	return v == DONE ? backup_list(m->run->ctx, m->settings->folder, &m->all, f) : v;
}

static void
name_backup(const struct making *m, struct backup *b)
{
	char *when;

	b->time = clock_now();
	b->number = 1;
	for (size_t i = 0; i < m->all.count; i++) {
		int64_t number = strtoll(m->all.backup[i].id, NULL, 10);

		b->number = number >= b->number ? number + 1 : b->number;
	}
	when = clock_iso(m->run->ctx, b->time);
	snprintf(b->id, sizeof b->id, "%06lld-%.4s%.2s%.2sT%.2s%.2s%.2sZ", (long long)b->number, when, when + 5, when + 8,
	    when + 11, when + 14, when + 17);
}

static enum verdict
put_root(struct making *m, struct gathered *g, struct backup *b, struct fault *f)
{
	struct buffer packed = buffer_init(m->run->ctx);
	struct bytes bytes;
	struct octets content;
	enum verdict v;

	g->root.number = b->number;
	g->root.time = b->time;
	g->root.schema = schema_version();
	g->root.lineage = m->lineage;
	root_pack(&g->root, &packed);
	bytes = buffer_bytes(&packed);
	content = piece_of_memory(&bytes);
	v = piece_digest(&m->key, &content, b->root, f);
	return v == DONE ? store_put(m->store, &content, b->root, f) : v;
}

/* Those of the backups before, too: each can be restored with the newest keyring. */
static enum verdict
write_keyring(struct making *m, const struct backup *b, int64_t covers, struct fault *f)
{
	size_t count = b != NULL ? b->waiting_count : 0, at = 0;
	char (*waiting)[ARRIVAL_ID_LENGTH + 1], *name;

	for (size_t i = 0; i < m->all.count; i++)
		count += m->all.backup[i].waiting_count;
	waiting = must(talloc_zero_size(m->run->ctx, (count + 1) * sizeof *waiting));
	for (size_t i = 0; b != NULL && i < b->waiting_count; i++)
		memcpy(waiting[at++], b->waiting[i], sizeof *waiting);
	for (size_t i = 0; i < m->all.count; i++)
		for (size_t k = 0; k < m->all.backup[i].waiting_count; k++)
			memcpy(waiting[at++], m->all.backup[i].waiting[k], sizeof *waiting);
	return keyring_write(m->l, m->run->ctx, m->public, covers, (const char (*)[ARRIVAL_ID_LENGTH + 1])waiting, at, &name, f);
}

/* From here on there is a backup. */
static enum verdict
commit(struct making *m, const struct backup *b, struct fault *f)
{
	struct buffer text = buffer_init(m->run->ctx);
	char *last = must(talloc_asprintf(m->run->ctx, "%s/state/backup.last", m->run->settings->folder));
	enum verdict v;

	backup_write_text(b, &text);
	v = store_write(m->store, must(talloc_asprintf(m->run->ctx, "backups/%s", b->id)), buffer_bytes(&text), f);
	return v == DONE ? file_put(last, bytes_of(must(talloc_asprintf(m->run->ctx, "%s\n", b->id))), FILE_SHOWN, f) : v;
}

static enum verdict
make(struct making *m, struct backup *b, struct fault *f)
{
	struct gathered g = { .waiting = NULL };
	enum verdict v = store_learn_all(m->store, &m->all, f);

	name_backup(m, b);
	memcpy(b->lineage, m->lineage, sizeof b->lineage);
	memcpy(b->keys, m->keys, sizeof b->keys);
	if (v == DONE)
		v = backup_gather(m->run, m->l, m->store, &m->key, &g, f);
	if (v == DONE)
		v = put_root(m, &g, b, f);
	if (v == DONE)
		v = store_finish(m->store, b, f);
	b->opinions = g.opinions;
	b->arrivals = g.arrivals;
	b->files = g.root.file_count;
	b->waiting = g.waiting;
	b->waiting_count = g.waiting_count;
	if (v == DONE)
		v = write_keyring(m, b, b->number, f);
	if (v == DONE)
		v = commit(m, b, f);
	if (v == DONE && g.missing != 0)
		return fail(f, NEVER, "backup %s is written, but %lld files that the register names are missing from the spool",
		    b->id, (long long)g.missing);
	return v;
}

static enum verdict
clear_away(struct making *m, struct fault *f)
{
	size_t removed, keyrings;
	enum verdict v = keyring_prune(m->run->ctx, keyring_folder(m->run->ctx, m->settings), (size_t)m->settings->keyrings,
	    &keyrings, f);

	if (v == DONE)
		v = backup_prune(m->run->ctx, m->store, m->settings, clock_now(), &removed, f);
	if (v == DONE && removed != 0)
		log_line(LOG_NOTE, "%zu backups were older than [backup] keep_age and are removed", removed);
	return v;
}

enum verdict
backup_make(struct run *run, bool first, struct backup *out)
{
	struct making m = { .run = run, .settings = &run->settings->backup };
	struct fault why = { "" };
	enum verdict v, cleared;

	*out = (struct backup){ .problem = NULL };
	v = begin(&m, first, &run->fault);
	if (v == DONE)
		v = make(&m, out, &run->fault);
	if (v != DONE && v != NEVER)
		return v;
	log_line(LOG_NOTE, "backup %s: %lld opinions, %lld files, %lld octets in %lld pieces; new are %lld octets in %lld pieces",
	    out->id, (long long)out->opinions, (long long)out->files, (long long)out->octets, (long long)out->objects,
	    (long long)out->new_octets, (long long)out->new_objects);
	cleared = clear_away(&m, &why);
	if (v == DONE && cleared != DONE)
		return fail(&run->fault, cleared, "backup %s is written; %s", out->id, why.text);
	return v;
}

enum verdict
backup_renew_keys(struct run *run)
{
	struct making m = { .run = run, .settings = &run->settings->backup };
	const struct backup *newest;
	size_t removed;
	enum verdict v = begin(&m, false, &run->fault);

	if (v != DONE)
		return v;
	newest = backup_newest(&m.all);
	v = write_keyring(&m, NULL, newest != NULL ? newest->number : 0, &run->fault);
	if (v == DONE)
		v = keyring_prune(run->ctx, keyring_folder(run->ctx, m.settings), 1, &removed, &run->fault);
	if (v == DONE)
		log_line(LOG_NOTE, "the keyring is renewed, %zu older ones are removed", removed);
	return v;
}

enum verdict
backup_rehearse(struct run *run)
{
	struct making m = { .run = run, .settings = &run->settings->backup };
	struct queue waiting;
	struct stat st;
	char *path = must(talloc_asprintf(run->ctx, "%s/register.db", run->settings->folder));
	enum verdict v = check_settings(&m, &run->fault);

	if (v == DONE)
		v = backup_key_public(m.settings->public_key, m.public, &run->fault);
	if (v == DONE)
		v = queue_list(run->ctx, run->settings, &waiting, &run->fault);
	if (v == DONE && stat(path, &st) != 0)
		v = fail(&run->fault, HALT, "%s is missing: run iken-init", path);
	if (v == DONE)
		v = backup_list(run->ctx, m.settings->folder, &m.all, &run->fault);
	if (v == DONE)
		printf("would back up a register of %lld octets, the files that it names and %zu arrivals that wait to %s, which holds %zu "
		    "backups\n", (long long)st.st_size, waiting.count, m.settings->folder, m.all.count);
	return v;
}
