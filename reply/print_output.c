/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_output - where a sheet goes that was asked for at the command line. */
#include <stdio.h>

#include "config/clock.h"
#include "config/memory.h"
#include "reply/print_sheets.h"
#include "reply/printer.h"
#include "spool/file.h"

enum { FILE_MODE = 0640, SILENCE = 60, NAME_OCTETS = 8 };

static enum verdict
to_stdout(const struct buffer *pdf, struct fault *f)
{
	if (fwrite(pdf->data, 1, pdf->len, stdout) != pdf->len || fflush(stdout) != 0)
		return fail(f, LATER, "the sheet could not be written to standard output");
	return DONE;
}

static enum verdict
to_folder(struct run *run, const char *what, const struct buffer *pdf, struct fault *f)
{
	struct day day = clock_tokyo(clock_now());
	char *path = must(talloc_asprintf(run->ctx, "%s/%s-%04d%02d%02d.pdf", run->settings->print.folder, what, day.year,
	    day.month, day.day));
	enum verdict v = file_put(path, buffer_bytes(pdf), FILE_MODE, f);

	if (v == DONE)
		printf("%s\n", path);
	return v;
}

static enum verdict
to_printer(struct run *run, const char *what, const struct buffer *pdf, struct fault *f)
{
	const struct printing *print = &run->settings->print;
	const struct printer_settings to = { .uri = print->printer, .ca_file = print->ca_file, .media = "iso_a4_210x297mm",
		.timeout = SILENCE, .deadline = print->timeout };
	struct buffer document = *pdf;
	struct print_job job = { .document = octets_of_buffer(&document), .duplex = print->duplex };
	unsigned char octets[NAME_OCTETS];
	char digits[2 * NAME_OCTETS + 1];
	struct printer *printer;
	int64_t id;
	enum verdict v = printer_open(run->ctx, &to, &printer, f);

	if (v != DONE)
		return v;
	seal_random(octets, sizeof octets);
	seal_hex(octets, sizeof octets, digits);
	job.name = must(talloc_asprintf(run->ctx, "iken %s %s", what, digits));
	v = printer_send(printer, &job, &id, f);
	if (v == DONE)
		printf("job %lld of %s\n", (long long)id, print->printer);
	printer_close(&printer);
	return v;
}

enum verdict
print_output(struct run *run, const char *what, const struct buffer *pdf, const char *output, struct fault *f)
{
	if (output != NULL && strcmp(output, "-") == 0)
		return to_stdout(pdf, f);
	if (output != NULL)
		return file_put(output, buffer_bytes(pdf), FILE_MODE, f);
	if (run->settings->print.kind == PRINT_FOLDER)
		return to_folder(run, what, pdf, f);
	if (run->settings->print.kind == PRINT_PRINTER)
		return to_printer(run, what, pdf, f);
	return fail(f, HALT, "print.kind is none: name a file with -o");
}
