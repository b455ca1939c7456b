/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_file - the lines of a settings file, before anybody asks what they mean. */
#include "config/settings_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"

#define FILE_MAX (1024 * 1024)
#define PROBLEMS_SHOWN 100
#define WORD_MAX 48

void
problem_add(struct problems *p, int line, const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	text = must(talloc_vasprintf(p->ctx, format, ap));
	va_end(ap);
	text_make_line(text);
	p->list = must(talloc_realloc_size(p->ctx, p->list, (p->count + 1) * sizeof *p->list));
	p->list[p->count++] = (struct problem){ line, text };
}

void
problems_sort(struct problems *p)
{
	for (size_t i = 1; i < p->count; i++) {
		struct problem moved = p->list[i];
		size_t at = i;

		for (; at > 0 && p->list[at - 1].line > moved.line; at--)
			p->list[at] = p->list[at - 1];
		p->list[at] = moved;
	}
}

void
problems_print(const struct problems *p, struct buffer *out)
{
	for (size_t i = 0; i < p->count && i < PROBLEMS_SHOWN; i++)
		buffer_printf(out, "%s:%d: %s\n", p->file, p->list[i].line, p->list[i].text);
	if (p->count > PROBLEMS_SHOWN)
		buffer_printf(out, "%s:%d: %zu more errors follow; correct the first ones\n", p->file,
		    p->list[PROBLEMS_SHOWN].line, p->count - PROBLEMS_SHOWN);
}

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Letters to insert, delete, change or swap with their neighbour until a is b. */
static size_t
distance(const char *a, const char *b)
{
	size_t rows[3][WORD_MAX + 1];
	size_t la = strlen(a), lb = strlen(b);

	if (la > WORD_MAX || lb > WORD_MAX)
		return WORD_MAX;
	for (size_t j = 0; j <= lb; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= la; i++) {
		size_t *now = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			now[j] = least(now[j - 1] + 1, last[j] + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1, now[j]);
		}
	}
	return rows[la % 3][lb];
}

const char *
nearest_name(const char *word, const char *const *names, size_t count)
{
	size_t best = (strlen(word) + 2) / 3 + 1;
	const char *nearest = NULL;

	for (size_t i = 0; i < count; i++) {
		size_t d = distance(word, names[i]);

		if (d < best) {
			best = d;
			nearest = names[i];
		}
	}
	return nearest;
}

static enum verdict
read_all(void *ctx, const char *path, struct buffer *out, struct fault *f)
{
	char block[16384];
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	ssize_t n = -1;

	*out = buffer_init(ctx);
	if (fd < 0)
		return errno == ENOENT ?
		    fail(f, HALT, "%s does not exist; run iken-init, or name the file with -c", path) :
		    fail(f, HALT, "%s: %s", path, strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & S_IWOTH) != 0) {
		close(fd);
		return fail(f, HALT, "%s can be written by everyone, and it names commands that are run; "
		    "chmod o-w it", path);
	}
	while (out->len <= FILE_MAX && (n = read(fd, block, sizeof block)) > 0)
		buffer_add(out, block, (size_t)n);
	if (n < 0)
		(void)fail(f, HALT, "%s: %s", path, strerror(errno));
	close(fd);
	if (out->len > FILE_MAX)
		return fail(f, HALT, "%s is longer than 1 MB; is it the settings file?", path);
	return n < 0 ? HALT : DONE;
}

/* Octets of the sign that p begins with when it is the ASCII sign or its full-width twin. */
static size_t
sign(const char *p, char ascii)
{
	unsigned char wide[4];
	size_t n = text_encode((unsigned char)ascii + 0xfee0U, wide);

	return *p == ascii ? 1 : strncmp(p, (const char *)wide, n) == 0 ? n : 0;
}

static void
read_section(void *ctx, const char *text, int line, struct settings_file *out, struct problems *p)
{
	char *inside = must(talloc_strdup(ctx, text + sign(text, '[')));
	char *end = inside, *space;
	struct section *s;

	while (*end != 0 && sign(end, ']') == 0)
		end++;
	if (*end == 0)
		problem_add(p, line, "the section's name has no ] at its end; write [%s]", inside);
	else if (*text_trim(ctx, end + sign(end, ']')) != 0)
		problem_add(p, line, "something follows the ]; write it on a line of its own");
	*end = 0;
	inside = text_trim(ctx, inside);
	for (space = inside; *space != 0 && !text_is_space(*space) && !text_starts(space, "　"); space++)
		;
	out->sections = must(talloc_realloc_size(ctx, out->sections, (out->count + 1) * sizeof *s));
	s = &out->sections[out->count++];
	*s = (struct section){ .line = line };
	s->kind = text_fold(ctx, must(talloc_strndup(ctx, inside, (size_t)(space - inside))));
	s->name = text_trim(ctx, space);
}

static void
read_entry(void *ctx, const char *text, int line, struct settings_file *out, struct problems *p)
{
	const char *equals = text;
	struct section *s = out->count != 0 ? &out->sections[out->count - 1] : NULL;
	char *name;

	while (*equals != 0 && sign(equals, '=') == 0)
		equals++;
	name = text_fold(ctx, text_trim(ctx, must(talloc_strndup(ctx, text, (size_t)(equals - text)))));
	if (*equals == 0)
		problem_add(p, line, "there is no = after \"%s\"; write NAME = VALUE, or # before a comment",
		    text_cut(ctx, name, 40));
	else if (*name == 0)
		problem_add(p, line, "there is no name before the =; write NAME = VALUE");
	else if (s == NULL)
		problem_add(p, line, "%s stands before the first section; write a line such as [office] "
		    "above it", text_cut(ctx, name, 40));
	else {
		s->entries = must(talloc_realloc_size(ctx, s->entries, (s->count + 1) * sizeof *s->entries));
		s->entries[s->count++] = (struct entry){ name,
			text_trim(ctx, equals + sign(equals, '=')), line };
	}
}

static bool
has_control(struct bytes line)
{
	for (size_t i = 0; i < line.len; i++)
		if ((line.data[i] < 0x20 && line.data[i] != '\t') || line.data[i] == 0x7f)
			return true;
	return false;
}

static void
read_line(void *ctx, struct bytes bytes, int line, struct settings_file *out, struct problems *p)
{
	char *text;

	if (bytes.len != 0 && bytes.data[bytes.len - 1] == '\r')
		bytes.len--;
	if (!text_is_utf8(bytes)) {
		problem_add(p, line, "this line is not UTF-8; save the file as UTF-8");
		return;
	}
	if (has_control(bytes)) {
		problem_add(p, line, "this line contains a control character; write it anew");
		return;
	}
	text = text_trim(ctx, text_from(ctx, bytes, TEXT_LINE, NULL));
	if (*text == 0 || sign(text, '#') != 0)
		return;
	if (sign(text, '[') != 0)
		read_section(ctx, text, line, out, p);
	else
		read_entry(ctx, text, line, out, p);
}

enum verdict
settings_file_read(void *ctx, const char *path, struct settings_file *out, struct problems *p,
    struct fault *f)
{
	struct buffer content;
	const unsigned char *at, *end;
	enum verdict verdict = read_all(ctx, path, &content, f);

	*out = (struct settings_file){ .last_line = 1 };
	if (verdict != DONE)
		return verdict;
	at = (const unsigned char *)buffer_text(&content);
	end = at + content.len;
	if (content.len >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
		at += 3;
	for (int line = 1; at < end; line++) {
		const unsigned char *stop = memchr(at, '\n', (size_t)(end - at));

		if (stop == NULL)
			stop = end;
		out->last_line = line;
		read_line(ctx, (struct bytes){ at, (size_t)(stop - at) }, line, out, p);
		at = stop + 1;
	}
	return DONE;
}
