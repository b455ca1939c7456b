/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clamd - what answers at the virus scanner's socket, whoever that is
 *
 * The first octet of the input says how many streams are sent and whether the patterns' age is asked for first; the
 * rest is what comes back.
 */
#include "spool/clamd.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "config/memory.h"
#include "tests/fuzz/fuzz.h"

static int listening;
static struct virus_settings settings = { .timeout = 1 };

void
fuzz_begin(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	signal(SIGPIPE, SIG_IGN);
	settings.socket = must(talloc_asprintf(NULL, "%s/clamd", fuzz_folder()));
	snprintf(address.sun_path, sizeof address.sun_path, "%s", settings.socket);
	listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	must_hold(listening >= 0 && bind(listening, (struct sockaddr *)&address, sizeof address) == 0 &&
	    listen(listening, 8) == 0, "a socket");
}

static void
expect_answer(const struct clamd_answer *a, unsigned begun)
{
	static const char fine[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	size_t plain = strspn(a->text, fine);

	must_hold(a->number >= 1 && a->number <= begun, "it is of a stream that was begun");
	must_hold(strlen(a->text) <= CLAMD_NAME_MAX, "its text is short");
	must_hold(a->text[plain] == 0 || (a->says == CLAMD_UNABLE && a->text[plain] == ' '), "and harmless");
	must_hold((a->says == CLAMD_CLEAN) == (a->text[0] == 0) || a->says == CLAMD_UNABLE, "clean is nothing found");
}

static void
talk(struct clamd *c, unsigned streams, bool ask_age)
{
	struct clamd_answer answer;
	struct fault f;
	enum verdict v = DONE;
	unsigned number = 0;
	int64_t made;

	if (ask_age)
		v = clamd_patterns(c, &made, &f);
	for (unsigned i = 0; v == DONE && i < streams; i++) {
		v = clamd_begin(c, &number, &f);
		if (v == DONE)
			v = clamd_write(c, (const unsigned char *)"octets", 6, &f);
		if (v == DONE)
			v = clamd_end(c, &f);
	}
	/* asking for the age has a number, too */
	while (v == DONE && (v = clamd_next(c, &answer, &f)) == DONE)
		expect_answer(&answer, streams + ask_age);
	must_hold(v == LATER, "the end of the answers is no verdict");
}

void
fuzz_one(void *ctx, struct bytes input)
{
	unsigned choice = input.len != 0 ? input.data[0] : 0;
	struct bytes rest = { input.data + (input.len != 0), input.len - (input.len != 0) };
	struct clamd *c;
	struct fault f;
	int fd;

	must_hold(clamd_open(ctx, &settings, &c, &f) == DONE, "a session");
	fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
	must_hold(fd >= 0 && write(fd, rest.data, rest.len) == (ssize_t)rest.len && shutdown(fd, SHUT_WR) == 0, "answers");
	talk(c, choice % 8, choice & 8);
	clamd_close(&c);
	close(fd);
}
