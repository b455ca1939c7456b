/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp-loop - the least that sending over libetpan can cost: one connection, one mail again and again.
 *
 * usage: smtp-loop PORT COUNT FILE
 * To 127.0.0.1 with TLS from the first octet, with libetpan's own stream, which verifies nothing.
 */
#include <libetpan/libetpan.h>

static char *
read_file(const char *path, size_t *len_out)
{
	FILE *in = fopen(path, "r");
	char *content = malloc(1 << 20);

	if (in == NULL || content == NULL)
		return NULL;
	*len_out = fread(content, 1, 1 << 20, in);
	fclose(in);
	return content;
}

static int
send_one(mailsmtp *smtp, const char *mail, size_t len)
{
	int r = mailesmtp_mail(smtp, "opinion@city.example.jp", 1, NULL);

	if (r == MAILSMTP_NO_ERROR)
		r = mailesmtp_rcpt(smtp, "yamada@example.jp", 0, NULL);
	if (r == MAILSMTP_NO_ERROR)
		r = mailsmtp_data(smtp);
	if (r == MAILSMTP_NO_ERROR)
		r = mailsmtp_data_message(smtp, mail, len);
	return r;
}

int
main(int argc, char **argv)
{
	mailsmtp *smtp = mailsmtp_new(0, NULL);
	size_t len = 0;
	char *mail = argc == 4 ? read_file(argv[3], &len) : NULL;
	int r;

	if (mail == NULL || smtp == NULL) {
		fprintf(stderr, "usage: smtp-loop PORT COUNT FILE\n");
		return 64;
	}
	r = mailsmtp_ssl_connect(smtp, "127.0.0.1", (uint16_t)strtol(argv[1], NULL, 10));
	if (r == MAILSMTP_NO_ERROR)
		r = mailesmtp_ehlo(smtp);
	for (long i = strtol(argv[2], NULL, 10); i > 0 && r == MAILSMTP_NO_ERROR; i--)
		r = send_one(smtp, mail, len);
	if (r == MAILSMTP_NO_ERROR)
		r = mailsmtp_quit(smtp);
	if (r != MAILSMTP_NO_ERROR)
		fprintf(stderr, "smtp-loop: %s\n", mailsmtp_strerror(r));
	free(mail);
	mailsmtp_free(smtp);
	return r == MAILSMTP_NO_ERROR ? 0 : 1;
}
