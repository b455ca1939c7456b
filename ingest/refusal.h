/* SPDX-License-Identifier: GPL-3.0-or-later */
/* refusal - why something in a drop folder is not taken, as clerks read it. */
#ifndef INGEST_REFUSAL_H
#define INGEST_REFUSAL_H

enum refusal {
	REFUSAL_NONE,
	REFUSAL_UNSETTLED,	/* it keeps changing */
	REFUSAL_INCOMPLETE,
	REFUSAL_TYPE,		/* no kind of file that we take */
	REFUSAL_CONTENT,		/* not what its name says */
	REFUSAL_LINK,
	REFUSAL_HARD_LINK,
	REFUSAL_SPECIAL,		/* pipe, device, socket */
	REFUSAL_OWNER,
	REFUSAL_NAME,
	REFUSAL_SIZE,
	REFUSAL_NESTED,		/* a folder within a subfolder */
	REFUSAL_FORMS,		/* more than one form */
	REFUSAL_MANY,		/* too many files in a subfolder */
	REFUSAL_UNREADABLE,
	REFUSALS
};

/* A short English code, and a sentence in Japanese. */
const char *refusal_code(enum refusal reason);
const char *refusal_text(enum refusal reason);

#endif
