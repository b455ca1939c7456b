/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pagein - takes what residents did on the page from DIR/in, in the order that loses none. */
#include "ingest/pagein.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/page_folder.h"

enum { BATCH_FILES = 100, LIMIT = 5000 };

/* Beside its files a post has a text and a head; sealing adds little. */
#define BESIDE_FILES (INT64_C(16) << 20)

struct pagein {
	const struct run *run;
	struct arrivals *arrivals;
	struct collect_counts *counts;
	const char *path;
	int folder;
	char **names;			/* the oldest first */
	size_t count;
	const char *batch[BATCH_FILES];	/* copied or known, not yet let go */
	size_t batch_count;
};

static int
close_folder(struct pagein *p)
{
	if (p->folder >= 0)
		close(p->folder);
	return 0;
}

/* ---- what is there ------------------------------------------------------------------------------ */

struct waiting {
	struct timespec time;
	char *name;
};

static int
compare_waiting(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;

	if (x->time.tv_sec != y->time.tv_sec)
		return x->time.tv_sec < y->time.tv_sec ? -1 : 1;
	if (x->time.tv_nsec != y->time.tv_nsec)
		return x->time.tv_nsec < y->time.tv_nsec ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* A name that begins with a dot is of a file that is being written or copied. */
static enum verdict
list(struct pagein *p, struct fault *f)
{
	int fd = openat(p->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct waiting *all = NULL;
	struct dirent *entry;
	struct stat st;

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		return fail(f, LATER, "read %s: %s", p->path, strerror(errno));
	}
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.' || fstatat(p->folder, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		all = must(talloc_realloc(p, all, struct waiting, p->count + 1));
		all[p->count++] = (struct waiting){ st.st_mtim, must(talloc_strdup(p, entry->d_name)) };
	}
	closedir(dir);
	p->names = must(talloc_array(p, char *, p->count + 1));
	if (all != NULL) {
		qsort(all, p->count, sizeof *all, compare_waiting);
		for (size_t i = 0; i < p->count; i++)
			p->names[i] = all[i].name;
	}
	return DONE;
}

/* ---- taken -------------------------------------------------------------------------------------- */

/* For the log: a name is the web host's, and may be anything. */
static const char *
shown(struct pagein *p, const char *name)
{
	return text_from(p, bytes_of(name), TEXT_LINE, NULL);
}

static void
refuse(struct pagein *p, const char *name, const char *why)
{
	log_line(LOG_WARNING, "page: %s stays in %s: %s", shown(p, name), p->path, why);
	p->counts->refused++;
}

/* Removes what is ours now. That it cannot be removed is not the end: it is known when it is met again. */
static enum verdict
end_batch(struct pagein *p, struct fault *f)
{
	enum verdict v = arrivals_commit(p->arrivals, f);

	for (size_t i = 0; i < p->batch_count; i++) {
		if (v != DONE) {
			p->counts->left++;
		} else if (unlinkat(p->folder, p->batch[i], 0) != 0 && errno != ENOENT) {
			log_line(LOG_WARNING, "page: %s cannot be removed from %s: %s", shown(p, p->batch[i]), p->path, strerror(errno));
			p->counts->failed++;
		} else {
			p->counts->taken++;
		}
	}
	if (v == DONE && p->batch_count != 0 && fsync(p->folder) != 0)
		v = fail(f, LATER, "sync %s: %s", p->path, strerror(errno));
	p->batch_count = 0;
	return v;
}

static enum verdict
take_open(struct pagein *p, const char *name, int fd, struct fault *f)
{
	int64_t max = p->run->settings->page.total_size + BESIDE_FILES;
	char id[ARRIVAL_ID_LENGTH + 1];
	struct stat st;
	bool known;
	enum verdict v;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		refuse(p, name, "it is not a file");
		return DONE;
	}
	v = arrival_adopt(p->arrivals, p->run->settings, fd, max, id, &known, f);
	if (v == NEVER) {
		refuse(p, name, f->text);
		return DONE;
	}
	if (v != DONE)
		return v;
	log_line(LOG_NOTE, "page: %s%s", id, known ? " came again" : "");
	p->batch[p->batch_count++] = name;
	return p->batch_count == BATCH_FILES ? end_batch(p, f) : DONE;
}

static enum verdict
take(struct pagein *p, const char *name, struct fault *f)
{
	/* Not blocked by a pipe, not led elsewhere by a link. */
	int fd = openat(p->folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	enum verdict v;

	if (fd < 0 && errno == ENOENT) {
		p->counts->left++;
		return DONE;
	}
	if (fd < 0 && (errno == ELOOP || errno == ENXIO)) {
		refuse(p, name, "it is not a file");
		return DONE;
	}
	if (fd < 0) {
		log_line(LOG_WARNING, "page: %s: %s", shown(p, name), strerror(errno));
		p->counts->failed++;
		return DONE;
	}
	v = take_open(p, name, fd, f);
	close(fd);
	return v;
}

static enum verdict
take_all(struct pagein *p, struct fault *f)
{
	struct fault ignored;
	enum verdict v = DONE, ended;
	size_t i = 0;

	while (i < p->count && i < LIMIT && v == DONE && run_goes_on(p->run))
		v = take(p, p->names[i++], f);
	p->counts->left += (int64_t)(p->count - i);
	ended = end_batch(p, v == DONE ? f : &ignored);
	return v == DONE ? ended : v;
}

static void
show(const struct pagein *p)
{
	for (size_t i = 0; i < p->count; i++) {
		char *name = text_from(NULL, bytes_of(p->names[i]), TEXT_LINE, NULL);

		printf("page: %s: would be taken\n", name);
		talloc_free(name);
	}
	p->counts->taken = (int64_t)p->count;
}

enum verdict
pagein_collect(const struct run *run, struct arrivals *arrivals, enum collect_extent extent, struct collect_counts *counts,
    struct fault *f)
{
	struct pagein *p = memory_new(run->ctx, sizeof *p);
	enum verdict v = DONE;

	*counts = (struct collect_counts){ 0 };
	p->run = run;
	p->arrivals = arrivals;
	p->counts = counts;
	p->path = page_path(p, run->settings->page.folder, "in");
	p->folder = open(p->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	talloc_set_destructor(p, close_folder);
	if (p->folder < 0)
		v = fail(f, errno == ENOENT ? HALT : LATER, "%s: %s%s", p->path, strerror(errno), errno == ENOENT ? "; run iken-init" : "");
	if (v == DONE && extent != COLLECT_OPEN)
		v = list(p, f);
	counts->seen = (int64_t)p->count;
	if (v == DONE && extent == COLLECT_LIST)
		show(p);
	else if (v == DONE && extent == COLLECT_ALL)
		v = take_all(p, f);
	talloc_free(p);
	return v;
}
