/* SPDX-License-Identifier: GPL-3.0-or-later */
/* holiday - the Cabinet Office's list of holidays, and an old system's table of opinions */
#include "config/memory.h"
#include "config/settings.h"
#include "config/text.h"
#include "process/tabular.h"
#include "spool/holiday_file.h"
#include "tests/fuzz/fuzz.h"

static struct settings *settings;
static void *all;	/* owns what lives to the end */

void
fuzz_begin(void)
{
	static const char text[] = "[spool]\nfolder = /tmp/none\n\n[office]\nname = 見本市役所\nsection = 広聴課\ncontact = 電話\n"
	    "address = opinion@city.example.jp\nadministrator = admin@city.example.jp\ndesk = desk\n\n"
	    "[department desk]\nname = 広聴\naddresses = kocho@city.example.jp\n\n"
	    "[purpose opinion]\nname = 意見・要望\nwords = 意見\n\n[purpose other]\nname = その他\n\n"
	    "[send]\nkind = maildir\nfolder = /tmp/none\n";
	struct buffer errors;
	struct fault f;
	char *path;

	all = must(talloc_new(NULL));
	errors = buffer_init(all);
	path = must(talloc_asprintf(all, "%s/iken.conf", fuzz_folder()));

	fuzz_put("iken.conf", bytes_of(text));
	if (settings_read(all, path, &settings, &errors, &f) != DONE)
		must_hold(false, errors.len != 0 ? buffer_text(&errors) : f.text);
}

static void
fuzz_table(void *ctx, struct bytes input)
{
	struct tabular t = tabular_read(ctx, settings, input, "letter");

	must_hold(t.wrong == NULL || t.count == 0, "a table or none");
	for (size_t i = 0; i < t.count; i++) {
		must_hold(text_is_utf8(bytes_of(t.row[i].form)) && text_is_utf8(bytes_of(t.row[i].errors)), "each row is text");
		must_hold((t.row[i].proper == NULL) == (t.row[i].errors[0] != 0), "and right, or wrong for a reason");
	}
}

void
fuzz_one(void *ctx, struct bytes input)
{
	struct holidays h = { .count = 0 };
	struct fault f;
	enum verdict v = holiday_file_parse(ctx, "file", input, &h, &f);

	must_hold(v == DONE || (v == NEVER && f.text[0] != 0), "holidays, or why not");
	for (size_t i = 1; v == DONE && i < h.count; i++)
		must_hold(h.item[i - 1].day < h.item[i].day && text_is_utf8(bytes_of(h.item[i].name)), "in order");
	must_hold(v != DONE || (h.count != 0 && h.first_year <= h.last_year), "of some years");
	fuzz_table(ctx, input);
}
