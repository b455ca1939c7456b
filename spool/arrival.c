/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arrival - a message that came in: sealed as its octets arrive, durable before it is let go. */
#include "spool/arrival.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "config/folders.h"
#include "config/memory.h"
#include "config/users.h"
#include "spool/file.h"
#include "spool/keys.h"
#include "spool/queue.h"
#include "spool/sealed.h"

struct name {
	char id[ARRIVAL_ID_LENGTH + 1];
};

struct arrivals {
	int folder;			/* descriptor of arrivals/ */
	int tmp;			/* descriptor of tmp/ */
	unsigned char public[SEAL_PUBLIC];
	struct sealed_writer *writer;
	struct buffer note;
	struct name *batch;		/* closed, not yet durable */
	size_t waiting, room;
	struct arrival *open;
	bool to_store;			/* folder is the store */
};

struct arrival {
	struct arrivals *to;
	int fd;
	struct name name;
};

static int
close_arrivals(struct arrivals *a)
{
	for (size_t i = 0; i < a->waiting; i++)
		unlinkat(a->tmp, a->batch[i].id, 0);
	if (a->folder >= 0)
		close(a->folder);
	if (a->tmp >= 0)
		close(a->tmp);
	return 0;
}

static struct arrivals *
open_folders(void *ctx, const char *folder, const char *tmp)
{
	struct arrivals *a = memory_new(ctx, sizeof *a);

	a->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	a->tmp = open(tmp, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	talloc_set_destructor(a, close_arrivals);
	a->note = buffer_init(a);
	return a;
}

enum verdict
arrivals_open_at(void *ctx, const char *folder, const char *tmp, const unsigned char public[SEAL_PUBLIC],
    struct arrivals **out, struct fault *f)
{
	struct arrivals *a = open_folders(ctx, folder, tmp);
	enum verdict v;

	if (a->folder < 0 || a->tmp < 0)
		v = fail(f, LATER, "%s or %s is not there: %s", folder, tmp, strerror(errno));
	else
		v = seal_begin(f);
	if (v != DONE) {
		talloc_free(a);
		return v;
	}
	memcpy(a->public, public, SEAL_PUBLIC);
	*out = a;
	return DONE;
}

static enum verdict
open_spool(void *ctx, const struct settings *s, const char *name, struct arrivals **out, struct fault *f)
{
	char *folder = must(talloc_asprintf(ctx, "%s/%s", s->folder, name));
	char *tmp = must(talloc_asprintf(ctx, "%s/%s", s->folder, users_are_set(s) ? FOLDER_ARRIVING : "tmp"));
	struct arrivals *a = open_folders(ctx, folder, tmp);
	enum verdict v;

	talloc_free(folder);
	talloc_free(tmp);
	if (a->folder < 0 || a->tmp < 0)
		v = fail(f, HALT, "%s lacks the folders that messages arrive in: run iken-init", s->folder);
	else if ((v = seal_begin(f)) == DONE)
		v = keys_public(s, a->public, f);
	if (v != DONE) {
		talloc_free(a);
		return v;
	}
	*out = a;
	return DONE;
}

enum verdict
arrivals_open(void *ctx, const struct settings *s, struct arrivals **out, struct fault *f)
{
	return open_spool(ctx, s, "arrivals", out, f);
}

enum verdict
arrivals_open_store(void *ctx, const struct settings *s, struct arrivals **out, struct fault *f)
{
	enum verdict v = open_spool(ctx, s, "store", out, f);

	if (v == DONE)
		(*out)->to_store = true;
	return v;
}

void
arrivals_close(struct arrivals **arrivals)
{
	talloc_free(*arrivals);
	*arrivals = NULL;
}

void
arrival_id(const struct origin *origin, char id_out[ARRIVAL_ID_LENGTH + 1])
{
	static const struct seal_key no_secret;
	unsigned char hash[ARRIVAL_ID_LENGTH / 2];
	struct buffer b = buffer_init(NULL);

	record_put_string(&b, origin->source);
	record_put_string(&b, origin->place);
	seal_hash(&no_secret, "arrival", buffer_bytes(&b), hash, sizeof hash);
	seal_hex(hash, sizeof hash, id_out);
	if (arrival_is_of_page(id_out))
		id_out[ARRIVAL_ID_LENGTH - 1] = '1';
	talloc_free(b.data);
}

bool
arrival_is_of_page(const char *id)
{
	size_t len = strlen(id), end = strlen(ARRIVAL_OF_PAGE);

	return len == ARRIVAL_ID_LENGTH && strcmp(id + len - end, ARRIVAL_OF_PAGE) == 0;
}

static void
write_note(struct buffer *note, const struct origin *origin)
{
	buffer_clear(note);
	record_put_string(note, origin->source);
	record_put_string(note, origin->channel);
	record_put_string(note, origin->place);
	record_put_number(note, origin->received);
	record_put_string(note, origin->sender);
	record_put_string(note, origin->recipient);
}

static int
discard_arrival(struct arrival *arrival)
{
	if (arrival->fd >= 0) {
		close(arrival->fd);
		unlinkat(arrival->to->tmp, arrival->name.id, 0);
	}
	return 0;
}

enum verdict
arrival_open(struct arrivals *a, const struct origin *origin, struct arrival **out, struct fault *f)
{
	struct arrival *arrival = memory_new(a, sizeof *arrival);

	arrival->to = a;
	arrival_id(origin, arrival->name.id);
	arrival->fd = openat(a->tmp, arrival->name.id,
	    O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, FILE_SHARED);
	if (arrival->fd < 0) {
		talloc_free(arrival);
		return fail(f, LATER, "create an arrival: %s", strerror(errno));
	}
	talloc_set_destructor(arrival, discard_arrival);
	write_note(&a->note, origin);
	if (a->writer == NULL)
		a->writer = sealed_begin(a, arrival->fd, a->public, buffer_bytes(&a->note));
	else
		sealed_again(a->writer, arrival->fd, buffer_bytes(&a->note));
	*out = arrival;
	return DONE;
}

enum verdict
arrival_write(struct arrival *arrival, const void *data, size_t len, struct fault *f)
{
	return sealed_write(arrival->to->writer, data, len, f);
}

static void
add_to_batch(struct arrivals *a, const struct name *name)
{
	if (a->waiting == a->room) {
		a->room = a->room != 0 ? 2 * a->room : 128;
		a->batch = must(talloc_realloc(a, a->batch, struct name, a->room));
	}
	a->batch[a->waiting++] = *name;
}

/* The queue is worked by the time of these files, and the kernel's own stamps are too coarse to tell the
 * mails of one batch apart. That it fails costs the order, not the mail. */
static void
stamp(int fd)
{
	struct timespec times[2];

	clock_gettime(CLOCK_REALTIME, &times[0]);
	times[1] = times[0];
	if (futimens(fd, times) != 0)
		errno = 0;
}

enum verdict
arrival_close_known(struct arrival **arrival, struct seal_key *key_out, struct fault *f)
{
	static const unsigned char nothing[SEALED_KEY_LENGTH];
	int fd = dup((*arrival)->fd);
	enum verdict v;

	*key_out = *sealed_writer_key((*arrival)->to->writer);
	if (fd < 0) {
		arrival_abandon(arrival);
		return fail(f, LATER, "close an arrival: %s", strerror(errno));
	}
	v = arrival_close(arrival, f);
	if (v == DONE && pwrite(fd, nothing, sizeof nothing, SEALED_KEY_AT) != (ssize_t)sizeof nothing)
		v = fail(f, LATER, "write an arrival: %s", strerror(errno));
	close(fd);
	return v;
}

enum verdict
arrival_close(struct arrival **arrival, struct fault *f)
{
	struct arrival *closing = *arrival;
	struct arrivals *a = closing->to;
	enum verdict v = sealed_end(a->writer, f);

	*arrival = NULL;
	if (v == DONE) {
		int fd = closing->fd;

		closing->fd = -1;
		stamp(fd);
		if (close(fd) != 0) {
			v = fail(f, LATER, "close an arrival: %s", strerror(errno));
			unlinkat(a->tmp, closing->name.id, 0);
		} else {
			add_to_batch(a, &closing->name);
		}
	}
	talloc_free(closing);
	return v;
}

void
arrival_abandon(struct arrival **arrival)
{
	talloc_free(*arrival);
	*arrival = NULL;
}

/* ---- what was sealed elsewhere ---- */

#define ADOPTED "adopted"

static enum verdict
copy_all(int from, int to, int64_t max, struct seal_digest *digest, struct fault *f)
{
	static unsigned char piece[SEALED_CHUNK];
	int64_t size = 0;
	ssize_t n;

	while ((n = read(from, piece, sizeof piece)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(f, LATER, "read it: %s", strerror(errno));
		size += n;
		if (size > max)
			return fail(f, NEVER, "it is longer than %lld octets", (long long)max);
		seal_digest_add(digest, (struct bytes){ piece, (size_t)n });
		if (!file_write(to, (struct bytes){ piece, (size_t)n }))
			return fail(f, LATER, "write an arrival: %s", strerror(errno));
	}
	return DONE;
}

static void
name_adopted(struct seal_digest *digest, char id_out[ARRIVAL_ID_LENGTH + 1])
{
	unsigned char hash[SEAL_DIGEST];

	seal_digest_end(digest, hash, sizeof hash);
	seal_hex(hash, ARRIVAL_ID_LENGTH / 2, id_out);
	memcpy(id_out + ARRIVAL_ID_LENGTH - strlen(ARRIVAL_OF_PAGE), ARRIVAL_OF_PAGE, sizeof ARRIVAL_OF_PAGE);
}

static bool
is_in_batch(const struct arrivals *a, const char *id)
{
	for (size_t i = 0; i < a->waiting; i++)
		if (strcmp(a->batch[i].id, id) == 0)
			return true;
	return false;
}

enum verdict
arrival_adopt(struct arrivals *a, const struct settings *s, int fd, int64_t max, char id_out[ARRIVAL_ID_LENGTH + 1],
    bool *known_out, struct fault *f)
{
	int to = openat(a->tmp, ADOPTED, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, FILE_SHARED);
	struct seal_digest digest;
	struct name name;
	char *known;
	enum verdict v;

	*known_out = false;
	if (to < 0)
		return fail(f, LATER, "create an arrival: %s", strerror(errno));
	seal_digest_begin(&digest, NULL);
	v = copy_all(fd, to, max, &digest, f);
	name_adopted(&digest, id_out);
	stamp(to);
	if (close(to) != 0 && v == DONE)
		v = fail(f, LATER, "close an arrival: %s", strerror(errno));
	known = queue_find(NULL, s, id_out);
	*known_out = v == DONE && (known != NULL || is_in_batch(a, id_out));
	talloc_free(known);
	if (v == DONE && !*known_out && renameat(a->tmp, ADOPTED, a->tmp, id_out) != 0)
		v = fail(f, LATER, "name an arrival: %s", strerror(errno));
	if (v != DONE || *known_out) {
		unlinkat(a->tmp, ADOPTED, 0);
		return v;
	}
	memcpy(name.id, id_out, sizeof name.id);
	add_to_batch(a, &name);
	return DONE;
}

static void
forget_batch(struct arrivals *a)
{
	for (size_t i = 0; i < a->waiting; i++)
		unlinkat(a->tmp, a->batch[i].id, 0);
	a->waiting = 0;
}

/* A single file is synced by itself; syncfs() would write back everything that other programs have
 * in that file system, which pays only when there are many files of ours. */
static int
sync_contents(struct arrivals *a)
{
	int fd, result;

	if (a->waiting != 1)
		return syncfs(a->tmp);
	fd = openat(a->tmp, a->batch[0].id, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return -1;
	result = fsync(fd);
	close(fd);
	return result;
}

/* In the store it lies in the folder of its first two digits. */
static int
put_in_place(struct arrivals *a, const char *id)
{
	char name[ARRIVAL_ID_LENGTH + 4];

	if (!a->to_store)
		return renameat(a->tmp, id, a->folder, id);
	snprintf(name, sizeof name, "%.2s/%s", id, id);
	if (renameat(a->tmp, id, a->folder, name) == 0)
		return 0;
	name[2] = 0;
	if (errno != ENOENT || (mkdirat(a->folder, name, FOLDER_SHARED) != 0 && errno != EEXIST))
		return -1;
	name[2] = '/';
	return renameat(a->tmp, id, a->folder, name);
}

/* The names as well: of many folders at once, or of one. */
static int
sync_names(const struct arrivals *a)
{
	return a->to_store ? syncfs(a->folder) : fsync(a->folder);
}

enum verdict
arrivals_commit(struct arrivals *a, struct fault *f)
{
	int failed = 0;

	if (a->waiting == 0)
		return DONE;
	if (sync_contents(a) != 0)
		failed = errno;
	for (size_t i = 0; i < a->waiting && failed == 0; i++)
		if (put_in_place(a, a->batch[i].id) != 0)
			failed = errno;
	if (failed == 0 && sync_names(a) != 0)
		failed = errno;
	if (failed != 0) {
		forget_batch(a);
		return fail(f, LATER, "make arrivals durable: %s", strerror(failed));
	}
	/* From here on the messages are ours: the source may let them go. */
	a->waiting = 0;
	return DONE;
}

size_t
arrivals_waiting(const struct arrivals *a)
{
	return a->waiting;
}
