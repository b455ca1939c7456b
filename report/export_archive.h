/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export_archive - a ZIP archive with AES-256 (WinZip's AE), encrypted as it is written (libarchive).
 *
 * Its key is PBKDF2 with few rounds: the password has to be a made one. Names of files, their sizes and, of longer ones,
 * check sums of their content can be read without it.
 */
#ifndef REPORT_EXPORT_ARCHIVE_H
#define REPORT_EXPORT_ARCHIVE_H

#include "report/export_out.h"

struct export_archive;

/* Written to fd, which stays the caller's; password is not kept. Owned by ctx. path: for faults. */
enum verdict export_archive_new(void *ctx, int fd, const char *path, const char *password, struct export_archive **out,
    struct fault *f) MUST_USE;
struct export_target export_archive_target(struct export_archive *a);
/* The end of it; SHA-256 and size of the whole. Not synced. */
enum verdict export_archive_end(struct export_archive *a, char digest_out[SHA256_DIGITS + 1], int64_t *size_out,
    struct fault *f) MUST_USE;

#endif
