/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exposure - what a mail shows of whom: looked for in its words, not believed of its template. */
#include "reply/exposure.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/access.h"
#include "spool/mask.h"

enum { LINES = 200, LINE_LEAST = 12, LINE_MOST = 36 };

struct looking {
	void *ctx;
	const struct letter *letter;
	struct buffer items;
	bool unmasked;
};

static void
add(struct looking *x, const char *item, bool tells_who)
{
	buffer_printf(&x->items, "%s%s", x->items.len != 0 ? " " : "", item);
	x->unmasked = x->unmasked || tells_who;
}

static bool
says(const struct looking *x, const char *words)
{
	return strstr(x->letter->text, words) != NULL || strstr(x->letter->subject, words) != NULL;
}

static size_t
occurrences(const char *text, const char *mark)
{
	size_t count = 0;

	for (const char *at = strstr(text, mark); at != NULL; at = strstr(at + strlen(mark), mark))
		count++;
	return count;
}

/* What is known of a person, from the register and from what they wrote, however it is written in the mail: what would
 * be masked is there. */
static void
look_for_person(struct looking *x, const struct contact *c, const struct reading *r)
{
	const struct {
		const char *item, *value, *mark;
	} things[] = {
		{ "name", c->name, "〔氏名〕" }, { "mail", c->mail, "〔メールアドレス〕" },
		{ "postal", c->postal_code, "〔郵便番号〕" }, { "address", c->address, "〔住所〕" },
		{ "phone", c->phone, "〔電話番号〕" }, { "fax", c->fax, "〔FAX番号〕" },
	};
	const char *whole = must(talloc_asprintf(x->ctx, "%s\n%s", x->letter->subject, x->letter->text)), *masked;
	struct mask *mask = mask_new(x->ctx, c);

	if (r != NULL) {
		mask_learn(mask, r->text);
		mask_learn(mask, r->html_text);
	}
	masked = mask_apply(x->ctx, mask, MASK_KNOWN, whole, NULL);
	for (size_t i = 0; i < sizeof things / sizeof things[0]; i++)
		if ((things[i].value[0] != 0 && strstr(whole, things[i].value) != NULL) ||
		    occurrences(masked, things[i].mark) > occurrences(whole, things[i].mark))
			add(x, things[i].item, true);
}

/* Whether a line of a text stands in the mail; its beginning is enough, since mails are rewrapped. */
static bool
shows_text(const struct looking *x, const char *text)
{
	char begin[LINE_MOST + 1];
	size_t lines = 0;

	for (const char *line = text; *line != 0 && lines < LINES; lines++) {
		size_t len = strcspn(line, "\n"), n = len < LINE_MOST ? len : LINE_MOST;

		while (n > 0 && n < len && ((unsigned char)line[n] & 0xc0) == 0x80)
			n--;
		memcpy(begin, line, n);
		begin[n] = 0;
		if ((n >= LINE_LEAST || n == strlen(text)) && n != 0 && says(x, begin))
			return true;
		line += len + (line[len] != 0);
	}
	return false;
}

static bool
shows_reading(const struct looking *x, const struct reading *r)
{
	return r != NULL && (shows_text(x, r->text) || shows_text(x, r->html_text));
}

/* The files of an answer are the department's, all others came from the resident. */
static bool
is_of_answer(const char *kind)
{
	return strcmp(kind, "answer") == 0 || strcmp(kind, "approval") == 0 || strcmp(kind, "circulation") == 0 ||
	    strcmp(kind, "question") == 0 || strcmp(kind, "part-answer") == 0;
}

static void
look_for_files(struct looking *x, const struct facts *facts)
{
	bool paper = facts->opinion_is_paper || facts->entry_is_paper;

	if (x->letter->attachment_count == 0)
		return;
	if (is_of_answer(facts->intent->kind))
		add(x, "answer-files", false);
	else
		add(x, paper ? "scan" : "files", true);
}

void
exposure_of(void *ctx, const struct facts *facts, const struct letter *letter, struct exposure *out)
{
	struct looking x = { .ctx = must(talloc_new(ctx)), .letter = letter, .items = buffer_init(ctx) };
	const struct reading *r = facts->reading != NULL ? facts->reading : facts->opinion_reading;
	const struct contact sender = { .name = r != NULL ? r->from.name : "", .mail = r != NULL ? r->from.address : "",
		.postal_code = "", .address = "", .phone = "", .fax = "" };

	/* Of what belongs to no opinion, who sent it. */
	look_for_person(&x, facts->contact != NULL ? facts->contact : &sender, r);
	if (r != NULL && r->subject[0] != 0 && says(&x, r->subject))
		add(&x, "subject", false);
	if (shows_reading(&x, facts->opinion_reading) || shows_reading(&x, facts->reading))
		add(&x, "text", false);
	if (facts->has_draft && shows_text(&x, facts->draft.text))
		add(&x, "answer", false);
	look_for_files(&x, facts);
	*out = (struct exposure){ .items = buffer_text(&x.items), .unmasked = x.unmasked };
	talloc_free(x.ctx);
}

static const char *
who_got_it(void *ctx, const struct facts *facts)
{
	if (strcmp(facts->intent->party, "sender") == 0 && facts->staff != NULL)
		return must(talloc_asprintf(ctx, "staff:%s", facts->staff->code));
	return facts->intent->party;
}

enum verdict
exposure_note(struct ledger *l, void *ctx, const struct facts *facts, const struct exposure *e, const struct parcel *p,
    struct fault *f)
{
	struct look look = { .who = who_got_it(ctx, facts), .opinion = facts->has_opinion ? facts->opinion.id : 0,
		.items = e->items, .unmasked = e->unmasked };
	enum verdict v = intent_left(l, facts->intent->id, e->items, e->unmasked, p->link, p->said, f);

	if (v != DONE || e->items[0] == 0 || strcmp(facts->intent->party, "resident") == 0)
		return v;
	look.what = must(talloc_asprintf(ctx, "mailed %s", facts->intent->kind));
	return access_look_within(l, &look, f);
}
