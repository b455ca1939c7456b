/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rehearse_settings - the settings of a rehearsal: those of the office, with every way out replaced by a folder. */
#include "report/rehearse_settings.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/settings_file.h"
#include "config/settings_outside.h"
#include "report/rehearse_tree.h"
#include "spool/file.h"

struct maker {
	void *ctx;
	const struct settings *s;
	const char *dir;
	struct buffer *out;
	struct fault *f;
};

static bool
is_one_of(const char *word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

/* DIR/AREA/NAME, as a folder. */
static enum verdict
make_folder(const struct maker *m, const char *area, const char *name, char **out)
{
	char *parent = must(talloc_asprintf(m->ctx, "%s/%s", m->dir, area));
	enum verdict v = folder_make(parent, 0700, m->f);

	*out = must(talloc_asprintf(m->ctx, "%s/%s", parent, name));
	return v == DONE ? folder_make(*out, 0700, m->f) : v;
}

static enum verdict
make_maildir(const struct maker *m, const char *area, const char *name, char **out)
{
	static const char *const parts[] = { "tmp", "new", "cur" };
	enum verdict v = make_folder(m, area, name, out);

	for (int i = 0; v == DONE && i < 3; i++)
		v = folder_make(must(talloc_asprintf(m->ctx, "%s/%s", *out, parts[i])), 0700, m->f);
	return v;
}

static void
put_others(const struct maker *m, const struct section *s, const char *const *left_out)
{
	for (size_t i = 0; i < s->count; i++)
		if (!is_one_of(s->entries[i].name, left_out))
			buffer_printf(m->out, "%s = %s\n", s->entries[i].name, s->entries[i].value);
}

/* ---- sections that are replaced ---- */

static enum verdict
put_source(const struct maker *m, const struct section *s)
{
	static const char *const left_out[] = { "kind", "folder", "after", "move_to", "host", "port", "tls", "ca_file", "user",
		"password_file", "password_command", "token_command", NULL };
	const struct source *source = settings_source(m->s, s->name);
	char *folder;
	enum verdict v = make_maildir(m, "in", s->name, &folder);

	if (v == DONE && source != NULL && source->kind == SOURCE_MAILDIR)
		v = tree_copy(source->folder, folder, NULL, m->f);
	put_others(m, s, left_out);
	buffer_printf(m->out, "kind = maildir\nfolder = %s\nafter = delete\n", folder);
	return v;
}

static enum verdict
put_drop(const struct maker *m, const struct section *s)
{
	static const char *const left_out[] = { "folder", "move_to", "owners", NULL };
	const struct drop *drop = settings_drop(m->s, s->name);
	char *folder, *moved;
	enum verdict v = make_folder(m, "drop", s->name, &folder);

	if (v == DONE && drop != NULL)
		v = tree_copy(drop->folder, folder, NULL, m->f);
	put_others(m, s, left_out);
	buffer_printf(m->out, "folder = %s\n", folder);
	if (v == DONE && drop != NULL && drop->after == DROP_MOVE) {
		v = make_folder(m, "dropped", s->name, &moved);
		buffer_printf(m->out, "move_to = %s\n", moved);
	}
	return v;
}

static enum verdict
put_send(const struct maker *m, const struct section *s)
{
	static const char *const left_out[] = { "kind", "host", "port", "tls", "ca_file", "user", "password_file", "password_command",
		"token_command", "command", "folder", NULL };
	char *folder;
	enum verdict v = make_maildir(m, "out", "mail", &folder);

	put_others(m, s, left_out);
	buffer_printf(m->out, "kind = maildir\nfolder = %s\n", folder);
	return v;
}

static enum verdict
put_print(const struct maker *m, const struct section *s)
{
	static const char *const left_out[] = { "kind", "folder", "printer", "ca_file", NULL };
	char *folder;
	enum verdict v = make_folder(m, "out", "print", &folder);

	put_others(m, s, left_out);
	if (m->s->print.kind != PRINT_NONE)
		buffer_printf(m->out, "kind = folder\nfolder = %s\n", folder);
	return v;
}

/* ---- all others ---- */

/* What is read there is copied; what is written there finds a folder, or one that its file can be made in. */
static enum verdict
put_path(const struct maker *m, const struct section *s, const struct entry *e)
{
	char *name = must(talloc_asprintf(m->ctx, "%s%s%s-%s", s->kind, *s->name != 0 ? "-" : "", s->name, e->name)), *path;
	bool copied = is_one_of(e->name, (const char *const[]){ "templates", "answers", "faq", NULL });
	struct stat st;
	enum verdict v = make_folder(m, "paths", name, &path);

	if (stat(e->value, &st) == 0 && S_ISREG(st.st_mode)) {
		path = must(talloc_asprintf(m->ctx, "%s/file", path));
		if (v == DONE && copied)
			v = tree_copy_file(e->value, path, m->f);
	} else if (strcmp(e->name, "checkpoints") == 0) {
		path = must(talloc_asprintf(m->ctx, "%s/file", path));
	} else if (v == DONE && (copied || strcmp(s->kind, "page") == 0)) {
		v = tree_copy(e->value, path, NULL, m->f);
	}
	buffer_printf(m->out, "%s = %s\n", e->name, path);
	return v;
}

static enum verdict
put_any(const struct maker *m, const struct section *s)
{
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < s->count; i++) {
		const struct entry *e = &s->entries[i];
		enum setting_leads leads = settings_leads(s->kind, e->name);

		/* The virus scanner is this machine's. */
		if (strcmp(s->kind, "virus") == 0 || leads == LEADS_NOWHERE || *e->value == 0)
			buffer_printf(m->out, "%s = %s\n", e->name, e->value);
		else if (leads == LEADS_TO_A_PATH)
			v = put_path(m, s, e);
	}
	return v;
}

static enum verdict
put_section(const struct maker *m, const struct section *s)
{
	static const struct {
		const char *kind;
		enum verdict (*put)(const struct maker *m, const struct section *s);
	} replaced[] = { { "source", put_source }, { "drop", put_drop }, { "send", put_send }, { "print", put_print } };
	static const char *const gone[] = { "users", "backup", "trial", NULL };

	if (is_one_of(s->kind, gone))
		return DONE;
	buffer_printf(m->out, "\n[%s%s%s]\n", s->kind, *s->name != 0 ? " " : "", s->name);
	if (strcmp(s->kind, "spool") == 0) {
		buffer_printf(m->out, "folder = %s/spool\n", m->dir);
		return DONE;
	}
	for (size_t i = 0; i < sizeof replaced / sizeof replaced[0]; i++)
		if (strcmp(s->kind, replaced[i].kind) == 0)
			return replaced[i].put(m, s);
	return put_any(m, s);
}

static bool
has_section(const struct settings_file *file, const char *kind)
{
	for (size_t i = 0; i < file->count; i++)
		if (strcmp(file->sections[i].kind, kind) == 0)
			return true;
	return false;
}

enum verdict
rehearse_settings_make(void *ctx, const struct settings *s, const char *dir, struct rehearse_settings *out, struct fault *f)
{
	struct problems problems = { .ctx = ctx, .file = s->file };
	struct maker m = { ctx, s, dir, &out->text, f };
	const struct section send = { .kind = "send", .name = "" };
	struct settings_file file;
	enum verdict v = settings_file_read(ctx, s->file, &file, &problems, f);

	*out = (struct rehearse_settings){ .ctx = ctx, .dir = dir, .file = must(talloc_asprintf(ctx, "%s/iken.conf", dir)),
		.text = buffer_init(ctx) };
	buffer_printf(&out->text, "# of a rehearsal: nothing in it leads out of %s\n", dir);
	for (size_t i = 0; v == DONE && i < file.count; i++)
		v = put_section(&m, &file.sections[i]);
	/* What stands nowhere would be sent by this machine's mail server. */
	if (v == DONE && !has_section(&file, "send"))
		v = put_section(&m, &send);
	return v;
}

enum verdict
rehearse_settings_at(const struct rehearse_settings *r, int64_t now, struct fault *f)
{
	struct buffer text = buffer_init(NULL);
	char *moment = clock_local(r->ctx, now);
	enum verdict v;

	buffer_add(&text, r->text.data, r->text.len);
	buffer_printf(&text, "\n[trial]\nnow = %s\n", moment);
	v = file_put(r->file, buffer_bytes(&text), 0600, f);
	talloc_free(text.data);
	talloc_free(moment);
	return v;
}

enum verdict
rehearse_settings_prove(void *ctx, const struct rehearse_settings *r, struct settings **out, struct fault *f)
{
	struct buffer errors = buffer_init(ctx), outside = buffer_init(ctx);
	enum verdict v = settings_read(ctx, r->file, out, &errors, f);

	if (v != DONE)
		return v;
	settings_outside(*out, r->dir, &outside);
	if (outside.len != 0) {
		char *first = must(talloc_strdup(ctx, buffer_text(&outside)));

		first[strcspn(first, "\n")] = 0;
		return fail(f, HALT, "the settings of the rehearsal lead out of %s: %s", r->dir, first);
	}
	return DONE;
}

bool
rehearse_settings_are(const struct settings *s)
{
	void *ctx = must(talloc_new(NULL));
	char *dir = must(talloc_strdup(ctx, s->folder)), *slash = strrchr(dir, '/');
	struct buffer outside = buffer_init(ctx);
	bool are = false;

	if (slash != NULL && slash != dir) {
		*slash = 0;
		settings_outside(s, dir, &outside);
		are = outside.len == 0 && access(must(talloc_asprintf(ctx, "%s/" REHEARSAL_MARK, dir)), F_OK) == 0;
	}
	talloc_free(ctx);
	return are;
}
