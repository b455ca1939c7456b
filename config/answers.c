/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answers - standard answers (回答コード): the files CODE.txt of the folder office.answers. */
#include "config/answers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"

enum { FILE_MAX = 64 * 1024, CODE_MAX = 48 };

static const char *const languages[] = { [LANGUAGE_JA] = "ja", [LANGUAGE_EN] = "en" };
static const char *const holes[] = { "number name department received text", NULL };

/* One file of the folder. */
struct file {
	int folder;		/* descriptor */
	const char *path;	/* for faults */
	const char *name;	/* CODE.txt */
};

static enum verdict
cannot(struct fault *f, const char *path)
{
	return fail(f, LATER, "%s: %s", path, strerror(errno));
}

/* The code of a file's name, as it is written there; NULL: it is the file of none. */
static char *
code_of(void *ctx, const char *name)
{
	size_t n = strlen(name);
	bool digit = false;

	if (n <= 4 || !text_equal_ignoring_case(name + n - 4, ".txt") || n - 4 > CODE_MAX)
		return NULL;
	for (size_t i = 0; i < n - 4; i++) {
		char c = text_lower(name[i]);

		if (!text_is_digit(c) && (c < 'a' || c > 'z') && c != '-' && c != '_')
			return NULL;
		digit |= text_is_digit(c);
	}
	return digit ? must(talloc_strndup(ctx, name, n - 4)) : NULL;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a folder, in order, without those that begin with a dot. */
static enum verdict
names_in(void *ctx, int folder, const char *path, struct list *out, struct fault *f)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *e;

	*out = (struct list){ NULL, 0 };
	if (dir == NULL) {
		enum verdict v = cannot(f, path);

		if (fd >= 0)
			close(fd);
		return v;
	}
	while ((e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		out->item = must(talloc_realloc(ctx, out->item, char *, out->count + 1));
		out->item[out->count++] = must(talloc_strdup(ctx, e->d_name));
	}
	closedir(dir);
	if (out->count != 0)
		qsort(out->item, out->count, sizeof out->item[0], by_name);
	return DONE;
}

static enum verdict
get(int fd, const char *path, struct buffer *out, struct fault *f)
{
	char block[4096];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) != 0)
		return cannot(f, path);
	if (!S_ISREG(st.st_mode))
		return fail(f, LATER, "%s: this is no file; remove it", path);
	while ((n = read(fd, block, sizeof block)) > 0 && out->len <= FILE_MAX)
		buffer_add(out, block, (size_t)n);
	if (n < 0)
		return cannot(f, path);
	if (out->len > FILE_MAX)
		return fail(f, LATER, "%s: it is larger than %d KB; make it shorter", path, FILE_MAX / 1024);
	return DONE;
}

static enum verdict
words_of(void *ctx, const char *path, const struct buffer *content, struct fill **out, struct fault *f)
{
	struct fill_source source = { .label = path, .line = 1, .names = holes, .what = "a standard answer" };
	const char *text;
	enum verdict v;

	if (!text_is_utf8(buffer_bytes(content)))
		return fail(f, LATER, "%s: it is not UTF-8; save it as UTF-8", path);
	text = text_from(ctx, buffer_bytes(content), TEXT_RUNNING, NULL);
	/* Editors of Windows put a byte order mark at the beginning. */
	if (text_starts(text, "\xEF\xBB\xBF"))
		text += 3;
	if (*text_trim(ctx, text) == 0)
		return fail(f, LATER, "%s:1: it is empty; write the answer, or remove the file", path);
	source.text = text;
	v = fill_read(ctx, &source, out, f);
	return v == HALT ? LATER : v;
}

static enum verdict
read_file(void *ctx, const struct file *file, struct fill **out, struct fault *f)
{
	/* A link might lead anywhere, a pipe would wait for a writer. */
	int fd = openat(file->folder, file->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct buffer content = buffer_init(ctx);
	enum verdict v;

	if (fd < 0 && errno == ELOOP)
		return fail(f, LATER, "%s: links are not followed; put the file itself there", file->path);
	if (fd < 0)
		return cannot(f, file->path);
	v = get(fd, file->path, &content, f);
	close(fd);
	return v == DONE ? words_of(ctx, file->path, &content, out, f) : v;
}

/* ---- the folder, and those of the languages within it ---- */

typedef enum verdict visitor(void *state, const struct file *file, struct fault *f);

static enum verdict
visit_folder(void *ctx, int folder, const char *path, visitor *visit, void *state, struct fault *f)
{
	struct list names;
	enum verdict v = names_in(ctx, folder, path, &names, f);

	for (size_t i = 0; v == DONE && i < names.count; i++) {
		struct file file = { folder, must(talloc_asprintf(ctx, "%s/%s", path, names.item[i])), names.item[i] };

		v = visit(state, &file, f);
	}
	return v;
}

/* The files of a language's own folder, where there is one. */
static enum verdict
visit_language(void *ctx, int folder, const struct office *office, enum language language, visitor *visit, void *state,
    struct fault *f)
{
	int inner = openat(folder, languages[language], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	char *path = must(talloc_asprintf(ctx, "%s/%s", office->answers, languages[language]));
	enum verdict v;

	if (inner < 0)
		return errno == ENOENT ? DONE : cannot(f, path);
	v = visit_folder(ctx, inner, path, visit, state, f);
	close(inner);
	return v;
}

/* The files of the languages first to last, then those of the folder itself. */
static enum verdict
visit_all(void *ctx, const struct office *office, enum language first, enum language last, visitor *visit, void *state,
    struct fault *f)
{
	int folder;
	enum verdict v = DONE;

	if (office->answers[0] == 0)
		return DONE;
	folder = open(office->answers, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return cannot(f, office->answers);
	for (int language = (int)first; v == DONE && language <= (int)last; language++)
		v = visit_language(ctx, folder, office, (enum language)language, visit, state, f);
	if (v == DONE)
		v = visit_folder(ctx, folder, office->answers, visit, state, f);
	close(folder);
	return v;
}

struct search {
	void *ctx;
	const char *code;	/* folded */
	struct fill *found;
};

static enum verdict
search_visit(void *state, const struct file *file, struct fault *f)
{
	struct search *s = state;
	char *code = s->found == NULL ? code_of(s->ctx, file->name) : NULL;

	if (code == NULL || strcmp(text_fold(s->ctx, code), s->code) != 0)
		return DONE;
	return read_file(s->ctx, file, &s->found, f);
}

enum verdict
answers_read(void *ctx, const struct office *office, enum language language, const char *code, struct fill **out,
    struct fault *f)
{
	struct search s = { .ctx = ctx, .code = text_fold(ctx, code) };
	enum verdict v = visit_all(ctx, office, language, language, search_visit, &s, f);

	*out = s.found;
	return v;
}

struct listing {
	void *ctx;
	struct list *list;
};

static bool
has_code(void *ctx, const struct list *list, const char *code)
{
	const char *folded = text_fold(ctx, code);

	for (size_t i = 0; i < list->count; i++)
		if (strcmp(text_fold(ctx, list->item[i]), folded) == 0)
			return true;
	return false;
}

static enum verdict
list_visit(void *state, const struct file *file, struct fault *f)
{
	struct listing *l = state;
	char *code = code_of(l->ctx, file->name);

	(void)f;
	if (code == NULL || has_code(l->ctx, l->list, code))
		return DONE;
	l->list->item = must(talloc_realloc(l->ctx, l->list->item, char *, l->list->count + 1));
	l->list->item[l->list->count++] = code;
	return DONE;
}

enum verdict
answers_list(void *ctx, const struct office *office, enum language language, struct list *out, struct fault *f)
{
	struct listing l = { ctx, out };
	enum verdict v;

	*out = (struct list){ NULL, 0 };
	v = visit_all(ctx, office, language, language, list_visit, &l, f);
	if (v == DONE && out->count != 0)
		qsort(out->item, out->count, sizeof out->item[0], by_name);
	return v;
}

/* ---- all at once, for iken-check ---- */

struct examination {
	void *ctx;
	struct buffer *errors;
	struct list seen;	/* codes of the folder at hand */
	const char *folder;	/* its path with a slash */
	size_t right;
};

static bool
is_language(const char *name)
{
	return strcmp(name, languages[LANGUAGE_JA]) == 0 || strcmp(name, languages[LANGUAGE_EN]) == 0;
}

static enum verdict
check_visit(void *state, const struct file *file, struct fault *f)
{
	struct examination *x = state;
	char *code = code_of(x->ctx, file->name);
	struct fill *words;
	struct fault one = { "" };

	(void)f;
	if (!text_starts(file->path, x->folder) || strchr(file->path + strlen(x->folder), '/') != NULL)
		x->seen.count = 0;
	x->folder = must(talloc_strndup(x->ctx, file->path, strlen(file->path) - strlen(file->name)));
	if (code == NULL && is_language(file->name))
		return DONE;
	if (code == NULL) {
		buffer_printf(x->errors, "%s: no answer's name; call it CODE.txt, the code of letters, digits, - and _ with a "
		    "digit among them\n", file->path);
	} else if (has_code(x->ctx, &x->seen, code)) {
		buffer_printf(x->errors, "%s: another file has the same code; remove one of them\n", file->path);
	} else if (read_file(x->ctx, file, &words, &one) != DONE) {
		buffer_printf(x->errors, "%s\n", one.text);
	} else {
		x->right++;
	}
	if (code != NULL) {
		x->seen.item = must(talloc_realloc(x->ctx, x->seen.item, char *, x->seen.count + 1));
		x->seen.item[x->seen.count++] = code;
	}
	return DONE;
}

size_t
answers_check(void *ctx, const struct office *office, struct buffer *errors)
{
	struct examination x = { .ctx = ctx, .errors = errors, .folder = "" };
	struct fault f = { "" };

	if (visit_all(ctx, office, LANGUAGE_JA, LANGUAGE_EN, check_visit, &x, &f) != DONE)
		buffer_printf(errors, "%s\n", f.text);
	return x.right;
}
