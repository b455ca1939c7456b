/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * handle_disclose - 開示: the department gets the personal data, and that is logged with its reason.
 *
 * Who asked and whether a reason was given stands in the events and in the access log; the reason itself is
 * kept sealed, as a note. The mail goes to the addresses of the department, not to who asked. Who may ask is
 * said by role.h: the department that leads, and one that was asked for its part.
 */
#include "process/matter.h"

#include "config/memory.h"
#include "spool/access.h"
#include "spool/intent.h"

static const char *
reason_note(const struct matter *m)
{
	bool ja = m->l->settings->office.language == LANGUAGE_JA;
	const char *said = m->answer.text[0] != 0 ? m->answer.text : ja ? "（書かれていません）" : "(none was given)";

	return must(talloc_asprintf(m->ctx, "%s%s", ja ? "開示の理由：" : "Reason for the disclosure: ", said));
}

static enum verdict
send_disclosure(struct matter *m, int64_t arrival, struct fault *f)
{
	struct new_intent n = { .kind = "disclosure", .opinion = m->o.id, .arrival = arrival };

	n.party = must(talloc_asprintf(m->ctx, "department:%s", m->department));
	return intent_insert(m->l, &n, f);
}

enum verdict
handle_disclose(struct matter *m, const char **code_out, struct fault *f)
{
	bool said = m->answer.text[0] != 0;
	const struct look look = { .who = m->who, .what = said ? "disclosed, with a reason" : "disclosed, without a reason",
		.opinion = m->o.id, .items = m->o.is_protected ? "name subject text" : "contact subject text", .unmasked = true, .reason = m->answer.text };
	struct detail d = { .note = said ? "with a reason" : "without a reason" };
	enum verdict v;

	if (!matter_possible(m, STEP_DISCLOSE, code_out))
		return DONE;
	/* look keeps what they wrote. */
	m->answer.text = reason_note(m);
	v = matter_take_step(m, STEP_DISCLOSE, &d, "note", said ? "disclose" : "disclose-unsaid", f);
	if (v == DONE)
		v = access_look_within(m->l, &look, f);
	return v == DONE ? send_disclosure(m, d.arrival, f) : v;
}
