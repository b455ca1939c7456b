/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clerk - a clerk's command by mail is judged by the rights of their group and carried out. */
#include "process/clerk.h"

#include "config/memory.h"
#include "config/text.h"
#include "process/act.h"
#include "spool/access.h"
#include "spool/intent.h"
#include "spool/staff.h"

static const struct {
	clerk_handler *handler;
	enum staff_right right;
} commands[COMMAND_WORDS] = {
	[COMMAND_ENTER] = { clerk_enter, STAFF_ENTER }, [COMMAND_LOOK_UP] = { clerk_look_up, STAFF_LOOK_UP },
	[COMMAND_READ] = { clerk_read, STAFF_READ }, [COMMAND_LIST] = { clerk_list, STAFF_LIST },
	[COMMAND_REISSUE] = { clerk_reissue, STAFF_REISSUE }, [COMMAND_CORRECT] = { clerk_correct, STAFF_CORRECT },
	[COMMAND_NOTE] = { clerk_note, STAFF_NOTE }, [COMMAND_PROTECT] = { clerk_protect, STAFF_CORRECT },
	[COMMAND_REOPEN] = { clerk_reopen, STAFF_CORRECT }, [COMMAND_POST] = { clerk_post, STAFF_REISSUE },
};

enum verdict
clerk_register(struct clerk *k, const struct opinion *o, struct fault *f)
{
	const char *reason = must(talloc_asprintf(k->ctx, "%s %s", k->who, command_name(k->c.word)));

	k->about = o != NULL ? o->id : 0;
	return act_command(k->l, k->t, o, reason, &k->seq, f);
}

void
clerk_result(struct clerk *k, const char *outcome, const char *number)
{
	buffer_printf(&k->result, " %s:%s", outcome, number);
}

enum verdict
clerk_refuse(struct clerk *k, const char *why, struct fault *f)
{
	buffer_clear(&k->result);
	buffer_string(&k->result, why);
	return k->seq != 0 ? DONE : clerk_register(k, NULL, f);
}

/* Finds what number i names; *outcome_out says why there is nothing. */
static enum verdict
find(struct clerk *k, size_t i, struct opinion *out, const char **outcome_out, struct fault *f)
{
	static const char *const wrong[] = { [NUMBER_WRONG] = "wrong-digit", [NUMBER_NO_CHECK] = "no-check" };
	const struct command_number *n = &k->c.number[i];
	bool found = false;
	enum verdict v = DONE;

	*outcome_out = wrong[n->state == NUMBER_RIGHT ? NUMBER_WRONG : n->state];
	if (n->state != NUMBER_RIGHT)
		return DONE;
	v = opinion_by_number(k->l, k->ctx, n->number, out, &found, f);
	*outcome_out = !found ? "not-found" : out->state == STATE_ERASED ? "erased" : "done";
	/* Whoever tries out numbers is seen in the access log. */
	return v == DONE && !found ? access_note_within(k->l, k->who, "no such number", 0, f) : v;
}

enum verdict
clerk_each(struct clerk *k, clerk_act *act, struct fault *f)
{
	struct opinion o[COMMAND_NUMBERS_MAX] = { { .id = 0 } };
	const char *outcome[COMMAND_NUMBERS_MAX];
	enum verdict v = DONE;
	bool alone;

	for (size_t i = 0; i < COMMAND_NUMBERS_MAX; i++)
		outcome[i] = "";
	for (size_t i = 0; v == DONE && i < k->c.count; i++)
		v = find(k, i, &o[i], &outcome[i], f);
	alone = v == DONE && k->c.count == 1 && strcmp(outcome[0], "done") == 0;
	if (v == DONE)
		v = clerk_register(k, alone ? &o[0] : NULL, f);
	for (size_t i = 0; v == DONE && i < k->c.count; i++) {
		if (strcmp(outcome[i], "done") == 0)
			v = act(k, &o[i], &outcome[i], f);
		clerk_result(k, outcome[i], k->c.number[i].number);
	}
	return v;
}

static enum verdict
obey(struct clerk *k, struct fault *f)
{
	enum command_word word = k->c.word;
	enum verdict v;

	if (commands[word].handler == NULL)
		return clerk_register(k, NULL, f);
	if (!staff_may(k->staff, commands[word].right)) {
		v = clerk_refuse(k, "no-right", f);
		return v == DONE ? access_note_within(k->l, k->who, must(talloc_asprintf(k->ctx, "refused: %s",
		    command_name(word))), 0, f) : v;
	}
	return k->c.problem != NULL ? clerk_refuse(k, k->c.problem, f) : commands[word].handler(k, f);
}

/* What makes it the same mail, whatever way it came; of no length when nothing does. */
static struct bytes
identity_of(const struct clerk *k)
{
	const struct reading *r = k->t->reading;
	struct buffer b = buffer_init(k->ctx);

	if (r->message_id[0] == 0)
		return (struct bytes){ NULL, 0 };
	record_put_string(&b, r->message_id);
	record_put_string(&b, text_fold(k->ctx, r->from.address));
	record_put_string(&b, r->subject);
	record_put_string(&b, r->text);
	record_put_string(&b, r->html_text);
	return buffer_bytes(&b);
}

static enum verdict
has_come(struct clerk *k, bool *known_out, struct fault *f)
{
	struct bytes mail = identity_of(k);
	enum verdict v = DONE;

	*known_out = false;
	if (mail.len != 0)
		v = staff_mail_known(k->l, k->staff, mail, known_out, f);
	if (v == DONE && mail.len != 0 && !*known_out)
		v = staff_mail_note(k->l, k->staff, mail, k->t->received, f);
	return v;
}

enum verdict
clerk_decide(struct ledger *l, void *ctx, const struct taken *t, const struct known_token *token,
    enum entry_kind *kind_out, const char **note_out, struct fault *f)
{
	struct clerk k = { .l = l, .ctx = ctx, .t = t, .result = buffer_init(ctx) };
	struct new_intent n = { .kind = "command", .party = "sender" };
	bool known;
	enum verdict v;

	k.staff = settings_staff(l->settings, token->department);
	k.who = must(talloc_asprintf(ctx, "staff:%s", k.staff->code));
	v = has_come(&k, &known, f);
	if (v == DONE && known) {
		*kind_out = ENTRY_DUPLICATE;
		*note_out = "the same mail by another way";
		return act_note_only(l, t, ENTRY_DUPLICATE, "same-mail", 0, f);
	}
	k.c = command_of_reading(ctx, t->reading);
	buffer_string(&k.result, command_name(k.c.word));
	if (v == DONE)
		v = token->state == KNOWN_OLD ? clerk_refuse(&k, "old-address", f) : obey(&k, f);
	n.opinion = k.about;
	n.arrival = k.seq;
	n.code = buffer_text(&k.result);
	*note_out = must(talloc_asprintf(ctx, "%s: %s", k.who, n.code));
	return v == DONE ? intent_insert(l, &n, f) : v;
}
