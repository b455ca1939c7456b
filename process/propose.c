/* SPDX-License-Identifier: GPL-3.0-or-later */
/* propose - what a machine can read of scans that wait to be typed in. */
#include "process/propose.h"

#include <time.h>

#include "config/log.h"
#include "config/memory.h"
#include "spool/transcription.h"

enum { PAGES = 4, SECONDS_A_RUN = 60 };

static int64_t
seconds(void)
{
	struct timespec now;

	return clock_gettime(CLOCK_MONOTONIC, &now) == 0 ? (int64_t)now.tv_sec : INT64_MAX;
}

static enum verdict
read_scan(struct ledger *l, struct lightbox *box, void *ctx, const struct entry *scan, int64_t until, struct proposal *out,
    struct fault *f)
{
	struct reading *reading;
	struct sealed *file;
	struct token_keys keys = ledger_token_keys(l);
	struct lit lit;
	enum verdict v = entry_reading(l, ctx, scan, &reading, f);

	*out = (struct proposal){ "", 0 };
	if (v == DONE && reading->part_count == 0)
		return DONE;
	if (v == DONE)
		v = entry_open(l, ctx, scan, &file, f);
	if (v == DONE)
		v = lightbox_look(box, ctx, sealed_content(file), reading, &keys, scan->size, &lit, f);
	return v == DONE ? lightbox_words(box, ctx, &lit, PAGES, until, &out->text, &out->confidence, f) : v;
}

static enum verdict
keep(struct ledger *l, const struct entry *scan, const struct proposal *p, struct fault *f)
{
	enum verdict v = db_begin(l->db, f);

	if (v != DONE)
		return v;
	v = proposal_put(l, scan, p, f);
	return db_end(l->db, v, true, f);
}

enum verdict
propose(struct run *run, struct ledger *l, struct lightbox *box)
{
	int64_t until = seconds() + SECONDS_A_RUN, after = 0;
	bool found = l->settings->transcription.ocr;
	enum verdict v = DONE;

	while (v == DONE && found && seconds() < until && run_goes_on(run)) {
		void *ctx = must(talloc_new(run->ctx));
		struct proposal p;
		struct entry scan;

		v = proposal_next(l, ctx, after, &scan, &found, &run->fault);
		if (v == DONE && found) {
			after = scan.seq;
			v = read_scan(l, box, ctx, &scan, until, &p, &run->fault);
			if (v == HALT || v == LATER) {
				log_line(LOG_WARNING, "%s: no proposal: %s", scan.id, run->fault.text);
				found = false;
			} else {
				/* What cannot be read is not tried again. */
				v = keep(l, &scan, &p, &run->fault);
			}
			v = v == HALT && found ? HALT : DONE;
		}
		talloc_free(ctx);
	}
	return v;
}
