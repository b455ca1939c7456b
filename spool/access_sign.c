/* SPDX-License-Identifier: GPL-3.0-or-later */
/* access_sign - the end of the access log, signed: in the register with each line, and in checkpoints. */
#include "spool/access_sign.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/access_handover.h"
#include "config/users.h"
#include "spool/file.h"

#define WORD "iken-checkpoint"
#define HOUR 3600
#define TOKYO (9 * HOUR)

enum { HEX = 2 * (SEAL_DIGEST + SEAL_SIGNATURE), TAIL = 8192, TIME = 20 };

/* ---- what is signed ------------------------------------------------------------------------------ */

static char *
head_text(void *ctx, const struct access_end *e)
{
	char chain[2 * SEAL_DIGEST + 1];

	seal_hex(e->chain, SEAL_DIGEST, chain);
	return must(talloc_asprintf(ctx, "iken-access-head %lld %lld %s", (long long)e->count, (long long)e->at, chain));
}

/* All of its line but the signature. */
static char *
checkpoint_text(void *ctx, const struct checkpoint *c)
{
	char chain[2 * SEAL_DIGEST + 1], *at = clock_iso(NULL, c->end.at), *text;

	seal_hex(c->end.chain, SEAL_DIGEST, chain);
	text = must(talloc_asprintf(ctx, WORD " %lld %s %s %s", (long long)c->end.count, at, c->whole ? "whole" : "tail", chain));
	talloc_free(at);
	return text;
}

/* By our key, or by one before it what the log was when it was replaced. */
static bool
is_signed(const struct ledger *l, int64_t count, const char *text, const unsigned char signature[SEAL_SIGNATURE])
{
	unsigned char public[SEAL_PUBLIC];
	bool good;

	seal_signing_public(l->keys->audit, public);
	good = seal_is_signed(public, bytes_of(text), signature);
	for (size_t i = 0; !good && i < l->handover_count; i++)
		good = count <= l->handover[i].end.count && seal_is_signed(l->handover[i].old, bytes_of(text), signature);
	return good;
}

bool
access_checkpoint_is_signed(const struct ledger *l, const struct checkpoint *c)
{
	char *text = checkpoint_text(NULL, c);
	bool good = is_signed(l, c->end.count, text, c->signature);

	talloc_free(text);
	return good;
}

/* ---- the head ------------------------------------------------------------------------------------ */

static void
take_octets(struct query *q, int column, unsigned char *out, size_t len)
{
	struct bytes value = query_blob_at(q, column);

	memset(out, 0, len);
	if (value.len == len)
		memcpy(out, value.data, len);
}

enum verdict
access_read_head(struct ledger *l, struct access_end *out, bool *found_out, bool *good_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT count, at, chain, signature FROM access_head WHERE one = 1");
	unsigned char signature[SEAL_SIGNATURE];
	enum verdict v = query_next(q, found_out, f);
	char *text;

	*good_out = false;
	*out = (struct access_end){ .count = 0 };
	if (v == DONE && *found_out) {
		out->count = query_number_at(q, 0);
		out->at = query_number_at(q, 1);
		take_octets(q, 2, out->chain, SEAL_DIGEST);
		take_octets(q, 3, signature, SEAL_SIGNATURE);
		text = head_text(NULL, out);
		*good_out = is_signed(l, out->count, text, signature);
		talloc_free(text);
	}
	query_done(q);
	return v;
}

enum verdict
access_put_head(struct ledger *l, const struct access_end *end, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT OR REPLACE INTO access_head(one, count, at, chain, signature) "
	    "VALUES(1,?1,?2,?3,?4)");
	unsigned char signature[SEAL_SIGNATURE];
	char *text = head_text(NULL, end);

	seal_sign(l->keys->audit, bytes_of(text), signature);
	talloc_free(text);
	query_number(q, 1, end->count);
	query_number(q, 2, end->at);
	query_blob(q, 3, (struct bytes){ end->chain, SEAL_DIGEST });
	query_blob(q, 4, (struct bytes){ signature, SEAL_SIGNATURE });
	return query_run(q, f);
}

enum verdict
access_end(struct ledger *l, struct access_end *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT id, at, chain FROM access ORDER BY id DESC LIMIT 1");
	struct access_end last = { .count = 0 };
	bool row, found, good;
	enum verdict v = query_next(q, &row, f);

	if (v == DONE && row) {
		last.count = query_number_at(q, 0);
		last.at = query_number_at(q, 1);
		take_octets(q, 2, last.chain, SEAL_DIGEST);
	}
	query_done(q);
	if (v == DONE)
		v = access_read_head(l, out, &found, &good, f);
	/* Numbers of lines that are missing are not given again: the gap stays. */
	if (v == DONE && (!found || !good || out->count < last.count))
		*out = last;
	return v;
}

/* ---- checkpoints in the register ----------------------------------------------------------------- */

#define COLUMNS "id, count, at, whole, chain, signature"

static enum verdict
take_checkpoint(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	struct checkpoint *c = out;

	(void)ctx;
	(void)with;
	(void)f;
	*c = (struct checkpoint){ .id = query_number_at(q, 0), .whole = query_number_at(q, 3) != 0,
		.end = { .count = query_number_at(q, 1), .at = query_number_at(q, 2) } };
	take_octets(q, 4, c->end.chain, SEAL_DIGEST);
	take_octets(q, 5, c->signature, SEAL_SIGNATURE);
	return DONE;
}

enum verdict
access_last_checkpoint(struct ledger *l, struct checkpoint *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM checkpoint ORDER BY id DESC LIMIT 1");
	bool row;
	enum verdict v = query_next(q, &row, f);

	*out = (struct checkpoint){ .id = 0 };
	if (v == DONE && row)
		v = take_checkpoint(NULL, q, NULL, out, f);
	query_done(q);
	return v;
}

enum verdict
access_checkpoints(struct ledger *l, void *ctx, struct checkpoint **out, size_t *count_out, struct fault *f)
{
	struct rows rows = { NULL, 0 };
	enum verdict v = query_all(db_query(l->db, "SELECT " COLUMNS " FROM checkpoint ORDER BY id"), ctx,
	    sizeof(struct checkpoint), take_checkpoint, NULL, &rows, f);

	*out = rows.item;
	*count_out = rows.count;
	return v;
}

enum verdict
access_checkpoint_is_due(struct ledger *l, bool *due_out, struct fault *f)
{
	const struct audit *a = &l->settings->audit;
	struct checkpoint last = { .id = 0 };
	struct access_end end = { .count = 0 };
	int64_t now = clock_now();
	enum verdict v = access_last_checkpoint(l, &last, f);

	if (v == DONE)
		v = access_end(l, &end, f);
	/* A clock that was set back makes none later than usual. */
	*due_out = v == DONE && end.count > last.end.count && (end.count - last.end.count >= a->checkpoint_lines ||
	    now - last.end.at >= a->checkpoint_every || now < last.end.at);
	return v;
}

enum verdict
access_insert_checkpoint(struct ledger *l, bool whole, struct fault *f)
{
	struct query *q;
	struct checkpoint last, c = { .whole = whole };
	enum verdict v = access_last_checkpoint(l, &last, f);
	char *text;

	if (v == DONE)
		v = access_end(l, &c.end, f);
	if (v != DONE)
		return v;
	c.end.at = clock_now();
	text = checkpoint_text(NULL, &c);
	seal_sign(l->keys->audit, bytes_of(text), c.signature);
	talloc_free(text);
	/* The very same, of this second: once is enough. */
	if (last.id != 0 && memcmp(last.signature, c.signature, SEAL_SIGNATURE) == 0)
		return DONE;
	q = db_query(l->db, "INSERT INTO checkpoint(id, count, at, whole, chain, signature) VALUES(?1,?2,?3,?4,?5,?6)");
	query_number(q, 1, last.id + 1);
	query_number(q, 2, c.end.count);
	query_number(q, 3, c.end.at);
	query_number(q, 4, c.whole);
	query_blob(q, 5, (struct bytes){ c.end.chain, SEAL_DIGEST });
	query_blob(q, 6, (struct bytes){ c.signature, SEAL_SIGNATURE });
	return query_run(q, f);
}

/* ---- checkpoints as text ------------------------------------------------------------------------- */

char *
access_checkpoint_line(void *ctx, const struct checkpoint *c)
{
	char signature[2 * SEAL_SIGNATURE + 1];

	seal_hex(c->signature, SEAL_SIGNATURE, signature);
	return must(talloc_asprintf(ctx, "%s%s", checkpoint_text(ctx, c), signature));
}

/* The word at *at, which moves behind it; NULL: there is none, or it has no room. */
static const char *
next_word(const char **at, char *word, size_t room)
{
	size_t len;

	*at += strspn(*at, " \t\r\n>|");
	len = strcspn(*at, " \t\r\n>|");
	if (len == 0 || len >= room)
		return NULL;
	memcpy(word, *at, len);
	word[len] = 0;
	*at += len;
	return word;
}

static bool
read_number(const char *text, size_t len, int64_t min, int64_t max, int64_t *out)
{
	char digits[8];

	if (len >= sizeof digits)
		return false;
	memcpy(digits, text, len);
	digits[len] = 0;
	return text_to_number(digits, min, max, out);
}

/* As clock_iso() writes it. */
static bool
read_time(const char *t, int64_t *out)
{
	int64_t year, month, day, hour, minute, second;

	if (strlen(t) != TIME || t[4] != '-' || t[7] != '-' || t[10] != 'T' || t[13] != ':' || t[16] != ':' || t[19] != 'Z' ||
	    !read_number(t, 4, 1970, 9999, &year) || !read_number(t + 5, 2, 1, 12, &month) ||
	    !read_number(t + 8, 2, 1, 31, &day) || !read_number(t + 11, 2, 0, 23, &hour) ||
	    !read_number(t + 14, 2, 0, 59, &minute) || !read_number(t + 17, 2, 0, 60, &second))
		return false;
	*out = clock_from_tokyo((int)year, (int)month, (int)day) + TOKYO + hour * HOUR + minute * 60 + second;
	return true;
}

static bool
read_hex(const char **at, char digits[HEX + 1])
{
	size_t n = 0;

	for (; n < HEX && **at != 0; (*at)++)
		if (strchr(" \t\r\n>|=", **at) == NULL)
			digits[n++] = **at;
	digits[n] = 0;
	return n == HEX;
}

static bool
read_checkpoint(const char **at, struct checkpoint *out)
{
	char word[32], digits[HEX + 1];

	*out = (struct checkpoint){ .id = 0 };
	if (next_word(at, word, sizeof word) == NULL || !text_to_number(word, 0, INT64_MAX, &out->end.count) ||
	    next_word(at, word, sizeof word) == NULL || !read_time(word, &out->end.at) ||
	    next_word(at, word, sizeof word) == NULL)
		return false;
	out->whole = strcmp(word, "whole") == 0;
	return (out->whole || strcmp(word, "tail") == 0) && read_hex(at, digits) &&
	    seal_from_hex(digits, out->end.chain, SEAL_DIGEST) &&
	    seal_from_hex(digits + 2 * SEAL_DIGEST, out->signature, SEAL_SIGNATURE);
}

size_t
access_read_checkpoints(void *ctx, const char *text, struct checkpoint **out)
{
	size_t count = 0;

	*out = NULL;
	for (const char *at = strstr(text, WORD " "); at != NULL; at = strstr(at, WORD " ")) {
		struct checkpoint c;
		const char *behind = at + strlen(WORD);

		at = behind;
		if (!read_checkpoint(&at, &c)) {
			/* A line that was cut short must not take the next one with it. */
			at = behind;
			continue;
		}
		*out = must(talloc_realloc(ctx, *out, struct checkpoint, count + 1));
		(*out)[count++] = c;
	}
	return count;
}

/* ---- the file outside ---------------------------------------------------------------------------- */

char *
access_checkpoint_file(void *ctx, const struct settings *s)
{
	return must(s->audit.checkpoints[0] != 0 ? talloc_strdup(ctx, s->audit.checkpoints) :
	    talloc_asprintf(ctx, "%s/log/access.checkpoints", s->folder));
}

/* The last checkpoint of the file; *whole_line_out: it ends with one. */
static bool
last_in_file(void *ctx, int fd, struct checkpoint *out, bool *whole_line_out)
{
	char *tail = must(talloc_zero_array(ctx, char, TAIL + 1));
	off_t size = lseek(fd, 0, SEEK_END);
	ssize_t n = pread(fd, tail, TAIL, size > TAIL ? size - TAIL : 0);
	struct checkpoint *all;
	size_t count = access_read_checkpoints(ctx, tail, &all);

	*whole_line_out = n <= 0 || tail[n - 1] == '\n';
	*out = count != 0 ? all[count - 1] : (struct checkpoint){ .id = 0 };
	return count != 0;
}

/* Those behind the last one of the file, or all where that is not among them. */
static enum verdict
append_new(struct ledger *l, void *ctx, int fd, const char *path, struct fault *f)
{
	struct buffer lines = buffer_init(ctx);
	struct checkpoint *all, last;
	size_t count, from = 0;
	bool whole_line, found = last_in_file(ctx, fd, &last, &whole_line);
	enum verdict v = access_checkpoints(l, ctx, &all, &count, f);

	for (size_t i = 0; found && i < count; i++)
		if (memcmp(all[i].signature, last.signature, SEAL_SIGNATURE) == 0)
			from = i + 1;
	/* The register is an old one: what the file has shows it. */
	if (found && from == 0)
		return v;
	if (!whole_line)
		buffer_char(&lines, '\n');
	for (size_t i = from; v == DONE && i < count; i++)
		buffer_printf(&lines, "%s\n", access_checkpoint_line(ctx, &all[i]));
	if (v != DONE || from == count)
		return v;
	if (!file_write(fd, (struct bytes){ lines.data, lines.len }) || fsync(fd) != 0)
		return fail(f, LATER, "write checkpoints to %s: %s", path, strerror(errno));
	return DONE;
}

static int
open_file(const struct settings *s, const char *path, bool create)
{
	int flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	int fd = open(path, flags);

	if (fd < 0 && errno == ENOENT && create) {
		fd = open(path, flags | O_CREAT, 0640);
		if (fd >= 0 && fchmod(fd, 0640) != 0)
			errno = 0;
		if (fd >= 0)
			users_share_with_register(s, fd);
	}
	return fd;
}

/* A line of another kind, unless it is there; the file is locked. */
static enum verdict
append_line(void *ctx, int fd, const char *path, const char *line, struct fault *f)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *all = must(talloc_zero_size(ctx, (size_t)(size > 0 ? size : 0) + 1)), *text;
	char end = '\n';

	if (size > 0 && pread(fd, all, (size_t)size, 0) != (ssize_t)size)
		return fail(f, LATER, "read checkpoints in %s: %s", path, strerror(errno));
	if (strstr(all, line) != NULL)
		return DONE;
	if (size > 0)
		end = all[size - 1];
	text = must(talloc_asprintf(ctx, "%s%s\n", end != '\n' ? "\n" : "", line));
	if (!file_write(fd, bytes_of(text)) || fsync(fd) != 0)
		return fail(f, LATER, "write checkpoints to %s: %s", path, strerror(errno));
	return DONE;
}

enum verdict
access_publish_line(struct ledger *l, const char *line, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	char *path = access_checkpoint_file(ctx, l->settings);
	int fd = open_file(l->settings, path, false);
	enum verdict v;

	if (fd < 0 || flock(fd, LOCK_EX) != 0)
		v = fail(f, LATER, "checkpoints of the access log: %s: %s", path, strerror(errno));
	else
		v = append_line(ctx, fd, path, line, f);
	if (fd >= 0)
		close(fd);
	talloc_free(ctx);
	return v;
}

enum verdict
access_publish(struct ledger *l, enum publish how, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	char *path = access_checkpoint_file(ctx, l->settings);
	struct checkpoint last;
	enum verdict v = access_last_checkpoint(l, &last, f);
	int fd = -1;

	if (v == DONE && last.id != 0) {
		fd = open_file(l->settings, path, how == PUBLISH_BEGIN || last.id == 1);
		if (fd < 0 || flock(fd, LOCK_EX) != 0)
			v = fail(f, LATER, "checkpoints of the access log: %s: %s%s", path, strerror(errno),
			    errno == ENOENT ? "; see iken-audit --verify" : "");
		else
			v = append_new(l, ctx, fd, path, f);
	}
	if (fd >= 0)
		close(fd);
	if (v == DONE && last.id == 1)
		v = folder_sync(dirname(must(talloc_strdup(ctx, path))), f);
	talloc_free(ctx);
	return v;
}
