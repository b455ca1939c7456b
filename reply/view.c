/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view - what several kinds of mails show: the office, who wrote, what was written, why. */
#include "reply/view.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/reason.h"
#include "spool/mask.h"

enum { NAMED_MAX = 50 };

struct cached {
	struct cached *next;
	enum language language;
	const char *kind;
	const struct template *template;
};

struct renderer *
renderer_new(void *ctx, struct ledger *l)
{
	struct renderer *r = memory_new(ctx, sizeof *r);

	r->ledger = l;
	return r;
}

static enum verdict
find_template(struct renderer *r, enum language language, const char *kind, const struct template **out,
    struct fault *f)
{
	struct cached *c = r->cached;
	enum verdict v;

	while (c != NULL && (c->language != language || strcmp(c->kind, kind) != 0))
		c = c->next;
	if (c == NULL) {
		c = memory_new(r, sizeof *c);
		c->language = language;
		c->kind = must(talloc_strdup(c, kind));
		v = template_read(c, &r->ledger->settings->office, language, kind, &c->template, f);
		if (v != DONE) {
			talloc_free(c);
			return v;
		}
		c->next = r->cached;
		r->cached = c;
	}
	*out = c->template;
	return DONE;
}

void
view_hole(struct holes *h, const char *name, const char *value)
{
	h->item = must(talloc_realloc(h->ctx, h->item, struct hole, h->count + 2));
	h->item[h->count++] = (struct hole){ name, value };
	h->item[h->count] = (struct hole){ NULL, NULL };
}

void
view_hole_number(struct holes *h, const char *name, int64_t number)
{
	view_hole(h, name, must(talloc_asprintf(h->ctx, "%lld", (long long)number)));
}

int64_t
view_code_number(const char *code, int place)
{
	char digits[24];
	int64_t n;

	for (; place > 0 && *code != 0; place--)
		code += strcspn(code, " ") + (code[strcspn(code, " ")] != 0);
	snprintf(digits, sizeof digits, "%.*s", (int)strcspn(code, " "), code);
	return text_to_number(digits, 0, INT64_MAX, &n) ? n : 0;
}

const char *
view_day(void *ctx, enum language language, int64_t utc)
{
	if (utc == 0)
		return "";
	return language == LANGUAGE_JA ? clock_japanese_date(ctx, utc) : text_cut(ctx, clock_local(ctx, utc), 10);
}

const char *
view_moment(void *ctx, enum language language, int64_t utc)
{
	const char *local = clock_local(ctx, utc);

	if (utc == 0 || language != LANGUAGE_JA)
		return utc == 0 ? "" : local;
	return must(talloc_asprintf(ctx, "%s%s", view_day(ctx, language, utc), local + strcspn(local, " ")));
}

/* ---- words that more than one kind of mail has --------------------------------------------------- */

bool
view_protected(const struct facts *facts)
{
	return facts->has_opinion && facts->opinion.is_protected && strcmp(facts->intent->party, "resident") != 0;
}

bool
view_masked(const struct facts *facts)
{
	return facts->department == NULL || facts->department->masked || view_protected(facts);
}

/* What somebody wrote, as this party may see it. */
const char *
view_seen(void *ctx, const struct facts *facts, const char *text)
{
	const struct contact nobody = { "", "", "", "", "", "", REPLY_NONE, false };

	if (!view_masked(facts))
		return text;
	return mask_apply(ctx, mask_new(ctx, facts->contact != NULL ? facts->contact : &nobody),
	    view_protected(facts) ? MASK_STRICT : MASK_USUAL, text, NULL);
}

/* Holes whose words are ours, and the name, which is not protected. */
static bool
is_ours(const char *hole)
{
	static const char *const ours[] = { "office", "section", "contact", "number", "received", "due", "purpose",
		"department", "arrival", "code", "name" };

	for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
		if (strcmp(ours[i], hole) == 0)
			return true;
	return false;
}

static void
learn(struct mask *mask, const struct reading *r)
{
	if (r == NULL)
		return;
	mask_learn(mask, r->subject);
	mask_learn(mask, r->text);
	mask_learn(mask, r->html_text);
}

void
view_conceal(struct holes *h, const struct facts *facts)
{
	struct contact nameless;
	struct mask *mask;

	if (!view_protected(facts) || facts->contact == NULL)
		return;
	nameless = *facts->contact;
	nameless.name = "";	/* who may see it is not decided here */
	mask = mask_new(h->ctx, &nameless);
	learn(mask, facts->opinion_reading);
	if (facts->has_entry && facts->entry.kind == ENTRY_FOLLOW_UP)
		learn(mask, facts->reading);
	for (size_t i = 0; i < h->count; i++)
		if (!is_ours(h->item[i].name) && h->item[i].value != NULL)
			h->item[i].value = mask_apply(h->ctx, mask, MASK_KNOWN, h->item[i].value, NULL);
}

const char *
view_text(void *ctx, const struct facts *facts, const struct reading *r)
{
	const char *none = facts->language == LANGUAGE_JA ? "（本文はありません）" : "(no text)";

	if (r == NULL)
		return facts->language == LANGUAGE_JA ? "（読み取れませんでした）" : "(could not be read)";
	if (r->text[0] != 0)
		return view_seen(ctx, facts, r->text);
	return r->html_text[0] != 0 ? view_seen(ctx, facts, r->html_text) : none;
}

const char *
view_sender(void *ctx, const struct facts *facts)
{
	const struct contact *c = facts->contact;
	bool ja = facts->language == LANGUAGE_JA;
	const struct {
		const char *ja, *en, *value;
	} lines[] = {
		{ "氏名", "Name", c->name }, { "メールアドレス", "Mail", c->mail },
		{ "郵便番号", "Postal code", c->postal_code }, { "住所", "Address", c->address },
		{ "電話番号", "Telephone", c->phone }, { "FAX番号", "Fax", c->fax },
	};
	struct buffer out = buffer_init(ctx);

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		if (lines[i].value[0] != 0 && (i == 0 || !view_protected(facts)))
			buffer_printf(&out, "%s: %s\n", ja ? lines[i].ja : lines[i].en, lines[i].value);
	return buffer_text(&out);
}

static const char *
attachment_lines(void *ctx, const struct facts *facts, const struct reading *r)
{
	struct buffer out = buffer_init(ctx);

	/* A file's name may be an address: of protected ones it is not shown. */
	for (size_t i = 0; r != NULL && i < r->part_count && i < NAMED_MAX; i++)
		buffer_printf(&out, "%zu. %s (%s, %lld KB)\n", i + 1, view_protected(facts) ? "-" :
		    view_seen(ctx, facts, r->parts[i].name), r->parts[i].sniffed,
		    (long long)(r->parts[i].size + 1023) / 1024);
	return buffer_text(&out);
}

bool
view_withheld(const struct facts *facts, const struct reading *r)
{
	bool paper = r != NULL && r->part_count != 0 && (r == facts->opinion_reading ? facts->opinion_is_paper :
	    r == facts->reading && facts->entry_is_paper);

	return paper && facts->department != NULL && facts->department->masked &&
	    strcmp(facts->intent->kind, "disclosure") != 0;
}

void
view_files(struct holes *h, const struct facts *facts, const struct reading *r)
{
	view_hole(h, "original", view_withheld(facts, r) ? "yes" : "");
	view_hole(h, h->attached == ATTACHED ? "attachments" : "not_attached", attachment_lines(h->ctx, facts, r));
}

void
view_arrival(struct holes *h, const struct facts *facts, const struct reading *r)
{
	view_hole(h, "text", view_text(h->ctx, facts, r));
	view_hole(h, "subject", r != NULL ? view_seen(h->ctx, facts, r->subject) : "");
	view_hole(h, "truncated", r != NULL && r->text_truncated ? "yes" : "");
	view_hole(h, "sender", view_masked(facts) ? "" : view_sender(h->ctx, facts));
	view_hole(h, "protected", view_protected(facts) ? "yes" : "");
	view_files(h, facts, r);
}

enum verdict
view_reason(struct renderer *r, struct holes *h, const struct facts *facts, const char *name, const char *code,
    struct fault *f)
{
	const char *words;
	enum verdict v = reason_words(h->ctx, &r->ledger->settings->office, facts->language, code, &words, f);

	if (v == DONE)
		view_hole(h, name, words);
	return v;
}

enum verdict
view_channel_name(struct renderer *r, void *ctx, enum language language, const char *code, const char **out, struct fault *f)
{
	const char *whole = must(talloc_asprintf(ctx, "channel %s", code));
	enum verdict v = reason_words(ctx, &r->ledger->settings->office, language, whole, out, f);

	if (v == DONE && strcmp(*out, whole) == 0)
		*out = code;
	return v;
}

enum verdict
view_fill(struct renderer *r, struct holes *h, enum language language, const char *kind, struct rendered *out,
    struct fault *f)
{
	const struct template *t;
	enum verdict v = find_template(r, language, kind, &t, f);

	return v == DONE ? template_fill(h->ctx, t, h->item, out, f) : v;
}

void
view_common(struct renderer *r, struct holes *h, const struct facts *facts, enum language language)
{
	const struct settings *s = r->ledger->settings;

	view_hole(h, "office", s->office.name);
	view_hole(h, "section", s->office.section);
	view_hole(h, "contact", s->office.contact);
	if (facts->has_opinion) {
		const struct purpose *purpose = settings_purpose(s, facts->opinion.purpose);

		view_hole(h, "number", facts->opinion.number);
		view_hole(h, "purpose", purpose != NULL ? purpose->name : facts->opinion.purpose);
		view_hole(h, "due", view_day(h->ctx, language, facts->opinion.due));
	}
}

void
view_received(struct holes *h, const struct facts *facts, int64_t utc, enum language language)
{
	view_hole(h, "received", facts->has_opinion ? view_day(h->ctx, language, utc) :
	    view_moment(h->ctx, language, utc));
}

const char *
view_department_name(const struct settings *s, const char *code)
{
	const struct department *d = settings_department(s, code);

	return d != NULL ? d->name : code;
}
