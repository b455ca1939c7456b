/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-send - sends the mails that are due and notes what became of each */
#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "reply/outcome.h"
#include "reply/publish.h"
#include "reply/send.h"
#include "reply/template.h"
#include "reply/transport.h"
#include "spool/allowance.h"

/* Since no day's count is needed for long, and only sending adds to it. */
static enum verdict
forget_counts(struct ledger *l, struct fault *f)
{
	enum verdict v = db_begin(l->db, f);

	if (v == DONE)
		v = allowance_forget(l, clock_now(), f);
	return db_end(l->db, v, true, f);
}

static enum verdict
send_all(struct run *run)
{
	struct ledger *ledger;
	struct parser *parser;
	int64_t delivered = 0;
	/* The child that takes attachments out is started before any key is read into memory. */
	enum verdict v = parser_start(run->ctx, &run->settings->limits, &parser, &run->fault);

	if (v != DONE)
		return v;
	v = ledger_open(run->ctx, run->settings, LEDGER_WRITE, KEYS_OF_REPLY, &ledger, &run->fault);
	if (v == DONE && !run->dry_run)
		v = outcome_deliver(ledger, clock_now(), &delivered, &run->fault);
	if (delivered != 0)
		log_line(LOG_NOTE, "%lld answers count as delivered", (long long)delivered);
	if (v == DONE)
		v = send_due(run, ledger, parser, &run->fault);
	if (v == DONE && run->tally.seen != 0)
		v = forget_counts(ledger, &run->fault);
	parser_stop(&parser);
	return v;
}

static enum verdict
check(struct run *run)
{
	static const char *const kinds[] = { "smtp", "sendmail", "maildir" };
	const struct sending *s = &run->settings->send;
	struct buffer errors = buffer_init(run->ctx);
	struct transport *transport;
	struct ledger *ledger;
	enum verdict v = template_check(run->ctx, &run->settings->office, &errors, &run->fault);

	if (v != DONE) {
		printf("%s", buffer_text(&errors));
		return v;
	}
	v = ledger_open(run->ctx, run->settings, LEDGER_WRITE, KEYS_OF_REPLY, &ledger, &run->fault);
	if (v == DONE)
		v = transport_open(run->ctx, s, &transport, &run->fault);
	if (v == DONE)
		printf("mail templates, register, and %s %s: ready\n", kinds[s->kind],
		    s->kind == SEND_SMTP ? s->server.host : s->kind == SEND_SENDMAIL ? s->command : s->folder);
	return v == DONE ? publish_check(ledger, &run->fault) : v;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-send", .lock = RUN_LOCKED, .synopsis = "",
		.purpose = "Sends the mails that are due and notes what became of each." };

	run_begin(&run, argc, argv);
	run.verdict = run.check ? check(&run) : send_all(&run);
	return run_end(&run);
}
