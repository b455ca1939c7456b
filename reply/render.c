/* SPDX-License-Identifier: GPL-3.0-or-later */
/* render - the letter for an intent, from its template and the facts of the register. */
#include "reply/render.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/reason.h"
#include "reply/template.h"
#include "spool/block.h"
#include "spool/mask.h"
#include "spool/token.h"

enum { HOLES_MAX = 24, NAMED_MAX = 50 };

struct cached {
	struct cached *next;
	enum language language;
	const char *kind;
	const struct template *template;
};

struct renderer {
	struct ledger *ledger;
	struct cached *cached;
};

/* The holes of one mail. */
struct holes {
	void *ctx;
	struct hole item[HOLES_MAX];
	size_t count;
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

static void
hole(struct holes *h, const char *name, const char *value)
{
	if (h->count < HOLES_MAX - 1)
		h->item[h->count++] = (struct hole){ name, value };
}

static const char *
day(void *ctx, enum language language, int64_t utc)
{
	if (utc == 0)
		return "";
	return language == LANGUAGE_JA ? clock_japanese_date(ctx, utc) : text_cut(ctx, clock_local(ctx, utc), 10);
}

/* ---- words that more than one kind of mail has --------------------------------------------------- */

static bool
is_masked(const struct facts *facts)
{
	return facts->department == NULL || facts->department->masked;
}

/* What somebody wrote, as this party may see it. */
static const char *
seen_text(void *ctx, const struct facts *facts, const char *text)
{
	return is_masked(facts) && facts->contact != NULL ? mask_text(ctx, text, facts->contact, NULL) : text;
}

static const char *
text_of(void *ctx, const struct facts *facts, const struct reading *r)
{
	const char *none = facts->language == LANGUAGE_JA ? "（本文はありません）" : "(no text)";

	if (r == NULL)
		return facts->language == LANGUAGE_JA ? "（読み取れませんでした）" : "(could not be read)";
	if (r->text[0] != 0)
		return seen_text(ctx, facts, r->text);
	return r->html_text[0] != 0 ? seen_text(ctx, facts, r->html_text) : none;
}

/* Name, addresses and telephone of who wrote; "" for a department that gets no personal data. */
static const char *
sender_lines(void *ctx, const struct facts *facts)
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

	for (size_t i = 0; !is_masked(facts) && i < sizeof lines / sizeof lines[0]; i++)
		if (lines[i].value[0] != 0)
			buffer_printf(&out, "%s: %s\n", ja ? lines[i].ja : lines[i].en, lines[i].value);
	return buffer_text(&out);
}

static const char *
attachment_lines(void *ctx, const struct facts *facts, const struct reading *r)
{
	struct buffer out = buffer_init(ctx);

	for (size_t i = 0; r != NULL && i < r->part_count && i < NAMED_MAX; i++)
		buffer_printf(&out, "%zu. %s (%s, %lld KB)\n", i + 1, seen_text(ctx, facts, r->parts[i].name),
		    r->parts[i].sniffed, (long long)(r->parts[i].size + 1023) / 1024);
	return buffer_text(&out);
}

static void
hole_arrival(struct holes *h, const struct facts *facts, const struct reading *r, enum attached attached)
{
	const char *lines = attachment_lines(h->ctx, facts, r);

	hole(h, "text", text_of(h->ctx, facts, r));
	hole(h, "subject", r != NULL ? seen_text(h->ctx, facts, r->subject) : "");
	hole(h, "truncated", r != NULL && r->text_truncated ? "yes" : "");
	hole(h, "sender", sender_lines(h->ctx, facts));
	hole(h, attached == ATTACHED ? "attachments" : "not_attached", lines);
}

static enum verdict
hole_reason(struct renderer *r, struct holes *h, const struct facts *facts, const char *name, const char *code,
    struct fault *f)
{
	const char *words;
	enum verdict v = reason_words(h->ctx, &r->ledger->settings->office, facts->language, code, &words, f);

	if (v == DONE)
		hole(h, name, words);
	return v;
}

static enum verdict
fill(struct renderer *r, struct holes *h, enum language language, const char *kind, struct rendered *out,
    struct fault *f)
{
	const struct template *t;
	enum verdict v = find_template(r, language, kind, &t, f);

	h->item[h->count] = (struct hole){ NULL, NULL };
	return v == DONE ? template_fill(h->ctx, t, h->item, out, f) : v;
}

static void
hole_common(struct renderer *r, struct holes *h, const struct facts *facts, enum language language)
{
	const struct settings *s = r->ledger->settings;

	hole(h, "office", s->office.name);
	hole(h, "section", s->office.section);
	hole(h, "contact", s->office.contact);
	if (facts->has_opinion) {
		const struct purpose *purpose = settings_purpose(s, facts->opinion.purpose);

		hole(h, "number", facts->opinion.number);
		hole(h, "purpose", purpose != NULL ? purpose->name : facts->opinion.purpose);
		hole(h, "due", day(h->ctx, language, facts->opinion.due));
	}
}

static void
hole_received(struct holes *h, const struct facts *facts, int64_t utc, enum language language)
{
	hole(h, "received", facts->has_opinion ? day(h->ctx, language, utc) : clock_local(h->ctx, utc));
}

/* ---- the kinds ------------------------------------------------------------------------------------ */

static enum verdict
fill_answer(struct renderer *r, void *ctx, const struct facts *facts, bool with_name, struct rendered *out,
    struct fault *f)
{
	enum language language = strcmp(facts->opinion.language, "en") == 0 ? LANGUAGE_EN : LANGUAGE_JA;
	struct holes h = { .ctx = ctx };

	hole_common(r, &h, facts, language);
	hole_received(&h, facts, facts->opinion.received, language);
	hole(&h, "name", with_name ? facts->contact->name : "");
	hole(&h, "text", facts->draft.text);
	return fill(r, &h, language, "answer", out, f);
}

static const char *
name_of(const struct settings *s, const char *code)
{
	const struct department *d = settings_department(s, code);

	return d != NULL ? d->name : code;
}

/* The answer as the resident will get it, and what it answers. */
static enum verdict
hole_approval(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct rendered answer;
	enum verdict v = fill_answer(r, h->ctx, facts, !is_masked(facts), &answer, f);

	if (v != DONE)
		return v;
	hole(h, "department", name_of(r->ledger->settings, facts->draft.department));
	hole(h, "text", answer.text);
	hole(h, "answer_subject", answer.subject);
	hole(h, "opinion", text_of(h->ctx, facts, facts->opinion_reading));
	return DONE;
}

/* What the desk wrote when it returned an answer: in the block, or else what is not quoted. */
static const char *
remark_of(void *ctx, const char *text)
{
	struct lines lines = lines_split(ctx, text);
	struct buffer out = buffer_init(ctx);
	struct block block;

	if (block_find(ctx, &lines, 0, &block) && block.filled)
		return block.text[0] != 0 ? block.text : block.remark;
	for (size_t i = 0; i < lines.count; i++) {
		if (lines.item[i].depth != 0)
			break;
		buffer_add(&out, lines.item[i].raw, lines.item[i].raw_len);
		buffer_char(&out, '\n');
	}
	return text_trim(ctx, buffer_text(&out));
}

static void
hole_returned(struct renderer *r, struct holes *h, const struct facts *facts)
{
	hole(h, "department", name_of(r->ledger->settings, facts->department->code));
	hole(h, "remark", facts->reading != NULL ? remark_of(h->ctx, facts->reading->text) : "");
	hole(h, "text", facts->has_draft ? facts->draft.text : "");
	hole(h, "opinion", text_of(h->ctx, facts, facts->opinion_reading));
}

static enum verdict
hole_understood(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const char *code = facts->intent->code;
	bool wrote = strcmp(code, "answer") == 0 || strcmp(code, "note") == 0;
	enum verdict v = hole_reason(r, h, facts, "reason", code, f);

	if (v == DONE && facts->has_opinion)
		v = hole_reason(r, h, facts, "state", state_name(facts->opinion.state), f);
	if (facts->has_opinion && facts->opinion.department[0] != 0)
		hole(h, "department", name_of(r->ledger->settings, facts->opinion.department));
	hole(h, "text", wrote && facts->has_draft ? facts->draft.text : "");
	return v;
}

static enum verdict
hole_notice(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const char *code = facts->intent->code;

	if (facts->has_entry) {
		hole(h, "arrival", facts->entry.id);
		hole_received(h, facts, facts->entry.received, facts->language);
	}
	hole(h, "code", code);
	return hole_reason(r, h, facts, "reason", code[0] != 0 ? code : "bounced", f);
}

static enum verdict
hole_all(struct renderer *r, struct holes *h, const struct facts *facts, enum attached attached, struct fault *f)
{
	const char *kind = facts->intent->kind;

	hole_common(r, h, facts, facts->language);
	if (strcmp(kind, "receipt") == 0) {
		hole_received(h, facts, facts->opinion.received, facts->language);
		return DONE;
	}
	if (strcmp(kind, "request") == 0 || strcmp(kind, "follow-up") == 0) {
		bool first = strcmp(kind, "request") == 0;

		hole_received(h, facts, first || !facts->has_entry ? facts->opinion.received : facts->entry.received,
		    facts->language);
		hole(h, "department", facts->department->name);
		hole_arrival(h, facts, first ? facts->opinion_reading : facts->reading, attached);
		return DONE;
	}
	if (strcmp(kind, "approval") == 0) {
		hole_received(h, facts, facts->opinion.received, facts->language);
		return hole_approval(r, h, facts, f);
	}
	if (strcmp(kind, "returned") == 0) {
		hole_returned(r, h, facts);
		return DONE;
	}
	if (strcmp(kind, "understood") == 0)
		return hole_understood(r, h, facts, f);
	if (strcmp(kind, "not-understood") == 0) {
		hole(h, "text", facts->reading != NULL ? facts->reading->text : "");
		return hole_reason(r, h, facts, "reason", facts->intent->code, f);
	}
	return hole_notice(r, h, facts, f);
}

/* ---- the envelope and the head ---------------------------------------------------------------------- */

static bool
is_kind(const struct facts *facts, const char *kind)
{
	return strcmp(facts->intent->kind, kind) == 0;
}

/* Where a reply comes back to: an address that opens only this matter, for this party (law 9). */
static const char *
reply_address(struct renderer *r, void *ctx, const struct facts *facts)
{
	const struct seal_key *key = &r->ledger->keys->token;
	const char *base = r->ledger->settings->office.address;
	const char *subject;

	if (!facts->has_opinion)
		return "";
	subject = opinion_token_subject(ctx, &facts->opinion);
	if (is_kind(facts, "request") || is_kind(facts, "follow-up") || is_kind(facts, "returned"))
		return token_address(ctx, key, base, TOKEN_ANSWER, subject, facts->intent->party);
	if (is_kind(facts, "approval"))
		return token_address(ctx, key, base, TOKEN_APPROVAL, subject,
		    must(talloc_asprintf(ctx, "desk:%lld", (long long)facts->draft.id)));
	if (strcmp(facts->intent->party, "resident") == 0)
		return token_address(ctx, key, base, TOKEN_FOLLOW_UP, subject, "resident");
	return "";
}

/* Mails that answer a mail by themselves have no envelope sender, so that no bounce of theirs is
 * ever answered (RFC 3834, 3.3); of the others we want to know when they do not arrive. */
static bool
answers_by_itself(const struct facts *facts)
{
	return is_kind(facts, "receipt") || is_kind(facts, "understood") || is_kind(facts, "not-understood");
}

static const char *
envelope_sender(struct renderer *r, void *ctx, const struct facts *facts)
{
	if (answers_by_itself(facts))
		return "";
	return token_address(ctx, &r->ledger->keys->token, r->ledger->settings->office.address, TOKEN_BOUNCE,
	    must(talloc_asprintf(ctx, "%lld", (long long)facts->intent->id)), "");
}

/* The mail that this one answers, so that mail programs show them together. */
static const struct reading *
answered(const struct facts *facts)
{
	if (is_kind(facts, "understood") || is_kind(facts, "not-understood"))
		return facts->reading;
	return strcmp(facts->intent->party, "resident") == 0 ? facts->opinion_reading : NULL;
}

static char *
copy(void *ctx, const char *text)
{
	return must(talloc_strdup(ctx, text));
}

static void
write_head(struct renderer *r, void *ctx, const struct facts *facts, struct rendering *out)
{
	const struct office *office = &r->ledger->settings->office;
	const struct reading *before = answered(facts);
	struct letter *l = &out->letter;
	const char *reply = reply_address(r, ctx, facts);
	bool to_clerk = strcmp(facts->intent->party, "resident") != 0;

	/* Clerks answer to the From where their mail program does not know Reply-To. */
	l->from = (struct address){ copy(ctx, office->name), copy(ctx, to_clerk && *reply != 0 ? reply :
	    office->address) };
	l->reply_to = (struct address){ copy(ctx, office->name), copy(ctx, reply) };
	l->to = facts->to;
	l->to_count = facts->to_count;
	l->message_id = facts->intent->message_id;
	l->date = facts->intent->created;
	l->in_reply_to = before != NULL ? before->message_id : "";
	if (before != NULL && before->message_id[0] != 0) {
		struct list *all = &l->references;

		all->item = must(talloc_array(ctx, char *, before->references.count + 1));
		for (size_t i = 0; i < before->references.count; i++)
			all->item[all->count++] = before->references.item[i];
		all->item[all->count++] = copy(ctx, before->message_id);
	}
	l->automatic = answers_by_itself(facts) ? AUTOMATIC_REPLIED : AUTOMATIC_GENERATED;
	l->stamp = must(talloc_asprintf(ctx, "%s%s%s", facts->intent->kind, facts->has_opinion ? " " : "",
	    facts->has_opinion ? facts->opinion.number : ""));
	out->sender = envelope_sender(r, ctx, facts);
}

const struct reading *
render_attachments(const struct facts *facts, const struct entry **entry_out)
{
	const struct reading *r = NULL;

	/* What the department attached to its answer goes to the resident, and to the desk before. */
	if (is_kind(facts, "answer") || is_kind(facts, "approval")) {
		*entry_out = &facts->draft_entry;
		return facts->draft_reading != NULL && facts->draft_reading->part_count != 0 ?
		    facts->draft_reading : NULL;
	}
	if (is_kind(facts, "request")) {
		r = facts->opinion_reading;
		*entry_out = &facts->opinion_entry;
	} else if (is_kind(facts, "follow-up")) {
		r = facts->reading;
		*entry_out = &facts->entry;
	}
	return r != NULL && r->part_count != 0 && facts->department != NULL && facts->department->attachments ?
	    r : NULL;
}

enum verdict
render(struct renderer *r, void *ctx, const struct facts *facts, enum attached attached, struct rendering *out,
    struct fault *f)
{
	struct holes h = { .ctx = ctx };
	struct rendered words;
	enum verdict v;

	*out = (struct rendering){ .sender = "" };
	if (is_kind(facts, "answer"))
		v = fill_answer(r, ctx, facts, true, &words, f);
	else if ((v = hole_all(r, &h, facts, attached, f)) == DONE)
		v = fill(r, &h, facts->language, facts->intent->kind, &words, f);
	if (v != DONE)
		return v;
	write_head(r, ctx, facts, out);
	out->letter.subject = words.subject;
	out->letter.text = words.text;
	return DONE;
}
