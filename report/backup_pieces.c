/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_pieces - what a backup is made of, as octets of known size, and the digest that it is known by. */
#include "report/backup_pieces.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "config/memory.h"

enum { STEP = 65536 };

struct piece_key
piece_key(const struct seal_key *digest)
{
	struct piece_key key;

	seal_hash(digest, "backup.piece", (struct bytes){ NULL, 0 }, key.key.octets, sizeof key.key.octets);
	return key;
}

enum verdict
piece_pour(const struct octets *content, const struct sink *to, struct fault *f)
{
	unsigned char *step = must(talloc_size(NULL, STEP));
	enum verdict v = DONE;

	for (int64_t at = 0; v == DONE && at < content->size;) {
		size_t n = content->size - at < STEP ? (size_t)(content->size - at) : STEP;

		v = content->read(content->state, at, step, n, f);
		if (v == DONE)
			v = to->take(to->state, step, n, f);
		at += (int64_t)n;
	}
	talloc_free(step);
	return v;
}

static enum verdict
add_to_digest(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	seal_digest_add(state, (struct bytes){ data, len });
	return DONE;
}

enum verdict
piece_digest(const struct piece_key *key, const struct octets *content, unsigned char out[SEAL_DIGEST], struct fault *f)
{
	struct seal_digest d;
	struct sink sink = { &d, add_to_digest };
	enum verdict v;

	seal_digest_begin(&d, &key->key);
	v = piece_pour(content, &sink, f);
	seal_digest_end(&d, out, SEAL_DIGEST);
	return v;
}

static enum verdict
read_memory(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	const struct bytes *bytes = state;

	(void)f;
	if (len != 0)
		memcpy(out, bytes->data + offset, len);
	return DONE;
}

struct octets
piece_of_memory(const struct bytes *bytes)
{
	return (struct octets){ (void *)(uintptr_t)bytes, (int64_t)bytes->len, read_memory };
}

static enum verdict
read_file(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	const struct piece_file *file = state;
	size_t done = 0;

	while (done < len) {
		ssize_t n = pread(file->fd, out + done, len - done, file->begin + offset + (int64_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fail(f, LATER, "read a file: %s", n < 0 ? strerror(errno) : "it became shorter");
		done += (size_t)n;
	}
	for (int64_t at = file->blank_from; at < file->blank_to; at++)
		if (at >= offset && at < offset + (int64_t)len)
			out[at - offset] = 0;
	return DONE;
}

struct octets
piece_of_file(struct piece_file *file)
{
	return (struct octets){ file, file->size, read_file };
}
