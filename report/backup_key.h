/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_key - the key pair of backups, of which only the public half is on the machine.
 *
 * Each half is a file of 64 hexadecimal digits and a line feed, so that the secret one can be printed and typed in again.
 */
#ifndef REPORT_BACKUP_KEY_H
#define REPORT_BACKUP_KEY_H

#include <stdbool.h>

#include "config/bytes.h"
#include "config/fault.h"
#include "spool/seal.h"

struct backup_pair {
	unsigned char public[SEAL_PUBLIC];
	unsigned char secret[SEAL_SECRET];
};

/* Makes both: the secret half in file (0600), the public one in FILE.public. NEVER: one of them is there. */
enum verdict backup_key_make(const char *file, struct fault *f) MUST_USE;
/* HALT: missing or damaged. */
enum verdict backup_key_public(const char *file, unsigned char out[SEAL_PUBLIC], struct fault *f) MUST_USE;
/* The secret half and, made of it, the public one. HALT: missing, damaged, readable by others. */
enum verdict backup_key_secret(const char *file, struct backup_pair *out, struct fault *f) MUST_USE;

/* A key as it is typed: digits, with spaces, dashes and line ends between them. */
bool backup_key_from_digits(struct bytes text, unsigned char out[SEAL_SECRET]);

#endif
