/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_leak - on one page what is known of a mail that has gone astray. */
#include "report/audit.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "report/audit_words.h"
#include "spool/access.h"
#include "spool/leak.h"

enum { MAILS_SHOWN = 30, LOOKERS_SHOWN = 8, RECIPIENTS_SHOWN = 8, LETTERS_SHOWN = 5 };

struct page {
	struct audit_words *w;
	const struct leak *k;
};

static const char *
number(struct page *p, int64_t n)
{
	return must(talloc_asprintf(p->w, "%lld", (long long)n));
}

static const char *
when(struct page *p, int64_t at)
{
	return at != 0 ? clock_local(p->w, at) : "-";
}

/* The words of "PREFIX-CODE"; the code where there are none. */
static const char *
named(struct page *p, const char *prefix, const char *code)
{
	const char *whole = must(talloc_asprintf(p->w, "%s-%s", prefix, code));

	return audit_has_word(p->w, whole) ? audit_word(p->w, whole, NULL) : code;
}

static const char *
items(struct page *p, const char *list)
{
	const char *comma = audit_has_word(p->w, "comma") ? audit_word(p->w, "comma", NULL) : ", ";
	struct buffer b = buffer_init(p->w);
	char *rest = must(talloc_strdup(p->w, list)), *at = NULL;

	for (char *word = strtok_r(rest, " ", &at); word != NULL; word = strtok_r(NULL, " ", &at))
		buffer_printf(&b, "%s%s", b.len != 0 ? comma : "", named(p, "item", word));
	return b.len != 0 ? buffer_text(&b) : named(p, "item", "none");
}

/* "TLS1.3 verified HOST", "clear HOST", "program", "folder" (reply/transport.h). */
static const char *
link_words(struct page *p, const struct leak_mail *m)
{
	const char *host = strrchr(m->link, ' ');
	const struct hole holes[] = {
		{ "protocol", must(talloc_strndup(p->w, m->link, strcspn(m->link, " "))) },
		{ "host", host != NULL ? host + 1 : "" }, { NULL, NULL }
	};

	return audit_word(p->w, m->link[0] == 0 ? "leak-link-unknown" : text_starts(m->link, "clear") ? "leak-link-clear" :
	    strcmp(m->link, "program") == 0 ? "leak-link-program" : strcmp(m->link, "folder") == 0 ? "leak-link-folder" :
	    "leak-link-tls", holes);
}

static void
say_whose(struct page *p)
{
	const struct leak *k = p->k;
	const struct hole holes[] = {
		{ "number", k->has_opinion ? k->opinion.number : "" }, { "received", when(p, k->opinion.received) },
		{ "state", k->has_opinion ? state_name(k->opinion.state) : "" },
		{ "department", k->has_opinion && k->opinion.department[0] != 0 ? k->opinion.department : "-" },
		{ "name", k->contact != NULL && k->contact->name[0] != 0 ? k->contact->name : "-" }, { NULL, NULL }
	};

	audit_say(p->w, "leak-whose", holes);
	audit_say(p->w, k->has_opinion ? "leak-opinion" : "leak-no-opinion", holes);
	if (k->contact != NULL)
		audit_say(p->w, "leak-person", holes);
	else if (k->has_opinion)
		audit_say(p->w, "leak-erased", holes);
	if (k->has_opinion && k->opinion.is_protected)
		audit_say(p->w, "leak-protected", holes);
}

static void
say_recipients(struct page *p, const struct leak_mail *m)
{
	for (size_t i = 0; i < m->recipients && i < RECIPIENTS_SHOWN; i++) {
		const struct leak_recipient *r = &m->recipient[i];
		const struct hole holes[] = {
			{ "who", r->who }, { "address", r->address != NULL ? r->address :
			    audit_word(p->w, "leak-recipient-unknown", NULL) },
			{ "result", r->result }, { "at", when(p, r->at) }, { NULL, NULL }
		};

		audit_say(p->w, "leak-recipient", holes);
	}
	if (m->recipients == 0)
		audit_say(p->w, "leak-nothing-left", NULL);
}

static void
say_sent(struct page *p)
{
	const struct leak_mail *m = p->k->asked;
	const struct hole holes[] = {
		{ "kind", named(p, "kind", m->intent.kind) }, { "party", m->intent.party }, { "at", when(p, m->intent.created) },
		{ "items", items(p, m->items) }, { "link", link_words(p, m) }, { "said", m->said },
		{ "id", m->intent.message_id }, { NULL, NULL }
	};
	const struct hole done[] = {
		{ "state", named(p, "state", m->state) }, { "at", when(p, m->done) }, { "result", m->result }, { NULL, NULL }
	};

	audit_say(p->w, "leak-sent", holes);
	audit_say(p->w, "leak-kind", holes);
	audit_say(p->w, "leak-decided", holes);
	audit_say(p->w, "leak-done", done);
	/* One that left before items were noted has no link either. */
	audit_say(p->w, m->recipients != 0 && m->link[0] == 0 ? "leak-items-unknown" : "leak-items", holes);
	if (m->link[0] != 0)
		audit_say(p->w, m->unmasked ? "leak-unmasked" : "leak-masked", holes);
	say_recipients(p, m);
	audit_say(p->w, "leak-link", holes);
	if (m->said[0] != 0)
		audit_say(p->w, "leak-said", holes);
	audit_say(p->w, "leak-id", holes);
}

static void
say_received(struct page *p)
{
	const struct entry *e = &p->k->entry;
	const struct reading *r = p->k->reading;
	const struct hole holes[] = {
		{ "at", when(p, e->received) }, { "source", e->source }, { "channel", e->channel },
		{ "kind", named(p, "kind", entry_kind_name(e->kind)) }, { "id", e->id },
		{ "name", r != NULL ? r->from.name : "" }, { "address", r != NULL ? r->from.address : "" },
		{ "count", number(p, r != NULL ? (int64_t)r->part_count : 0) }, { NULL, NULL }
	};

	audit_say(p->w, "leak-received", holes);
	audit_say(p->w, "leak-arrival", holes);
	audit_say(p->w, r != NULL ? "leak-from" : "leak-unreadable", holes);
	if (r != NULL && r->part_count != 0)
		audit_say(p->w, "leak-files", holes);
}

static void
say_others(struct page *p, size_t more)
{
	const struct hole holes[] = { { "count", number(p, (int64_t)more) }, { NULL, NULL } };

	audit_say(p->w, "others", holes);
}

static void
say_mails(struct page *p)
{
	const struct leak *k = p->k;
	const struct hole head[] = { { "count", number(p, (int64_t)k->mails) }, { NULL, NULL } };

	printf("\n");
	audit_say(p->w, "leak-mails", head);
	for (size_t i = 0; i < k->mails && i < MAILS_SHOWN; i++) {
		const struct leak_mail *m = &k->mail[i];
		const struct hole holes[] = {
			{ "at", when(p, m->done != 0 ? m->done : m->intent.created) }, { "state", named(p, "state", m->state) },
			{ "kind", named(p, "kind", m->intent.kind) }, { "party", m->intent.party }, { "items", items(p, m->items) },
			{ "mark", m->unmasked ? audit_word(p->w, "leak-mark", NULL) : "" },
			{ "link", m->is_letter || m->link[0] == 0 ? "-" :
			    must(talloc_strndup(p->w, m->link, strcspn(m->link, " "))) }, { NULL, NULL }
		};

		audit_say(p->w, "leak-mail", holes);
	}
	if (k->mails > MAILS_SHOWN)
		say_others(p, k->mails - MAILS_SHOWN);
}

static void
say_letters(struct page *p)
{
	const struct leak *k = p->k;

	if (k->letters == 0)
		return;
	printf("\n");
	audit_say(p->w, "leak-letters", NULL);
	for (size_t i = 0; i < k->letters && i < LETTERS_SHOWN; i++) {
		const struct leak_letter *x = &k->letter[i];
		const struct hole holes[] = {
			{ "at", when(p, x->made) }, { "run", number(p, x->run) }, { "state", x->state }, { "document", x->document },
			{ "reprint", x->reprints != 0 ? audit_word(p->w, "leak-reprint", NULL) : "" }, { NULL, NULL }
		};

		audit_say(p->w, "leak-letter", holes);
	}
	if (k->letters > LETTERS_SHOWN)
		say_others(p, k->letters - LETTERS_SHOWN);
}

static void
say_lookers(struct page *p)
{
	const struct leak *k = p->k;

	printf("\n");
	audit_say(p->w, "leak-lookers", NULL);
	if (k->lookers == 0)
		audit_say(p->w, "leak-nobody", NULL);
	for (size_t i = 0; i < k->lookers && i < LOOKERS_SHOWN; i++) {
		const struct leak_looker *x = &k->looker[i];
		const struct hole holes[] = {
			{ "who", x->who }, { "looks", number(p, x->looks) }, { "unmasked", number(p, x->unmasked) },
			{ "at", when(p, x->last) }, { NULL, NULL }
		};

		audit_say(p->w, "leak-looker", holes);
	}
	if (k->lookers > LOOKERS_SHOWN)
		say_others(p, k->lookers - LOOKERS_SHOWN);
}

static void
say_page(struct page *p, const char *asked)
{
	char *line = must(talloc_strdup(p->w, asked));
	struct hole head[] = { { "asked", line }, { "now", when(p, clock_now()) }, { NULL, NULL } };

	text_make_line(line);
	audit_say(p->w, "leak", head);
	printf("\n");
	say_whose(p);
	printf("\n");
	if (p->k->of == LEAK_SENT && p->k->asked != NULL)
		say_sent(p);
	else if (p->k->of == LEAK_RECEIVED)
		say_received(p);
	if (p->k->has_opinion) {
		say_mails(p);
		say_letters(p);
		say_lookers(p);
	}
}

enum verdict
audit_leak(struct run *run, struct ledger *l, const char *asked, struct fault *f)
{
	struct leak *k = memory_new(run->ctx, sizeof *k);
	struct page p = { .k = k };
	struct look look = { .what = "leak drill", .items = "name mail", .unmasked = true };
	enum verdict v = audit_words_read(run->ctx, &run->settings->office, &p.w, f);

	if (v == DONE)
		v = leak_gather(l, run->ctx, asked, k, f);
	look.opinion = v == DONE && k->has_opinion ? k->opinion.id : 0;
	/* It shows whose data they are, and is a look as any other. */
	if (v == DONE && !run->dry_run)
		v = access_look(l, &look, f);
	if (v == DONE)
		say_page(&p, asked);
	return v;
}
