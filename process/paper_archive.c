/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * paper_archive - an archive is like a folder: each file at its top (with the form STEM.txt beside it) and each
 * of its subfolders becomes an arrival of its own.
 */
#include "config/memory.h"
#include "config/text.h"
#include "process/offspring.h"
#include "process/paper_plan.h"

enum { MOST = 400 * 1024 * 1024 };	/* octets unpacked, all of which are in memory */

struct packed {
	const char *name;		/* without what stands before it in every name */
	struct buffer octets;
	bool taken;
};

struct unpacking {
	void *ctx;
	struct packed *item;
	size_t count;
	bool skip;			/* what is being given is litter */
};

/* What machines put into archives besides. */
static bool
is_litter(const char *name)
{
	const char *last = strrchr(name, '/');

	last = last != NULL ? last + 1 : name;
	return text_starts(name, "__MACOSX/") || *last == '.' || *last == 0 || text_equal_ignoring_case(last, "Thumbs.db") ||
	    text_equal_ignoring_case(last, "desktop.ini") || strstr(name, "/__MACOSX/") != NULL;
}

static enum verdict
begin(void *state, const struct unpacked *entry, struct fault *f)
{
	struct unpacking *u = state;
	char *name = must(talloc_strdup(u->ctx, entry->name));

	(void)f;
	for (char *p = name; *p != 0; p++)
		if (*p == '\\')
			*p = '/';
	while (text_starts(name, "./") || *name == '/')
		name += *name == '/' ? 1 : 2;
	u->skip = is_litter(name);
	if (u->skip)
		return DONE;
	u->item = must(talloc_realloc(u->ctx, u->item, struct packed, u->count + 1));
	u->item[u->count++] = (struct packed){ .name = name, .octets = buffer_init(u->ctx) };
	return DONE;
}

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	struct unpacking *u = state;

	(void)f;
	if (!u->skip)
		buffer_add(&u->item[u->count - 1].octets, data, len);
	return DONE;
}

static enum verdict
end(void *state, struct fault *f)
{
	(void)state;
	(void)f;
	return DONE;
}

/* ---- what belongs together ------------------------------------------------------------------------------- */

/* Octets of the first folder of a name with its slash; 0 where there is none. */
static size_t
folder_of(const char *name)
{
	const char *slash = strchr(name, '/');

	return slash != NULL ? (size_t)(slash - name) + 1 : 0;
}

/* An archive of a folder that has subfolders: the folder itself says nothing. */
static void
take_wrapper_off(struct unpacking *u)
{
	size_t n = u->count != 0 ? folder_of(u->item[0].name) : 0;
	bool deeper = false;

	for (size_t i = 0; i < u->count; i++) {
		if (n == 0 || strncmp(u->item[i].name, u->item[0].name, n) != 0)
			return;
		deeper |= folder_of(u->item[i].name + n) != 0;
	}
	for (size_t i = 0; deeper && i < u->count; i++)
		u->item[i].name += n;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(((const struct packed *)a)->name, ((const struct packed *)b)->name);
}

static size_t
stem_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL && dot != name ? (size_t)(dot - name) : strlen(name);
}

static bool
is_form(const char *name)
{
	return text_equal_ignoring_case(name + stem_of(name), ".txt");
}

static bool
is_beside(const struct packed *file, const struct packed *form)
{
	size_t n = stem_of(file->name);

	return !form->taken && form != file && is_form(form->name) && !is_form(file->name) && stem_of(form->name) == n &&
	    strncmp(form->name, file->name, n) == 0;
}

static struct bytes
octets_of(const struct packed *p)
{
	static const unsigned char nothing[1];

	return p->octets.data != NULL ? buffer_bytes(&p->octets) : (struct bytes){ nothing, 0 };
}

static void
add_file(struct child *c, struct packed *p, const char *name)
{
	c->file[c->file_count++] = (struct child_file){ name, octets_of(p) };
	p->taken = true;
}

/* A file with its form, or all of a folder: there the form is the only text in it. */
static struct child
gather(struct unpacking *u, size_t first)
{
	struct packed *p = &u->item[first];
	size_t n = folder_of(p->name), texts = 0;
	struct child c = { .name = n != 0 ? must(talloc_strndup(u->ctx, p->name, n - 1)) : p->name,
		.file = must(talloc_zero_array(u->ctx, struct child_file, u->count)) };

	for (size_t i = first; n != 0 && i < u->count; i++)
		texts += strncmp(u->item[i].name, p->name, n) == 0 && is_form(u->item[i].name);
	for (size_t i = first; i < u->count; i++) {
		struct packed *q = &u->item[i];
		bool inside = n != 0 && strncmp(q->name, p->name, n) == 0;

		if ((inside && texts == 1 && is_form(q->name)) || (n == 0 && is_beside(p, q)) || (n == 0 && i == first &&
		    is_form(q->name))) {
			c.form = octets_of(q);
			q->taken = true;
		} else if (inside || (n == 0 && i == first)) {
			add_file(&c, q, q->name + (inside ? n : 0));
		}
	}
	return c;
}

static enum verdict
write_all(struct unpacking *u, const struct taken *t, struct offspring *o, struct paper_plan *plan, struct fault *f)
{
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < u->count; i++) {
		struct child c;

		if (u->item[i].taken)
			continue;
		/* A form goes with the file that it stands beside, whichever comes first. */
		if (folder_of(u->item[i].name) == 0 && is_form(u->item[i].name)) {
			bool beside = false;

			for (size_t k = i + 1; k < u->count && !beside; k++)
				beside = !u->item[k].taken && is_beside(&u->item[k], &u->item[i]);
			if (beside)
				continue;
		}
		c = gather(u, i);
		c.channel = t->channel;
		c.label = must(talloc_asprintf(u->ctx, "item %zu", plan->piece_count + 1));
		v = offspring_write(o, plan->piece, &c, &plan->piece[plan->piece_count++], f);
	}
	return v;
}

enum verdict
paper_split_archive(struct ledger *l, void *ctx, const struct taken *t, struct paper_plan *plan, struct fault *f)
{
	struct unpacking u = { .ctx = must(talloc_new(ctx)) };
	struct unpack_taker taker = { &u, MOST, begin, take, end };
	struct offspring *o;
	enum verdict v = lightbox_unpack(t->lightbox, plan->lit.file[0].octets, &taker, f);

	if (v == NEVER || (v == DONE && u.count == 0)) {
		plan->is = PAPER_HELD;
		plan->reason = v == NEVER ? "bad-archive" : "empty-archive";
		return DONE;
	}
	if (v == DONE)
		v = offspring_begin(ctx, l->settings, t, &o, f);
	if (v != DONE)
		return v;
	take_wrapper_off(&u);
	qsort(u.item, u.count, sizeof *u.item, compare);
	plan->is = PAPER_SPLIT;
	plan->reason = "archive";
	plan->piece = must(talloc_zero_array(ctx, struct piece, u.count));
	v = write_all(&u, t, o, plan, f);
	talloc_free(u.ctx);
	return v == DONE ? offspring_commit(&o, f) : v;
}
