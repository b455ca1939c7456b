/* SPDX-License-Identifier: GPL-3.0-or-later */
/* screen - has arrivals looked at by the virus scanner before a parser sees them. */
#include "process/screen.h"

#include "config/log.h"
#include "config/memory.h"
#include "process/paper_plan.h"
#include "spool/trouble.h"

struct screen {
	struct ledger *l;
	struct virus_scanner *scanner;
	bool worked;			/* it has answered in this run */
	bool away, old, unable;
};

struct screen *
screen_new(void *ctx, struct ledger *l)
{
	struct screen *s = memory_new(ctx, sizeof *s);

	s->l = l;
	s->scanner = virus_scanner_new(s, &l->settings->virus);
	return s;
}

void
screen_close(struct screen **screen)
{
	if (*screen == NULL)
		return;
	virus_scanner_close(&(*screen)->scanner);
	talloc_free(*screen);
	*screen = NULL;
}

static enum verdict
ask_scanner(struct screen *s, struct virus_item *items, size_t count, struct fault *f)
{
	enum verdict v = virus_scan(s->scanner, items, count, f);

	if (v != DONE) {
		s->away = true;
		s->old = virus_patterns_old(s->scanner);
	} else if (count != 0) {
		s->worked = true;
	}
	return v;
}

/* Found, but a person lets it pass: it is as good as clean. */
static enum verdict
ask_person(struct screen *s, struct screened *one, const struct virus_item *item, void *ctx, struct fault *f)
{
	bool waived;
	enum verdict v = virus_waived(s->l, one->taken->id, &waived, f);

	if (v != DONE)
		return v;
	if (waived) {
		one->is = VIRUS_CLEAN;
		log_line(LOG_WARNING, "%s: %s was found in it, and it is let pass as was ordered", one->taken->id, item->text);
		return DONE;
	}
	one->taken->infected = must(talloc_strdup(ctx, item->text));
	return DONE;
}

static enum verdict
take_answers(struct screen *s, void *ctx, const struct virus_item *items, struct screened *all, size_t count,
    struct fault *f)
{
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < count; i++) {
		all[i].is = items[i].is;
		if (all[i].is == VIRUS_UNABLE) {
			all[i].why = must(talloc_strdup(ctx, items[i].text));
			s->unable = true;
		} else if (all[i].is == VIRUS_FOUND) {
			v = ask_person(s, &all[i], &items[i], ctx, f);
		}
	}
	return v;
}

/* What a parser may see of an infected mail. Of files from a drop folder it is nothing: nobody is answered. */
static enum verdict
look_at_head(struct screen *s, void *ctx, struct taken *t, struct fault *f)
{
	struct virus_item head = { .is = VIRUS_UNKNOWN };
	struct octets octets;
	enum verdict v;

	if (paper_is_bundle(s->l->settings, t))
		return DONE;
	v = take_head(ctx, t, &octets, f);
	if (v != DONE)
		return v;
	head.octets = &octets;
	v = ask_scanner(s, &head, 1, f);
	if (v == DONE && head.is == VIRUS_CLEAN)
		t->head = octets;
	return v;
}

static enum verdict
look_at_heads(struct screen *s, void *ctx, struct screened *all, size_t count, struct fault *f)
{
	enum verdict v = DONE;

	for (size_t i = 0; i < count; i++) {
		struct taken *t = all[i].taken;

		if (t->infected == NULL)
			continue;
		if (v == DONE)
			v = look_at_head(s, ctx, t, f);
		/* Without a scanner it waits as it is, so that its sender is answered later. */
		if (v != DONE) {
			all[i].is = VIRUS_UNKNOWN;
			t->infected = NULL;
		}
	}
	return v;
}

enum verdict
screen_all(struct screen *s, void *ctx, struct screened *all, size_t count, struct fault *f)
{
	bool none = s->l->settings->virus.scanner == VIRUS_BY_NONE;
	struct virus_item *items = memory_new(ctx, (count + 1) * sizeof *items);
	struct fault away;
	enum verdict scanned, v;

	for (size_t i = 0; i < count; i++) {
		items[i].octets = sealed_content(all[i].taken->file);
		items[i].is_bundle = paper_is_bundle(s->l->settings, all[i].taken);
		all[i].is = VIRUS_CLEAN;
	}
	if (none || count == 0)
		return DONE;
	scanned = ask_scanner(s, items, count, &away);
	v = take_answers(s, ctx, items, all, count, f);
	if (v == DONE)
		v = look_at_heads(s, ctx, all, count, f);
	if (v != DONE || scanned == DONE)
		return v;
	*f = away;
	return scanned;
}

static enum verdict
tell_of(struct screen *s, const char *name, bool there, bool over, enum trouble_kind kind, const char *over_code,
    struct fault *f)
{
	bool told = false;
	enum verdict v = DONE;

	if (there)
		v = trouble_is(s->l, name, kind, "", &told, f);
	else if (over)
		v = trouble_is_over(s->l, name, over_code, &told, f);
	if (v == DONE && told)
		log_line(LOG_NOTE, "the administrator is told: %s", there ? trouble_code(kind) : over_code);
	return v;
}

enum verdict
screen_tell(struct screen *s, struct fault *f)
{
	/* Without a scanner there is nothing that it fails at. */
	bool none = s->l->settings->virus.scanner == VIRUS_BY_NONE;
	enum verdict v;

	if (!none && !s->worked && !s->away && !s->unable)
		return DONE;
	v = db_begin(s->l->db, f);
	if (v != DONE)
		return v;
	v = tell_of(s, "scanner", s->away, s->worked || none, s->old ? TROUBLE_SCANNER_OLD : TROUBLE_SCANNER_AWAY,
	    "scanner-back", f);
	if (v == DONE)
		v = tell_of(s, "scanner-unable", s->unable, !s->away, TROUBLE_SCANNER_UNABLE, "scanner-able", f);
	return db_end(s->l->db, v, true, f);
}
