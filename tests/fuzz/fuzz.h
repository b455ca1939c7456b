/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz - what every fuzz target defines, and what drives it.
 *
 * Linked with libFuzzer (`make fuzz`) the octets are what it invents; linked with the replaying driver (`make test`)
 * they are those of the files named, so that every seed and every input that once broke something stays a test.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "config/bytes.h"

/* Before the first input. */
void fuzz_begin(void);

/* One input; ctx is freed after it. What must not be ends the program: see must_hold(). */
void fuzz_one(void *ctx, struct bytes input);

/* Ends the program loudly where something does not hold. */
void must_hold(bool holds, const char *what);

/* The octets as text of ours (config/text.h), owned by ctx. */
char *fuzz_text(void *ctx, struct bytes input);

/* A folder of this process's own, which goes when it ends well. */
const char *fuzz_folder(void);

/* The octets as a file of that name in it; folders in the name are made. */
void fuzz_put(const char *name, struct bytes input);

/* The octets as a file in memory; the caller closes it. */
int fuzz_file(struct bytes input);

#endif
