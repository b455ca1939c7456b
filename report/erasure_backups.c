/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erasure_backups - what the erasure report says of backups. */
#include "config/clock.h"
#include "config/memory.h"
#include "report/erasure_text.h"

enum verdict
erasure_text_backups(const struct settings *s, const struct erasure *e, struct buffer *out, struct fault *f)
{
	(void)s;
	(void)e;
	(void)f;
	buffer_string(out, "５　バックアップ\n　記録がない\n\n");
	return DONE;
}
