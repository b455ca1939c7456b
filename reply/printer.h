/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * printer - hands a PDF to an IPP printer or a CUPS queue, and finds out what became of it.
 *
 * A job accepted is not a job printed: who has sent one asks printer_job_state() until it is
 * printed or failed, for as long as seems right to him. What a queue calls completed has reached the
 * printer; that paper lies in the tray only a person can say.
 *
 * The connection is encrypted (ipps://: TLS 1.2 or later, certificate chain and name verified within
 * the handshake, as for mail servers; no trust on first use), or does not leave the machine:
 * ipp:// is for a queue at localhost, 127.0.0.0/8 or ::1 alone, and the address that was really reached
 * is looked at again. A printer that made its certificate itself is trusted by naming that certificate as ca_file.
 * Passwords are given to no printer.
 *
 * Between the end of the document and the printer's answer nobody knows whether the job was taken:
 * before a job is sent that may have been sent before, printer_find() looks for its name.
 */
#ifndef REPLY_PRINTER_H
#define REPLY_PRINTER_H

#include <stdbool.h>
#include <stdint.h>

#include "config/fault.h"
#include "spool/octets.h"

struct printer_settings {
	const char *uri;		/* ipps://host[:port]/path, or ipp://localhost[:port]/path */
	const char *ca_file;		/* "": the system's certificates */
	const char *media;		/* PWG name: iso_a4_210x297mm; "": what lies in the printer */
	bool color;			/* false: in black, where the printer has the choice */
	int64_t timeout;		/* seconds of silence that are borne */
	int64_t deadline;		/* seconds that one call may take; a printer may read only as fast as it prints */
};

struct printer;

/* Looks whether the printer answers. *out is owned by ctx and freed by printer_close(); settings need not outlive the call.
 * HALT: the URI is wrong, is not encrypted to another machine, names no printer there, or the printer wants a login.
 * LATER: it cannot be reached, its certificate is not good, or it does not answer like a printer. */
enum verdict printer_open(void *ctx, const struct printer_settings *settings, struct printer **out,
    struct fault *f) MUST_USE;
void printer_close(struct printer **p);

/* Longest name of a job, in octets. Printers may keep less of it than RFC 8011 asks (255). */
enum { JOB_NAME_MAX = 120 };

struct print_job {
	const char *name;		/* unique, ours, shown on displays and in lists: nothing of a person */
	struct octets document;		/* a PDF, read in pieces, and once more where the printer wants it otherwise */
	int copies;			/* 0 counts as 1 */
	bool duplex;			/* both sides, turned at the long edge */
};

/* DONE: the printer has taken the job with the number *job_out; printer_note() may have something to say.
 * LATER: not reachable, busy, stopped or out of paper, nothing taken; or lost while it answered, when the fault ends with
 * "perhaps taken": ask printer_find() first, next time. NEVER: the printer refuses this document for good. HALT: it
 * refuses what the settings say (media), or who we are. A printer that does not print on both sides
 * is asked once more for one side. */
enum verdict printer_send(struct printer *p, const struct print_job *job, int64_t *job_out, struct fault *f) MUST_USE;

/* What the last job that was taken is other than asked ("printed on one side: ..."), "" nothing. The printer's. */
const char *printer_note(const struct printer *p);

/* Looks for a job with this name among those that wait and those that are over, *found_out. Of several the one that
 * is not failed, then the newest. A printer forgets what is over, some within a minute: not found
 * is no proof that it was not printed. */
enum verdict printer_find(struct printer *p, const char *name, int64_t *job_out, bool *found_out,
    struct fault *f) MUST_USE;

enum job_state {
	JOB_WAITING,			/* in the queue, or stopped and going on when somebody helps */
	JOB_PRINTING,
	JOB_PRINTED,			/* completed, the printer says */
	JOB_FAILED,			/* aborted, cancelled, or completed with errors: perhaps some of its pages are printed */
	JOB_UNKNOWN			/* the printer does not know the job (any more) */
};

enum { JOB_REASON_MAX = 200 };

struct job_status {
	enum job_state state;
	char reason[JOB_REASON_MAX];	/* the printer's keywords for it: "job-canceled-by-user", "media-empty-error"; "" none */
};

/* Asks once. LATER: no answer. */
enum verdict printer_job_state(struct printer *p, int64_t job, struct job_status *out, struct fault *f) MUST_USE;
/* "waiting", "printing", "printed", "failed", "unknown"; a static string. */
const char *job_state_name(enum job_state state);

#endif
