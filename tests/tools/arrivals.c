/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arrivals - looks at what ingest wrote, for tests.
 *
 *	arrivals list CONF		"ID SOURCE CHANNEL PLACE OCTETS DIGEST" for each arrival
 *	arrivals cat CONF ID		the octets of one
 *	arrivals digest FILE ...	"OCTETS DIGEST" of files, for comparison
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "config/memory.h"
#include "config/settings.h"
#include "spool/keys.h"
#include "spool/seal.h"
#include "spool/sealed.h"

static void *all;	/* owns what lives to the end */

static _Noreturn void
die(const char *why)
{
	fprintf(stderr, "arrivals: %s\n", why);
	exit(1);
}

static struct settings *
read_settings(const char *file)
{
	struct buffer errors = buffer_init(all);
	struct settings *s;
	struct fault f = { "" };

	if (settings_read(all, file, &s, &errors, &f) != DONE || seal_begin(&f) != DONE)
		die(errors.len != 0 ? buffer_text(&errors) : f.text);
	return s;
}

static struct sealed *
open_arrival(void *ctx, const struct settings *s, const struct keys *keys, const char *id)
{
	struct sealed *sealed;
	struct fault f = { "" };
	char *path = must(talloc_asprintf(ctx, "%s/arrivals/%s", s->folder, id));

	if (sealed_open(ctx, path, sealed_opener_new(ctx, keys->public, keys->secret), &sealed, &f) != DONE)
		die(f.text);
	return sealed;
}

/* Gives the content to standard output, or to the digest. */
static void
read_all(const struct octets *o, struct seal_digest *digest)
{
	static unsigned char piece[65536];
	struct fault f = { "" };

	for (int64_t at = 0; at < o->size;) {
		size_t n = o->size - at < (int64_t)sizeof piece ? (size_t)(o->size - at) : sizeof piece;

		if (o->read(o->state, at, piece, n, &f) != DONE)
			die(f.text);
		if (digest != NULL)
			seal_digest_add(digest, (struct bytes){ piece, n });
		else if (fwrite(piece, 1, n, stdout) != n)
			die("write");
		at += (int64_t)n;
	}
}

static void
print_digest(struct seal_digest *digest, int64_t octets)
{
	unsigned char hash[SEAL_HASH];
	char hex[2 * SEAL_HASH + 1];

	seal_digest_end(digest, hash, sizeof hash);
	seal_hex(hash, sizeof hash, hex);
	printf("%lld %s\n", (long long)octets, hex);
}

static void
list(const struct settings *s, const struct keys *keys)
{
	static const struct seal_key no_secret;
	DIR *d = opendir(must(talloc_asprintf(all, "%s/arrivals", s->folder)));
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL) {
		void *ctx = must(talloc_new(all));
		struct seal_digest digest;
		struct sealed *sealed;
		struct record note;

		if (e->d_name[0] == '.')
			continue;
		sealed = open_arrival(ctx, s, keys, e->d_name);
		note = (struct record){ .rest = sealed_note(sealed) };
		printf("%s", e->d_name);
		for (int i = 0; i < 3; i++)
			printf(" %s", record_take_string(ctx, &note));
		seal_digest_begin(&digest, &no_secret);
		read_all(sealed_content(sealed), &digest);
		printf(" ");
		print_digest(&digest, sealed_content(sealed)->size);
		talloc_free(ctx);
	}
	if (d != NULL)
		closedir(d);
}

static void
digest_file(const char *path)
{
	static const struct seal_key no_secret;
	static unsigned char piece[65536];
	struct seal_digest digest;
	int64_t octets = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		die(strerror(errno));
	seal_digest_begin(&digest, &no_secret);
	while ((n = read(fd, piece, sizeof piece)) > 0) {
		seal_digest_add(&digest, (struct bytes){ piece, (size_t)n });
		octets += n;
	}
	close(fd);
	print_digest(&digest, octets);
}

int
main(int argc, char **argv)
{
	struct settings *s;
	struct keys *keys;
	struct fault f = { "" };

	all = must(talloc_new(NULL));
	if (argc < 3)
		die("usage: arrivals list|cat|digest ...");
	if (strcmp(argv[1], "digest") == 0) {
		for (int i = 2; i < argc; i++)
			digest_file(argv[i]);
		talloc_free(all);
		return 0;
	}
	s = read_settings(argv[2]);
	if (keys_open(s, KEY_PUBLIC | KEY_SECRET, &keys, &f) != DONE)
		die(f.text);
	if (strcmp(argv[1], "list") == 0)
		list(s, keys);
	else if (argc == 4)
		read_all(sealed_content(open_arrival(all, s, keys, argv[3])), NULL);
	keys_close(&keys);
	talloc_free(all);
	return 0;
}
