/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export_out - files on their way out, one after the other, and the manifest of them.
 *
 * Where they go is a target: a folder, or an archive that is encrypted as it is written. Names are of ours alone.
 */
#ifndef REPORT_EXPORT_OUT_H
#define REPORT_EXPORT_OUT_H

#include "config/bytes.h"
#include "report/export_words.h"
#include "spool/octets.h"
#include "spool/seal_sha256.h"

struct export_target {
	void *state;
	enum verdict (*begin)(void *state, const char *name, struct fault *f);	/* a path with / in it */
	enum verdict (*write)(void *state, const void *data, size_t len, struct fault *f);
	enum verdict (*end)(void *state, struct fault *f);
};

struct export_out;

/* Files begin with prefix ("" or "NAME/"); owned by ctx. */
struct export_out *export_out_new(void *ctx, const struct export_target *target, const char *prefix);

/* note: what the file is, for the manifest. */
enum verdict export_out_begin(struct export_out *o, const char *name, const char *note, struct fault *f) MUST_USE;
enum verdict export_out_write(struct export_out *o, const void *data, size_t len, struct fault *f) MUST_USE;
enum verdict export_out_end(struct export_out *o, struct fault *f) MUST_USE;
/* The three in one; octets and sinks likewise. */
enum verdict export_out_put(struct export_out *o, const char *name, const char *note, struct bytes content, struct fault *f)
    MUST_USE;
enum verdict export_out_octets(struct export_out *o, const char *name, const char *note, const struct octets *octets,
    int64_t from, int64_t to, struct fault *f) MUST_USE;
struct sink export_out_sink(struct export_out *o);
/* What was written last is not what it should have been: the manifest says so. */
void export_out_spoil(struct export_out *o, const char *why);

/* What is left out, and why. */
void export_out_leave(struct export_out *o, const char *what, const char *why);

/* Of a line in the manifest's head. */
struct export_fact {
	const char *label, *value;	/* label NULL ends them */
};

/* Writes manifest.txt and SHA256SUMS, the digest of which comes into sums_out. missing: signs that no font has. */
enum verdict export_out_finish(struct export_out *o, const struct export_words *w, const struct export_fact *facts,
    char *const *missing, size_t missing_count, char sums_out[SHA256_DIGITS + 1], struct fault *f) MUST_USE;
/* A line of another list's SHA256SUMS in this one, without a file being written by it. */
void export_out_mention(struct export_out *o, const char *name, const char *digest, int64_t size, const char *note);

#endif
