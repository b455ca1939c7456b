/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * maildir_out - mails put into a Maildir, for another program to take or for a trial.
 *
 * A file's name comes from the mail's Message-ID, so that a mail that is written again, because
 * a run was killed, is the same file. Who it was for stands in Envelope-To, which a message has none of.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>

#include "config/memory.h"
#include "reply/transport.h"
#include "spool/file.h"

struct maildir_out {
	const char *folder;
	char *tmp, *new, *cur;
};

static enum verdict
maildir_open(void *ctx, const struct sending *s, void **state_out, struct fault *f)
{
	struct maildir_out *m = memory_new(ctx, sizeof *m);
	enum verdict v;

	m->folder = s->folder;
	m->tmp = must(talloc_asprintf(m, "%s/tmp", s->folder));
	m->new = must(talloc_asprintf(m, "%s/new", s->folder));
	m->cur = must(talloc_asprintf(m, "%s/cur", s->folder));
	*state_out = m;
	v = folder_make(s->folder, FOLDER_SHARED, f);
	if (v == DONE)
		v = folder_make(m->tmp, FOLDER_SHARED, f);
	if (v == DONE)
		v = folder_make(m->new, FOLDER_SHARED, f);
	return v == DONE ? folder_make(m->cur, FOLDER_SHARED, f) : v;
}

/* Date, Message-ID: nothing but letters, digits and signs that no file system minds. */
static char *
file_name(void *ctx, const struct message *m)
{
	char *name = must(talloc_asprintf(ctx, "%lld.%s", (long long)m->date, m->id));

	for (char *p = name; *p != 0; p++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.@-_", *p) == NULL)
			*p = '_';
	return name;
}

/* Whether a reader has moved the mail to cur/ already, where the name got flags (":2,S"). */
static enum verdict
is_in_cur(const struct maildir_out *m, const char *name, bool *is_out, struct fault *f)
{
	DIR *folder = opendir(m->cur);
	size_t len = strlen(name);
	const struct dirent *entry;

	*is_out = false;
	if (folder == NULL)
		return fail(f, LATER, "%s: %s", m->cur, strerror(errno));
	while (!*is_out && (entry = readdir(folder)) != NULL)
		*is_out = strncmp(entry->d_name, name, len) == 0 && (entry->d_name[len] == 0 || entry->d_name[len] == ':');
	closedir(folder);
	return DONE;
}

static enum verdict
take_lines(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	FILE *file = state;

	for (const unsigned char *p = data, *end = data + len; p < end;) {
		const unsigned char *cr = memchr(p, '\r', (size_t)(end - p));
		size_t n = (size_t)((cr != NULL ? cr : end) - p);

		if (fwrite(p, 1, n, file) != n)
			return fail(f, LATER, "write: %s", strerror(errno));
		p += n + (cr != NULL);
	}
	return DONE;
}

static enum verdict
write_file(FILE *file, const struct parcel *p, struct fault *f)
{
	const struct sink sink = { file, take_lines };
	enum verdict v;

	fprintf(file, "Return-Path: <%s>\n", p->sender);
	for (size_t i = 0; i < p->count; i++)
		fprintf(file, "Envelope-To: %s\n", p->recipients[i].address);
	v = message_write(p->message, &sink, f);
	if (v == DONE && (fflush(file) != 0 || fsync(fileno(file)) != 0))
		v = fail(f, LATER, "write: %s", strerror(errno));
	return v;
}

static enum verdict
put(const struct maildir_out *m, const struct parcel *p, const char *name, struct fault *f)
{
	char *tmp = must(talloc_asprintf(NULL, "%s/%s", m->tmp, name));
	char *new = must(talloc_asprintf(tmp, "%s/%s", m->new, name));
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, FILE_SHARED);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
	enum verdict v;

	if (file == NULL) {
		v = fail(f, LATER, "%s: %s", m->tmp, strerror(errno));
		if (fd >= 0)
			close(fd);
	} else {
		v = write_file(file, p, f);
		if (fclose(file) != 0 && v == DONE)
			v = fail(f, LATER, "%s: %s", m->tmp, strerror(errno));
		if (v == DONE && rename(tmp, new) != 0)
			v = fail(f, LATER, "%s: %s", m->new, strerror(errno));
		if (v == DONE)
			v = folder_sync(m->new, f);
		else
			unlink(tmp);
	}
	talloc_free(tmp);
	return v;
}

static enum verdict
maildir_send(void *state, struct parcel *p, struct parcel **settled_out, struct fault *f)
{
	const struct maildir_out *m = state;
	char *name = file_name(NULL, p->message);
	bool there;
	enum verdict v = is_in_cur(m, name, &there, f);

	*settled_out = NULL;
	if (v == DONE && !there)
		v = put(m, p, name, f);
	talloc_free(name);
	snprintf(p->link, sizeof p->link, "folder");
	parcel_settle(p, v, v == DONE ? "maildir" : v == NEVER ? "unwritable" : "folder");
	return v;
}

const struct transport_kind transport_maildir = { maildir_open, maildir_send, NULL, NULL };
