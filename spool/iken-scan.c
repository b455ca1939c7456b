/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-scan - looks at scans for the other programs, which start it: see spool/scan.h */
#include <locale.h>
#include <sys/socket.h>
#include <sysexits.h>

#include "spool/scan_serve.h"
#include "spool/scan_wire.h"

static const char help[] =
    "usage: iken-scan [words]\n"
    "\n"
    "Looks at scans for the other programs of ikenbako, which start it; of no use by itself.\n"
    "\n"
    "  --help     show this and end\n"
    "  --version  show the version and end\n";

static bool
is_started_by_us(void)
{
	int type = 0;
	socklen_t len = sizeof type;

	return getsockopt(SCAN_CONTROL, SOL_SOCKET, SO_TYPE, &type, &len) == 0 && type == SOCK_SEQPACKET;
}

int
main(int argc, char **argv)
{
	bool words = argc == 2 && strcmp(argv[1], SCAN_WORDS_ARGUMENT) == 0;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return fputs(help, stdout) < 0 || fflush(stdout) != 0 ? EX_IOERR : EX_OK;
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return puts("iken-scan (ikenbako) " IKEN_VERSION) < 0 || fflush(stdout) != 0 ? EX_IOERR : EX_OK;
	if ((argc > 1 && !words) || !is_started_by_us()) {
		fputs(help, stderr);
		return EX_USAGE;
	}
	/* libarchive gives no names of files without a locale that can hold them. */
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		return EX_OSERR;
	scan_serve(SCAN_CONTROL, words);
}
