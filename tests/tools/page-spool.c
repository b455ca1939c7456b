/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page-spool - plays the spool for the residents' page: makes DIR/out, reads DIR/in
 *
 *	page-spool make DIR NUMBERS [NAME=VALUE ...]	configuration and reserved numbers; the secret key is in DIR.key
 *	page-spool in DIR				says what lies in in/, in the order of its kinds
 *	page-spool part DIR NUMBER INDEX		the octets of a post's part; 0 is the form
 *	page-spool publish DIR NUMBER STATE [TEXT [FILE TYPE]]	out/cases/NUMBER of the post that lies in in/
 *	page-spool link DIR NUMBER GENERATION EXPIRES	a one-time link for it; prints the token
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/file.h"
#include "spool/number.h"
#include "spool/page_case.h"
#include "spool/page_folder.h"
#include "spool/page_link.h"
#include "spool/page_notice.h"
#include "spool/page_static.h"
#include "spool/sealed.h"

struct spool {
	void *ctx;
	const char *dir;
	unsigned char public[SEAL_PUBLIC], secret[SEAL_SECRET];
	struct fault f;
};

static void
demand(struct spool *s, enum verdict v)
{
	if (v != DONE) {
		fprintf(stderr, "page-spool: %s\n", s->f.text);
		exit(1);
	}
}

static char *
key_path(struct spool *s)
{
	return must(talloc_asprintf(s->ctx, "%s.key", s->dir));
}

static void
read_key(struct spool *s)
{
	struct buffer file;

	demand(s, file_get(s->ctx, key_path(s), SEAL_SECRET, &file, &s->f));
	memcpy(s->secret, file.data, SEAL_SECRET);
	seal_public_of(s->secret, s->public);
}

/* ---- make ---- */

static void
set_option(struct page_config *c, const char *option)
{
	int64_t number = 0;
	const char *value = strchr(option, '=') + 1;

	text_to_number(value, 0, INT64_MAX, &number);
	if (text_starts(option, "file_size="))
		c->file_size = number;
	else if (text_starts(option, "total_size="))
		c->total_size = number;
	else if (text_starts(option, "file_count="))
		c->file_count = number;
	else if (text_starts(option, "text_length="))
		c->text_length = number;
	else if (text_starts(option, "session="))
		c->session = number;
	else if (text_starts(option, "answers_here="))
		c->answers_here = number != 0;
	else if (text_starts(option, "name_required="))
		c->name_required = number != 0;
	else if (text_starts(option, "url="))
		c->url = value;
}

static void
make(struct spool *s, int count, char **options, int option_count)
{
	static struct page_purpose purposes[] = {
		{ "request", { { "要望", "Request", "おねがい" } } },
		{ "complaint", { { "苦情", "Complaint", "こまっていること" } } },
		{ "question", { { "質問", "Question", "聞（き）きたいこと" } } },
		{ "other", { { "その他", "Other", "そのほか" } } },
	};
	struct page_config c = page_config_usual();
	struct buffer out = buffer_init(s->ctx), numbers = buffer_init(s->ctx);

	seal_new_pair(s->public, s->secret);
	demand(s, page_folder_make(s->dir, &s->f));
	demand(s, page_static_write(s->dir, &s->f));
	demand(s, file_put(key_path(s), (struct bytes){ s->secret, SEAL_SECRET }, 0600, &s->f));
	memcpy(c.arrival, s->public, SEAL_PUBLIC);
	c.office = (struct page_words){ { "見本区役所", "Sample City Office", "見本（みほん）区役所（くやくしょ）" } };
	c.contact = (struct page_words){ { "区政情報課 03-0000-0000（平日 8:30-17:15）", "03-0000-0000", "03-0000-0000" } };
	c.purposes = purposes;
	c.purpose_count = 4;
	for (int i = 0; i < option_count; i++)
		set_option(&c, options[i]);
	page_config_write(&c, &out);
	demand(s, file_put(page_path(s->ctx, s->dir, "out/page"), buffer_bytes(&out), 0640, &s->f));
	for (int i = 1; i <= count; i++)
		buffer_printf(&numbers, "%s\n", number_make(s->ctx, 2026, i));
	demand(s, file_put(page_path(s->ctx, s->dir, "out/numbers"), buffer_bytes(&numbers), 0640, &s->f));
}

/* ---- in ---- */

struct arrived {
	struct sealed *file;
	struct page_notice *notice;
	struct bundle_places places;
};

static struct arrived
open_arrived(struct spool *s, const char *name)
{
	struct arrived a = { .file = NULL };
	char *path = must(talloc_asprintf(s->ctx, "%s/in/%s", s->dir, name));

	demand(s, sealed_open(s->ctx, path, sealed_opener_new(s->ctx, s->public, s->secret), &a.file, &s->f));
	demand(s, page_notice_read(s->ctx, sealed_content(a.file), &a.notice, &s->f));
	if (a.notice->kind == PAGE_POST)
		demand(s, bundle_places(s->ctx, sealed_content(a.file), &a.places, &s->f));
	return a;
}

static void
print_octets(struct spool *s, const struct octets *o, int64_t from, int64_t to)
{
	unsigned char piece[65536];

	while (from < to) {
		size_t n = to - from < (int64_t)sizeof piece ? (size_t)(to - from) : sizeof piece;

		demand(s, o->read(o->state, from, piece, n, &s->f));
		fwrite(piece, 1, n, stdout);
		from += (int64_t)n;
	}
}

static void
print_arrived(const struct arrived *a)
{
	const struct page_notice *n = a->notice;

	printf("%s", page_kind_name(n->kind));
	if (*n->number != 0)
		printf(" %s", n->number);
	if (n->kind == PAGE_POST)
		printf(" %s, %zu files", page_language_name(n->language), a->places.count - 1);
	if (n->kind == PAGE_REISSUE)
		printf(" %s", n->address);
	if (n->kind == PAGE_PASSWORD)
		printf(" generation %lld", (long long)n->wrap.generation);
	for (size_t i = 0; i < n->try_count; i++)
		printf(" %s %lld of %lld", n->tries[i].number, (long long)n->tries[i].wrong, (long long)n->tries[i].sources);
	putchar('\n');
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Each file of in/; wanted NULL: all are printed. Returns the post of that number. */
static struct arrived
walk(struct spool *s, const char *wanted)
{
	struct dirent **names;
	struct arrived found = { .file = NULL };
	int n = scandir(page_path(s->ctx, s->dir, "in"), &names, is_shown, by_name);

	read_key(s);
	for (int i = 0; i < n; i++) {
		struct arrived a = open_arrived(s, names[i]->d_name);

		if (wanted == NULL)
			print_arrived(&a);
		else if (a.notice->kind == PAGE_POST && strcmp(a.notice->number, wanted) == 0)
			found = a;
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	if (wanted != NULL && found.file == NULL)
		demand(s, fail(&s->f, NEVER, "no post %s", wanted));
	return found;
}

static void
part(struct spool *s, const char *number, int index)
{
	struct arrived a = walk(s, number);

	if (index >= 0 && (size_t)index < a.places.count)
		print_octets(s, sealed_content(a.file), a.places.item[index].from, a.places.item[index].to);
}

/* ---- out ---- */

static struct page_file
publish_file(struct spool *s, const struct page_case *c, const char *from, const char *type)
{
	struct page_file file = { .name = strrchr(from, '/') != NULL ? strrchr(from, '/') + 1 : from, .type = type };
	char *path = page_path_file(s->ctx, s->dir, c->number, 1);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
	struct sealed_writer *w = sealed_begin(s->ctx, fd, c->public, (struct bytes){ NULL, 0 });
	struct buffer content;

	demand(s, file_get(s->ctx, from, PAGE_FILE_MAX, &content, &s->f));
	demand(s, sealed_write(w, content.data, content.len, &s->f));
	file.size = (int64_t)content.len;
	file.key = *sealed_writer_key(w);
	demand(s, sealed_end(w, &s->f));
	close(fd);
	return file;
}

static void
publish(struct spool *s, const char *number, char **words, int count)
{
	struct arrived a = walk(s, number);
	struct page_case c = { .number = must(talloc_strdup(s->ctx, number)), .generation = 1, .has_wrap = true,
		.wrap = a.notice->wrap };
	struct page_answer answer = { .at = clock_now(), .text = count > 1 ? words[1] : "" };
	struct page_record record = { .received = a.notice->at, .expected = a.notice->at + 14 * 86400, .purpose = "request",
		.text = "公園の街灯が切れています。", .note = "", .answers = &answer, .answer_count = count > 1 };
	struct page_file file;
	struct buffer out = buffer_init(s->ctx);

	memcpy(c.public, a.notice->public, SEAL_PUBLIC);
	record.state = strcmp(words[0], "answered") == 0 ? PAGE_ANSWERED : strcmp(words[0], "work") == 0 ? PAGE_IN_WORK :
	    strcmp(words[0], "withdrawn") == 0 ? PAGE_WITHDRAWN : PAGE_RECEIVED;
	if (count > 3) {
		file = publish_file(s, &c, words[2], words[3]);
		record.files = &file;
		record.file_count = 1;
	}
	page_case_pack(&c, &record, &out);
	demand(s, file_put(page_path_case(s->ctx, s->dir, number), buffer_bytes(&out), 0640, &s->f));
}

static void
make_link(struct spool *s, const char *number, const char *generation, const char *expires)
{
	struct arrived a = walk(s, number);
	struct page_link one = { .number = must(talloc_strdup(s->ctx, number)), .generation = strtoll(generation, NULL, 10),
		.expires = strtoll(expires, NULL, 10) };
	struct seal_key key = seal_new_key();
	struct buffer out = buffer_init(s->ctx);
	char token[PAGE_TOKEN_SHOWN + 1], name[PAGE_LINK_NAME + 1];

	memcpy(one.secret, a.notice->secret, SEAL_SECRET);
	page_token_make(&key, 1, number, one.generation, token);
	page_link_name(token, name);
	page_link_pack(token, &one, &out);
	demand(s, file_put(page_path_link(s->ctx, s->dir, name), buffer_bytes(&out), 0640, &s->f));
	puts(token);
}

int
main(int argc, char **argv)
{
	struct spool s = { .ctx = must(talloc_new(NULL)), .dir = argc > 2 ? argv[2] : "" };

	demand(&s, seal_begin(&s.f));
	if (argc >= 4 && strcmp(argv[1], "make") == 0)
		make(&s, (int)strtol(argv[3], NULL, 10), argv + 4, argc - 4);
	else if (argc == 3 && strcmp(argv[1], "in") == 0)
		walk(&s, NULL);
	else if (argc == 5 && strcmp(argv[1], "part") == 0)
		part(&s, argv[3], (int)strtol(argv[4], NULL, 10));
	else if (argc >= 5 && strcmp(argv[1], "publish") == 0)
		publish(&s, argv[3], argv + 4, argc - 4);
	else if (argc == 6 && strcmp(argv[1], "link") == 0)
		make_link(&s, argv[3], argv[4], argv[5]);
	else
		demand(&s, fail(&s.f, HALT, "usage: see its source"));
	talloc_free(s.ctx);
	return 0;
}
