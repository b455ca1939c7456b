/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dispatch - the desk says that a run of letters was posted. */
#include "process/dispatch.h"

#include "config/memory.h"
#include "process/act.h"
#include "process/dispatch_order.h"
#include "spool/posting.h"

/* Whether the number of letters that the desk counted is what leaves the run. */
static enum verdict
check_count(struct ledger *l, void *ctx, int64_t run, const struct dispatch_order *order, const char **code_out,
    struct fault *f)
{
	struct letter_row *letters;
	int64_t leaving = 0;
	size_t count;
	enum verdict v = letters_of_run(l, ctx, run, &letters, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++)
		leaving += !settings_list_has(&order->kept, letters[i].number);
	if (v == DONE && count != 0 && order->said >= 0 && order->said != leaving)
		*code_out = "dispatch-count";
	return v;
}

/* The code of the mail that answers: what came of it, the run, and the numbers that were overtaken. */
static const char *
code_of(void *ctx, const char *what, const struct posting *p)
{
	struct buffer b = buffer_init(ctx);

	buffer_printf(&b, "%s %lld", what, (long long)p->run);
	for (size_t i = 0; i < p->overtaken.count; i++)
		buffer_printf(&b, " %s", p->overtaken.item[i]);
	return buffer_text(&b);
}

enum verdict
dispatch_decide(struct ledger *l, void *ctx, const struct taken *t, const struct known_token *token,
    const char **note_out, struct fault *f)
{
	struct dispatch_order order = dispatch_order_read(ctx, t->reading);
	struct posting p = { .run = token->run, .kept = &order.kept, .who = "desk" };
	struct new_intent n = { .kind = "dispatched", .party = "sender" };
	const char *code = order.unclear;
	enum verdict v = DONE;

	if (code == NULL)
		v = check_count(l, ctx, token->run, &order, &code, f);
	if (v == DONE)
		v = act_command(l, t, NULL, must(talloc_asprintf(ctx, "run %lld", (long long)token->run)), &p.arrival, f);
	if (v == DONE && code == NULL) {
		v = posting_confirm(l, ctx, &p, f);
		code = p.refused != NULL ? must(talloc_asprintf(ctx, "dispatch-%s", p.refused)) : "dispatched";
	}
	if (v != DONE)
		return v;
	n.arrival = p.arrival;
	n.code = code_of(ctx, code, &p);
	*note_out = must(talloc_asprintf(ctx, "%s %lld", code, (long long)token->run));
	return intent_insert(l, &n, f);
}
