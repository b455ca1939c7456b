/* SPDX-License-Identifier: GPL-3.0-or-later */
/* naming - which department a clerk means. */
#include "process/naming.h"

#include "config/memory.h"
#include "config/text.h"

enum { PREFIX_MIN = 2 };

/* What ends the name of a division that stands before a department, or of what stands behind it. */
static const char *const divisions[] = { "部", "局", "室", "所", "課", "庁", "本部", "区", "市", "町", "村", NULL };
static const char *const inner[] = { "係", "班", "担当", "担当者", "グループ", "長", "係長", "補佐", "主査", "主任", "窓口", NULL };

/* Folded, and without any space. */
static char *
squeeze(void *ctx, const char *words)
{
	char *folded = text_fold(ctx, words), *to = folded;

	for (const char *p = folded; *p != 0; p++) {
		if (strncmp(p, "\xe3\x80\x80", 3) == 0)
			p += 2;
		else if (!text_is_space(*p))
			*to++ = *p;
	}
	*to = 0;
	return folded;
}

static bool
ends_with(const char *text, size_t len, const char *end)
{
	size_t n = strlen(end);

	return n <= len && memcmp(text + len - n, end, n) == 0;
}

static bool
ends_with_any(const char *text, size_t len, const char *const *ends)
{
	for (; *ends != NULL; ends++)
		if (ends_with(text, len, *ends))
			return true;
	return false;
}

/* Whether longer is shorter with a division before it. */
static bool
has_division(const char *longer, const char *shorter)
{
	size_t l = strlen(longer), n = strlen(shorter);

	return l > n && n != 0 && ends_with(longer, l, shorter) && ends_with_any(longer, l - n, divisions);
}

static bool
is_exact(const char *words, const char *name, const char *code)
{
	return strcmp(words, name) == 0 || strcmp(words, code) == 0;
}

/* The name with a division before it, or somebody in it behind. */
static bool
is_surrounded(const char *words, const char *name, const char *code)
{
	size_t n = strlen(name);

	(void)code;
	for (const char *p = words; n != 0 && (p = strstr(p, name)) != NULL; p++) {
		size_t before = (size_t)(p - words), after = strlen(p + n);

		if ((before == 0 || ends_with_any(words, before, divisions)) &&
		    (after == 0 || ends_with_any(p + n, after, inner)))
			return true;
	}
	return has_division(name, words);
}

static bool
is_beginning(const char *words, const char *name, const char *code)
{
	(void)code;
	return text_length(words) >= PREFIX_MIN && text_starts(name, words);
}

typedef bool way(const char *words, const char *name, const char *code);

static void
add(struct naming *n, const struct department *d)
{
	for (size_t i = 0; i < n->count; i++)
		if (n->candidates[i] == d)
			return;
	if (n->count < NAMING_CANDIDATES)
		n->candidates[n->count++] = d;
}

static void
find(struct naming *n, const struct settings *s, way *fits, const char *words, int64_t utc)
{
	for (size_t i = 0; i < s->department_count; i++) {
		const struct department *d = &s->departments[i], *now = settings_department_at(s, d->code, utc);
		void *ctx = must(talloc_new(NULL));

		/* Of one that is not there now only the full name says what is meant. */
		if (now != NULL && (now == d || fits == is_exact) &&
		    fits(words, squeeze(ctx, d->name), squeeze(ctx, d->code)))
			add(n, now);
		talloc_free(ctx);
	}
}

struct naming
naming_department(const struct settings *s, const char *words, int64_t utc)
{
	static way *const ways[] = { is_exact, is_surrounded, is_beginning };
	struct naming n = { .department = NULL };
	char *wanted = squeeze(NULL, words);

	for (size_t i = 0; *wanted != 0 && i < sizeof ways / sizeof ways[0] && n.count == 0; i++)
		find(&n, s, ways[i], wanted, utc);
	if (n.count == 1)
		n.department = n.candidates[0];
	talloc_free(wanted);
	return n;
}

const char *
naming_reason(void *ctx, const struct naming *n)
{
	char *code = must(talloc_strdup(ctx, "no-department"));

	for (size_t i = 0; i < n->count; i++)
		code = must(talloc_asprintf_append(code, " %s", n->candidates[i]->code));
	return code;
}
