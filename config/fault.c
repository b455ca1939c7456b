/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault - what became of an action, and why. */
#include "config/fault.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <sysexits.h>

#include "config/text.h"

enum verdict
fail(struct fault *f, enum verdict verdict, const char *format, ...)
{
	int saved = errno;

	if (f != NULL) {
		va_list ap;

		va_start(ap, format);
		vsnprintf(f->text, sizeof f->text, format, ap);
		va_end(ap);
		text_make_line(f->text);
	}
	errno = saved;
	return verdict;
}

enum verdict
verdict_of_errno(int error)
{
	switch (error) {
	case ELOOP:
	case ENAMETOOLONG:
	case EISDIR:
	case ENOTDIR:
	case ENXIO:
	case EFBIG:
		return NEVER;
	default:
		return LATER;
	}
}

int
verdict_exit(enum verdict verdict)
{
	switch (verdict) {
	case DONE:
		return EX_OK;
	case LATER:
		return EX_TEMPFAIL;
	case NEVER:
		return EX_DATAERR;
	case HALT:
		return EX_CONFIG;
	}
	return EX_SOFTWARE;
}

const char *
verdict_name(enum verdict verdict)
{
	static const char *const names[] = { "done", "later", "never", "halt" };

	return names[verdict];
}
