/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_open - a backup opened with the secret key and a keyring. */
#include "report/backup_open.h"

#include "config/clock.h"
#include "config/memory.h"
#include "spool/sealed.h"

enum { ROOT_MAX = 1 << 30 };

enum verdict
open_newest_keyring(void *ctx, const char *folder, const struct backup_pair *pair, struct keyring **out, struct fault *f)
{
	struct keyring_file *files;
	size_t count;
	enum verdict v = keyring_list(ctx, folder, &files, &count, f);

	if (v == DONE && count == 0)
		return fail(f, HALT, "there is no keyring in %s: is its medium there? (--keyring FOLDER)", folder);
	return v == DONE ? keyring_open(ctx, must(talloc_asprintf(ctx, "%s/%s", folder, files[count - 1].name)), pair, out, f) : v;
}

enum verdict
open_check_keyring(const struct keyring *k, const struct backup *b, struct fault *f)
{
	char *of = clock_local(NULL, k->time);
	enum verdict v = DONE;

	if (strcmp(k->fingerprint, b->keys) != 0)
		v = fail(f, HALT, "keyring %s is of another spool than backup %s: none of its opinions would open", k->path, b->id);
	else if (k->covers < b->number)
		v = fail(f, HALT, "keyring %s (of %s) is older than backup %s: the newest opinions would not open; "
		    "find the keyring that was written with it", k->path, of, b->id);
	talloc_free(of);
	return v;
}

/* What is poured is looked at on the way. */
struct watching {
	const struct sink *to;
	struct seal_digest digest;
};

static enum verdict
watch(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	struct watching *w = state;

	seal_digest_add(&w->digest, (struct bytes){ data, len });
	return w->to != NULL ? w->to->take(w->to->state, data, len, f) : DONE;
}

enum verdict
open_piece(const struct opened *o, const unsigned char digest[SEAL_DIGEST], const struct sink *to, int64_t *size_out,
    struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	char *path = store_path(o->store, ctx, digest);
	struct watching w = { .to = to };
	struct sink sink = { &w, watch };
	unsigned char found[SEAL_DIGEST];
	struct sealed *sealed;
	struct fault why;
	enum verdict v = sealed_open(ctx, path, o->opener, &sealed, &why);

	if (v == DONE) {
		*size_out = sealed_content(sealed)->size;
		seal_digest_begin(&w.digest, &o->key.key);
		v = piece_pour(sealed_content(sealed), &sink, &why);
		seal_digest_end(&w.digest, found, sizeof found);
	}
	if (v == DONE && memcmp(found, digest, sizeof found) != 0)
		v = fail(&why, NEVER, "it holds another piece than its name says");
	if (v != DONE)
		v = access(path, F_OK) != 0 ? fail(f, NEVER, "%s is missing", path) : fail(f, v, "%s: %s", path, why.text);
	talloc_free(ctx);
	return v;
}

enum verdict
open_stream(const struct opened *o, const struct root_stream *stream, const struct sink *to, struct fault *f)
{
	int64_t size = 0, all = 0;
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < stream->count; i++) {
		v = open_piece(o, stream->digest[i], to, &size, f);
		all += v == DONE ? size : 0;
	}
	return v == DONE && all != stream->size ? fail(f, NEVER, "it has %lld octets instead of %lld", (long long)all,
	    (long long)stream->size) : v;
}

static enum verdict
add_to_buffer(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	struct buffer *b = state;

	if (b->len + len > ROOT_MAX)
		return fail(f, NEVER, "it is too large");
	buffer_add(b, data, len);
	return DONE;
}

enum verdict
open_whole(const struct opened *o, void *ctx, const struct root_stream *stream, int64_t max, struct buffer *out,
    struct fault *f)
{
	struct sink sink = { out, add_to_buffer };

	*out = buffer_init(ctx);
	if (stream->size > max)
		return fail(f, NEVER, "it is too large");
	return open_stream(o, stream, &sink, f);
}

enum verdict
open_backup(void *ctx, struct store *s, const struct backup *b, struct keyring *k, const struct backup_pair *pair,
    struct opened *out, struct fault *f)
{
	unsigned char digest[SEAL_KEY];
	struct seal_key key;
	struct buffer packed = buffer_init(ctx);
	struct sink sink = { &packed, add_to_buffer };
	struct fault why;
	int64_t size;
	enum verdict v;

	*out = (struct opened){ .backup = b, .store = s, .keyring = k };
	out->opener = sealed_opener_new(ctx, pair->public, pair->secret);
	/* Spools of version 4 and before have no key of digests. */
	if (!keyring_key(k, "digest.key", digest) && !keyring_key(k, "lookup.key", digest))
		return fail(f, HALT, "keyring %s has no digest.key", k->path);
	memcpy(key.octets, digest, sizeof digest);
	out->key = piece_key(&key);
	seal_wipe(digest, sizeof digest);
	seal_wipe(&key, sizeof key);
	v = open_piece(out, b->root, &sink, &size, &why);
	if (v == DONE)
		v = root_unpack(ctx, buffer_bytes(&packed), &out->root, &why);
	if (v == DONE && (out->root.number != b->number || out->root.time != b->time))
		v = fail(&why, NEVER, "its description is that of another backup");
	return v == DONE ? DONE : fail(f, v, "backup %s: %s", b->id, why.text);
}
