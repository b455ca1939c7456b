/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_serve - what iken-scan does. */
#include "spool/scan_serve.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "config/memory.h"
#include "spool/confine.h"
#include "spool/scan_reader.h"
#include "spool/scan_task.h"
#include "spool/scan_wire.h"

enum { STACK = 64 << 20 };

/* ---- last words ---- */

static int last_words_fd;

/* Runs in the middle of anything: only write() and _exit(). */
static void
say_last_words(int number)
{
	static const char late[] = "it takes longer to read than limits.parse_seconds allows";
	static const char gave_up[] = "the reader of scans gave up, as it does when limits.parse_memory is too little";
	static char crashed[] = "the reader of scans crashed on it (signal 00)";
	const size_t digits = sizeof crashed - sizeof "00)";
	struct scan_word word = { .kind = SCAN_NEVER };
	const char *text = crashed;

	crashed[digits] = (char)('0' + number / 10);
	crashed[digits + 1] = (char)('0' + number % 10);
	if (number == SIGPROF || number == SIGXCPU)
		text = late;
	else if (number == SIGABRT || number == SIGTRAP)
		text = gave_up;
	word.len = (uint32_t)strlen(text);
	if (write(last_words_fd, &word, sizeof word) == (ssize_t)sizeof word &&
	    write(last_words_fd, text, word.len) == (ssize_t)word.len)
		_exit(EX_DATAERR);
	_exit(EX_IOERR);
}

/* On a stack of their own, since a stack that overflows is one of the reasons. Sanitizers tell of crashes
 * themselves. */
static void
prepare_last_words(int fd)
{
	static unsigned char room[16384];
	static const int signals[] = { SIGPROF, SIGXCPU,
#ifndef IKEN_SANITIZED
		SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP,
#endif
	};
	stack_t stack = { .ss_sp = room, .ss_size = sizeof room };
	struct sigaction action = { .sa_handler = say_last_words, .sa_flags = SA_ONSTACK | (int)SA_RESETHAND };

	last_words_fd = fd;
	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
		sigaction(signals[i], &action, NULL);
}

/* ---- a child ---- */

static struct bytes
map(int fd)
{
	struct stat st;
	void *data;

	if (fstat(fd, &st) != 0 || st.st_size <= 0)
		_exit(EX_PROTOCOL);
	data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		_exit(EX_OSERR);
	return (struct bytes){ data, (size_t)st.st_size };
}

/* Fonts that are not embedded are looked for by drawing PDFs alone; only HEIC needs threads. */
static enum confine_kind
needs_of(struct bytes file, enum scan_task task)
{
	enum scan_format format = scan_format_of(file);

	if (format == SCAN_PDF && task != SCAN_EXTRACT)
		return CONFINE_SCAN_FONTS;
	return format == SCAN_HEIC ? CONFINE_SCAN_THREADS : CONFINE_SCAN;
}

_Noreturn static void
do_job(const struct scan_job *job, int file, int socket, int64_t inherited)
{
	struct bytes octets = map(file);
	struct fault ignored;

	close(file);
	signal(SIGPIPE, SIG_DFL);
	prepare_last_words(socket);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (confine_limits(job->seconds * SCAN_PATIENT_PAGES, inherited + job->memory + (int64_t)octets.len, &ignored) !=
	    DONE ||
	    confine(needs_of(octets, (enum scan_task)job->task), &ignored) != DONE)
		_exit(EX_OSERR);
	task_run(job, octets, socket);
	_exit(EX_OK);
}

/* ---- the process that forks ---- */

/* False when the other side is gone. What is no job with two descriptors came from nobody we know. */
static bool
receive_job(int control, struct scan_job *job, int both[2])
{
	union {
		char octets[CMSG_SPACE(2 * sizeof(int))];
		struct cmsghdr align;
	} space;
	struct iovec piece = { job, sizeof *job };
	struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1, .msg_control = space.octets,
		.msg_controllen = sizeof space.octets };
	struct cmsghdr *part;
	ssize_t n;

	do
		n = recvmsg(control, &message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	part = n == (ssize_t)sizeof *job ? CMSG_FIRSTHDR(&message) : NULL;
	if (part == NULL || part->cmsg_type != SCM_RIGHTS || part->cmsg_len != CMSG_LEN(2 * sizeof(int)))
		return false;
	memcpy(both, CMSG_DATA(part), 2 * sizeof(int));
	return true;
}

/* Octets of address space that this process has; 0 when it is not said. */
static int64_t
address_space(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	char words[64] = "0";

	if (file == NULL)
		return 0;
	if (fgets(words, sizeof words, file) == NULL)
		words[0] = 0;
	fclose(file);
	return strtol(words, NULL, 10) * sysconf(_SC_PAGESIZE);
}

/* Work on a sample of ours loads what the libraries load when they are first used: tables, lists of fonts. It is put
 * together without the list of places that each reader of PDFs can make for itself. */
static void
warm_up(void)
{
	static const char sample[] = "%PDF-1.4\n"
	    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]/Contents 4 0 R"
	    "/Resources<</Font<</A 5 0 R/B 6 0 R>>>>>>endobj\n"
	    "4 0 obj<</Length 62>>stream\nBT /A 9 Tf 9 50 Td (ward) Tj /B 9 Tf 0 -20 Td <8BE6> Tj ET    \nendstream endobj\n"
	    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
	    "6 0 obj<</Type/Font/Subtype/Type0/BaseFont/Ryumin-Light/Encoding/90ms-RKSJ-H/DescendantFonts[7 0 R]>>endobj\n"
	    "7 0 obj<</Type/Font/Subtype/CIDFontType0/BaseFont/Ryumin-Light/FontDescriptor 8 0 R"
	    "/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>>>endobj\n"
	    "8 0 obj<</Type/FontDescriptor/FontName/Ryumin-Light/Flags 6/FontBBox[0 0 1000 1000]/ItalicAngle 0"
	    "/Ascent 800/Descent -200/CapHeight 700/StemV 80>>endobj\n"
	    "trailer<</Root 1 0 R/Size 9>>\n%%EOF\n";
	const struct scan_job look = { .task = SCAN_LOOK, .seconds = 120 };
	int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (nothing < 0)
		return;
	task_run(&look, (struct bytes){ (const unsigned char *)sample, sizeof sample - 1 }, nothing);
	task_rest();
	close(nothing);
}

static enum verdict
prepare(bool words, int64_t *inherited, struct fault *f)
{
	struct rlimit stack = { STACK, RLIM_INFINITY };
	enum verdict v;

	task_load();
	v = words ? reader_load(f) : DONE;
	if (v != DONE)
		return v;
	warm_up();
	getrlimit(RLIMIT_STACK, &stack);
	if (stack.rlim_max == RLIM_INFINITY || stack.rlim_max > STACK)
		stack.rlim_cur = STACK;
	setrlimit(RLIMIT_STACK, &stack);
	*inherited = address_space();
	return confine(CONFINE_SCANS, f);
}

_Noreturn void
scan_serve(int control, bool words)
{
	struct fault fault = { "" };
	int64_t inherited = 0;
	enum verdict v;
	struct scan_job job;
	int both[2];

	signal(SIGINT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);	/* nobody waits for them */
	v = prepare(words, &inherited, &fault);
	if (write(control, v == DONE ? "+" : fault.text, v == DONE ? 1 : strlen(fault.text)) < 0 || v != DONE)
		_exit(EX_OSERR);
	while (receive_job(control, &job, both)) {
		pid_t child = fork();

		if (child == 0) {
			close(control);
			do_job(&job, both[0], both[1], inherited);
		}
		/* Where there was no fork, the caller sees the end of the stream before SCAN_BEGUN. */
		close(both[0]);
		close(both[1]);
	}
	/* Children that are still at work are taken along (PR_SET_PDEATHSIG). */
	_exit(EX_OK);
}
