/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_files - what came in as it came, octet for octet, and what was attached to it. */
#include "config/memory.h"
#include "config/text.h"
#include "report/export.h"
#include "spool/bundle.h"

enum { ENDING_MAX = 5 };

/* What a double click would run. */
static bool
is_harmful(const char *ending)
{
	static const char *const all[] = { "exe", "com", "scr", "pif", "bat", "cmd", "js", "jse", "vbs", "vbe", "wsf", "wsh", "hta",
		"lnk", "msi", "ps1", "jar", "reg", "url", "cpl", "dll", "iso", "img", "htm", "html", "svg" };

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (strcmp(all[i], ending) == 0)
			return true;
	return false;
}

/* ".pdf" of the sender's name, where that is harmless letters and digits; what would run has _ behind it. Else ".bin". The rest
 * of the name stands in the manifest, because it may be a person's. */
static char *
ending_of(void *ctx, const char *name)
{
	const char *dot = strrchr(name, '.');
	char ending[ENDING_MAX + 1] = "";
	size_t len = dot != NULL ? strlen(dot + 1) : 0;

	if (len == 0 || len > ENDING_MAX)
		return must(talloc_strdup(ctx, ".bin"));
	for (size_t i = 0; i < len; i++) {
		ending[i] = text_lower(dot[i + 1]);
		if (!text_is_digit(ending[i]) && (ending[i] < 'a' || ending[i] > 'z'))
			return must(talloc_strdup(ctx, ".bin"));
	}
	return must(talloc_asprintf(ctx, ".%s%s", ending, is_harmful(ending) ? "_" : ""));
}

struct working {
	struct export_work *w;
	struct export_out *out;
	void *ctx;
	const struct export_arrival *a;
	size_t number;			/* of the arrival, from 1 */
	const struct octets *octets;
};

static const char *
note_of(const struct working *x, enum export_word word, const struct part *part)
{
	const char *what = export_word(&x->w->words, word);

	if (part == NULL)
		return what;
	return must(talloc_asprintf(x->ctx, "%s: %s (%s)", what, part->name, part->sniffed));
}

/* ---- a mail ----------------------------------------------------------------------------------------------------------- */

/* Octets on their way, which must be those that were registered. */
struct passing {
	struct sink to;
	struct seal_digest digest;
};

static enum verdict
pass(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	struct passing *p = state;

	seal_digest_add(&p->digest, (struct bytes){ data, len });
	return p->to.take(p->to.state, data, len, f);
}

static enum verdict
write_part(struct working *x, const struct part *part, struct fault *f)
{
	char *name = must(talloc_asprintf(x->ctx, "files/%zu-%d%s", x->number, part->index, ending_of(x->ctx, part->name)));
	struct passing passing = { .to = export_out_sink(x->out) };
	const struct sink through = { &passing, pass };
	unsigned char digest[READING_DIGEST];
	struct fault why = { "" };
	enum verdict v = export_out_begin(x->out, name, note_of(x, WORD_ATTACHED, part), f), read = DONE;

	if (v != DONE)
		return v;
	seal_digest_begin(&passing.digest, NULL);
	read = parser_extract(x->w->parser, x->octets, part->index, &through, &why);
	seal_digest_end(&passing.digest, digest, sizeof digest);
	/* The whole mail is there besides. */
	if (read == NEVER || (read == DONE && memcmp(digest, part->digest, sizeof digest) != 0))
		export_out_spoil(x->out, export_word(&x->w->words, WORD_CHANGED));
	else if (read != DONE)
		return fail(f, read, "%s", why.text);
	return export_out_end(x->out, f);
}

static enum verdict
write_mail(struct working *x, struct fault *f)
{
	bool infected = x->a->infected[0] != 0;
	char *name = must(talloc_asprintf(x->ctx, "originals/%zu.eml%s", x->number, infected ? ".infected" : ""));
	enum verdict v = export_out_octets(x->out, name, note_of(x, infected ? WORD_RELEASED : WORD_ORIGINAL, NULL), x->octets, 0,
	    x->octets->size, f);

	for (size_t i = 0; v == DONE && !infected && x->a->reading != NULL && i < x->a->reading->part_count; i++)
		v = write_part(x, &x->a->reading->parts[i], f);
	return v;
}

/* ---- what came from a drop folder -------------------------------------------------------------------------------------- */

static enum verdict
write_files(struct working *x, const struct bundle_places *places, struct fault *f)
{
	const struct reading *r = x->a->reading;
	size_t form = places->count - (r != NULL ? r->part_count : places->count);
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < places->count; i++) {
		const struct part *part = i >= form && r != NULL ? &r->parts[i - form] : NULL;
		bool infected = x->a->infected[0] != 0;
		char *name = must(talloc_asprintf(x->ctx, "originals/%zu-%zu%s%s", x->number, i + 1, i < form ? ".txt" :
		    part != NULL ? ending_of(x->ctx, part->name) : ".bin", infected ? ".infected" : ""));

		v = export_out_octets(x->out, name, note_of(x, infected ? WORD_RELEASED : i < form ? WORD_FORM : WORD_ORIGINAL, part),
		    x->octets, places->item[i].from, places->item[i].to, f);
	}
	return v;
}

static enum verdict
write_bundle(struct working *x, struct fault *f)
{
	struct bundle_places places = { .count = 0 };
	const struct reading *r = x->a->reading;
	enum verdict v = bundle_places(x->ctx, x->octets, &places, f);

	if (v == LATER || v == HALT)
		return v;
	/* Its form, where there is one, comes before its files. */
	if (v == NEVER || (r != NULL && (places.count < r->part_count || places.count > r->part_count + 1)))
		return write_mail(x, f);
	return write_files(x, &places, f);
}

/* ---- all of them ---------------------------------------------------------------------------------------------------------- */

static void
leave(struct working *x, enum export_word why)
{
	const struct export_words *w = &x->w->words;
	char *what = must(talloc_asprintf(x->ctx, "%s %zu", export_word(w, WORD_ARRIVED), x->number));

	export_out_leave(x->out, what, why == WORD_INFECTED ?
	    must(talloc_asprintf(x->ctx, "%s (%s)", export_word(w, why), x->a->infected)) : export_word(w, why));
}

static enum verdict
write_arrival(struct working *x, enum export_seen seen, struct fault *f)
{
	struct sealed *file = NULL;
	enum verdict v;

	if (seen != SEEN_ALL) {
		leave(x, WORD_NOT_MASKED);
		return DONE;
	}
	if (x->a->infected[0] != 0 && !x->w->infected) {
		leave(x, WORD_INFECTED);
		return DONE;
	}
	v = entry_open(x->w->l, x->ctx, &x->a->entry, &file, f);
	if (v == NEVER) {
		leave(x, WORD_GONE);
		return DONE;
	}
	if (v != DONE)
		return v;
	x->octets = sealed_content(file);
	v = settings_drop(x->w->run->settings, x->a->entry.source) != NULL ? write_bundle(x, f) : write_mail(x, f);
	sealed_close(&file);
	return v;
}

enum verdict
export_files(struct export_work *w, const struct export_case *c, struct export_out *out, struct fault *f)
{
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < c->arrival_count; i++) {
		struct working x = { .w = w, .out = out, .ctx = must(talloc_new(NULL)), .a = &c->arrivals[i], .number = i + 1 };

		v = write_arrival(&x, c->seen, f);
		talloc_free(x.ctx);
	}
	return v;
}
