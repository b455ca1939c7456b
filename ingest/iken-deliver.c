/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-deliver - takes one mail on standard input into the spool, for a mail server's pipe. */
#include <errno.h>

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "config/users.h"
#include "spool/arrival.h"
#include "spool/seal.h"

#define PIECE (256 * 1024)

enum { OPTION_SOURCE, OPTION_CHANNEL, OPTION_SENDER, OPTION_RECIPIENT, OPTION_END };

struct delivery {
	struct run *run;
	const struct settings *settings;
	struct origin origin;
};

static enum verdict
read_settings(struct delivery *d, struct fault *f)
{
	struct buffer errors = buffer_init(d->run->ctx);
	struct settings *s;
	enum verdict v = settings_read(d->run->ctx, d->run->settings_file, &s, &errors, f);

	if (v == DONE) {
		d->settings = s;
		v = users_enter(s, d->run->program, f);
	}
	return v;
}

/* Each delivery is a place of its own: the mail server gives a mail again only when we did not
 * take it. */
static enum verdict
describe(struct delivery *d, struct fault *f)
{
	const struct run_option *options = d->run->options;
	unsigned char random[16];
	char hex[2 * sizeof random + 1];
	enum verdict v = seal_begin(f);

	if (v != DONE)
		return v;
	seal_random(random, sizeof random);
	seal_hex(random, sizeof random, hex);
	d->origin = (struct origin){
		.source = options[OPTION_SOURCE].value != NULL ? options[OPTION_SOURCE].value : "deliver",
		.channel = options[OPTION_CHANNEL].value != NULL ? options[OPTION_CHANNEL].value : "mail",
		.place = must(talloc_asprintf(d->run->ctx, "%lld.%s", (long long)clock_now(), hex)),
		.received = clock_now(),
		.sender = options[OPTION_SENDER].value,
		.recipient = options[OPTION_RECIPIENT].value,
	};
	return DONE;
}

static enum verdict
copy_input(struct arrival *arrival, void *ctx, int64_t *octets_out, struct fault *f)
{
	unsigned char *piece = must(talloc_size(ctx, PIECE));
	enum verdict v = DONE;

	*octets_out = 0;
	while (v == DONE) {
		ssize_t n = read(STDIN_FILENO, piece, PIECE);

		if (n == 0)
			break;
		if (n < 0 && errno != EINTR)
			return fail(f, LATER, "standard input: %s", strerror(errno));
		if (n > 0)
			v = arrival_write(arrival, piece, (size_t)n, f);
		*octets_out += n > 0 ? n : 0;
	}
	talloc_free(piece);
	if (v == DONE && *octets_out == 0)
		return fail(f, LATER, "standard input: empty");
	return v;
}

static enum verdict
take_mail(struct delivery *d, struct arrivals *arrivals, struct fault *f)
{
	struct arrival *arrival;
	char id[ARRIVAL_ID_LENGTH + 1];
	int64_t octets;
	enum verdict v = arrival_open(arrivals, &d->origin, &arrival, f);

	if (v != DONE)
		return v;
	v = copy_input(arrival, d->run->ctx, &octets, f);
	if (v != DONE) {
		arrival_abandon(&arrival);
		return v;
	}
	v = arrival_close(&arrival, f);
	if (v == DONE)
		v = arrivals_commit(arrivals, f);
	arrival_id(&d->origin, id);
	if (v == DONE)
		log_line(LOG_NOTE, "%s: delivered, %lld octets", id, (long long)octets);
	return v;
}

static enum verdict
deliver(struct run *run, struct fault *f)
{
	struct delivery d = { .run = run };
	struct arrivals *arrivals;
	enum verdict v = read_settings(&d, f);

	if (v == DONE)
		v = describe(&d, f);
	if (v == DONE)
		v = arrivals_open(run->ctx, d.settings, &arrivals, f);
	if (v != DONE || run->check)
		return v;
	if (run->dry_run) {
		printf("one mail would be taken as channel %s of source %s\n", d.origin.channel, d.origin.source);
		return DONE;
	}
	log_to_folder(d.settings->folder);
	return take_mail(&d, arrivals, f);
}

int
main(int argc, char **argv)
{
	struct run_option options[] = {
		[OPTION_SOURCE] = { .name = "source", .argument = "NAME", .help = "what the mail came from; deliver when not given" },
		[OPTION_CHANNEL] = { .name = "channel", .argument = "CODE", .help = "channel for the statistics; mail when not given" },
		[OPTION_SENDER] = { .name = "sender", .argument = "ADDRESS", .help = "envelope sender" },
		[OPTION_RECIPIENT] = { .name = "recipient", .argument = "ADDRESS", .help = "envelope recipient" },
		[OPTION_END] = { .name = NULL },
	};
	struct run run = {
		.program = "iken-deliver",
		.purpose = "Takes one mail on standard input into the spool.",
		.lock = RUN_UNLOCKED,
		.options = options,
		/* Wrong settings must not end with 78 in run_begin(): a mail server would return the
		 * mail to its sender. Whatever is wrong with us, it keeps the mail and tries again. */
		.no_settings = true,
	};

	run_begin(&run, argc, argv);
	run.verdict = deliver(&run, &run.fault);
	if (run.verdict != DONE && !run.check)
		run.verdict = LATER;
	return run_end(&run);
}
