/* SPDX-License-Identifier: GPL-3.0-or-later */
/* publish_parts - what publish.h is made of; private to reply/publish*.c. */
#ifndef REPLY_PUBLISH_PARTS_H
#define REPLY_PUBLISH_PARTS_H

#include "reply/publish.h"
#include "spool/webcase.h"

struct facts;

struct publisher {
	struct run *run;
	struct ledger *l;
	struct parser *parser;
	const char *dir;
	int64_t written, withdrawn;	/* cases, by this run */
	bool began;			/* the folder has a stamp of its own for this run */
	bool sweeps;			/* a run before was killed, or all is written anew: what is left over goes */
};

/* out/page, out/numbers and out/static/faq.txt: written where they differ. publish_office.c */
enum verdict publish_office(struct publisher *p, struct fault *f) MUST_USE;

/*
 * Questions and answers for the page, as the settings' file has them: entries with an empty line between them,
 *
 *	質問: 粗大ごみはどう出せばよいですか		Question:
 *	ページ: https://www.city.example.jp/gomi	Page: where it is answered
 *	目的: 問い合わせ, other				Purpose: names or codes, perhaps none
 *	ことば: 粗大ごみ 収集				Words: in which it is recognised
 *	言語: ja					Language: ja, en or easy; ja when it says nothing
 *
 * become out/static/faq.txt, a line each. NEVER: something is not understood, and left out; f says where. publish_faq.c
 */
enum verdict publish_faq(const struct settings *s, void *ctx, struct buffer *out, struct fault *f) MUST_USE;
/* The entries that iken-faq publishes, likewise, as links into its page; nothing where the settings do not say where that is
 * ([faq] url). */
enum verdict publish_faq_entries(struct ledger *l, void *ctx, struct buffer *out, struct fault *f) MUST_USE;
/* HALT: there is such a thing, or no such file. */
enum verdict publish_faq_check(const struct settings *s, struct fault *f) MUST_USE;

/* One opinion: written, or withdrawn. publish_case.c */
enum verdict publish_case(struct publisher *p, int64_t opinion, struct fault *f) MUST_USE;

/* The answers' files, for the record; those that are there already stay. publish_files.c */
struct published_files {
	struct webfile *file;
	const char **name, **type;
	size_t count;
	size_t fresh;		/* of those, from which one on they were written now */
};
/* facts: of an answer, with draft, draft_entry and draft_reading; added to *all. */
enum verdict publish_files(struct publisher *p, void *ctx, const struct opinion *o, const struct facts *facts,
    struct published_files *all, struct fault *f) MUST_USE;

#endif
