/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page-host - plays the residents' page for the spool: what iken-post and iken-read write and read, without a browser
 *
 *	page-host DIR post [-n NUMBER] [-l LANGUAGE] FORM [FILE...]	prints NUMBER PASSWORD; FORM as in spool/formtext.h
 *	page-host DIR open NUMBER PASSWORD				what may be read: state, text, answers, files
 *	page-host DIR file NUMBER PASSWORD INDEX			the octets of a file
 *	page-host DIR link TOKEN [again]				spends it, prints NUMBER PASSWORD; again: opens it only
 *	page-host DIR password NUMBER GENERATION			sets a password for which there was no link
 *	page-host DIR reissue NUMBER ADDRESS
 *	page-host DIR tries NUMBER COUNT
 *	page-host DIR read NUMBER AT
 *
 * A post takes the first number of out/numbers that DIR/state/taken does not have. -n takes another one.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/clock.h"
#include "config/memory.h"
#include "spool/file.h"
#include "spool/page_case.h"
#include "spool/page_config.h"
#include "spool/page_folder.h"
#include "spool/page_link.h"
#include "spool/page_parcel.h"
#include "spool/page_password.h"
#include "spool/page_state.h"
#include "spool/sealed.h"

enum { FORM_MAX = 1 << 20, FILE_MAX = 64 << 20 };

struct host {
	void *ctx;
	const char *dir;
	struct page_config *config;
	struct fault f;
};

static void
demand(struct host *h, enum verdict v)
{
	if (v == DONE)
		return;
	fprintf(stderr, "page-host: %s\n", h->f.text);
	exit(1);
}

static struct bytes
read_all(struct host *h, const char *path, size_t max)
{
	struct buffer *b = memory_new(h->ctx, sizeof *b);

	demand(h, file_get(h->ctx, path, max, b, &h->f));
	return buffer_bytes(b);
}

/* The same place is the same file: each time another one, unless PLACE says so. */
static char *
new_place(struct host *h)
{
	unsigned char octets[16];
	char hex[2 * sizeof octets + 1];

	seal_random(octets, sizeof octets);
	seal_hex(octets, sizeof octets, hex);
	return must(talloc_strdup(h->ctx, getenv("PLACE") != NULL ? getenv("PLACE") : hex));
}

static struct page_notice
new_notice(enum page_kind kind, const char *number)
{
	return (struct page_notice){ .kind = kind, .at = clock_now(), .number = number, .address = "" };
}

static void
new_password(char out[PAGE_PASSWORD_SHOWN + 1])
{
	struct seal_key seed = seal_new_key();

	page_password_make(&seed, "test", out);
}

/* ---- posting ---- */

static const char *
claim(struct host *h)
{
	struct bytes file = read_all(h, page_path(h->ctx, h->dir, "out/numbers"), PAGE_FILE_MAX);
	char **numbers;
	size_t count;

	page_numbers_read(h->ctx, file, &numbers, &count);
	for (size_t i = 0; i < count; i++) {
		int fd = open(page_state_path(h->ctx, h->dir, PAGE_TAKEN, numbers[i]), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

		if (fd < 0)
			continue;
		close(fd);
		return numbers[i];
	}
	return NULL;
}

static void
put_part(struct host *h, struct bundle *b, const char *path)
{
	struct bytes content = read_all(h, path, FILE_MAX);

	demand(h, bundle_write(b, content.data, content.len, &h->f));
}

static void
post(struct host *h, char **argv)
{
	struct page_notice n = new_notice(PAGE_POST, NULL);
	char password[PAGE_PASSWORD_SHOWN + 1];
	struct page_parcel *parcel;
	struct bundle *b;

	for (; argv[0] != NULL && argv[0][0] == '-'; argv += 2) {
		if (strcmp(argv[0], "-n") == 0)
			n.number = argv[1];
		else if (!page_language_named(argv[1], &n.language))
			exit(64);
	}
	if (n.number == NULL && (n.number = claim(h)) == NULL) {
		fprintf(stderr, "page-host: there is no number left\n");
		exit(75);
	}
	new_password(password);
	seal_new_pair(n.public, n.secret);
	demand(h, page_wrap_make(n.number, 1, password, n.secret, &n.wrap, &h->f));
	demand(h, page_parcel_open(h->ctx, h->dir, h->config->arrival, new_place(h), &n, &parcel, &h->f));
	b = page_parcel_bundle(parcel);
	demand(h, bundle_form(b, &h->f));
	put_part(h, b, argv[0]);
	while (*++argv != NULL) {
		const char *name = strrchr(*argv, '/');

		demand(h, bundle_file(b, bytes_of(name != NULL ? name + 1 : *argv), &h->f));
		put_part(h, b, *argv);
	}
	demand(h, page_parcel_commit(&parcel, &h->f));
	printf("%s %s\n", n.number, password);
}

/* ---- reading ---- */

static struct page_record *
open_case(struct host *h, const char *number, const char *typed, struct page_case *c)
{
	unsigned char secret[SEAL_SECRET];
	char password[PAGE_PASSWORD_SHOWN + 1];
	struct page_record *record;
	struct bytes file = read_all(h, page_path_case(h->ctx, h->dir, number), PAGE_FILE_MAX);

	demand(h, page_case_unpack(h->ctx, file, number, c, &h->f));
	if (!page_password_read(typed, password) || !c->has_wrap || !page_wrap_open(&c->wrap, number, password, secret)) {
		fprintf(stderr, "page-host: wrong number or password\n");
		exit(77);
	}
	demand(h, page_case_open(h->ctx, c, secret, &record, &h->f));
	return record;
}

static void
show(struct host *h, char **argv)
{
	static const char *const states[PAGE_STATES] = { "received", "in work", "answered", "closed", "withdrawn" };
	struct page_case c;
	const struct page_record *r = open_case(h, argv[0], argv[1], &c);

	printf("state: %s\ngeneration: %lld\nexpected: %s\nuntil: %s\npurpose: %s\nnote: %s\ntext: %s\n", states[r->state],
	    (long long)c.generation, r->expected != 0 ? "yes" : "no", r->until != 0 ? "yes" : "no", r->purpose, r->note, r->text);
	for (size_t i = 0; i < r->answer_count; i++)
		printf("answer%s at %lld: %s\n", r->answers[i].corrects ? " that corrects" : "", (long long)r->answers[i].at,
		    r->answers[i].text);
	for (size_t i = 0; i < r->file_count; i++)
		printf("file %zu: %s %s %lld\n", i + 1, r->files[i].name, r->files[i].type, (long long)r->files[i].size);
}

static void
show_file(struct host *h, char **argv)
{
	struct page_case c;
	const struct page_record *r = open_case(h, argv[0], argv[1], &c);
	size_t index = (size_t)strtoul(argv[2], NULL, 10);
	const struct octets *content;
	struct sealed *file;
	unsigned char piece[4096];

	if (index == 0 || index > r->file_count)
		exit(66);
	demand(h, sealed_open_with(h->ctx, page_path_file(h->ctx, h->dir, argv[0], index), &r->files[index - 1].key, &file, &h->f));
	content = sealed_content(file);
	for (int64_t at = 0; at < content->size; at += (int64_t)sizeof piece) {
		size_t len = content->size - at < (int64_t)sizeof piece ? (size_t)(content->size - at) : sizeof piece;

		demand(h, content->read(content->state, at, piece, len, &h->f));
		if (fwrite(piece, 1, len, stdout) != len)
			exit(74);
	}
}

/* ---- all else ---- */

static void
send(struct host *h, const struct page_notice *n)
{
	demand(h, page_parcel_send(h->dir, h->config->arrival, new_place(h), n, &h->f));
}

static void
send_password(struct host *h, const char *number, int64_t generation, const unsigned char secret[SEAL_SECRET])
{
	struct page_notice n = new_notice(PAGE_PASSWORD, number);
	char password[PAGE_PASSWORD_SHOWN + 1];

	new_password(password);
	demand(h, page_wrap_make(number, generation, password, secret, &n.wrap, &h->f));
	send(h, &n);
	printf("%s %s\n", number, password);
}

static void
spend(struct host *h, char **argv)
{
	char token[PAGE_TOKEN_SHOWN + 1], name[PAGE_LINK_NAME + 1];
	struct page_link link;

	if (!page_token_read(argv[0], token))
		exit(65);
	page_link_name(token, name);
	demand(h, page_link_unpack(h->ctx, token, read_all(h, page_path_link(h->ctx, h->dir, name), PAGE_FILE_MAX), &link, &h->f));
	if (argv[1] != NULL)
		printf("%s %lld\n", link.number, (long long)link.generation);
	else
		send_password(h, link.number, link.generation, link.secret);
}

static void
forge_password(struct host *h, char **argv)
{
	unsigned char public[SEAL_PUBLIC], secret[SEAL_SECRET];

	seal_new_pair(public, secret);
	send_password(h, argv[0], strtoll(argv[1], NULL, 10), secret);
}

static void
say(struct host *h, const char *what, char **argv)
{
	struct page_tries tries = { .number = argv[0], .sources = 1 };
	struct page_notice n = new_notice(PAGE_REISSUE, argv[0]);

	if (strcmp(what, "tries") == 0) {
		n = new_notice(PAGE_TRIES, "");
		tries.wrong = strtoll(argv[1], NULL, 10);
		n.from = n.at - 3600;
		n.tries = &tries;
		n.try_count = 1;
	} else if (strcmp(what, "read") == 0) {
		n = new_notice(PAGE_READ, argv[0]);
		n.answer = strtoll(argv[1], NULL, 10);
	} else {
		n.address = argv[1];
	}
	send(h, &n);
}

int
main(int argc, char **argv)
{
	struct host h = { .ctx = talloc_new(NULL), .dir = argc > 1 ? argv[1] : "" };
	const char *what = argc > 3 ? argv[2] : "";

	demand(&h, seal_begin(&h.f));
	demand(&h, page_config_read(h.ctx, read_all(&h, page_path(h.ctx, h.dir, "out/page"), FORM_MAX), &h.config, &h.f));
	demand(&h, page_state_open(h.dir, &h.f));
	if (strcmp(what, "post") == 0)
		post(&h, argv + 3);
	else if (strcmp(what, "open") == 0 && argc == 5)
		show(&h, argv + 3);
	else if (strcmp(what, "file") == 0 && argc == 6)
		show_file(&h, argv + 3);
	else if (strcmp(what, "link") == 0)
		spend(&h, argv + 3);
	else if (strcmp(what, "password") == 0 && argc == 5)
		forge_password(&h, argv + 3);
	else if (argc == 5)
		say(&h, what, argv + 3);
	else
		return 64;
	talloc_free(h.ctx);
	return 0;
}
