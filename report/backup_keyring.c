/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_keyring - the keys, apart from all else. */
#include "report/backup_keyring.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "report/backup_lists.h"
#include "spool/backup_register.h"
#include "spool/entry.h"
#include "spool/file.h"
#include "spool/queue.h"

#define MAGIC "ikenbako keyring 1"

enum { KEY_FILE_MAX = 65536, STEP = 65536 };

void
keyring_fingerprint(const unsigned char public[SEAL_PUBLIC], char out[2 * SEAL_HASH + 1])
{
	unsigned char hash[SEAL_HASH];
	struct seal_digest d;

	seal_digest_begin(&d, NULL);
	seal_digest_add(&d, (struct bytes){ public, SEAL_PUBLIC });
	seal_digest_end(&d, hash, sizeof hash);
	seal_hex(hash, sizeof hash, out);
}

/* ---- gathering ------------------------------------------------------------------------------------------ */

struct gathering {
	struct buffer files;
	int64_t count;
	enum verdict verdict;
	struct fault *fault;
};

static bool
ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && strcmp(name + n - m, end) == 0;
}

/* Of somebody who was killed while he made the keys; a key that is not in use yet, or not any more (keys_change.h). */
static bool
is_left_out(const char *name)
{
	return ends_with(name, ".tmp") || ends_with(name, ".new") || ends_with(name, ".gone");
}

static void
gather_file(const char *path, const char *name, void *with)
{
	struct gathering *g = with;
	struct buffer content;
	struct stat st;

	if (g->verdict != DONE || lstat(path, &st) != 0 || !S_ISREG(st.st_mode) || is_left_out(name))
		return;
	g->verdict = file_get(g->files.ctx, path, KEY_FILE_MAX, &content, g->fault);
	if (g->verdict != DONE)
		return;
	record_put_string(&g->files, name);
	record_put(&g->files, buffer_bytes(&content));
	if (content.data != NULL)
		seal_wipe(content.data, content.len);
	g->count++;
}

enum verdict
keyring_key_of_waiting(struct ledger *l, void *ctx, const char *id, struct seal_key *out, struct fault *f)
{
	char *path = queue_find(ctx, l->settings, id);
	struct sealed *sealed;
	struct entry entry;
	bool found;
	enum verdict v = path != NULL ? sealed_open(ctx, path, l->opener, &sealed, f) : NEVER;

	if (v == DONE) {
		*out = *sealed_key(sealed);
		return DONE;
	}
	if (v != NEVER)
		return v;
	v = entry_by_id(l, ctx, id, &entry, &found, f);
	if (v == DONE && !found)
		v = NEVER;
	return v == DONE ? entry_file_key(l, &entry, out, f) : v;
}

static enum verdict
put_waiting(struct ledger *l, const char (*waiting)[ARRIVAL_ID_LENGTH + 1], size_t count, struct buffer *out, struct fault *f)
{
	struct buffer list = buffer_init(out->ctx);
	int64_t put = 0;
	enum verdict v = DONE;

	for (size_t i = 0; i < count && (v == DONE || v == NEVER); i++) {
		void *own = must(talloc_new(NULL));
		struct seal_key key;

		v = keyring_key_of_waiting(l, own, waiting[i], &key, f);
		if (v == DONE) {
			record_put_string(&list, waiting[i]);
			record_put(&list, (struct bytes){ key.octets, SEAL_KEY });
			put++;
		}
		seal_wipe(&key, sizeof key);
		talloc_free(own);
	}
	if (v != DONE && v != NEVER)
		return v;
	record_put_number(out, put);
	record_put(out, buffer_bytes(&list));
	if (list.data != NULL)
		seal_wipe(list.data, list.len);
	return DONE;
}

typedef enum verdict list_rows(struct db *db, struct buffer *out, int64_t *count_out, struct fault *f);

static enum verdict
put_rows(struct ledger *l, list_rows *list, struct buffer *out, struct fault *f)
{
	struct buffer rows = buffer_init(out->ctx);
	int64_t count;
	enum verdict v = list(l->db, &rows, &count, f);

	record_put_number(out, count);
	record_put(out, buffer_bytes(&rows));
	if (rows.data != NULL)
		seal_wipe(rows.data, rows.len);
	return v;
}

static enum verdict
gather(struct ledger *l, int64_t covers, int64_t now, const char (*waiting)[ARRIVAL_ID_LENGTH + 1], size_t waiting_count,
    struct buffer *out, struct fault *f)
{
	struct gathering g = { .files = buffer_init(out->ctx), .fault = f };
	char fingerprint[2 * SEAL_HASH + 1];
	unsigned char public[SEAL_PUBLIC];
	enum verdict v;

	v = keys_identity(l->settings, public, f);
	if (v != DONE)
		return v;
	keyring_fingerprint(public, fingerprint);
	lists_each_name(l->settings->keys, "", gather_file, &g);
	record_put_string(out, MAGIC);
	record_put_number(out, covers);
	record_put_number(out, now);
	record_put_string(out, fingerprint);
	record_put_number(out, g.count);
	record_put(out, buffer_bytes(&g.files));
	if (g.files.data != NULL)
		seal_wipe(g.files.data, g.files.len);
	v = g.verdict;
	if (v == DONE)
		v = put_rows(l, register_numbers, out, f);
	if (v == DONE)
		v = put_rows(l, register_keys, out, f);
	return v == DONE ? put_waiting(l, waiting, waiting_count, out, f) : v;
}

/* ---- writing --------------------------------------------------------------------------------------------- */

static enum verdict
seal_to(const char *path, const unsigned char public[SEAL_PUBLIC], struct bytes content, struct seal_key *key_out,
    struct fault *f)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
	struct sealed_writer *w;
	enum verdict v;

	if (fd < 0)
		return fail(f, LATER, "create %s: %s", path, strerror(errno));
	w = sealed_begin(NULL, fd, public, (struct bytes){ NULL, 0 });
	*key_out = *sealed_writer_key(w);
	v = sealed_write(w, content.data, content.len, f);
	if (v == DONE)
		v = sealed_end(w, f);
	if (v == DONE && fsync(fd) != 0)
		v = fail(f, LATER, "sync %s: %s", path, strerror(errno));
	if (close(fd) != 0 && v == DONE)
		v = fail(f, LATER, "write %s: %s", path, strerror(errno));
	talloc_free(w);
	return v;
}

static enum verdict
read_back(const char *path, const struct seal_key *key, struct bytes wanted, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	unsigned char *step = must(talloc_size(ctx, STEP));
	struct sealed *sealed = NULL;
	enum verdict v = lists_drop_cache(path, f);

	if (v == DONE)
		v = sealed_open_with(ctx, path, key, &sealed, f);
	if (v == DONE && sealed_content(sealed)->size != (int64_t)wanted.len)
		v = fail(f, LATER, "it reads back as something else");
	for (size_t at = 0; v == DONE && at < wanted.len; at += STEP) {
		size_t n = wanted.len - at < STEP ? wanted.len - at : STEP;

		v = sealed_content(sealed)->read(sealed_content(sealed)->state, (int64_t)at, step, n, f);
		if (v == DONE && memcmp(step, wanted.data + at, n) != 0)
			v = fail(f, LATER, "it reads back as something else");
	}
	seal_wipe(step, STEP);
	talloc_free(ctx);
	return v == NEVER ? LATER : v;
}

static enum verdict
name_of(void *ctx, const char *folder, const char *tmp, int64_t now, char **name_out, struct fault *f)
{
	unsigned char digest[SEAL_DIGEST];
	char digits[2 * SEAL_HASH + 1];
	struct keyring_file *files;
	int64_t size, number = 0;
	size_t count;
	enum verdict v = keyring_list(ctx, folder, &files, &count, f);

	if (v == DONE)
		v = lists_file_digest(tmp, digest, &size, f);
	if (v != DONE)
		return v == NEVER ? LATER : v;
	for (size_t i = 0; i < count; i++)
		number = files[i].number > number ? files[i].number : number;
	seal_hex(digest, SEAL_HASH, digits);
	*name_out = must(talloc_asprintf(ctx, "keyring-%06lld-%lld-%s", (long long)number + 1, (long long)now, digits));
	return DONE;
}

static enum verdict
write_sealed(void *ctx, const char *folder, const unsigned char public[SEAL_PUBLIC], struct bytes content, int64_t now,
    char **name_out, struct fault *f)
{
	char *tmp = must(talloc_asprintf(ctx, "%s/new.tmp", folder));
	struct seal_key key;
	enum verdict v = folder_make(folder, 0750, f);

	if (v == DONE)
		v = seal_to(tmp, public, content, &key, f);
	if (v == DONE)
		v = read_back(tmp, &key, content, f);
	seal_wipe(&key, sizeof key);
	if (v == DONE)
		v = name_of(ctx, folder, tmp, now, name_out, f);
	if (v == DONE && rename(tmp, must(talloc_asprintf(ctx, "%s/%s", folder, *name_out))) != 0)
		v = fail(f, LATER, "%s/%s: %s", folder, *name_out, strerror(errno));
	return v == DONE ? folder_sync(folder, f) : v;
}

enum verdict
keyring_write(struct ledger *l, void *ctx, const unsigned char public[SEAL_PUBLIC], int64_t covers,
    const char (*waiting)[ARRIVAL_ID_LENGTH + 1], size_t waiting_count, char **name_out, struct fault *f)
{
	struct buffer content = buffer_init(ctx);
	int64_t now = clock_now(), erased;
	enum verdict v = register_last_erasure(l->db, &erased, f);

	/* It has no key of what was erased in this second, and its name is to say so. */
	now = erased >= now ? erased + 1 : now;
	if (v == DONE)
		v = gather(l, covers, now, waiting, waiting_count, &content, f);
	if (v == DONE)
		v = write_sealed(ctx, keyring_folder(ctx, &l->settings->backup), public, buffer_bytes(&content), now, name_out, f);
	if (content.data != NULL)
		seal_wipe(content.data, content.len);
	return v;
}

enum verdict
keyring_prune(void *ctx, const char *folder, size_t keep, size_t *removed_out, struct fault *f)
{
	struct keyring_file *files;
	size_t count;
	enum verdict v = keyring_list(ctx, folder, &files, &count, f);

	*removed_out = 0;
	for (size_t i = 0; v == DONE && i + keep < count; i++) {
		v = file_destroy(must(talloc_asprintf(ctx, "%s/%s", folder, files[i].name)), f);
		*removed_out += v == DONE;
	}
	return v == DONE && *removed_out != 0 ? folder_sync(folder, f) : v;
}

enum verdict
keyring_examine(void *ctx, const char *folder, const struct keyring_file *file, struct fault *f)
{
	char *path = must(talloc_asprintf(ctx, "%s/%s", folder, file->name));
	unsigned char digest[SEAL_DIGEST];
	char digits[2 * SEAL_HASH + 1];
	int64_t size;
	enum verdict v = lists_file_digest(path, digest, &size, f);

	if (v != DONE)
		return v;
	seal_hex(digest, SEAL_HASH, digits);
	return strcmp(digits, file->digest) == 0 ? DONE : fail(f, NEVER, "%s is damaged: it has another digest than its name", path);
}

/* ---- reading ---------------------------------------------------------------------------------------------- */

static enum verdict
read_sealed(void *ctx, const char *path, const struct backup_pair *pair, struct buffer *out, struct fault *f)
{
	struct sealed_opener *opener = sealed_opener_new(ctx, pair->public, pair->secret);
	unsigned char *step = must(talloc_size(ctx, STEP));
	struct sealed *sealed;
	enum verdict v = sealed_open(ctx, path, opener, &sealed, f);

	if (v != DONE)
		return v;
	*out = buffer_init(ctx);
	for (int64_t at = 0; v == DONE && at < sealed_content(sealed)->size; at += STEP) {
		int64_t left = sealed_content(sealed)->size - at;
		size_t n = left < STEP ? (size_t)left : STEP;

		v = sealed_content(sealed)->read(sealed_content(sealed)->state, at, step, n, f);
		if (v == DONE)
			buffer_add(out, step, n);
	}
	seal_wipe(step, STEP);
	sealed_close(&sealed);
	return v;
}

static bool
take_files(struct keyring *k, struct record *from)
{
	int64_t count = record_take_number(from);
	struct record files = { .rest = record_take(from) };

	if (from->broken || count < 0 || count > 1000)
		return false;
	k->files = must(talloc_zero_array(k, struct keyring_item, (size_t)count + 1));
	for (; k->file_count < (size_t)count && !files.broken; k->file_count++) {
		k->files[k->file_count].name = record_take_string(k, &files);
		k->files[k->file_count].content = record_take(&files);
		if (!files.broken && (strchr(k->files[k->file_count].name, '/') != NULL ||
		    k->files[k->file_count].name[0] == '.' || k->files[k->file_count].name[0] == 0))
			return false;
	}
	return !files.broken;
}

static bool
take_waiting(struct keyring *k, struct record *from)
{
	int64_t count = record_take_number(from);
	struct record list = { .rest = record_take(from) };

	if (from->broken || count < 0 || (uint64_t)count > list.rest.len)
		return false;
	k->waiting = must(talloc_zero_size(k, ((size_t)count + 1) * sizeof *k->waiting));
	k->waiting_key = must(talloc_zero_size(k, ((size_t)count + 1) * sizeof *k->waiting_key));
	for (; k->waiting_count < (size_t)count; k->waiting_count++) {
		struct bytes id = record_take(&list), key = record_take(&list);

		if (list.broken || id.len != ARRIVAL_ID_LENGTH || key.len != SEAL_KEY)
			return false;
		memcpy(k->waiting[k->waiting_count], id.data, id.len);
		memcpy(k->waiting_key[k->waiting_count].octets, key.data, key.len);
	}
	return true;
}

static bool
take_all(struct keyring *k, struct bytes content)
{
	struct record from = { .rest = content };
	const char *magic = record_take_string(k, &from), *fingerprint;

	if (from.broken || strcmp(magic, MAGIC) != 0)
		return false;
	k->covers = record_take_number(&from);
	k->time = record_take_number(&from);
	fingerprint = record_take_string(k, &from);
	if (from.broken || strlen(fingerprint) != sizeof k->fingerprint - 1)
		return false;
	memcpy(k->fingerprint, fingerprint, sizeof k->fingerprint);
	if (!take_files(k, &from))
		return false;
	k->number_count = record_take_number(&from);
	k->numbers.rest = record_take(&from);
	k->key_count = record_take_number(&from);
	k->keys.rest = record_take(&from);
	return take_waiting(k, &from) && record_at_end(&from);
}

enum verdict
keyring_open(void *ctx, const char *path, const struct backup_pair *pair, struct keyring **out, struct fault *f)
{
	struct keyring *k = memory_new(ctx, sizeof *k);
	struct buffer content;
	struct fault why;
	enum verdict v = read_sealed(k, path, pair, &content, &why);

	k->path = must(talloc_strdup(k, path));
	if (v == NEVER)
		return fail(f, NEVER, "keyring %s does not open: it is damaged, or the secret key is another one", path);
	if (v != DONE)
		return fail(f, v, "keyring %s: %s", path, why.text);
	if (!take_all(k, buffer_bytes(&content)))
		return fail(f, NEVER, "keyring %s is of another version, or damaged", path);
	*out = k;
	return DONE;
}

struct bytes
keyring_file(const struct keyring *k, const char *name)
{
	for (size_t i = 0; i < k->file_count; i++)
		if (strcmp(k->files[i].name, name) == 0)
			return k->files[i].content;
	return (struct bytes){ NULL, 0 };
}

bool
keyring_key(const struct keyring *k, const char *name, unsigned char out[SEAL_KEY])
{
	struct bytes content = keyring_file(k, name);

	if (content.data == NULL || content.len < 2 * SEAL_KEY)
		return false;
	return backup_key_from_digits(content, out);
}

const struct seal_key *
keyring_waiting(const struct keyring *k, const char *id)
{
	for (size_t i = 0; i < k->waiting_count; i++)
		if (strcmp(k->waiting[i], id) == 0)
			return &k->waiting_key[i];
	return NULL;
}
