/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page - the files by which the residents' page and the spool speak to each other: one of them may have been taken over
 *
 * The first octet of the input chooses which file the rest is, or what is sealed within it.
 */
#include "config/memory.h"
#include "config/text.h"
#include "spool/number.h"
#include "spool/page_case.h"
#include "spool/page_folder.h"
#include "spool/page_link.h"
#include "spool/page_notice.h"
#include "tests/fuzz/fuzz.h"

#define NUMBER "2026-000123-8"

static unsigned char public[SEAL_PUBLIC], secret[SEAL_SECRET];

void
fuzz_begin(void)
{
	struct fault f;

	must_hold(seal_begin(&f) == DONE, "sealing");
	seal_new_pair(public, secret);
}

static enum verdict
read_at(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	const struct bytes *input = state;

	(void)f;
	must_hold(offset >= 0 && (uint64_t)offset + len <= input->len, "reads stay inside");
	memcpy(out, input->data + offset, len);
	return DONE;
}

static void
read_notice(void *ctx, struct bytes input)
{
	struct octets message = { .state = &input, .size = (int64_t)input.len, .read = read_at };
	struct page_notice *n;
	struct fault f;

	if (page_notice_read(ctx, &message, &n, &f) != DONE)
		return;
	must_hold(n->kind >= 0 && n->kind < PAGE_KINDS && n->language >= 0 && n->language < PAGE_LANGUAGES, "of a kind");
	must_hold(text_is_utf8(bytes_of(n->number)) && text_is_utf8(bytes_of(n->address)) &&
	    strchr(n->address, '\n') == NULL, "a line each");
	for (size_t i = 0; i < n->try_count; i++)
		must_hold(text_is_utf8(bytes_of(n->tries[i].number)) && n->tries[i].wrong >= 0, "tries");
}

/* The lines of a notice around the octets. */
static void
read_notice_of(void *ctx, struct bytes input, unsigned kind)
{
	struct buffer lines = buffer_init(ctx);
	char hex[2 * 32 + 1];

	buffer_printf(&lines, "X-Ikenbako-Page: %s\r\n", page_kind_name((enum page_kind)(kind % PAGE_KINDS)));
	for (size_t at = 0; at < input.len; at += 32) {
		seal_hex(input.data + at, input.len - at < 32 ? input.len - at : 32, hex);
		buffer_printf(&lines, "X-Ikenbako-Page-Record: %s\r\n", hex);
	}
	buffer_string(&lines, "Subject: x\r\n\r\n");
	read_notice(ctx, buffer_bytes(&lines));
}

static void
read_case(void *ctx, struct bytes file)
{
	struct page_record *record;
	struct page_case c;
	struct fault f;

	if (page_case_unpack(ctx, file, NUMBER, &c, &f) != DONE ||
	    page_case_open(ctx, &c, secret, &record, &f) != DONE)
		return;
	must_hold(record->state >= 0 && record->state < PAGE_STATES && text_is_utf8(bytes_of(record->text)), "a record");
	for (size_t i = 0; i < record->answer_count; i++)
		must_hold(text_is_utf8(bytes_of(record->answers[i].text)), "its answers are text");
	for (size_t i = 0; i < record->file_count; i++)
		must_hold(text_is_utf8(bytes_of(record->files[i].name)) && page_file_type(record->files[i].type) != NULL &&
		    strchr(record->files[i].name, '\n') == NULL, "its files have names");
}

/* What is sealed to the opinion is the input. */
static void
read_record(void *ctx, struct bytes input)
{
	struct buffer file = buffer_init(ctx), sealed = buffer_init(ctx);
	struct seal_key key = seal_new_key();
	unsigned char boxed[SEAL_BOXED_KEY];

	seal_value(&key, "page.case", input, &sealed);
	seal_box_key(public, &key, boxed);
	record_put_string(&file, "ikencase 1");
	record_put_string(&file, NUMBER);
	record_put_number(&file, 1);
	record_put(&file, (struct bytes){ public, SEAL_PUBLIC });
	record_put_number(&file, 0);
	record_put(&file, (struct bytes){ boxed, sizeof boxed });
	record_put(&file, buffer_bytes(&sealed));
	read_case(ctx, buffer_bytes(&file));
}

static void
read_config(void *ctx, struct bytes input)
{
	struct buffer once = buffer_init(ctx), again = buffer_init(ctx);
	struct page_config *config;
	struct fault f;

	if (page_config_read(ctx, input, &config, &f) != DONE)
		return;
	page_config_write(config, &once);
	must_hold(page_config_read(ctx, buffer_bytes(&once), &config, &f) == DONE, "written, it is one");
	page_config_write(config, &again);
	must_hold(once.len == again.len && memcmp(once.data, again.data, once.len) == 0, "and the same");
}

static void
read_small(void *ctx, struct bytes input)
{
	char token[PAGE_TOKEN_SHOWN + 1];
	struct page_link link;
	struct page_wrap wrap;
	struct fault f;
	char **numbers;
	size_t count;

	page_numbers_read(ctx, input, &numbers, &count);
	for (size_t i = 0; i < count; i++)
		must_hold(strpbrk(numbers[i], "/ \n") == NULL, "a number is no path");
	if (page_wrap_unpack(input, NUMBER, &wrap, &f) == DONE)
		must_hold(wrap.generation >= 0, "a password's generation");
	must_hold(page_token_read("3f7k-3f7k-3f7k-3f7k-3f7k", token), "a token");
	must_hold(page_link_unpack(ctx, token, input, &link, &f) != LATER, "a link or none");
}

void
fuzz_one(void *ctx, struct bytes input)
{
	unsigned choice = input.len != 0 ? input.data[0] : 0;
	struct bytes rest = { input.data + (input.len != 0), input.len - (input.len != 0) };

	switch (choice % 6) {
	case 0:
		read_notice(ctx, rest);
		break;
	case 1:
		read_case(ctx, rest);
		break;
	case 2:
		read_record(ctx, rest);
		break;
	case 3:
		read_config(ctx, rest);
		break;
	case 4:
		read_notice_of(ctx, rest, choice / 6);
		break;
	default:
		read_small(ctx, rest);
	}
}
