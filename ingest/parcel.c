/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parcel - an item of a drop folder as an arrival: its id, and its files as a bundle. */
#include "ingest/parcel.h"

#include <errno.h>

#include "config/memory.h"
#include "spool/bundle.h"
#include "spool/seal.h"

#define PIECE (256 * 1024)

/* Receives a file's octets; anything but DONE ends the reading. */
struct taker {
	void *state;
	enum verdict (*take)(void *state, const void *data, size_t len, struct fault *f);
};

static enum verdict
changed(const struct drop_folder *d, struct fault *f)
{
	return fail(f, NEVER, "%s: it changed while it was read", d->drop->folder);
}

static enum verdict
read_open_file(const struct drop_folder *d, int fd, const struct item_file *file, const struct taker *taker,
    struct fault *f)
{
	static unsigned char piece[PIECE];
	enum verdict v = DONE;
	int64_t octets = 0;
	ssize_t n;

	while (v == DONE && (n = read(fd, piece, sizeof piece)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(f, LATER, "%s: read a file: %s", d->drop->folder, strerror(errno));
		octets += n;
		if (octets > file->st.st_size)
			return changed(d, f);
		v = taker->take(taker->state, piece, (size_t)n, f);
	}
	if (v == DONE && (octets != file->st.st_size || !item_is_same(fd, file)))
		v = changed(d, f);
	return v;
}

/* Gives the file's octets to the taker, and makes sure that they were those of the file that was examined. */
static enum verdict
read_file(const struct drop_folder *d, const struct item *item, const struct item_file *file,
    const struct taker *taker, struct fault *f)
{
	int fd = item_open(d, item, file);
	enum verdict v;

	if (fd < 0 && errno == ENOENT)
		return changed(d, f);
	if (fd < 0)
		return fail(f, LATER, "%s: open a file: %s", d->drop->folder, strerror(errno));
	v = read_open_file(d, fd, file, taker, f);
	close(fd);
	return v;
}

/* ---- what it is called ----------------------------------------------------------------------- */

static enum verdict
take_into_digest(void *state, const void *data, size_t len, struct fault *f)
{
	(void)f;
	seal_digest_add(state, (struct bytes){ data, len });
	return DONE;
}

/* What makes the item the same when it is met again: no name, which may have to change when it is put back. Nor is
 * it enough that inode, size and time are the same: a scanner whose clock has stopped may use them all again. The
 * inode's birth tells a file from the same one that was put there once more. */
static char *
place_of(void *ctx, const struct item *item, const unsigned char *digests)
{
	static const struct seal_key no_secret;
	const struct item_file *first = &item->files[0];
	struct buffer b = buffer_init(NULL);
	unsigned char hash[SEAL_HASH];
	char hex[2 * SEAL_HASH + 1];

	for (size_t i = 0; i < item->count; i++) {
		const struct stat *st = &item->files[i].st;

		record_put_number(&b, item->files[i].form);
		record_put_number(&b, (int64_t)st->st_ino);
		record_put_number(&b, item->files[i].born.tv_sec);
		record_put_number(&b, item->files[i].born.tv_nsec);
		record_put_number(&b, st->st_mtim.tv_sec);
		record_put_number(&b, st->st_mtim.tv_nsec);
		record_put_number(&b, st->st_size);
		record_put(&b, (struct bytes){ digests + i * SEAL_DIGEST, SEAL_DIGEST });
	}
	seal_hash(&no_secret, "item", buffer_bytes(&b), hash, sizeof hash);
	seal_hex(hash, sizeof hash, hex);
	talloc_free(b.data);
	return must(talloc_asprintf(ctx, "%ju.%jd.%jd.%09ld.%s", (uintmax_t)first->st.st_ino, (intmax_t)first->st.st_size,
	    (intmax_t)first->st.st_mtim.tv_sec, first->st.st_mtim.tv_nsec, hex));
}

enum verdict
parcel_identify(const struct drop_folder *d, struct item *item, struct fault *f)
{
	static const struct seal_key no_secret;
	unsigned char *digests = memory_new(NULL, item->count * SEAL_DIGEST);
	struct seal_digest digest;
	struct taker taker = { &digest, take_into_digest };
	enum verdict v = DONE;

	for (size_t i = 0; i < item->count && v == DONE; i++) {
		seal_digest_begin(&digest, &no_secret);
		v = read_file(d, item, &item->files[i], &taker, f);
		seal_digest_end(&digest, digests + i * SEAL_DIGEST, SEAL_DIGEST);
	}
	if (v == DONE) {
		struct origin origin = { .source = d->drop->name };

		item->place = origin.place = place_of(item->files, item, digests);
		arrival_id(&origin, item->id);
	}
	talloc_free(digests);
	return v;
}

/* ---- what it says ---------------------------------------------------------------------------- */

static enum verdict
take_into_arrival(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	return arrival_write(state, data, len, f);
}

static enum verdict
take_into_bundle(void *state, const void *data, size_t len, struct fault *f)
{
	return bundle_write(state, data, len, f);
}

static enum verdict
write_bundle(const struct drop_folder *d, const struct item *item, struct arrival *arrival, struct fault *f)
{
	struct sink sink = { arrival, take_into_arrival };
	struct bundle *bundle;
	enum verdict v = bundle_begin(item->files, &sink, bytes_of(item->name), &bundle, f);
	struct taker taker = { bundle, take_into_bundle };

	for (size_t i = 0; i < item->count && v == DONE; i++) {
		const struct item_file *file = &item->files[i];

		v = file->form ? bundle_form(bundle, f) : bundle_file(bundle, bytes_of(file->name), f);
		if (v == DONE)
			v = read_file(d, item, file, &taker, f);
	}
	if (v == DONE)
		return bundle_end(&bundle, f);
	talloc_free(bundle);
	return v;
}

enum verdict
parcel_write(const struct drop_folder *d, struct item *item, int64_t received, struct arrivals *arrivals,
    struct fault *f)
{
	struct origin origin = { .source = d->drop->name, .channel = d->drop->channel, .place = item->place,
		.received = received };
	struct arrival *arrival;
	enum verdict v = arrival_open(arrivals, &origin, &arrival, f);

	if (v != DONE)
		return v;
	v = write_bundle(d, item, arrival, f);
	if (v == DONE)
		return arrival_close(&arrival, f);
	arrival_abandon(&arrival);
	return v;
}
