/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transport - hands mails over in one of three ways. */
#include "reply/transport.h"

#include "config/memory.h"

struct transport {
	const struct transport_kind *kind;
	void *state;
};

enum verdict
transport_open(void *ctx, const struct sending *s, struct transport **out, struct fault *f)
{
	static const struct transport_kind *const kinds[] = { [SEND_SMTP] = &transport_smtp,
		[SEND_SENDMAIL] = &transport_sendmail, [SEND_MAILDIR] = &transport_maildir };
	struct transport *t = memory_new(ctx, sizeof *t);

	t->kind = kinds[s->kind];
	*out = t;
	return t->kind->open(t, s, &t->state, f);
}

int64_t
transport_limit(const struct transport *t)
{
	return t->kind->limit != NULL ? t->kind->limit(t->state) : 0;
}

enum verdict
transport_send(struct transport *t, struct parcel *p, struct parcel **settled_out, struct fault *f)
{
	*settled_out = NULL;
	p->outstanding = false;
	return t->kind->send(t->state, p, settled_out, f);
}

struct parcel *
transport_settle(struct transport *t)
{
	return t->kind->settle != NULL ? t->kind->settle(t->state) : NULL;
}

void
parcel_settle(struct parcel *p, enum verdict verdict, const char *result)
{
	for (size_t i = 0; i < p->count; i++) {
		p->recipients[i].verdict = verdict;
		snprintf(p->recipients[i].result, RESULT_MAX, "%s", result);
	}
}
