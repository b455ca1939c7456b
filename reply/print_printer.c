/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print_printer - a run of letters as jobs of a printer: one, or one for each letter, and the dispatch list.
 *
 * How far it is stands in the register before the next step is taken: "jobs 3" when the printer has taken three, "jobs
 * 3 failed 1" when it was tried before and a job failed. A run that is found so asks the printer for its jobs by their
 * names before it sends one again; a job that was taken and that the printer has forgotten was printed.
 */
#include <time.h>

#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/print.h"
#include "reply/printer.h"
#include "spool/intent.h"

enum { TELL_AFTER = 3, NAME_HASH = 16, SILENCE = 60, POLL_MILLISECONDS = 500 };

struct jobs {
	struct print_run *x;
	struct printer *printer;
	size_t count;			/* the dispatch list is the last one */
	size_t taken;			/* the first ones, of which the register knows that the printer has them */
	int64_t failed;			/* times that the run has failed before */
	int64_t *id;			/* the printer's numbers; 0: forgotten by it */
	struct buffer letters;		/* all of them as one document */
};

/* ---- how far it is ------------------------------------------------------------------------------- */

static int64_t
number_behind(const char *text, const char *word)
{
	const char *p = strstr(text, word);
	int64_t n = 0;

	if (p == NULL)
		return 0;
	for (p += strlen(word); text_is_digit(*p) && n < INT32_MAX; p++)
		n = n * 10 + (*p - '0');
	return n;
}

static enum verdict
note(struct jobs *j, struct fault *f)
{
	struct ledger *l = j->x->l;
	const char *place = must(talloc_asprintf(j->x->ctx, "jobs %zu failed %lld", j->taken, (long long)j->failed));
	enum verdict v = db_begin(l->db, f);

	if (v == DONE)
		v = letter_run_place(l, j->x->row.id, place, f);
	return db_end(l->db, v, true, f);
}

/* ---- one job ------------------------------------------------------------------------------------- */

/* Nobody else's job has this name, and it says nothing. */
static char *
job_name(const struct jobs *j, size_t job)
{
	const struct print_run *x = j->x;
	char *what = must(talloc_asprintf(x->ctx, "%lld.%zu.%lld", (long long)x->row.id, job, (long long)x->row.made));
	unsigned char hash[NAME_HASH];
	char digits[2 * NAME_HASH + 1];

	seal_hash(x->l->keys->digest, "run.job", bytes_of(what), hash, sizeof hash);
	seal_hex(hash, sizeof hash, digits);
	return must(talloc_asprintf(x->ctx, "iken %lld.%zu %s", (long long)x->row.id, job + 1, digits));
}

static enum verdict
draw(struct jobs *j, size_t job, struct buffer *out, struct fault *f)
{
	struct buffer lines = buffer_init(j->x->ctx);

	if (job + 1 == j->count)
		return print_draw_list(j->x, out, &lines, f);
	if (j->x->l->settings->print.job_each)
		return print_draw(j->x, job, job + 1, out, f);
	buffer_add(out, j->letters.data, j->letters.len);
	return DONE;
}

static enum verdict
send_job(struct jobs *j, size_t job, struct fault *f)
{
	struct buffer document = buffer_init(j->x->ctx);
	struct print_job order = { .name = job_name(j, job), .duplex = j->x->l->settings->print.duplex };
	enum verdict v = draw(j, job, &document, f);

	order.document = octets_of_buffer(&document);
	if (v == DONE)
		v = printer_send(j->printer, &order, &j->id[job], f);
	if (v == DONE && printer_note(j->printer)[0] != 0)
		log_line(LOG_WARNING, "run %lld: %s", (long long)j->x->row.id, printer_note(j->printer));
	talloc_free(document.data);
	return v;
}

/* Whether the printer has it, or has had it. */
static enum verdict
find(struct jobs *j, size_t job, bool *there_out, struct fault *f)
{
	struct job_status status;
	enum verdict v = printer_find(j->printer, job_name(j, job), &j->id[job], there_out, f);

	if (v != DONE)
		return v;
	if (!*there_out) {
		j->id[job] = 0;
		*there_out = job < j->taken;
		return DONE;
	}
	v = printer_job_state(j->printer, j->id[job], &status, f);
	*there_out = v == DONE && status.state != JOB_FAILED;
	return v;
}

static enum verdict
hand_over(struct jobs *j, size_t job, struct fault *f)
{
	bool there = false;
	enum verdict v = DONE;

	/* Of a run that was not begun before the printer can know nothing. */
	if (j->x->found)
		v = find(j, job, &there, f);
	if (v == DONE && !there)
		v = send_job(j, job, f);
	if (v != DONE || job < j->taken)
		return v;
	j->taken = job + 1;
	return note(j, f);
}

/* ---- until they are printed ---------------------------------------------------------------------- */

static enum verdict
tell_desk(struct jobs *j, const char *why, struct fault *f)
{
	struct ledger *l = j->x->l;
	struct new_intent n = { .kind = "notice", .party = "desk", .code = must(talloc_asprintf(j->x->ctx, "printer %s", why)) };
	enum verdict v = db_begin(l->db, f);

	if (v == DONE)
		v = intent_insert(l, &n, f);
	return db_end(l->db, v, true, f);
}

/* The run stays in the making; when it fails again and again a person looks at the printer. */
static enum verdict
failed(struct jobs *j, const char *why, struct fault *f)
{
	enum verdict v;

	j->failed++;
	v = note(j, f);
	if (v == DONE && j->failed == TELL_AFTER)
		v = tell_desk(j, why, f);
	if (v != DONE)
		return v;
	return fail(f, LATER, "run %lld is not printed: %s", (long long)j->x->row.id, why);
}

static void
wait_a_little(void)
{
	const struct timespec spec = { 0, POLL_MILLISECONDS * 1000000L };

	(void)nanosleep(&spec, NULL);
}

static int64_t
seconds(void)
{
	struct timespec spec = { 0, 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &spec);
	return (int64_t)spec.tv_sec;
}

static enum verdict
wait_for(struct jobs *j, size_t job, int64_t end, struct fault *f)
{
	struct job_status status;
	enum verdict v;

	while (j->id[job] != 0) {
		v = printer_job_state(j->printer, j->id[job], &status, f);
		if (v != DONE)
			return v;
		if (status.state == JOB_FAILED)
			return failed(j, must(talloc_asprintf(j->x->ctx, "job-failed %s", status.reason)), f);
		if (status.state == JOB_PRINTED || status.state == JOB_UNKNOWN)
			return DONE;
		if (seconds() >= end || !run_goes_on(j->x->run))
			return failed(j, must(talloc_asprintf(j->x->ctx, "job-%s %s", job_state_name(status.state),
			    status.reason)), f);
		wait_a_little();
	}
	return DONE;
}

static enum verdict
print_jobs(struct jobs *j, struct fault *f)
{
	int64_t end = seconds() + j->x->l->settings->print.timeout;
	size_t waited = 0;
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < j->count; i++) {
		v = hand_over(j, i, f);
		if (v != LATER || waited == i)
			continue;
		/* Some printers take one job at a time. It may have been taken all the same: it is looked for. */
		for (v = DONE; v == DONE && waited < i; waited++)
			v = wait_for(j, waited, end, f);
		j->x->found = true;
		if (v == DONE)
			v = hand_over(j, i, f);
	}
	for (; v == DONE && waited < j->count; waited++)
		v = wait_for(j, waited, end, f);
	return v;
}

enum verdict
print_on_printer(struct print_run *x, const char **place_out, unsigned char digest[SEAL_DIGEST], struct fault *f)
{
	const struct printing *print = &x->l->settings->print;
	const struct printer_settings to = { .uri = print->printer, .ca_file = print->ca_file, .media = "iso_a4_210x297mm",
		.timeout = SILENCE, .deadline = print->timeout };
	struct jobs j = { .x = x, .count = (print->job_each ? x->count : 1) + 1, .letters = buffer_init(x->ctx) };
	struct fault why = { "" };
	enum verdict v;

	j.id = must(talloc_zero_array(x->ctx, int64_t, j.count));
	j.taken = (size_t)number_behind(x->row.place, "jobs ");
	j.failed = number_behind(x->row.place, "failed ");
	v = print_draw(x, 0, x->count, &j.letters, f);
	if (v != DONE)
		return v;
	v = printer_open(x->ctx, &to, &j.printer, &why);
	if (v == LATER)
		return failed(&j, why.text, f);
	if (v != DONE) {
		*f = why;
		return v;
	}
	v = print_jobs(&j, f);
	printer_close(&j.printer);
	if (v != DONE)
		return v == NEVER ? HALT : v;
	seal_hash(x->l->keys->digest, "run", buffer_bytes(&j.letters), digest, SEAL_DIGEST);
	*place_out = must(talloc_asprintf(x->ctx, "%zu jobs", j.count));
	return DONE;
}
