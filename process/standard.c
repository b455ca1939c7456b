/* SPDX-License-Identifier: GPL-3.0-or-later */
/* standard - answers by code (回答コード). */
#include "process/standard.h"

#include "config/answers.h"
#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"

static const char *
day_received(const struct matter *m, enum language language)
{
	if (language == LANGUAGE_JA)
		return clock_japanese_date(m->ctx, m->o.received);
	return text_cut(m->ctx, clock_local(m->ctx, m->o.received), 10);
}

static enum verdict
fill(struct matter *m, const struct fill *words, enum language language, struct fault *f)
{
	const struct department *d = settings_department(m->l->settings, m->department);
	struct buffer out = buffer_init(m->ctx);
	struct contact *contact;
	enum verdict v = opinion_contact(m->l, m->ctx, &m->o, &contact, f);
	const struct hole holes[] = {
		{ "number", m->o.number }, { "name", v == DONE && contact->name[0] != 0 ? "〔氏名〕" : "" },
		{ "department", d != NULL ? d->name : m->department }, { "received", day_received(m, language) },
		{ "text", m->answer.text }, { NULL, NULL },
	};

	if (v != DONE)
		return v;
	fill_write(words, holes, &out);
	if (!fill_has(words, "text", 4) && m->answer.text[0] != 0)
		buffer_printf(&out, "\n%s\n", m->answer.text);
	m->answer.text = text_trim(m->ctx, buffer_text(&out));
	return DONE;
}

enum verdict
standard_text(struct matter *m, const char **code_out, struct fault *f)
{
	enum language language = strcmp(m->o.language, "en") == 0 ? LANGUAGE_EN : LANGUAGE_JA;
	struct fill *words;
	enum verdict v;

	if (m->answer.code[0] == 0)
		return DONE;
	v = answers_read(m->ctx, &m->l->settings->office, language, m->answer.code, &words, f);
	if (v == DONE && words == NULL)
		*code_out = "no-code";
	return v == DONE && words != NULL ? fill(m, words, language, f) : v;
}
