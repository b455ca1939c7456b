/* SPDX-License-Identifier: GPL-3.0-or-later */
/* former_item - one row on its way into the register, with the files that belong to it. */
#include "process/former_item.h"

#include "config/clock.h"
#include "config/memory.h"
#include "process/former_files.h"
#include "spool/bundle.h"
#include "spool/calendar.h"
#include "spool/draft.h"
#include "spool/entry.h"
#include "spool/former.h"

#define ROW_NAME "row.csv"
#define SOURCE "import"

static void
refuse(struct former_item *item, const char *code, enum former_field field)
{
	former_problem_add(item->ctx, &item->problems, code, field, 0);
	item->outcome = FORMER_REFUSED;
}

/* ---- reading ---- */

static void
add_counted(struct seal_digest *d, struct bytes data)
{
	const unsigned char len[4] = { (unsigned char)(data.len >> 24), (unsigned char)(data.len >> 16),
		(unsigned char)(data.len >> 8), (unsigned char)data.len };

	seal_digest_add(d, (struct bytes){ len, sizeof len });
	seal_digest_add(d, data);
}

/* Of the row without the end of its line, which depends on whether it is the file's last. */
static void
compute_digest(const struct former_import *im, struct former_item *item)
{
	struct bytes row = item->row.octets;
	struct seal_digest d;

	while (row.len != 0 && (row.data[row.len - 1] == '\r' || row.data[row.len - 1] == '\n' || row.data[row.len - 1] == 0))
		row.len--;
	seal_digest_begin(&d, im->l->keys->digest);
	add_counted(&d, bytes_of(im->map->origin));
	add_counted(&d, bytes_of(item->says.number));
	add_counted(&d, row);
	for (size_t i = 0; i < item->file_count; i++) {
		add_counted(&d, bytes_of(item->file[i].name));
		add_counted(&d, item->file[i].octets);
	}
	seal_digest_end(&d, item->digest, sizeof item->digest);
}

static enum verdict
read_files(const struct former_import *im, struct former_item *item, struct fault *f)
{
	const struct list *names = &item->says.files;
	int64_t left = FORMER_FILES_MAX;

	item->file = memory_new(item->ctx, (names->count + 1) * sizeof *item->file);
	for (size_t i = 0; i < names->count; i++) {
		const char *code = NULL;
		struct buffer octets = buffer_init(item->ctx);
		enum verdict v = former_file_read(im->folder, names->item[i], left, &octets, &code, f);

		if (v != DONE)
			return v;
		if (code != NULL)
			refuse(item, code, FORMER_FILES);
		left -= (int64_t)octets.len;
		item->file[item->file_count++] = (struct former_file){ names->item[i], buffer_bytes(&octets) };
	}
	return DONE;
}

static enum verdict
find_known(const struct former_import *im, struct former_item *item, struct fault *f)
{
	struct opinion o;
	bool same, found = false;
	enum verdict v = former_known(im->l, im->map->origin, item->says.number, item->digest, &item->opinion, &same, f);

	if (v == DONE && item->opinion == 0) {
		v = former_seen(im->l, item->says.number, item->digest, &found, &same, f);
		item->outcome = !found ? FORMER_NEW : same ? FORMER_THERE : FORMER_CHANGED;
	}
	if (v != DONE || item->opinion == 0)
		return v;
	item->outcome = same ? FORMER_THERE : FORMER_CHANGED;
	v = opinion_by_id(im->l, item->ctx, item->opinion, &o, &found, f);
	if (v == DONE && found)
		item->number = o.number;
	return v;
}

enum verdict
former_item_read(struct former_import *im, struct former_item *item, struct fault *f)
{
	enum verdict v = DONE;

	former_row_read(item->ctx, im->map, &im->head, &item->row, &item->says, &item->problems);
	item->outcome = item->problems.count == 0 ? FORMER_NEW : FORMER_REFUSED;
	item->number = "";
	if (item->outcome == FORMER_NEW)
		v = read_files(im, item, f);
	compute_digest(im, item);
	return v == DONE && item->says.number[0] != 0 && item->outcome == FORMER_NEW ? find_known(im, item, f) : v;
}

/* ---- looking ---- */

static enum verdict
take_octets(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

static enum verdict
make_bundle(const struct former_import *im, struct former_item *item, struct fault *f)
{
	struct sink sink = { &item->bundle, take_octets };
	struct bundle *b;
	enum verdict v;

	item->bundle = buffer_init(item->ctx);
	v = bundle_begin(item->ctx, &sink, bytes_of(item->says.number), &b, f);
	if (v == DONE)
		v = bundle_file(b, bytes_of(ROW_NAME), f);
	if (v == DONE)
		v = bundle_write(b, im->head.octets.data, im->head.octets.len, f);
	if (v == DONE)
		v = bundle_write(b, item->row.octets.data, item->row.octets.len, f);
	for (size_t i = 0; v == DONE && i < item->file_count; i++) {
		const char *slash = strrchr(item->file[i].name, '/');

		v = bundle_file(b, bytes_of(slash != NULL ? slash + 1 : item->file[i].name), f);
		if (v == DONE)
			v = bundle_write(b, item->file[i].octets.data, item->file[i].octets.len, f);
	}
	if (v == DONE)
		v = bundle_end(&b, f);
	item->octets = octets_of_buffer(&item->bundle);
	return v;
}

static enum verdict
scan_all(struct former_import *im, void *ctx, struct former_item *items, size_t count, struct fault *f)
{
	struct virus_item *all = memory_new(ctx, (count + 1) * sizeof *all);
	struct former_item **of = must(talloc_zero_array(ctx, struct former_item *, count + 1));
	size_t n = 0;
	enum verdict v;

	for (size_t i = 0; i < count; i++) {
		if (items[i].outcome != FORMER_NEW)
			continue;
		of[n] = &items[i];
		all[n++] = (struct virus_item){ .octets = &items[i].octets, .is_bundle = true };
	}
	v = im->scanner != NULL && n != 0 ? virus_scan(im->scanner, all, n, f) : DONE;
	for (size_t i = 0; v == DONE && im->scanner != NULL && i < n; i++) {
		if (all[i].is == VIRUS_FOUND)
			refuse(of[i], "virus", FORMER_FILES);
		else if (all[i].is != VIRUS_CLEAN)
			refuse(of[i], "unscanned", FORMER_FILES);
	}
	return v;
}

/* What the files are. The row itself was taken apart before, and is none of the opinion's attachments. */
static enum verdict
look_at_files(const struct former_import *im, struct former_item *item, struct fault *f)
{
	struct reading *r;
	enum verdict v;

	if (item->file_count == 0) {
		item->reading = memory_new(item->ctx, sizeof *r);
		return DONE;
	}
	v = parser_read(im->parser, &item->octets, item->ctx, &r, f);
	if (v == NEVER || (v == DONE && (r->part_count <= item->file_count || strcmp(r->parts[0].name, ROW_NAME) != 0))) {
		refuse(item, "unreadable", FORMER_FILES);
		return DONE;
	}
	if (v == DONE) {
		r->parts++;
		r->part_count--;
		item->reading = r;
	}
	return v;
}

enum verdict
former_items_screen(struct former_import *im, void *ctx, struct former_item *items, size_t count, struct fault *f)
{
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < count; i++)
		if (items[i].outcome == FORMER_NEW)
			v = make_bundle(im, &items[i], f);
	if (v == DONE)
		v = scan_all(im, ctx, items, count, f);
	for (size_t i = 0; v == DONE && i < count; i++)
		if (items[i].outcome == FORMER_NEW)
			v = look_at_files(im, &items[i], f);
	return v;
}

/* ---- entering ---- */

enum verdict
former_item_write(struct former_import *im, struct former_item *item, struct fault *f)
{
	char hex[2 * SEAL_DIGEST + 1];
	struct origin origin = { .source = SOURCE, .channel = item->says.channel, .place = hex, .received = clock_now() };
	struct arrival *arrival;
	enum verdict v;

	seal_hex(item->digest, sizeof item->digest, hex);
	arrival_id(&origin, item->id);
	v = arrival_open(im->store, &origin, &arrival, f);
	if (v != DONE)
		return v;
	v = arrival_write(arrival, item->bundle.data, item->bundle.len, f);
	if (v == DONE)
		v = arrival_close_known(&arrival, &item->key, f);
	else
		arrival_abandon(&arrival);
	return v;
}

static enum verdict
enter_arrival(struct former_import *im, struct former_item *item, struct opinion *o, struct fault *f)
{
	const struct former_opinion *says = &item->says;
	struct new_entry n = { .id = item->id, .source = SOURCE, .channel = o->channel, .received = o->received,
		.size = item->octets.size, .kind = ENTRY_OPINION, .opinion = o->id, .key = o->key, .file_key = &item->key,
		.reading = item->reading };
	struct seal_digest d;
	enum verdict v;

	item->reading->subject = says->subject;
	item->reading->text = says->text;
	item->reading->html_text = "";
	item->reading->charset = "utf-8";
	item->reading->from.name = must(talloc_strdup(item->reading, says->contact.name));
	item->reading->from.address = must(talloc_strdup(item->reading, says->contact.mail));
	item->reading->from_count = says->contact.mail[0] != 0;
	seal_digest_begin(&d, im->l->keys->digest);
	seal_digest_add(&d, buffer_bytes(&item->bundle));
	seal_digest_end(&d, n.digest, sizeof n.digest);
	v = entry_insert(im->l, &n, &o->arrival, f);
	return v == DONE ? entry_made_opinion(im->l, o->arrival, o->id, f) : v;
}

static enum verdict
step(struct former_import *im, struct opinion *o, enum step which, int64_t at, int64_t draft, struct fault *f)
{
	const struct detail d = { .who = "iken-import", .note = "import", .at = at, .past = true, .arrival = o->arrival,
		.draft = draft };

	return opinion_step(im->l, o, which, &d, f);
}

static enum verdict
enter_route(struct former_import *im, const struct former_opinion *says, struct opinion *o, struct fault *f)
{
	struct detail d = { .who = "iken-import", .note = "import", .at = says->requested, .past = true,
		.arrival = o->arrival, .department = says->department };

	/* What is still open is the department's from now on. */
	d.past = says->state != FORMER_OPEN || !im->map->requests;
	if (says->due != 0)
		d.due = calendar_begin(calendar_day_of(says->due) + 1) - 1;
	return opinion_step(im->l, o, STEP_ROUTE, &d, f);
}

static enum verdict
enter_draft(struct former_import *im, const struct opinion *o, const char *kind, const char *text, int64_t at, int64_t *id_out,
    struct fault *f)
{
	const struct draft d = { .opinion = o->id, .arrival = o->arrival, .at = at, .department = o->department, .kind = kind,
		.text = text };

	*id_out = 0;
	return text[0] != 0 ? draft_insert(im->l, o, &d, id_out, f) : DONE;
}

static enum verdict
enter_answer(struct former_import *im, const struct contact *contact, struct opinion *o, const char *text, int64_t at,
    struct fault *f)
{
	static const enum step by_mail[] = { STEP_RELEASE, STEP_SEND, STEP_DELIVER, STEPS };
	static const enum step by_post[] = { STEP_RELEASE, STEP_PRINT, STEP_POST, STEP_DELIVER, STEPS };
	const enum step *steps = contact_is_by_post(contact) ? by_post : by_mail;
	int64_t draft;
	enum verdict v = enter_draft(im, o, "answer", text, at, &draft, f);

	for (; v == DONE && *steps != STEPS; steps++)
		v = step(im, o, *steps, at, draft, f);
	return v;
}

/* What was answered there has been answered: its history is written, and nothing goes out. */
static enum verdict
enter_end(struct former_import *im, const struct former_opinion *says, struct opinion *o, struct fault *f)
{
	int64_t note, closed = says->closed;
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < says->answer_count; i++) {
		if (says->state == FORMER_ANSWERED_ALL)
			v = enter_answer(im, &says->contact, o, says->answer[i].text, says->answer[i].at, f);
		else if (says->state == FORMER_NO_ANSWER)
			v = enter_draft(im, o, "note", says->answer[i].text, says->answer[i].at, &note, f);
		if (says->state == FORMER_NO_ANSWER && closed < says->answer[i].at)
			closed = says->answer[i].at;
	}
	if (v == DONE && says->state == FORMER_ANSWERED_ALL && says->answer_count == 0)
		v = enter_answer(im, &says->contact, o, "", closed, f);
	if (v == DONE && says->state == FORMER_NO_ANSWER)
		v = step(im, o, o->state == STATE_REQUESTED ? STEP_NO_ANSWER : STEP_DISMISS, closed, 0, f);
	return v;
}

enum verdict
former_item_enter(struct former_import *im, struct former_item *item, struct fault *f)
{
	const struct former_opinion *says = &item->says;
	const struct detail d = { .who = "iken-import", .note = "import", .at = says->received, .past = true };
	struct opinion o = { .channel = says->channel, .purpose = says->purpose, .language = im->map->language,
		.received = says->received, .is_protected = says->is_protected, .text = says->text };
	int64_t note;
	enum verdict v = opinion_take_over(im->l, item->ctx, &o, &says->contact, &d, f);

	if (v == DONE)
		v = enter_arrival(im, item, &o, f);
	if (v == DONE && says->department[0] != 0)
		v = enter_route(im, says, &o, f);
	if (v == DONE)
		v = enter_draft(im, &o, "note", says->note, says->requested, &note, f);
	if (v == DONE)
		v = enter_end(im, says, &o, f);
	if (v == DONE)
		v = former_insert(im->l, &o, im->map->origin, says->number, item->digest, f);
	if (v == DONE) {
		item->opinion = o.id;
		item->number = o.number;
	}
	return v;
}
