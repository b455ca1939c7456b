/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parser_child - the confined side of parser.h. */
#include "spool/parser_child.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "config/memory.h"
#include "spool/charset.h"
#include "spool/child.h"
#include "spool/confine.h"
#include "spool/descriptor.h"
#include "spool/mime.h"
#include "spool/parser.h"
#include "spool/seal.h"

enum { BATCH = 65536 };

/* ---- a reader ---- */

struct job {
	int fd;
	struct job_head head;
	size_t first_len;
	int64_t window_at;		/* place in the message of the octets in window; -1: none */
	size_t window_len;
	unsigned char first[JOB_FIRST];
	unsigned char window[BATCH];
};

/* The caller going away is the ordinary end of a reader. */
static void
read_all(int fd, void *out, size_t len)
{
	unsigned char *p = out;

	while (len != 0) {
		ssize_t n = read(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(n == 0 ? EX_OK : EX_IOERR);
		p += n;
		len -= (size_t)n;
	}
}

static void
say(const struct job *job, enum job_word_kind kind, int64_t offset, struct bytes data)
{
	struct job_word word = { .offset = offset, .len = (uint32_t)data.len, .kind = kind };

	child_write(job->fd, &word, sizeof word);
	child_write(job->fd, data.data, data.len);
}

static void
load_window(struct job *job, int64_t at)
{
	struct job_word word = { .offset = at, .kind = WORD_WANT };

	job->window_len = job->head.size - at < BATCH ? (size_t)(job->head.size - at) : BATCH;
	word.len = (uint32_t)job->window_len;
	child_write(job->fd, &word, sizeof word);
	read_all(job->fd, job->window, job->window_len);
	job->window_at = at;
}

static enum verdict
read_message(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	struct job *job = state;

	(void)f;
	while (len != 0) {
		bool in_first = offset < (int64_t)job->first_len;
		bool in_window = job->window_at >= 0 && offset >= job->window_at &&
		    offset < job->window_at + (int64_t)job->window_len;
		const unsigned char *from;
		size_t n;

		if (!in_first && !in_window) {
			load_window(job, offset / BATCH * BATCH);
			continue;
		}
		from = in_first ? job->first + offset : job->window + (offset - job->window_at);
		n = in_first ? job->first_len - (size_t)offset :
		    (size_t)(job->window_at + (int64_t)job->window_len - offset);
		n = n < len ? n : len;
		memcpy(out, from, n);
		out += n;
		offset += (int64_t)n;
		len -= n;
	}
	return DONE;
}

static enum verdict
send_data(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	const struct job *job = state;

	(void)f;
	for (size_t at = 0; at < len; at += BATCH)
		say(job, WORD_DATA, 0, (struct bytes){ data + at, len - at < BATCH ? len - at : BATCH });
	return DONE;
}

static enum verdict
work(struct job *job, const struct limits *limits, struct sniffer *sniffer, struct buffer *result, struct fault *f)
{
	struct octets message = { .state = job, .size = job->head.size, .read = read_message };
	struct sink sink = { job, send_data };
	struct reading *reading;
	enum verdict v;

	if (job->head.kind == JOB_EXTRACT)
		return mime_extract(&message, limits, job->head.index, &sink, f);
	v = mime_read(&message, limits, sniffer, result->ctx, &reading, f);
	if (v == DONE)
		reading_pack(reading, result);
	return v;
}

static void
do_job(struct job *job, const struct limits *limits, struct sniffer *sniffer, bool last)
{
	void *ctx = must(talloc_new(NULL));
	struct buffer result = buffer_init(ctx);
	struct fault fault = { "" };
	enum verdict v;

	read_all(job->fd, &job->head, sizeof job->head);
	if (job->head.size < 0)
		_exit(EX_PROTOCOL);
	say(job, WORD_BEGUN, 0, (struct bytes){ NULL, 0 });
	child_limit_time(limits->parse_seconds);
	job->window_at = -1;
	job->first_len = job->head.size < JOB_FIRST ? (size_t)job->head.size : JOB_FIRST;
	read_all(job->fd, job->first, job->first_len);
	v = work(job, limits, sniffer, &result, &fault);
	if (v == DONE)
		say(job, WORD_DONE, last || mime_was_risky(), buffer_bytes(&result));
	else
		say(job, WORD_NEVER, 0, bytes_of(fault.text));
	if (v != DONE || mime_was_risky())
		_exit(EX_OK);
	talloc_free(ctx);
}

_Noreturn static void
read_messages(int fd, const struct limits *limits, struct sniffer *sniffer, int64_t inherited)
{
	static struct job_word word = { .kind = WORD_NEVER };
	static struct job job;
	struct child_words last = { .head = &word, .head_len = sizeof word, .length_at = offsetof(struct job_word, len),
		.reader = "mails" };
	struct fault ignored;

	job.fd = fd;
	mime_begin();
	last.fd = fd;
	child_prepare_last_words(&last);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (confine_limits(limits->parse_seconds * PARSER_MESSAGES, inherited + limits->parse_memory,
	    &ignored) != DONE ||
	    confine(CONFINE_WORKING, &ignored) != DONE)
		_exit(EX_OSERR);
	for (int i = 1; i <= PARSER_MESSAGES; i++)
		do_job(&job, limits, sniffer, i == PARSER_MESSAGES);
	_exit(EX_OK);
}

/* ---- the process that forks ---- */

/* Made before the first fork, so that no child has to make it: what gmime, libxml2 and the converters set up
 * when they are first used. */
static void
warm_up(const struct limits *limits, struct sniffer *sniffer)
{
	static const char sample[] = "From: =?ISO-2022-JP?B?GyRCO1IbKEI=?= <a@example.jp>\r\nSubject: x\r\n"
	    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html;"
	    " charset=Shift_JIS\r\n\r\n<p>x</p>\r\n--b\r\nContent-Type: image/png; name=x\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n";
	static struct job job;
	struct octets message = { .state = &job, .size = sizeof sample - 1, .read = read_message };
	void *ctx = must(talloc_new(NULL));
	struct reading *reading;
	struct fault ignored;

	job.first_len = sizeof sample - 1;
	job.window_at = -1;
	memcpy(job.first, sample, sizeof sample - 1);
	if (mime_read(&message, limits, sniffer, ctx, &reading, &ignored) != DONE)
		_exit(EX_SOFTWARE);
	talloc_free(ctx);
}

static enum verdict
prepare(const struct limits *limits, struct sniffer **sniffer, int64_t *inherited, struct fault *f)
{
	enum verdict v = seal_begin(f);

	if (v != DONE)
		return v;
	if (charset_open_all() == 0)
		return fail(f, HALT, "no character converter can be opened: is the package libc-bin whole?");
	v = sniffer_open(NULL, sniffer, f);
	if (v != DONE)
		return v;
	mime_begin();
	child_widen_stack();
	warm_up(limits, *sniffer);
	*inherited = child_address_space();
	return confine(CONFINE_FORKING, f);
}

/* Those that wait see their socket closed and end. Those that do not are taken along by this process, whom
 * the alarm ends (PR_SET_PDEATHSIG). */
_Noreturn static void
end_readers(void)
{
	struct itimerval time = { .it_value = { .tv_sec = 1 } };

	setitimer(ITIMER_REAL, &time, NULL);
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		continue;
	_exit(EX_OK);
}

_Noreturn void
parser_child_run(int control, int ready, const struct limits *limits)
{
	struct sniffer *sniffer = NULL;
	struct fault fault = { "" };
	int64_t inherited = 0;
	enum verdict v = prepare(limits, &sniffer, &inherited, &fault);
	char octet;
	int fd;

	child_write(ready, v == DONE ? "+" : fault.text, v == DONE ? 1 : strlen(fault.text));
	close(ready);
	if (v != DONE)
		_exit(EX_OSERR);
	while (descriptor_receive(control, &octet, 1, &fd, 1)) {
		pid_t child = fork();

		if (child == 0) {
			close(control);
			read_messages(fd, limits, sniffer, inherited);
		}
		/* Where there was no fork, the caller sees the end of the stream before WORD_BEGUN. */
		close(fd);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			continue;
	}
	end_readers();
}
