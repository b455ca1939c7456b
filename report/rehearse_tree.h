/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rehearse_tree - folders with all that is in them: copied, compared with what they were, destroyed. */
#ifndef REPORT_REHEARSE_TREE_H
#define REPORT_REHEARSE_TREE_H

#include <stdbool.h>

#include "spool/seal.h"

/* Whether something of a folder, by its path within it, is left alone. */
typedef bool tree_skip(const char *path);

/* Copies regular files and folders with their modes; links and everything else is left out. to is made where it is not
 * there; a file that is there already stays. No folder from: nothing is copied. LATER: it could not be. */
enum verdict tree_copy(const char *from, const char *to, tree_skip *skip, struct fault *f) MUST_USE;
enum verdict tree_copy_file(const char *from, const char *to, struct fault *f) MUST_USE;

/* Every file with its mode and a digest of its octets. */
struct tree_mark {
	const char *path;
	unsigned char digest[SEAL_HASH];
};
struct tree_marks {
	struct tree_mark *mark;		/* in the order of paths; owned by ctx */
	size_t count;
	int64_t octets;
};
/* Adds those of a folder. */
enum verdict tree_mark_all(void *ctx, const char *folder, tree_skip *skip, struct tree_marks *out, struct fault *f) MUST_USE;
/* A line for each file that is new, gone or another; how many. */
size_t tree_compare(const struct tree_marks *before, const struct tree_marks *after, size_t max, struct buffer *out);

/* Writes every regular file over and removes it, then the folders; links are removed as they are. */
enum verdict tree_destroy(const char *folder, struct fault *f) MUST_USE;

#endif
