/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print-file - drives reply/printer.h.
 *
 * usage: print-file [-2] [-c CA-FILE] [-d DEADLINE] [-m MEDIA] [-n COPIES] [-t TIMEOUT] URI open
 *        print-file [options] URI send NAME FILE
 *        print-file [options] URI find NAME
 *        print-file [options] URI state|wait JOB
 * It prints "job N", "note: ...", "found N", "not found" or "STATE REASON". wait asks until the job is
 * over. The exit status is that of the verdict; why is said on standard error.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "config/text.h"
#include "reply/printer.h"

struct options {
	struct printer_settings settings;
	struct print_job job;
};

static enum verdict
read_file(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	const int *fd = state;

	if (pread(*fd, out, len, offset) != (ssize_t)len)
		return fail(f, LATER, "read: %s", strerror(errno));
	return DONE;
}

static enum verdict
send_file(struct printer *p, struct print_job *job, const char *file, struct fault *f)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	struct stat s;
	int64_t id = 0;
	enum verdict v;

	if (fd < 0 || fstat(fd, &s) != 0)
		return fail(f, HALT, "%s: %s", file, strerror(errno));
	job->document = (struct octets){ &fd, s.st_size, read_file };
	v = printer_send(p, job, &id, f);
	close(fd);
	if (v == DONE)
		printf("job %lld\n", (long long)id);
	if (v == DONE && printer_note(p)[0] != 0)
		printf("note: %s\n", printer_note(p));
	return v;
}

static enum verdict
find(struct printer *p, const char *name, struct fault *f)
{
	bool found = false;
	int64_t id = 0;
	enum verdict v = printer_find(p, name, &id, &found, f);

	if (v == DONE && found)
		printf("found %lld\n", (long long)id);
	else if (v == DONE)
		printf("not found\n");
	return v;
}

static enum verdict
state(struct printer *p, const char *number, bool waits, struct fault *f)
{
	const struct timespec pause = { 0, 50000000 };
	struct job_status status;
	int64_t id = 0;
	enum verdict v;

	if (!text_to_number(number, 1, INT32_MAX, &id))
		return fail(f, HALT, "no number: %s", number);
	for (;;) {
		v = printer_job_state(p, id, &status, f);
		if (v != DONE || !waits || (status.state != JOB_WAITING && status.state != JOB_PRINTING))
			break;
		nanosleep(&pause, NULL);
	}
	if (v == DONE)
		printf("%s %s\n", job_state_name(status.state), status.reason);
	return v;
}

static enum verdict
act(struct printer *p, struct print_job *job, char **argument, struct fault *f)
{
	if (strcmp(argument[0], "open") == 0)
		return DONE;
	if (argument[1] == NULL)
		return fail(f, HALT, "%s what?", argument[0]);
	if (strcmp(argument[0], "find") == 0)
		return find(p, argument[1], f);
	if (strcmp(argument[0], "send") != 0)
		return state(p, argument[1], strcmp(argument[0], "wait") == 0, f);
	job->name = argument[1];
	return argument[2] != NULL ? send_file(p, job, argument[2], f) : fail(f, HALT, "which file?");
}

static int64_t
number_of(const char *text)
{
	int64_t number = 0;

	return text_to_number(text, 0, INT32_MAX, &number) ? number : 0;
}

static bool
take_options(struct options *o, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "2c:d:m:n:t:")) != -1) {
		if (c == '2')
			o->job.duplex = true;
		else if (c == 'c')
			o->settings.ca_file = optarg;
		else if (c == 'd')
			o->settings.deadline = number_of(optarg);
		else if (c == 'm')
			o->settings.media = optarg;
		else if (c == 'n')
			o->job.copies = (int)number_of(optarg);
		else if (c == 't')
			o->settings.timeout = number_of(optarg);
		else
			return false;
	}
	return argc - optind >= 2;
}

int
main(int argc, char **argv)
{
	struct options o = { .settings = { .ca_file = "", .media = "iso_a4_210x297mm", .timeout = 20, .deadline = 60 } };
	struct printer *p = NULL;
	struct fault f = { "" };
	enum verdict v;

	signal(SIGPIPE, SIG_IGN);
	if (!take_options(&o, argc, argv)) {
		fprintf(stderr, "usage: print-file [-2] [-c CA-FILE] [-d DEADLINE] [-m MEDIA] [-n COPIES] [-t TIMEOUT] URI "
		    "open|send|find|state|wait ...\n");
		return 64;
	}
	o.settings.uri = argv[optind];
	v = printer_open(NULL, &o.settings, &p, &f);
	if (v == DONE)
		v = act(p, &o.job, argv + optind + 1, &f);
	if (v != DONE)
		fprintf(stderr, "%s: %s\n", verdict_name(v), f.text);
	if (p != NULL)
		printer_close(&p);
	return verdict_exit(v);
}
