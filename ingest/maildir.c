/* SPDX-License-Identifier: GPL-3.0-or-later */
/* maildir - mails from a Maildir's new/ and cur/. */
#include "ingest/mailbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "config/memory.h"
#include "config/text.h"

#define PIECE (256 * 1024)

enum part { PART_NEW, PART_CUR, PARTS };

/* What stands before the colon of a file's name; the name as it is now stands after it in the
 * mail's name, both within names. */
struct found {
	uint64_t time;		/* the digits that the name begins with: seconds of delivery */
	uint32_t name;		/* offset in names */
	enum part part;
	enum fate fate;
};

struct maildir {
	int parts[PARTS];
	struct buffer names;
	struct found *found;
	size_t count, room;
	struct found **of;	/* of mail number N */
	unsigned char *piece;
};

static int
free_maildir(struct maildir *d)
{
	for (int i = 0; i < PARTS; i++)
		if (d->parts[i] >= 0)
			close(d->parts[i]);
	return 0;
}

static int
open_part(const char *folder, const char *part)
{
	char *path = must(talloc_asprintf(NULL, "%s/%s", folder, part));
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	talloc_free(path);
	return fd;
}

static enum verdict
open_maildir(struct mailbox *m, struct fault *f)
{
	struct maildir *d = memory_new(m, sizeof *d);
	const char *folder = m->source->folder;

	d->parts[PART_NEW] = open_part(folder, "new");
	d->parts[PART_CUR] = open_part(folder, "cur");
	talloc_set_destructor(d, free_maildir);
	m->state = d;
	d->names = buffer_init(d);
	d->piece = must(talloc_size(d, PIECE));
	if (d->parts[PART_NEW] < 0 || d->parts[PART_CUR] < 0)
		return fail(f, LATER, "%s is not a Maildir with new and cur: %s", folder, strerror(errno));
	return DONE;
}

/* The name without the flags: it stays the same when a mail program moves the file. */
static char *
base_name(void *ctx, const char *name)
{
	return must(talloc_strndup(ctx, name, strcspn(name, ":")));
}

static bool
is_marked(const char *name)
{
	const char *flags = strstr(name, ":2,");

	return flags != NULL && strchr(flags + 3, 'S') != NULL;
}

static void
add_found(struct mailbox *m, const char *name, enum part part)
{
	struct maildir *d = m->state;
	char *base = base_name(d, name);
	enum taken_known known = taken_knows(m->taken, base);
	bool settled = m->source->after == AFTER_LEAVE || (m->source->after == AFTER_MARK && is_marked(name));
	struct found found = { .part = part, .name = (uint32_t)d->names.len };

	m->seen++;
	talloc_free(base);
	if (known == TAKEN_KNOWN)
		m->known++;
	if (known == TAKEN_KNOWN && settled)
		return;
	for (const char *p = name; text_is_digit(*p) && found.time < UINT64_MAX / 10 - 10; p++)
		found.time = found.time * 10 + (uint64_t)(*p - '0');
	found.fate = known == TAKEN_UNKNOWN ? MAIL_WAITING : known == TAKEN_KNOWN ? MAIL_KNOWN : MAIL_FAILED;
	buffer_add(&d->names, name, strlen(name) + 1);
	if (d->count == d->room) {
		d->room = d->room != 0 ? 2 * d->room : 1024;
		d->found = must(talloc_realloc(d, d->found, struct found, d->room));
	}
	d->found[d->count++] = found;
}

static enum verdict
read_part(struct mailbox *m, enum part part, struct fault *f)
{
	struct maildir *d = m->state;
	int fd = openat(d->parts[part], ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;
	enum verdict v = DONE;

	if (folder == NULL) {
		v = fail(f, LATER, "%s: %s", m->source->folder, strerror(errno));
		if (fd >= 0)
			close(fd);
		return v;
	}
	while ((errno = 0, entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.')
			add_found(m, entry->d_name, part);
	if (errno != 0)
		v = fail(f, LATER, "%s: %s", m->source->folder, strerror(errno));
	closedir(folder);
	return v;
}

static const char *
name_of(const struct maildir *d, const struct found *found)
{
	return (const char *)d->names.data + found->name;
}

static int
compare_found(const void *a, const void *b, void *state)
{
	const struct found *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return strcmp(name_of(state, x), name_of(state, y));
}

/* The mails that this run works on, with their sizes. False: enough. */
static bool
add_mail(struct mailbox *m, struct found *found)
{
	struct maildir *d = m->state;
	const char *name = name_of(d, found);
	struct stat st = { 0 };
	enum fate fate = found->fate;
	char *base;
	bool added;

	if (fate == MAIL_WAITING && fstatat(d->parts[found->part], name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return true;
	if (fate == MAIL_WAITING && !S_ISREG(st.st_mode))
		fate = MAIL_FAILED;
	base = base_name(d, name);
	added = mailbox_add(m, (uint32_t)m->count, st.st_size, base, fate);
	talloc_free(base);
	if (added)
		d->of[m->count - 1] = found;
	return added;
}

static enum verdict
list_maildir(struct mailbox *m, struct fault *f)
{
	struct maildir *d = m->state;
	enum verdict v = read_part(m, PART_NEW, f);

	if (v == DONE)
		v = read_part(m, PART_CUR, f);
	if (v != DONE)
		return v;
	taken_forget_others(m->taken);
	if (d->count > 1)
		qsort_r(d->found, d->count, sizeof *d->found, compare_found, d);
	d->of = must(talloc_zero_array(d, struct found *, d->count + 1));
	for (size_t i = 0; i < d->count && add_mail(m, &d->found[i]); i++)
		;
	mailbox_fail_repeated(m);
	return DONE;
}

static enum verdict
copy_file(struct mailbox *m, struct mail *mail, int fd, struct fault *f)
{
	struct maildir *d = m->state;
	struct arrival *arrival;
	int64_t octets = 0;
	ssize_t n = 1;
	enum verdict v = mailbox_arrival(m, mail->name, &arrival, f);

	if (v != DONE)
		return v;
	while (v == DONE && n > 0 && octets <= m->source->message_size) {
		n = read(fd, d->piece, PIECE);
		if (n > 0)
			v = arrival_write(arrival, d->piece, (size_t)n, f);
		octets += n > 0 ? n : 0;
	}
	if (v == DONE && n == 0)
		v = arrival_close(&arrival, f);
	else
		arrival_abandon(&arrival);
	if (v == DONE)
		mail->fate = n == 0 ? MAIL_WRITTEN : n < 0 ? MAIL_FAILED : MAIL_TOO_LARGE;
	return v;
}

static enum verdict
take_maildir(struct mailbox *m, size_t first, size_t count, struct fault *f)
{
	struct maildir *d = m->state;
	enum verdict v = DONE;

	for (size_t i = first; i < first + count && v == DONE; i++) {
		struct mail *mail = &m->mails[i];
		const struct found *found = d->of[mail->number];
		int fd;

		if (mail->fate != MAIL_WAITING)
			continue;
		fd = openat(d->parts[found->part], name_of(d, found), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
		if (fd < 0) {
			/* Moved to cur/ or removed meanwhile: the next run sees what is true then. */
			if (errno != ENOENT)
				mail->fate = MAIL_FAILED;
			continue;
		}
		posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
		v = copy_file(m, mail, fd, f);
		close(fd);
	}
	return v;
}

static enum verdict
rename_to(struct mailbox *m, const struct found *found, const char *base, int to, struct fault *f)
{
	struct maildir *d = m->state;
	const char *name = name_of(d, found), *flags = strstr(name, ":2,");
	char *new_name;
	int r;

	if (flags == NULL)
		flags = ":2,";
	new_name = must(talloc_asprintf(d, "%s%s%s", base, flags, strchr(flags, 'S') != NULL ? "" : "S"));
	r = renameat2(d->parts[found->part], name, to, new_name, RENAME_NOREPLACE);
	talloc_free(new_name);
	if (r == 0 || errno == ENOENT)
		return DONE;
	return fail(f, LATER, "%s: move a mail: %s", m->source->folder, strerror(errno));
}

static enum verdict
let_go_mail(struct mailbox *m, const struct mail *mail, int to, struct fault *f)
{
	struct maildir *d = m->state;
	const struct found *found = d->of[mail->number];

	if (m->source->after != AFTER_DELETE)
		return rename_to(m, found, mail->name, to, f);
	if (unlinkat(d->parts[found->part], name_of(d, found), 0) != 0 && errno != ENOENT)
		return fail(f, LATER, "%s: remove a mail: %s", m->source->folder, strerror(errno));
	return DONE;
}

static enum verdict
let_go_maildir(struct mailbox *m, size_t first, size_t count, struct fault *f)
{
	struct maildir *d = m->state;
	bool moves = m->source->after == AFTER_MOVE;
	enum verdict v = DONE;
	int to;

	if (m->source->after == AFTER_LEAVE || count == 0)
		return DONE;
	to = moves ? open_part(m->source->move_to, "cur") : d->parts[PART_CUR];
	if (to < 0)
		return fail(f, LATER, "move_to %s is not a Maildir: %s", m->source->move_to, strerror(errno));
	for (size_t i = first; i < first + count && v == DONE; i++)
		if (m->mails[i].fate == MAIL_TAKEN || m->mails[i].fate == MAIL_KNOWN)
			v = let_go_mail(m, &m->mails[i], to, f);
	if (moves)
		close(to);
	return v;
}

static enum verdict
close_maildir(struct mailbox *m, struct fault *f)
{
	(void)m;
	(void)f;
	return DONE;
}

const struct mailbox_kind mailbox_maildir = {
	.open = open_maildir,
	.list = list_maildir,
	.take = take_maildir,
	.remember = mailbox_remember_names,
	.let_go = let_go_maildir,
	.close = close_maildir,
};
