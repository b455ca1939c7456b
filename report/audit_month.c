/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_month - the month's analysis of the access log, as text for people or as CSV. */
#include "report/audit.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "report/audit_words.h"
#include "spool/access.h"
#include "spool/access_month.h"

enum { SHOWN = 50 };

struct month_report {
	struct audit_words *w;
	const struct access_month *m;
	int year, month;
};

static const char *
number(struct month_report *r, int64_t n)
{
	return must(talloc_asprintf(r->w, "%lld", (long long)n));
}

/* ---- text ---------------------------------------------------------------------------------------- */

static void
say_person(struct month_report *r, const struct month_person *p)
{
	const struct hole holes[] = {
		{ "who", p->who }, { "looks", number(r, p->looks) }, { "opinions", number(r, p->opinions) },
		{ "unmasked", number(r, p->unmasked) }, { "mails", number(r, p->mails) },
		{ "hours", number(r, p->out_of_hours) }, { "guarded", number(r, p->guarded) },
		{ "without", number(r, p->without_case) }, { "before1", number(r, p->before[0]) },
		{ "before2", number(r, p->before[1]) }, { "before3", number(r, p->before[2]) }, { NULL, NULL }
	};

	audit_say(r->w, "person", holes);
	if (p->looks != 0)
		audit_say(r->w, "person-looks", holes);
	if (p->mails != 0)
		audit_say(r->w, "person-mails", holes);
}

/* What the registers's words mean; a word that nobody has translated stays as it is. */
static const char *
what_of(struct month_report *r, const char *what)
{
	char *code = must(talloc_asprintf(r->w, "what %.*s", (int)strcspn(what, ":"), what));

	for (char *p = code; *p != 0; p++)
		if (*p == ' ')
			*p = '-';
	if (!audit_has_word(r->w, code))
		return what;
	/* How often, where it says so. */
	if (strchr(what, ':') != NULL && text_is_digit(what[strlen(what) - 1]))
		return must(talloc_asprintf(r->w, "%s%s", audit_word(r->w, code, NULL), strchr(what, ':')));
	return audit_word(r->w, code, NULL);
}

static void
say_kind(struct month_report *r, enum unusual kind)
{
	const struct access_month *m = r->m;
	const char *title = must(talloc_asprintf(r->w, "unusual-%s", unusual_name(kind)));
	const struct hole head[] = { { "count", number(r, m->count[kind]) }, { NULL, NULL } };
	int64_t shown = 0;

	printf("\n");
	audit_say(r->w, title, head);
	for (size_t i = 0; i < m->items && shown < SHOWN; i++) {
		const struct unusual_item *x = &m->item[i];
		const struct hole holes[] = {
			{ "at", clock_local(r->w, x->at) }, { "who", x->who }, { "what", what_of(r, x->what) },
			{ "number", x->number[0] != 0 ? x->number : "-" }, { "count", number(r, x->count) }, { NULL, NULL }
		};

		if (x->kind != kind)
			continue;
		audit_say(r->w, kind == UNUSUAL_MANY ? "item-many" : "item", holes);
		shown++;
	}
	if (m->count[kind] > shown)
		audit_say(r->w, "others", (const struct hole[]){ { "count", number(r, m->count[kind] - shown) }, { NULL, NULL } });
}

static void
say_month(struct month_report *r)
{
	const struct access_month *m = r->m;
	const struct hole head[] = { { "year", number(r, r->year) }, { "month", number(r, r->month) },
		{ "count", number(r, m->lines) }, { NULL, NULL } };

	audit_say(r->w, "month", head);
	printf("\n");
	audit_say(r->w, "people", head);
	if (m->persons == 0)
		audit_say(r->w, "nobody", head);
	for (size_t i = 0; i < m->persons; i++)
		say_person(r, &m->person[i]);
	for (enum unusual kind = 0; kind < UNUSUALS; kind++)
		say_kind(r, kind);
}

/* ---- CSV (RFC 4180) ------------------------------------------------------------------------------ */

/* No program for tables may take a field for a formula. */
static void
put_field(const char *value, const char *end)
{
	printf("\"%s", strchr("=+-@", value[0]) != NULL && value[0] != 0 ? "'" : "");
	for (const char *p = value; *p != 0; p++) {
		if (*p == '"')
			putchar('"');
		putchar(*p);
	}
	printf("\"%s", end);
}

static void
put_person(const struct month_person *p)
{
	put_field("person", ",");
	printf(",");
	put_field(p->who, ",");
	printf(",,%lld,%lld,%lld,%lld,%lld,%lld,%lld,%lld,%lld,%lld\r\n", (long long)p->looks, (long long)p->opinions,
	    (long long)p->unmasked, (long long)p->mails, (long long)p->out_of_hours, (long long)p->guarded,
	    (long long)p->without_case, (long long)p->before[0], (long long)p->before[1], (long long)p->before[2]);
}

static void
print_csv(struct month_report *r)
{
	printf("\xEF\xBB\xBFkind,at,who,what,number,count,opinions,unmasked,mails,out_of_hours,protected,without_case,"
	    "month_before,2_before,3_before\r\n");
	for (size_t i = 0; i < r->m->persons; i++)
		put_person(&r->m->person[i]);
	for (size_t i = 0; i < r->m->items; i++) {
		const struct unusual_item *x = &r->m->item[i];

		put_field(unusual_name(x->kind), ",");
		put_field(clock_local(r->w, x->at), ",");
		put_field(x->who, ",");
		put_field(x->what, ",");
		put_field(x->number, ",");
		printf("%lld,,,,,,,,,\r\n", (long long)x->count);
	}
}

/* ---- which month --------------------------------------------------------------------------------- */

static bool
read_month(const char *text, int *year_out, int *month_out)
{
	char year[5] = "";
	int64_t y, m;

	if (strlen(text) != 7 || text[4] != '-')
		return false;
	memcpy(year, text, 4);
	if (!text_to_number(year, 1970, 2999, &y) || !text_to_number(text + 5, 1, 12, &m))
		return false;
	*year_out = (int)y;
	*month_out = (int)m;
	return true;
}

enum verdict
audit_month(struct run *run, struct ledger *l, const char *which, bool csv, struct fault *f)
{
	struct access_month m = { .from = 0 };
	struct month_report r = { .m = &m };
	struct day today = clock_tokyo(clock_now());
	enum verdict v = audit_words_read(run->ctx, &run->settings->office, &r.w, f);

	r.year = today.month == 1 ? today.year - 1 : today.year;
	r.month = today.month == 1 ? 12 : today.month - 1;
	if (v == DONE && which != NULL && !read_month(which, &r.year, &r.month))
		return fail(f, NEVER, "%s is no month: write it as 2026-11", which);
	if (v == DONE)
		v = access_month(l, run->ctx, r.year, r.month, &m, f);
	if (v == DONE && !run->dry_run)
		v = access_note(l, must(talloc_asprintf(run->ctx, "audit month %04d-%02d", r.year, r.month)), 0, f);
	if (v != DONE)
		return v;
	if (csv)
		print_csv(&r);
	else
		say_month(&r);
	return DONE;
}
