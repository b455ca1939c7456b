/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rehearse_settings - the settings of a rehearsal: those of the office, with every way out replaced by a folder.
 *
 *	[source]	a Maildir DIR/in/NAME; a local Maildir's mails are copied into it
 *	[drop]		DIR/drop/NAME, with what lies in it now
 *	[send]		a Maildir DIR/out
 *	[print]		DIR/print
 *	[spool]		DIR/spool
 *	any path	DIR/paths/SECTION-NAME; a file or folder that is read is copied there
 *	hosts, commands, passwords, [users], [backup], [trial]	left out
 */
#ifndef REPORT_REHEARSE_SETTINGS_H
#define REPORT_REHEARSE_SETTINGS_H

#include "config/settings.h"

/* A file in DIR that says that iken-rehearse has made it, new and empty. */
#define REHEARSAL_MARK "REHEARSAL"

struct rehearse_settings {
	void *ctx;
	const char *dir;		/* absolute, without links */
	const char *file;		/* DIR/iken.conf */
	struct buffer text;		/* without [trial] */
};

/* Reads the office's settings file and makes folders and copies. s: the same file, as it is in force. */
enum verdict rehearse_settings_make(void *ctx, const struct settings *s, const char *dir, struct rehearse_settings *out,
    struct fault *f) MUST_USE;

/* Writes them for a moment of the rehearsed day. */
enum verdict rehearse_settings_at(const struct rehearse_settings *r, int64_t now, struct fault *f) MUST_USE;

/* Reads them back. HALT: something in them leads out of DIR; f says what. *out belongs to ctx. */
enum verdict rehearse_settings_prove(void *ctx, const struct rehearse_settings *r, struct settings **out, struct fault *f)
    MUST_USE;

/* Whether the data folder of these settings is that of a rehearsal, out of which nothing in them leads. */
bool rehearse_settings_are(const struct settings *s);

#endif
