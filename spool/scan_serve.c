/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_serve - what iken-scan does. */
#include "spool/scan_serve.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "config/memory.h"
#include "spool/child.h"
#include "spool/confine.h"
#include "spool/descriptor.h"
#include "spool/scan_reader.h"
#include "spool/scan_task.h"
#include "spool/scan_wire.h"

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
	static struct scan_word word = { .kind = SCAN_NEVER };
	struct child_words last = { .head = &word, .head_len = sizeof word, .length_at = offsetof(struct scan_word, len),
		.reader = "scans" };
	struct bytes octets = map(file);
	struct fault ignored;

	close(file);
	signal(SIGPIPE, SIG_DFL);
	last.fd = socket;
	child_prepare_last_words(&last);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (confine_limits(job->seconds * SCAN_PATIENT_PAGES, inherited + job->memory + (int64_t)octets.len, &ignored) !=
	    DONE ||
	    confine(needs_of(octets, (enum scan_task)job->task), &ignored) != DONE)
		_exit(EX_OSERR);
	task_run(job, octets, socket);
	_exit(EX_OK);
}

/* ---- the process that forks ---- */

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
	enum verdict v;

	task_load();
	v = words ? reader_load(f) : DONE;
	if (v != DONE)
		return v;
	warm_up();
	child_widen_stack();
	*inherited = child_address_space();
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
	/* What is no job with two descriptors came from nobody we know. */
	while (descriptor_receive(control, &job, sizeof job, both, 2)) {
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
