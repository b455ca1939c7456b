/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules - which department an opinion goes to, and what its purpose is. Pure: no file, no clock,
 * no register.
 */
#ifndef PROCESS_RULES_H
#define PROCESS_RULES_H

#include "config/settings.h"
#include "spool/reading.h"

struct rule_facts {
	const char *purpose;		/* code */
	const char *source;		/* name of the source it came from */
	const struct reading *reading;	/* NULL: it could not be read */
	bool anonymous, repeated;
	bool danger;			/* a person has to look: no rule with a reason holds */
};

/* The first rule whose every given condition holds; NULL: none does. Words and purposes are compared after
 * text_fold(): full-width and half-width, upper and lower case are the same. */
const struct rule *rules_match(const struct settings *s, const struct rule_facts *facts);

/* The purpose (a code of the settings) that a form line, else the subject, names; else the default.
 * form: what stands behind 投稿目的, "" for none. In the subject a purpose counts in brackets
 * ([道路], 【道路】) or as one of the purpose's words. */
const char *rules_purpose(const struct settings *s, const char *form, const char *subject);

#endif
