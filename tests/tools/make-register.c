/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * make-register - a register as years of an office leave it: made-up people, opinions, answers and what happened.
 *
 * usage: make-register [-light] [-text FILE] [-until DATE] [-recent PER_DAY] CONF COUNT [SEED]
 *
 * Enters COUNT opinions, from 1 April of the fifth year before that of DATE (2026-11-30) until the end of it, with all
 * that the programs would have left of them: readings, events, drafts, mails that went out, approvals, letters; most
 * of them have long been answered, those of the last weeks are open, the oldest erased. The same SEED makes the same
 * register, but for keys. What came in has no files. Programs should take DATE for now (IKEN_NOW).
 *
 *	-light		less besides: no notices to departments of how they were understood, no file keys, short
 *			readings of their mails; for registers of millions
 *	-text FILE	all that can be searched for, in the clear: lines of id, tab and a text (an opinion, a follow-up,
 *			an answer, a question), in which a line feed is \n; not of what is erased
 *	-recent N	opinions on each open day of the last 60 days, and nothing that came in before is left with a
 *			department: so that registers of all sizes have as much open. Else as on all other days
 *
 * Rows are written directly and in order of time, because the calls of the programs would take ten times as long;
 * states, due days and what a step causes come from the same tables as theirs.
 */
#include <getopt.h>

#include "config/memory.h"
#include "config/settings.h"
#include "made-plans.h"
#include "spool/contact.h"
#include "spool/holiday.h"
#include "spool/intent.h"
#include "spool/ledger.h"
#include "spool/number.h"
#include "spool/reading.h"

enum { YEARS = 5, RECENT_DAYS = 60, CAMPAIGNS_MAX = 16, OFTEN = 400, YEAR_MAX = 3000, CHANNELS = 7 };

struct campaign {
	struct buffer text;
	const char *purpose, *department;
	size_t left;
};

struct due_action {
	int64_t at, order;
	struct plan *plan;
};

static struct world world;
static struct world *const w = &world;
static struct ledger *l;
static struct fault f;
static bool light;
static FILE *texts;
static void *pass;			/* memory of one row */
static struct buffer put_back;		/* statements */
static struct campaign campaigns[CAMPAIGNS_MAX];
static size_t campaign_count, people;
static struct due_action *heap;
static size_t heap_count, heap_room;
static int64_t order, last_opinion, last_arrival, last_draft, last_intent, last_run, last_letter, run_day, run_place,
    erasures, running[YEAR_MAX], documents[YEAR_MAX], at_once;

static _Noreturn void
die(const char *why)
{
	fprintf(stderr, "make-register: %s\n", why);
	exit(1);
}

static void
need(enum verdict v)
{
	if (v != DONE)
		die(f.text);
}

static void
run_query(struct query *q)
{
	need(query_run(q, &f));
}

static int64_t
number_of(const char *literal)
{
	struct query *q = db_query(l->db, literal);
	bool row;
	int64_t number;

	need(query_next(q, &row, &f));
	number = row ? query_number_at(q, 0) : 0;
	query_done(q);
	return number;
}

/* ---- people ------------------------------------------------------------------------------------------ */

/* The same person for the same number. */
static struct contact
contact_of(size_t person, bool anonymous, bool has_mail, bool by_post)
{
	struct chance c = { .state = person * 7919 + 17 };
	const char *town = words_pick(&c, &made_towns);
	struct contact who = { .postal_code = "", .phone = "", .fax = "", .mail = "", .name = "", .address = "",
		.reply = by_post ? REPLY_POST : REPLY_MAIL };

	if (!anonymous)
		who.name = must(talloc_asprintf(pass, "%s%s%s", words_pick(&c, &made_surnames), chance_percent(&c, 30) ? " " : "",
		    words_pick(&c, &made_given)));
	if (has_mail)
		who.mail = must(talloc_asprintf(pass, "p%zu@%s", person, chance_percent(&c, 60) ? "example.jp" : "mail.example.com"));
	if (by_post || chance_percent(&c, 40)) {
		who.address = must(talloc_asprintf(pass, "見本区%s%zu-%zu-%zu", town, 1 + chance_below(&c, 6), 1 + chance_below(&c, 30),
		    1 + chance_below(&c, 20)));
		who.postal_code = must(talloc_asprintf(pass, "1%02zu-%04zu", chance_below(&c, 99), chance_below(&c, 9999)));
	}
	if (chance_percent(&c, 35))
		who.phone = must(talloc_asprintf(pass, "03-%04zu-%04zu", chance_below(&c, 9999), chance_below(&c, 9999)));
	return who;
}

/* Some write often, some again, most once. */
static size_t
any_person(void)
{
	struct chance *c = &w->chance;

	if (chance_percent(c, 4))
		return chance_zipf(c, OFTEN);
	if (chance_percent(c, 25))
		return OFTEN + chance_below(c, 1 + people / 4);
	return OFTEN + people + (size_t)last_opinion;
}

/* ---- rows -------------------------------------------------------------------------------------------- */

static void
hex(size_t octets, char *out)
{
	for (size_t i = 0; i < octets; i += 8)
		snprintf(out + 2 * i, 17, "%016llx", (unsigned long long)chance_next(&w->chance));
}

static void
insert_opinion(struct plan *p, const struct contact *who, const char *text)
{
	struct query *q = db_query(l->db, "INSERT INTO opinion(id, number, channel, purpose, department, state, language, received, due, "
	    "changed, arrival, key, contact, contact_hash, text_hash, reason, counted_from, paused, paused_days, answered, answered_from, "
	    "answered_due, answered_paused, answered_way) "
	    "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?23,?24)");
	struct buffer plain = buffer_init(pass), sealed = buffer_init(pass);
	unsigned char hash[SEAL_HASH], text_hash[SEAL_HASH];
	struct opinion *o = &p->o;
	int year = clock_tokyo(o->received).year;

	o->number = number_make(pass, year, ++running[year]);
	o->arrival = last_arrival + 1;
	query_number(q, 1, o->id);
	query_text(q, 2, o->number);
	query_text(q, 3, o->channel);
	query_text(q, 4, o->purpose);
	query_text(q, 5, o->department);
	query_text(q, 6, state_name(o->state));
	query_text(q, 7, o->language);
	query_number(q, 8, o->received);
	query_number(q, 9, o->due);
	query_number(q, 10, o->changed);
	query_number(q, 11, o->arrival);
	query_number(q, 12, o->key);
	if (!p->erased) {
		contact_pack(who, &plain);
		seal_value(&p->key, "opinion.contact", buffer_bytes(&plain), &sealed);
		query_blob(q, 13, buffer_bytes(&sealed));
		if (who->mail[0] != 0) {
			ledger_hash_address(l, who->mail, hash);
			query_blob(q, 14, (struct bytes){ hash, sizeof hash });
		}
		if (ledger_hash_text(l, text, text_hash))
			query_blob(q, 15, (struct bytes){ text_hash, sizeof text_hash });
	}
	query_text(q, 16, o->reason);
	query_number(q, 17, o->counted_from);
	query_number(q, 18, o->paused);
	query_number(q, 19, o->paused_days);
	query_number(q, 20, p->first_answer);
	query_number(q, 21, p->first_from);
	query_number(q, 22, p->first_due);
	query_number(q, 23, p->first_paused);
	query_text(q, 24, p->first_answer == 0 ? "" : p->by_post ? "letter" : "mail");
	run_query(q);
}

static void
seal_reading(const struct plan *p, enum entry_kind kind, const struct contact *who, int64_t at, const char *text, struct buffer *out)
{
	char nobody[] = "";
	struct address to = { .name = nobody, .address = (char *)w->s->office.address };
	struct reading r = { .from = { .name = (char *)(who != NULL ? who->name : ""), .address = (char *)(who != NULL ? who->mail : "") },
		.from_count = 1, .recipients = { &to, 1 }, .text = text, .charset = "UTF-8", .message_id = "", .subject = "" };
	struct buffer plain = buffer_init(pass);
	char id[33];

	if (who != NULL && who->mail[0] != 0) {
		hex(16, id);
		r.message_id = must(talloc_asprintf(pass, "%s@example.jp", id));
		r.subject = kind == ENTRY_FOLLOW_UP ? "Re: ご意見" : "ご意見";
		r.date = clock_rfc5322(pass, at);
	}
	reading_pack(&r, &plain);
	seal_value(&p->key, "arrival.reading", buffer_bytes(&plain), out);
}

static int64_t
insert_arrival(struct plan *p, enum entry_kind kind, const struct contact *who, int64_t at, const char *text)
{
	struct query *q = db_query(l->db, "INSERT INTO arrival(seq, id, source, channel, received, registered, size, digest, kind, opinion, "
	    "key, file_key, reading) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)");
	struct buffer reading = buffer_init(pass), file_key = buffer_init(pass);
	bool resident = kind == ENTRY_OPINION || kind == ENTRY_FOLLOW_UP;
	uint64_t digest[2] = { chance_next(&w->chance), chance_next(&w->chance) };
	char id[33];

	hex(16, id);
	query_number(q, 1, ++last_arrival);
	query_text(q, 2, id);
	query_text(q, 3, resident ? strcmp(p->o.channel, "web") == 0 ? "page" : p->o.channel : "mail");
	query_text(q, 4, resident ? p->o.channel : "mail");
	query_number(q, 5, kind == ENTRY_OPINION ? p->o.received : at - 60);
	query_number(q, 6, at);
	query_number(q, 7, 2000 + (int64_t)strlen(text) * (resident ? 3 : 9));
	query_blob(q, 8, (struct bytes){ (const void *)digest, p->erased ? 0 : sizeof digest });
	query_text(q, 9, entry_kind_name(kind));
	query_number(q, 10, p->o.id);
	query_number(q, 11, p->o.key);
	if (!p->erased) {
		struct seal_key key = seal_new_key();

		if (!light) {
			seal_value(&p->key, "arrival.file_key", (struct bytes){ key.octets, SEAL_KEY }, &file_key);
			query_blob(q, 12, buffer_bytes(&file_key));
		}
		seal_reading(p, kind, who, at, light && !resident ? "" : text, &reading);
		query_blob(q, 13, buffer_bytes(&reading));
	}
	run_query(q);
	return last_arrival;
}

static void
insert_draft(struct plan *p, const struct action *a, int64_t arrival, const char *text)
{
	struct query *q = db_query(l->db, "INSERT INTO draft(id, opinion, arrival, department, kind, at, corrects, text) "
	    "VALUES(?1,?2,?3,?4,?5,?6,?7,?8)");
	struct buffer sealed = buffer_init(pass);

	query_number(q, 1, ++last_draft);
	query_number(q, 2, p->o.id);
	query_number(q, 3, arrival);
	query_text(q, 4, a->department);
	query_text(q, 5, a->written == WRITTEN_ANSWER ? "answer" : "question");
	query_number(q, 6, a->at);
	query_number(q, 7, a->written == WRITTEN_ANSWER && a->before == STATE_DELIVERED ? p->answered : 0);
	if (!p->erased) {
		seal_value(&p->key, "draft.text", bytes_of(text), &sealed);
		query_blob(q, 8, buffer_bytes(&sealed));
	}
	run_query(q);
	p->draft = last_draft;
}

static void
insert_event(const struct plan *p, const struct action *a, const char *who, int64_t arrival)
{
	struct query *q = db_query(l->db, "INSERT INTO event(opinion, at, step, before, after, who, note, arrival) "
	    "VALUES(?1,?2,?3,?4,?5,?6,?7,?8)");

	query_number(q, 1, p->o.id);
	query_number(q, 2, a->at);
	query_text(q, 3, step_name(a->step));
	query_text(q, 4, state_name(a->before));
	query_text(q, 5, state_name(a->after));
	query_text(q, 6, who);
	query_text(q, 7, a->note != NULL ? a->note : "");
	query_number(q, 8, arrival);
	run_query(q);
}

/* done 0: it waits. */
static void
insert_intent(struct plan *p, const char *kind, const char *party, const char *code, int64_t at, int64_t arrival, int64_t done)
{
	struct query *q = db_query(l->db, "INSERT INTO intent(id, kind, party, opinion, arrival, draft, code, message_id, created, not_before, "
	    "attempts, state, result, done, way, leaving) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?9,?10,?11,?12,?13,?14,?15)");
	bool answer = strcmp(kind, "answer") == 0, letter = answer && p->by_post;
	const struct action *next = p->next + 1 < p->count ? &p->action[p->next + 1] : NULL;
	const char *at_sign = strrchr(w->s->office.address, '@');
	char id[33];

	hex(16, id);
	if (answer)
		done = next == NULL ? 0 : !letter ? next->at : p->next + 2 < p->count ? p->action[p->next + 2].at : 0;
	if (done > w->until)
		done = 0;
	query_number(q, 1, ++last_intent);
	p->answer = answer ? last_intent : p->answer;
	query_text(q, 2, kind);
	query_text(q, 3, party);
	query_number(q, 4, p->o.id);
	if (arrival != 0)
		query_number(q, 5, arrival);
	if (p->draft != 0 && strcmp(kind, "receipt") != 0 && strcmp(kind, "request") != 0)
		query_number(q, 6, p->draft);
	query_text(q, 7, code != NULL ? code : "");
	query_text(q, 8, must(talloc_asprintf(pass, "%s.%s%s", kind, id, at_sign != NULL ? at_sign : "@localhost")));
	query_number(q, 9, at);
	query_number(q, 10, done != 0);
	query_text(q, 11, done != 0 ? "sent" : "waiting");
	query_text(q, 12, done == 0 ? "" : letter ? "posted" : "250 2.0.0");
	query_number(q, 13, done);
	query_text(q, 14, letter ? "letter" : "mail");
	query_number(q, 15, letter && done == 0 && next != NULL);
	run_query(q);
}

static void
insert_approval(const struct plan *p, const struct action *a)
{
	struct query *q = db_query(l->db, "INSERT INTO approval(opinion, draft, position, approver, role, state, at) "
	    "VALUES(?1,?2,1,'desk','decide',?3,?4)");
	const struct action *next = p->next + 1 < p->count ? &p->action[p->next + 1] : NULL;

	query_number(q, 1, p->o.id);
	query_number(q, 2, p->draft);
	query_text(q, 3, next == NULL ? "asked" : next->step == STEP_APPROVE ? "approved" : "returned");
	query_number(q, 4, next == NULL ? a->at : next->at);
	run_query(q);
}

/* Letters of a day are a run; it is confirmed when they are posted. */
static void
insert_run(int64_t at)
{
	struct query *q = db_query(l->db, "INSERT INTO run(id, made, state, place, digest, confirmed, who) VALUES(?1,?2,?3,?4,?5,?6,?7)");
	int64_t confirmed = after_open_days(w, at, 1);
	uint64_t digest[2] = { chance_next(&w->chance), chance_next(&w->chance) };

	run_day = calendar_day_of(at);
	run_place = 0;
	query_number(q, 1, ++last_run);
	query_number(q, 2, at);
	query_text(q, 3, confirmed <= w->until ? "confirmed" : "printed");
	query_text(q, 4, must(talloc_asprintf(pass, "%lld.pdf", (long long)last_run)));
	query_blob(q, 5, (struct bytes){ (const void *)digest, sizeof digest });
	query_number(q, 6, confirmed <= w->until ? confirmed : 0);
	query_text(q, 7, confirmed <= w->until ? "desk" : "");
	run_query(q);
}

static void
insert_letter(const struct plan *p, const struct action *a)
{
	struct query *q = db_query(l->db, "INSERT INTO letter(id, run, place, opinion, draft, intent, document, sheets, state, changed) "
	    "VALUES(?1,?2,?3,?4,?5,?10,?6,?7,?8,?9)");
	struct day day = clock_tokyo(a->at);
	int fiscal = day.month < 4 ? day.year - 1 : day.year;
	const struct action *last = &p->action[p->next + 1 < p->count ? p->next + 1 : p->next];
	const char *state = last == a ? "printed" : "posted";

	if (calendar_day_of(a->at) != run_day)
		insert_run(a->at);
	if (last != a && p->next + 2 < p->count && p->action[p->next + 2].step == STEP_FAIL) {
		last = &p->action[p->next + 2];
		state = "returned";
	}
	query_number(q, 1, ++last_letter);
	query_number(q, 2, last_run);
	query_number(q, 3, ++run_place);
	query_number(q, 4, p->o.id);
	query_number(q, 5, p->draft);
	query_text(q, 6, must(talloc_asprintf(pass, "%d見総区第%lld号", fiscal - 2018, (long long)++documents[fiscal])));
	query_number(q, 7, 1 + (int64_t)chance_below(&w->chance, 2));
	query_text(q, 8, state);
	query_number(q, 9, last->at);
	query_number(q, 10, p->answer);
	run_query(q);
}

static void
insert_erased(const struct plan *p)
{
	struct query *q = db_query(l->db, "INSERT INTO erasure_item(erasure, opinion, rule, outcome) VALUES(1, ?1, 1, 'erased')");

	query_number(q, 1, p->o.id);
	run_query(q);
	erasures++;
}

/* ---- what happens ------------------------------------------------------------------------------------ */

/* Mails that a step causes; those of people leave within minutes. */
static void
insert_caused(struct plan *p, const struct action *a, int64_t arrival, bool has_mail)
{
	int64_t done = a->at + 30 + (int64_t)chance_below(&w->chance, 300);
	char *department = must(talloc_asprintf(pass, "department:%s", a->department));

	for (const struct cause *c = step_causes(a->step); c->kind != NULL; c++) {
		const struct reason *reason = settings_reason(w->s, p->o.reason);

		if ((strcmp(c->kind, "receipt") == 0 && (!has_mail || !w->s->office.receipts)) ||
		    (strcmp(c->kind, "not-processed") == 0 && (reason == NULL || !reason->tell)))
			continue;
		insert_intent(p, c->kind, strcmp(c->party, "department") == 0 ? department : c->party,
		    strcmp(c->kind, "undeliverable") == 0 ? a->note : NULL, a->at, arrival, done);
	}
	if (a->step == STEP_DRAFT)
		insert_intent(p, "approval", "desk", NULL, a->at, arrival, done);
	if (a->came && a->entry == ENTRY_ANSWER && !light)
		insert_intent(p, "understood", "sender", a->written == WRITTEN_QUESTION ? "question" : "answer", a->at, arrival, done);
}

/* Keeps a text for option -text. */
static void
note_text(struct plan *p, const char *text)
{
	if (texts == NULL || p->erased)
		return;
	buffer_printf(&p->text, "%lld\t", (long long)p->o.id);
	for (; *text != 0; text++)
		if (*text == '\n')
			buffer_string(&p->text, "\\n");
		else
			buffer_char(&p->text, (unsigned char)*text);
	buffer_char(&p->text, '\n');
}

static bool
is_follow_up(const struct action *a)
{
	return a->came && a->entry == ENTRY_FOLLOW_UP;
}

/* The next action of a plan that was entered. */
static void
perform(struct plan *p)
{
	const struct action *a = &p->action[p->next];
	struct contact who = contact_of(p->person, false, true, p->by_post);
	struct buffer text = buffer_init(pass);
	char *department = must(talloc_asprintf(pass, "department:%s", a->department));
	int64_t arrival = 0;

	if (!p->erased && a->written == WRITTEN_ANSWER)
		make_answer_text(&w->chance, p->english, &text);
	else if (!p->erased && (a->written == WRITTEN_QUESTION || is_follow_up(a)))
		make_opinion_text(&w->chance, p->english, &text);
	if (a->written != WRITTEN_NOTHING || is_follow_up(a))
		note_text(p, buffer_text(&text));
	if (a->came)
		arrival = insert_arrival(p, a->entry, is_follow_up(a) ? &who : NULL, a->at, buffer_text(&text));
	if (a->written != WRITTEN_NOTHING)
		insert_draft(p, a, arrival, buffer_text(&text));
	insert_event(p, a, a->who != NULL ? a->who : department, arrival);
	insert_caused(p, a, arrival, false);
	if (a->step == STEP_DRAFT)
		insert_approval(p, a);
	if (a->step == STEP_PRINT)
		insert_letter(p, a);
	if (a->step == STEP_SEND || a->step == STEP_POST)
		p->answered = a->at;
	if (a->step == STEP_ERASE)
		insert_erased(p);
	p->next++;
}

static bool
comes_before(const struct due_action *a, const struct due_action *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void
swap_due(size_t a, size_t b)
{
	struct due_action kept = heap[a];

	heap[a] = heap[b];
	heap[b] = kept;
}

/* A plan waits for its next action, or is done with. */
static void
put_off(struct plan *p)
{
	size_t i = heap_count;

	if (p->next == p->count) {
		if (texts != NULL && p->text.len != 0 && fwrite(p->text.data, 1, p->text.len, texts) != p->text.len)
			die("the texts cannot be written");
		talloc_free(p);
		return;
	}
	if (heap_count == heap_room) {
		heap_room = heap_room != 0 ? 2 * heap_room : 1024;
		heap = must(talloc_realloc(NULL, heap, struct due_action, heap_room));
	}
	heap[heap_count++] = (struct due_action){ p->action[p->next].at, order++, p };
	for (; i > 0 && comes_before(&heap[i], &heap[(i - 1) / 2]); i = (i - 1) / 2)
		swap_due(i, (i - 1) / 2);
}

static struct plan *
take_first(void)
{
	struct plan *p = heap[0].plan;

	heap[0] = heap[--heap_count];
	for (size_t i = 0, next; (next = 2 * i + 1) < heap_count; i = next) {
		next += next + 1 < heap_count && comes_before(&heap[next + 1], &heap[next]);
		if (!comes_before(&heap[next], &heap[i]))
			break;
		swap_due(i, next);
	}
	return p;
}

static void
pass_time(int64_t until)
{
	while (heap_count > 0 && heap[0].at <= until) {
		struct plan *p = take_first();

		perform(p);
		put_off(p);
		talloc_free_children(pass);
	}
}

/* ---- opinions ---------------------------------------------------------------------------------------- */

static const struct channel {
	const char *name;
	double percent;
	bool any_time;			/* at night and on closed days too */
} channels[CHANNELS] = {
	{ "mail", 40, true }, { "web", 30, true }, { "phone", 8, false }, { "letter", 6, false }, { "postcard", 6, false },
	{ "counter", 6, false }, { "fax", 4, true },
};

static const struct channel *
any_channel(bool open)
{
	const struct channel *c = channels;

	for (double u = chance_unit(&w->chance) * (open ? 100 : 70); u > c->percent && c < channels + CHANNELS - 1; c++)
		u -= c->percent;
	return c;
}

static const char *
any_reason(size_t *person)
{
	double u = chance_unit(&w->chance) * 100;

	if (u < 0.8)
		*person = chance_below(&w->chance, 40);
	return u < 0.8 ? "repeated" : u < 2.3 ? "sales" : u < 3.3 ? "anonymous" : u < 4.3 ? "outside" : u < 5 ? "procedure" : "";
}

static struct campaign *
any_campaign(void)
{
	struct chance *c = &w->chance;

	if (chance_percent(c, 0.05) && campaign_count < CAMPAIGNS_MAX) {
		struct campaign *new = &campaigns[campaign_count++];

		new->text = buffer_init(NULL);
		make_opinion_text(c, false, &new->text);
		new->left = 20 + (size_t)(280 * pow(chance_unit(c), 3));
		new->purpose = w->s->purposes[0].code;
		new->department = any_department(w);
	}
	return campaign_count > 0 && chance_percent(c, 30) ? &campaigns[chance_below(c, campaign_count)] : NULL;
}

/* The same letter with small changes. */
static void
copy_letter(struct campaign *of, struct buffer *out)
{
	static const char *const first[] = { "<P>に住む<S>です。", "<S>と申します。", "区長様。", "<P>の住民として意見を申し上げます。" };
	static const char *const last[] = { "<W>。", "<F>。", "<S>", "よろしくお願いします。" };

	if (chance_percent(&w->chance, 50))
		make_sentence(&w->chance, PATTERNS(first), out);
	buffer_string(out, buffer_text(&of->text));
	if (chance_percent(&w->chance, 40))
		make_sentence(&w->chance, PATTERNS(last), out);
	if (--of->left == 0) {
		talloc_free(of->text.data);
		*of = campaigns[--campaign_count];
	}
}

static void
enter(int64_t at, const struct channel *channel)
{
	struct chance *c = &w->chance;
	struct plan *p = memory_new(NULL, sizeof *p);
	struct campaign *campaign = any_campaign();
	struct buffer text = buffer_init(pass);
	size_t person = any_person();
	const char *reason = campaign != NULL ? "" : any_reason(&person), *department;
	bool electronic = strcmp(channel->name, "mail") == 0 || strcmp(channel->name, "web") == 0;
	struct contact who;

	p->text = buffer_init(p);
	p->o.id = ++last_opinion;
	p->o.channel = channel->name;
	p->o.received = at;
	p->english = campaign == NULL && chance_percent(c, 2);
	p->o.language = p->english ? "en" : "ja";
	p->person = person;
	p->by_post = w->s->print.kind != PRINT_NONE && (!electronic ? chance_percent(c, 85) : chance_percent(c, 3));
	p->o.purpose = campaign != NULL ? campaign->purpose : w->s->purposes[chance_zipf(c, w->s->purpose_count)].code;
	department = campaign != NULL ? campaign->department : reason[0] != 0 ? w->s->office.desk : any_department(w);
	plan_life(w, p, reason, department);
	if (campaign != NULL)
		copy_letter(campaign, &text);
	else
		make_opinion_text(c, p->english, &text);
	who = contact_of(person, strcmp(reason, "anonymous") == 0, electronic, p->by_post);
	need(ledger_new_key(l, &p->o.key, &p->key, &f));
	if (p->erased)
		run_query(db_query(l->db, "UPDATE key SET wrapped = NULL WHERE id = last_insert_rowid()"));
	insert_opinion(p, &who, buffer_text(&text));
	note_text(p, buffer_text(&text));
	insert_arrival(p, ENTRY_OPINION, &who, p->action[0].at, buffer_text(&text));
	insert_event(p, &p->action[0], p->action[0].who, last_arrival);
	insert_caused(p, &p->action[0], last_arrival, who.mail[0] != 0);
	p->next = 1;
	put_off(p);
	talloc_free_children(pass);
}

/* ---- days -------------------------------------------------------------------------------------------- */

/* How much comes in on a day: Mondays, June and what is before the budget bring more. */
static double
weight_of(daynum day)
{
	static const double months[] = { 0.9, 1.0, 1.2, 1.1, 1.0, 1.15, 1.05, 0.85, 1.0, 1.05, 1.05, 0.8 };
	double month = months[clock_tokyo(calendar_begin(day)).month - 1];

	if (calendar_at(w->cal, day) != CALENDAR_OPEN)
		return 0.3 * month;
	return (clock_tokyo(calendar_begin(day)).weekday == 1 ? 1.25 : 1) * month;
}

static int
compare_times(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
enter_day(daynum day, size_t count)
{
	bool open = calendar_at(w->cal, day) == CALENDAR_OPEN;
	int64_t *times = must(talloc_array(NULL, int64_t, count + 1));

	for (size_t i = 0; i < count; i++) {
		const struct channel *c = any_channel(open);
		double u = (chance_unit(&w->chance) + chance_unit(&w->chance) + chance_unit(&w->chance)) / 3;

		/* The channel rides on the time, so that both are sorted. */
		times[i] = (calendar_begin(day) + (int64_t)(c->any_time ? u * 86399 : 8.5 * 3600 + u * 8.7 * 3600)) * 16 + (c - channels);
	}
	qsort(times, count, sizeof *times, compare_times);
	for (size_t i = 0; i < count; i++) {
		int64_t at = times[i] / 16;

		pass_time(at);
		enter(at, &channels[times[i] % 16]);
		if (last_opinion % at_once == 0) {
			need(db_commit(l->db, &f));
			need(db_begin(l->db, &f));
		}
	}
	talloc_free(times);
}

/* COUNT opinions over the days; of the last days so many as -recent says. */
static void
enter_all(daynum first, daynum last, size_t count, double recent)
{
	double whole = 0, before = 0, share = 0, unit;

	for (daynum day = first; day <= last; day++)
		*(recent > 0 && day > last - RECENT_DAYS ? &share : &whole) += weight_of(day);
	unit = recent > 0 ? ((double)count - share * recent) / whole : (double)count / whole;
	if (unit < 0)
		die("-recent is more than COUNT");
	for (daynum day = first; day <= last; day++) {
		size_t from = (size_t)before;

		before += weight_of(day) * (recent > 0 && day > last - RECENT_DAYS ? recent : unit);
		enter_day(day, (day == last ? count : (size_t)before) - from);
	}
	pass_time(w->until);
}

/* ---- the register -------------------------------------------------------------------------------------- */

/* The years before those that come with the programs. */
static void
load_holidays(void)
{
	static const char *const days = "2021-01-01 2021-01-11 2021-02-11 2021-02-23 2021-03-20 2021-04-29 2021-05-03 2021-05-04 2021-05-05 "
	    "2021-07-22 2021-07-23 2021-08-08 2021-08-09 2021-09-20 2021-09-23 2021-11-03 2021-11-23 2022-01-01 2022-01-10 2022-02-11 "
	    "2022-02-23 2022-03-21 2022-04-29 2022-05-03 2022-05-04 2022-05-05 2022-07-18 2022-08-11 2022-09-19 2022-09-23 2022-10-10 "
	    "2022-11-03 2022-11-23 2023-01-01 2023-01-02 2023-01-09 2023-02-11 2023-02-23 2023-03-21 2023-04-29 2023-05-03 2023-05-04 "
	    "2023-05-05 2023-07-17 2023-08-11 2023-09-18 2023-09-23 2023-10-09 2023-11-03 2023-11-23 2024-01-01 2024-01-08 2024-02-11 "
	    "2024-02-12 2024-02-23 2024-03-20 2024-04-29 2024-05-03 2024-05-04 2024-05-05 2024-05-06 2024-07-15 2024-08-11 2024-08-12 "
	    "2024-09-16 2024-09-22 2024-09-23 2024-10-14 2024-11-03 2024-11-04 2024-11-23";
	void *ctx = must(talloc_new(NULL));
	struct holidays known, more = { .item = must(talloc_array(ctx, struct holiday, 100)), .first_year = 2021, .last_year = 2024 };
	char *list = must(talloc_strdup(ctx, days));

	need(holiday_read(l->db, ctx, &known, &f));
	if (known.first_year > 2021) {
		for (char *day; (day = strsep(&list, " ")) != NULL; more.count++) {
			more.item[more.count].name = "祝日";
			if (!calendar_date_from_text(day, &more.item[more.count].day))
				die(day);
		}
		need(holiday_store(l->db, &more, w->until, &f));
	}
	talloc_free(ctx);
}

static void
note_numbers(const char *literal, const int64_t *last)
{
	for (int year = 0; year < YEAR_MAX; year++) {
		struct query *q = db_query(l->db, literal);

		if (last[year] == 0)
			continue;
		query_number(q, 1, year);
		query_number(q, 2, last[year]);
		run_query(q);
	}
}

static void
note_erasure(void)
{
	struct query *q = db_query(l->db, "INSERT INTO erasure(id, made, who, state, loose_before, people, changed, began, batches, arrivals, "
	    "keys, digest) SELECT 1, ?1 - 86400, 'desk', 'reported', 0, 2, ?1, ?1, 0, (SELECT count(*) FROM arrival WHERE opinion IN "
	    "(SELECT opinion FROM erasure_item)), ?2, zeroblob(32)");

	if (erasures == 0)
		return;
	query_number(q, 1, w->erase_at);
	query_number(q, 2, erasures);
	run_query(q);
	q = db_query(l->db, "INSERT INTO erasure_rule(erasure, place, name, says, before) VALUES(1, 1, 'all', 'keep = 5 years', ?1)");
	query_number(q, 1, w->erase_before);
	run_query(q);
}

/* Indexes are made at the end, which is quicker; triggers would write again what is written already. put_back holds them. */
static void
put_away(void)
{
	struct query *q = db_query(l->db, "SELECT 'DROP ' || type || ' ' || name, sql FROM sqlite_schema WHERE sql LIKE 'CREATE INDEX%' OR "
	    "sql LIKE 'CREATE TRIGGER%' AND tbl_name NOT IN ('access', 'checkpoint')");
	struct buffer drop = buffer_init(NULL);
	bool row;

	put_back = buffer_init(NULL);
	for (need(query_next(q, &row, &f)); row; need(query_next(q, &row, &f))) {
		buffer_printf(&drop, "%s;", query_text_at(pass, q, 0));
		buffer_printf(&put_back, "%s;", query_text_at(pass, q, 1));
	}
	need(db_script(l->db, buffer_text(&drop), &f));
	talloc_free(drop.data);
}

static void
fill(daynum until, size_t count, double recent)
{
	struct day day = clock_tokyo(calendar_begin(until));
	int year = (day.month < 4 ? day.year - 1 : day.year) - YEARS;
	daynum first;

	if (!calendar_date(year, 4, 1, &first))
		die("no such year");
	w->until = calendar_end(until);
	w->erase_before = clock_from_tokyo(year, 6, 1);
	w->ended_before = recent > 0 ? calendar_begin(until - RECENT_DAYS) : 0;
	w->erase_at = clock_from_tokyo(day.year, day.month, 1) + 10 * 3600;
	if (number_of("SELECT count(*) FROM (SELECT 1 FROM opinion LIMIT 1)") != 0)
		die("there are opinions already");
	/* Large and alone: what is unique by chance needs its index in memory. */
	need(db_script(l->db, count > 1000000 ? "PRAGMA cache_size = -4000000" : "PRAGMA cache_size = -500000", &f));
	need(db_script(l->db, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA foreign_keys = 0; PRAGMA secure_delete = 0", &f));
	put_away();
	at_once = count > 1000000 ? 500000 : 50000;
	need(db_begin(l->db, &f));
	load_holidays();
	need(calendar_of(l, &w->cal, &f));
	last_arrival = number_of("SELECT max(seq) FROM arrival");
	last_draft = number_of("SELECT max(id) FROM draft");
	last_intent = number_of("SELECT max(id) FROM intent");
	enter_all(first, until, count, recent);
	note_numbers("INSERT INTO running(year, last) VALUES(?1, ?2)", running);
	note_numbers("INSERT INTO document(year, last) VALUES(?1, ?2)", documents);
	note_erasure();
	need(db_commit(l->db, &f));
	need(db_script(l->db, buffer_text(&put_back), &f));
	need(db_script(l->db, "PRAGMA journal_mode = WAL", &f));
}

int
main(int argc, char **argv)
{
	static const struct option options[] = { { "light", no_argument, NULL, 'l' }, { "text", required_argument, NULL, 't' },
		{ "until", required_argument, NULL, 'u' }, { "recent", required_argument, NULL, 'r' }, { NULL, 0, NULL, 0 } };
	struct buffer errors = buffer_init(NULL);
	struct settings *s;
	double recent = 0;
	daynum until;
	int option;

	(void)calendar_date_from_text("2026-11-30", &until);
	while ((option = getopt_long_only(argc, argv, "", options, NULL)) != -1) {
		if (option == 'l')
			light = true;
		else if (option == 't' && (texts = fopen(optarg, "w")) == NULL)
			die("the texts cannot be written");
		else if (option == 'r')
			recent = strtod(optarg, NULL);
		else if ((option == 'u' && !calendar_date_from_text(optarg, &until)) || option == '?')
			die("usage: make-register [-light] [-text FILE] [-until DATE] [-recent PER_DAY] CONF COUNT [SEED]");
	}
	argv += optind;
	if (argc - optind != 2 && argc - optind != 3)
		die("usage: make-register [-light] [-text FILE] [-until DATE] [-recent PER_DAY] CONF COUNT [SEED]");
	if (settings_read(NULL, argv[0], &s, &errors, &f) != DONE)
		die(errors.len != 0 ? buffer_text(&errors) : f.text);
	need(seal_begin(&f));
	need(ledger_open(NULL, s, LEDGER_WRITE, KEYS_ALL, &l, &f));
	w->s = s;
	w->chance.state = argc - optind == 3 ? strtoull(argv[2], NULL, 10) : 1;
	people = strtoul(argv[1], NULL, 10);
	pass = must(talloc_new(NULL));
	made_texts_begin();
	fill(until, people, recent);
	ledger_close(&l);
	if (texts != NULL && fclose(texts) != 0)
		die("the texts cannot be written");
	talloc_free(pass);
	talloc_free(s);
	return 0;
}
