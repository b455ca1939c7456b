/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailbox - a place that mails are taken from; one file for each kind.
 *
 * The order that fetch.c keeps, for each batch: take (into arrivals), commit, remember, let
 * go. Killed between any two of them, the next run takes or lets go again, which is harmless:
 * the same mail from the same place becomes the same arrival.
 */
#ifndef INGEST_MAILBOX_H
#define INGEST_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/fault.h"
#include "config/settings.h"
#include "ingest/taken.h"
#include "spool/arrival.h"
#include "spool/octets.h"

enum fate {
	MAIL_WAITING,		/* not tried in this run */
	MAIL_WRITTEN,		/* in the batch of arrivals, not yet durable */
	MAIL_TAKEN,		/* durable */
	MAIL_KNOWN,		/* taken by an earlier run that could not let go of it */
	MAIL_FAILED,		/* the source did not give it; tried again by the next run */
	MAIL_TOO_LARGE
};

/* A mail at the source that this run has something to do with. */
struct mail {
	uint32_t number;	/* UID, POP3 message number, ordinal in an mbox */
	int64_t size;		/* octets, as the source says; 0 where it does not */
	const char *name;	/* UIDL, name of a file; NULL where the number says all */
	enum fate fate;
};

struct mailbox;

struct mailbox_kind {
	/* Connects, verifies, logs in, opens the folder. */
	enum verdict (*open)(struct mailbox *m, struct fault *f);
	/* Fills m->mails, oldest first: what is new (at most source->limit), what is too large and
	 * what is known but still has to be let go. Counts m->seen and m->known. */
	enum verdict (*list)(struct mailbox *m, struct fault *f);
	/* Asks for mails without waiting for them, so that they travel while the batch before is
	 * made durable. NULL where nothing is gained. */
	enum verdict (*ask)(struct mailbox *m, size_t first, size_t count, struct fault *f);
	/* Writes the waiting mails to m->arrivals and sets their fates. LATER ends the session; what
	 * was written up to there is good. */
	enum verdict (*take)(struct mailbox *m, size_t first, size_t count, struct fault *f);
	/* Notes in m->taken what became of mails that are durable or stay behind. */
	void (*remember)(struct mailbox *m, size_t first, size_t count);
	/* Does what source->after says with the mails whose fate is MAIL_TAKEN or MAIL_KNOWN. */
	enum verdict (*let_go)(struct mailbox *m, size_t first, size_t count, struct fault *f);
	/* Says goodbye. Only after DONE has everything that was let go really gone. */
	enum verdict (*close)(struct mailbox *m, struct fault *f);
};

extern const struct mailbox_kind mailbox_imap, mailbox_pop3, mailbox_maildir, mailbox_mbox;

struct mailbox {
	const struct mailbox_kind *kind;
	const struct source *source;
	struct arrivals *arrivals;
	struct taken *taken;
	int64_t now;		/* UTC seconds */
	void *state;		/* of the kind; owned by the mailbox */
	struct mail *mails;
	size_t count, room;
	size_t wanted;		/* mails that wait to be taken; never more than source->limit */
	int64_t seen;		/* mails at the source */
	int64_t known;		/* of them, taken by earlier runs */
};

/* A mailbox of that source, owned by ctx; nothing is opened yet. */
struct mailbox *mailbox_new(void *ctx, const struct source *source, struct arrivals *arrivals,
    struct taken *taken, int64_t now);

/* Adds a mail; its name is copied. A new mail over the size limit becomes MAIL_TOO_LARGE. False when
 * the limit of this run is reached: the mail was not added. */
bool mailbox_add(struct mailbox *m, uint32_t number, int64_t size, const char *name, enum fate fate);

/* An arrival from that place of this source. */
enum verdict mailbox_arrival(struct mailbox *m, const char *place, struct arrival **out, struct fault *f) MUST_USE;

/* Writes to that arrival. */
struct sink mailbox_sink(struct arrival *arrival);

/* For kinds that tell mails by name: what shares its name with another one becomes MAIL_FAILED, since
 * taking one and letting go of the other would lose a mail. */
void mailbox_fail_repeated(struct mailbox *m);
/* The remember function of the kinds that tell mails by name. */
void mailbox_remember_names(struct mailbox *m, size_t first, size_t count);

#endif
