/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * access - who looked at what: append-only, each line chained to the one before.
 *
 * A line's chain value is a keyed hash over the line and the chain value before it. The end of the log is signed
 * with each line, and again in checkpoints that lie outside the register as well (access_sign.h), so that changing,
 * removing, inserting and reordering lines, cutting them off the end, and bringing back an old register are found
 * by access_verify.h. The register itself refuses to change or remove a line.
 *
 * A line names an opinion by its id and holds nothing personal: a reason, which people type, is sealed with the
 * opinion's key and unreadable with it, so that no line has to be changed when an opinion is erased.
 *
 *	what		by
 *	show, list, print, print note sheet, ...	programs that a person runs
 *	search, search: N words, ...			iken-search: each opinion that it shows, and how much was found
 *	look up, read, disclosed, ...			what was done by mail
 *	mailed KIND					a mail of ours to somebody of the office (intent.h)
 *	published answer				iken-send, for the resident, on the page (who: page)
 *	wrong password: COUNT				tried on the page, perhaps for no opinion (who: page)
 *	show staff CODE, renew ..., mail ...		the signed address of a group of clerks (staff.h)
 *	propose, release, withdraw erasure N [by mail]	an erasure (erasure.h)
 *	propose, approve, withdraw export: N		an export (export.h)
 *	medium returned: N, medium destroyed: N		what became of its medium (medium.h)
 *	audit ...					looks at this log
 *	unscanned ID					iken retry lets an arrival pass in which a virus was found
 *
 * Items are words separated by spaces: name, mail, postal, address, phone, fax, subject, text, answer, scan, files,
 * typed (as a clerk typed it in), contact (all of who wrote it), log.
 */
#ifndef SPOOL_ACCESS_H
#define SPOOL_ACCESS_H

#include "spool/ledger.h"

struct look {
	const char *who;	/* "department:CODE", "staff:CODE", ...; NULL: the Unix user who runs this program */
	const char *what;
	int64_t opinion;	/* 0: none */
	const char *items;	/* NULL: nothing personal */
	bool unmasked;		/* who wrote it could be seen */
	const char *reason;	/* as somebody gave it, NULL: none; kept where there is an opinion */
};

/* In a transaction of its own, before anything is shown; what is due is signed and written outside. */
enum verdict access_look(struct ledger *l, const struct look *look, struct fault *f) MUST_USE;
/* The same within the caller's transaction; and of several, of which the end is signed once. */
enum verdict access_look_within(struct ledger *l, const struct look *look, struct fault *f) MUST_USE;
enum verdict access_looks_within(struct ledger *l, const struct look *looks, size_t count, struct fault *f) MUST_USE;

/* Looks that show nothing personal. */
enum verdict access_note(struct ledger *l, const char *what, int64_t opinion, struct fault *f) MUST_USE;
enum verdict access_note_within(struct ledger *l, const char *who, const char *what, int64_t opinion,
    struct fault *f) MUST_USE;

/* Who runs this program: "iken (990)", with who called sudo and who logged in where that is somebody else. */
char *access_user(void *ctx);

/* Signs a log that has never been signed, of a new or of an older register. */
enum verdict access_begin(struct ledger *l, struct fault *f) MUST_USE;

/* One line as it is kept. */
struct access_line {
	int64_t id, at, form, opinion;
	const char *who, *what, *program, *items;
	bool unmasked;
	struct bytes reason;	/* sealed */
};

/* The chain value of a line behind the value before; for those who verify. */
void access_chain(const struct ledger *l, const struct access_line *line, const unsigned char before[SEAL_DIGEST],
    unsigned char out[SEAL_DIGEST]);
/* Reads columns ACCESS_COLUMNS of a query; owned by ctx. */
#define ACCESS_COLUMNS "access.id, access.at, access.form, access.opinion, access.who, access.what, access.program, " \
	"access.items, access.unmasked, access.reason, access.chain"
void access_take_line(void *ctx, struct query *q, struct access_line *out);

#endif
