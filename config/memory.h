/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * memory - talloc, and what happens when there is none left.
 *
 * Memory belongs to a talloc context: one for the run, one for each item that a program
 * works on, freed as a whole. A function that allocates takes the context as its first
 * parameter (`void *ctx`) and its result belongs to that context. Out of memory ends the
 * program with 75 (EX_TEMPFAIL): by the order of effects that every program keeps, the next
 * run goes on where this one stood.
 */
#ifndef CONFIG_MEMORY_H
#define CONFIG_MEMORY_H

#include <stddef.h>
#include <talloc.h>

/* Returns pointer; ends the program with 75 when it is NULL. For every talloc result:
 * `char *name = must(talloc_strdup(ctx, other));` */
void *must(void *pointer) __attribute__((returns_nonnull));

/* size bytes, zeroed, owned by ctx. */
void *memory_new(void *ctx, size_t size) __attribute__((returns_nonnull));

#endif
