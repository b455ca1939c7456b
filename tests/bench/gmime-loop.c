/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gmime-loop - the least that reading mails can cost: gmime in one process, with no confinement.
 *
 * usage: gmime-loop FOLDER
 * Opens each file of FOLDER, parses it, decodes every part and hashes it with SHA-256. Keeps nothing.
 */
#include <dirent.h>
#include <fcntl.h>
#include <gmime/gmime.h>
#include <sodium.h>

struct totals {
	long mails, parts, octets;
	unsigned char digests;		/* so that no hash can be left out */
};

static void
hash_part(struct totals *t, GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	crypto_hash_sha256_state hash;
	unsigned char out[crypto_hash_sha256_BYTES];
	GMimeStream *memory;
	GByteArray *bytes;

	if (content == NULL)
		return;
	memory = g_mime_stream_mem_new();
	g_mime_data_wrapper_write_to_stream(content, memory);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
	crypto_hash_sha256_init(&hash);
	crypto_hash_sha256_update(&hash, bytes->data, bytes->len);
	crypto_hash_sha256_final(&hash, out);
	t->parts++;
	t->octets += bytes->len;
	t->digests ^= out[0];
	g_object_unref(memory);
}

static void
see_part(GMimeObject *parent, GMimeObject *part, gpointer totals)
{
	(void)parent;
	if (GMIME_IS_PART(part))
		hash_part(totals, GMIME_PART(part));
}

static void
read_mail(struct totals *t, int fd)
{
	GMimeStream *stream = g_mime_stream_fs_new(fd);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

	if (message != NULL) {
		(void)g_mime_message_get_subject(message);
		(void)g_mime_message_get_from(message);
		g_mime_message_foreach(message, see_part, t);
		t->mails++;
		g_object_unref(message);
	}
	g_object_unref(parser);
	g_object_unref(stream);
}

int
main(int argc, char **argv)
{
	struct totals t = { 0, 0, 0, 0 };
	struct dirent *e;
	DIR *d;

	d = argc == 2 ? opendir(argv[1]) : NULL;
	if (d == NULL || sodium_init() < 0) {
		fprintf(stderr, "usage: gmime-loop FOLDER\n");
		return 64;
	}
	g_mime_init();
	while ((e = readdir(d)) != NULL) {
		int fd = e->d_name[0] != '.' ? openat(dirfd(d), e->d_name, O_RDONLY | O_CLOEXEC) : -1;

		if (fd >= 0)
			read_mail(&t, fd);
	}
	closedir(d);
	printf("%ld mails, %ld parts, %ld octets, %02x\n", t.mails, t.parts, t.octets, t.digests);
	g_mime_shutdown();
	return 0;
}
