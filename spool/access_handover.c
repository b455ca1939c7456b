/* SPDX-License-Identifier: GPL-3.0-or-later */
/* access_handover - how the keys that sign the access log followed each other. */
#include "spool/access_handover.h"

#include <errno.h>
#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "config/users.h"
#include "spool/file.h"

#define WORD "iken-audit-key"

enum { FILE_MAX = 1 << 20, WORDS = 8, TIME = 24 };

static char *
file_of(void *ctx, const struct settings *s)
{
	return must(talloc_asprintf(ctx, "%s/audit.handover", s->keys));
}

/* All that is signed. */
static char *
signed_text(void *ctx, const struct handover *h)
{
	char old[2 * SEAL_PUBLIC + 1], new[2 * SEAL_PUBLIC + 1], chain[2 * SEAL_DIGEST + 1];

	seal_hex(h->old, SEAL_PUBLIC, old);
	seal_hex(h->new, SEAL_PUBLIC, new);
	seal_hex(h->end.chain, SEAL_DIGEST, chain);
	return must(talloc_asprintf(ctx, WORD " %lld %lld %s %s %s", (long long)h->end.count, (long long)h->end.at, old, new, chain));
}

static bool
take_hex(const char *word, unsigned char *out, size_t len)
{
	return strlen(word) == 2 * len && seal_from_hex(word, out, len);
}

/* One line, which is written over; false: it is none, or not signed by both. */
static bool
read_line(void *ctx, char *line, struct handover *out)
{
	unsigned char by_old[SEAL_SIGNATURE], by_new[SEAL_SIGNATURE];
	char *word[WORDS], *rest = line;
	struct bytes text;
	size_t n = 0;

	while (n < WORDS && (word[n] = strtok_r(NULL, " ", &rest)) != NULL)
		n++;
	if (n != WORDS || strcmp(word[0], WORD) != 0 || !text_to_number(word[1], 0, INT64_MAX, &out->end.count) ||
	    !text_to_number(word[2], 0, INT64_MAX, &out->end.at) || !take_hex(word[3], out->old, SEAL_PUBLIC) ||
	    !take_hex(word[4], out->new, SEAL_PUBLIC) || !take_hex(word[5], out->end.chain, SEAL_DIGEST) ||
	    !take_hex(word[6], by_old, SEAL_SIGNATURE) || !take_hex(word[7], by_new, SEAL_SIGNATURE))
		return false;
	text = bytes_of(signed_text(ctx, out));
	return seal_is_signed(out->old, text, by_old) && seal_is_signed(out->new, text, by_new);
}

static enum verdict
read_text(void *ctx, const struct settings *s, char **text_out, struct fault *f)
{
	struct buffer text;
	char *path = file_of(ctx, s);
	enum verdict v = DONE;

	*text_out = must(talloc_strdup(ctx, ""));
	if (access(path, F_OK) != 0)
		return DONE;
	v = file_get(ctx, path, FILE_MAX, &text, f);
	if (v == DONE)
		*text_out = must(talloc_strdup(ctx, buffer_text(&text)));
	return v == NEVER ? HALT : v;
}

/* Every good line, oldest first. */
static size_t
read_lines(void *ctx, char *text, struct handover **out)
{
	size_t count = 0;
	char *line, *rest = text;

	*out = NULL;
	while ((line = strtok_r(NULL, "\n", &rest)) != NULL) {
		struct handover h;

		if (!read_line(ctx, line, &h))
			continue;
		*out = must(talloc_realloc(ctx, *out, struct handover, count + 1));
		(*out)[count++] = h;
	}
	return count;
}

enum verdict
handover_read(void *ctx, const struct settings *s, const unsigned char public[SEAL_PUBLIC], struct handover **out,
    size_t *count_out, struct fault *f)
{
	struct handover *all;
	const unsigned char *wanted = public;
	char *text;
	size_t count;
	enum verdict v = read_text(ctx, s, &text, f);

	*out = NULL;
	*count_out = 0;
	if (v != DONE)
		return v;
	count = read_lines(ctx, text, &all);
	*out = must(talloc_zero_array(ctx, struct handover, count + 1));
	for (size_t i = count; i > 0; i--)
		if (memcmp(all[i - 1].new, wanted, SEAL_PUBLIC) == 0) {
			(*out)[*count_out] = all[i - 1];
			wanted = all[i - 1].old;
			++*count_out;
		}
	return DONE;
}

/* The lines before, without one that leads away from the old key: nobody has followed it. */
static char *
lines_before(void *ctx, const char *text, const unsigned char old[SEAL_PUBLIC])
{
	struct buffer kept = buffer_init(ctx);
	char *copy = must(talloc_strdup(ctx, text)), *line, *rest = copy;

	while ((line = strtok_r(NULL, "\n", &rest)) != NULL) {
		struct handover h;
		char *whole = must(talloc_strdup(ctx, line));

		if (!read_line(ctx, line, &h) || memcmp(h.old, old, SEAL_PUBLIC) != 0)
			buffer_printf(&kept, "%s\n", whole);
	}
	return must(talloc_strdup(ctx, buffer_text(&kept)));
}

/* It lies among the keys. */
static enum verdict
put_text(const struct settings *s, const char *text, struct fault *f)
{
	char *path = file_of(NULL, s);
	enum verdict v;

	users_be_root(true);
	v = file_put(path, bytes_of(text), 0644, f);
	if (v == DONE)
		v = users_settle_key(s, path, strrchr(path, '/') + 1, f);
	users_be_root(false);
	talloc_free(path);
	return v;
}

enum verdict
handover_write(void *ctx, const struct settings *s, const struct access_end *end, const struct seal_key *old,
    const struct seal_key *new, char **line_out, struct fault *f)
{
	unsigned char by_old[SEAL_SIGNATURE], by_new[SEAL_SIGNATURE];
	char digits_old[2 * SEAL_SIGNATURE + 1], digits_new[2 * SEAL_SIGNATURE + 1], *text, *before;
	struct handover h = { .end = *end };
	enum verdict v = read_text(ctx, s, &before, f);

	if (v != DONE)
		return v;
	seal_signing_public(old, h.old);
	seal_signing_public(new, h.new);
	text = signed_text(ctx, &h);
	seal_sign(old, bytes_of(text), by_old);
	seal_sign(new, bytes_of(text), by_new);
	seal_hex(by_old, sizeof by_old, digits_old);
	seal_hex(by_new, sizeof by_new, digits_new);
	*line_out = must(talloc_asprintf(ctx, "%s %s %s", text, digits_old, digits_new));
	return put_text(s, must(talloc_asprintf(ctx, "%s%s\n", lines_before(ctx, before, h.old), *line_out)), f);
}

enum verdict
handover_publish(struct ledger *l, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	char *text, *line, *rest;
	enum verdict v = read_text(ctx, l->settings, &text, f);

	rest = v == DONE ? text : NULL;
	while (v == DONE && (line = strtok_r(NULL, "\n", &rest)) != NULL)
		v = access_publish_line(l, line, f);
	talloc_free(ctx);
	return v;
}
