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
};

/* out/page, out/numbers and out/static/faq.txt: written where they differ. publish_office.c */
enum verdict publish_office(struct publisher *p, struct fault *f) MUST_USE;

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
