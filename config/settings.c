/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings - what the administrator decided, read from one file (iken.conf(5)). */
#include "config/settings.h"

#include "config/memory.h"
#include "config/settings_check.h"
#include "config/settings_file.h"
#include "config/settings_table.h"
#include "config/settings_value.h"
#include "config/text.h"

struct reading {
	void *ctx;
	struct settings *s;
	struct settings_file file;
	struct problems problems;
};

static const struct section_kind *
kind_named(const char *name)
{
	for (size_t i = 0; i < section_kind_count; i++)
		if (strcmp(section_kinds[i]->name, name) == 0)
			return section_kinds[i];
	return NULL;
}

static const struct setting *
setting_named(const struct section_kind *kind, const char *name)
{
	for (size_t i = 0; i < kind->count; i++)
		if (strcmp(kind->settings[i].name, name) == 0)
			return &kind->settings[i];
	return NULL;
}

/* "name, address, desk" */
static const char *
setting_names(void *ctx, const struct section_kind *kind)
{
	struct buffer out = buffer_init(ctx);

	for (size_t i = 0; i < kind->count; i++)
		buffer_printf(&out, "%s%s", i != 0 ? ", " : "", kind->settings[i].name);
	return buffer_text(&out);
}

static bool
is_list(enum setting_type type)
{
	return type == SETTING_TEXTS || type == SETTING_ADDRESSES || type == SETTING_SENDERS ||
	    type == SETTING_CHOICES || type == SETTING_CODES || type == SETTING_DATES || type == SETTING_YEARLY;
}

static void
complain_unknown_setting(struct reading *r, const struct section_kind *kind, const struct entry *e)
{
	const char **names = memory_new(r->ctx, kind->count * sizeof *names);
	const char *nearest, *name = text_cut(r->ctx, e->name, 40);

	for (size_t i = 0; i < kind->count; i++)
		names[i] = kind->settings[i].name;
	nearest = nearest_name(e->name, names, kind->count);
	if (nearest != NULL) {
		problem_add(&r->problems, e->line, "[%s] has no setting \"%s\"; did you mean %s?", kind->name,
		    name, nearest);
		return;
	}
	for (size_t i = 0; i < section_kind_count; i++)
		if (setting_named(section_kinds[i], e->name) != NULL) {
			problem_add(&r->problems, e->line, "[%s] has no setting \"%s\"; it belongs to [%s]",
			    kind->name, name, section_kinds[i]->name);
			return;
		}
	problem_add(&r->problems, e->line, "[%s] has no setting \"%s\"; there are %s", kind->name, name,
	    setting_names(r->ctx, kind));
}

static void
complain_unknown_section(struct reading *r, const struct section *section)
{
	const char **names = memory_new(r->ctx, section_kind_count * sizeof *names);
	struct buffer all = buffer_init(r->ctx);
	const char *nearest;

	for (size_t i = 0; i < section_kind_count; i++) {
		names[i] = section_kinds[i]->name;
		buffer_printf(&all, "%s%s", i != 0 ? ", " : "", names[i]);
	}
	nearest = nearest_name(section->kind, names, section_kind_count);
	problem_add(&r->problems, section->line, "there is no section [%s]; %s%s%s",
	    text_cut(r->ctx, section->kind, 40), nearest != NULL ? "did you mean [" : "there are ",
	    nearest != NULL ? nearest : buffer_text(&all), nearest != NULL ? "]?" : "");
}

/* The line on which section has the setting before its index-th entry, 0: none. */
static int
line_before(const struct section *section, size_t index, const char *name)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(section->entries[i].name, name) == 0)
			return section->entries[i].line;
	return 0;
}

static void
take_entry(struct reading *r, const struct section_kind *kind, const struct section *section,
    size_t index, unsigned char *target)
{
	const struct entry *e = &section->entries[index];
	const struct setting *setting = setting_named(kind, e->name);
	int before = line_before(section, index, e->name);
	const char *fault = NULL;

	if (setting == NULL) {
		complain_unknown_setting(r, kind, e);
		return;
	}
	if (before != 0 && !is_list(setting->type)) {
		problem_add(&r->problems, e->line, "%s stands already on line %d; keep one of the two", e->name,
		    before);
		return;
	}
	if (before == 0)
		value_clear(r->ctx, setting, target + setting->offset);
	if (*e->value != 0)
		fault = value_store(r->ctx, setting, e->value, target + setting->offset);
	else if (setting->need == REQUIRED || (*setting->standard != 0 && !is_list(setting->type)))
		fault = "there is no value after the =; write one, or remove the line";
	if (fault != NULL)
		problem_add(&r->problems, e->line, "%s: %s", e->name, fault);
}

/* Puts the values of the table into target and complains of what has none. */
static void
take_standards(struct reading *r, const struct section_kind *kind, const struct section *section,
    unsigned char *target)
{
	for (size_t i = 0; i < kind->count; i++) {
		const struct setting *setting = &kind->settings[i];

		value_clear(r->ctx, setting, target + setting->offset);
		if (*setting->standard != 0 &&
		    value_store(r->ctx, setting, setting->standard, target + setting->offset) != NULL)
			problem_add(&r->problems, 0, "%s: the built-in value is wrong; report this", setting->name);
		if (setting->need == REQUIRED && section != NULL &&
		    line_before(section, section->count, setting->name) == 0)
			problem_add(&r->problems, section->line, "%s is missing; write %s = ... (%s)",
			    setting->name, setting->name, setting->help);
	}
}

static void
fill(struct reading *r, const struct section_kind *kind, const struct section *section,
    unsigned char *target)
{
	take_standards(r, kind, section, target);
	for (size_t i = 0; section != NULL && i < section->count; i++)
		take_entry(r, kind, section, i, target);
}

static void
check_section_name(struct reading *r, const struct section_kind *kind, const struct section *section)
{
	const char *fault = kind->times == NAMED ? code_fault(section->name) : NULL;

	if (kind->times == NAMED && *section->name == 0)
		problem_add(&r->problems, section->line, "[%s] has no name; write [%s %s]", kind->name,
		    kind->name, kind->argument);
	else if (fault != NULL)
		problem_add(&r->problems, section->line, "\"%s\": %s; write [%s %s]",
		    text_cut(r->ctx, section->name, 40), fault, kind->name, kind->argument);
	else if (kind->times != NAMED && *section->name != 0)
		problem_add(&r->problems, section->line, "[%s] takes no name; write [%s]", kind->name,
		    kind->name);
	for (const struct section *s = r->file.sections; s < section && kind->times != MANY; s++)
		if (strcmp(s->kind, section->kind) == 0 && strcmp(s->name, section->name) == 0) {
			problem_add(&r->problems, section->line, "this section stands already on line %d; make "
			    "one of the two", s->line);
			break;
		}
}

static void
fill_once(struct reading *r, const struct section_kind *kind)
{
	const struct section *section = settings_section(&r->file, kind->name, 0);
	struct buffer needed = buffer_init(r->ctx);

	fill(r, kind, section, (unsigned char *)r->s);
	for (size_t i = 0; i < kind->count; i++)
		if (kind->settings[i].need == REQUIRED)
			buffer_printf(&needed, "%s%s", needed.len != 0 ? ", " : "", kind->settings[i].name);
	if (section == NULL && needed.len != 0)
		problem_add(&r->problems, r->file.last_line, "the section [%s] is missing; write it with %s",
		    kind->name, buffer_text(&needed));
}

/* The structs of a kind of which there may be several. */
static void
fill_array(struct reading *r, const struct section_kind *kind)
{
	const struct section *section;
	unsigned char *array;
	size_t count = 0;

	while (settings_section(&r->file, kind->name, count) != NULL)
		count++;
	array = memory_new(r->ctx, (count + 1) * kind->size);
	for (size_t i = 0; i < count; i++) {
		section = settings_section(&r->file, kind->name, i);
		fill(r, kind, section, array + i * kind->size);
		/* The name is the first member of each of them. */
		if (kind->times == NAMED)
			*(const char **)(array + i * kind->size) = section->name;
	}
	memcpy((unsigned char *)r->s + kind->array_offset, &array, sizeof array);
	memcpy((unsigned char *)r->s + kind->count_offset, &count, sizeof count);
}

static void
fill_all(struct reading *r)
{
	for (size_t i = 0; i < r->file.count; i++) {
		const struct section *section = &r->file.sections[i];
		const struct section_kind *kind = kind_named(section->kind);

		if (kind == NULL)
			complain_unknown_section(r, section);
		else
			check_section_name(r, kind, section);
	}
	for (size_t i = 0; i < section_kind_count; i++)
		if (section_kinds[i]->times == ONCE)
			fill_once(r, section_kinds[i]);
		else
			fill_array(r, section_kinds[i]);
}

/* The reasons that are always there. */
static void
complete_reasons(struct settings *s)
{
	static const struct reason standard[] = {
		{ .code = "anonymous", .name = "匿名", .department = "", .advice = "" },
		{ .code = "sales", .name = "営業・宣伝", .department = "", .advice = "" },
		{ .code = "repeated", .name = "同一趣旨の繰り返し", .department = "", .advice = "" },
		{ .code = "outside", .name = "区の所管外", .department = "", .tell = true, .advice = "" },
		{ .code = "procedure", .name = "別の手続", .department = "", .tell = true, .advice = "" },
	};

	s->reasons = must(talloc_realloc(s, s->reasons, struct reason, s->reason_count +
	    sizeof standard / sizeof standard[0]));
	for (size_t i = 0; i < sizeof standard / sizeof standard[0]; i++)
		if (settings_reason(s, standard[i].code) == NULL)
			s->reasons[s->reason_count++] = standard[i];
}

/* What depends on other settings. The array of purposes has room for one more. */
static void
complete(struct reading *r)
{
	struct settings *s = r->s;

	if (*s->keys == 0)
		s->keys = must(talloc_asprintf(r->ctx, "%s/keys", s->folder));
	for (size_t i = 0; i < s->rule_count; i++)
		s->rules[i].line = settings_section(&r->file, "rule", i)->line;
	for (size_t i = 0; i < s->source_count; i++)
		if (s->sources[i].kind == SOURCE_IMAP && *s->sources[i].folder == 0)
			s->sources[i].folder = "INBOX";
	if (settings_purpose(s, "other") == NULL)
		s->purposes[s->purpose_count++] = (struct purpose){ .code = "other", .name = "その他", .name_en = "", .name_easy = "" };
	if (*s->page.folder == 0)
		s->page.folder = must(talloc_asprintf(r->ctx, "%s/page", s->folder));
	if (*s->page.url != 0 && s->page.url[strlen(s->page.url) - 1] != '/')
		s->page.url = must(talloc_asprintf(r->ctx, "%s/", s->page.url));
	complete_reasons(s);
}

enum verdict
settings_read(void *ctx, const char *file, struct settings **settings_out, struct buffer *errors_out,
    struct fault *f)
{
	struct settings *s = memory_new(ctx, sizeof *s);
	struct reading r = { .ctx = s, .s = s, .problems = { .ctx = s, .file = file } };
	enum verdict verdict = settings_file_read(s, file, &r.file, &r.problems, f);

	if (verdict == DONE) {
		s->file = must(talloc_strdup(s, file));
		fill_all(&r);
		complete(&r);
		settings_check(s, &r.file, &r.problems);
	} else
		buffer_printf(errors_out, "%s\n", f->text);
	if (r.problems.count != 0) {
		problems_sort(&r.problems);
		problems_print(&r.problems, errors_out);
		verdict = fail(f, HALT, "%s:%d: %s", file, r.problems.list[0].line, r.problems.list[0].text);
	}
	if (verdict == DONE)
		*settings_out = s;
	else
		talloc_free(s);
	return verdict;
}

const struct department *
settings_department(const struct settings *s, const char *code)
{
	for (size_t i = 0; i < s->department_count; i++)
		if (strcmp(s->departments[i].code, code) == 0)
			return &s->departments[i];
	return NULL;
}

const struct purpose *
settings_purpose(const struct settings *s, const char *code)
{
	for (size_t i = 0; i < s->purpose_count; i++)
		if (strcmp(s->purposes[i].code, code) == 0)
			return &s->purposes[i];
	return NULL;
}

const struct purpose *
settings_purpose_named(const struct settings *s, const char *words)
{
	void *ctx = must(talloc_new(NULL));
	const char *folded = text_fold(ctx, text_trim(ctx, words));
	const struct purpose *found = NULL;

	for (size_t i = 0; i < s->purpose_count && found == NULL; i++) {
		const struct purpose *p = &s->purposes[i];

		if (strcmp(folded, text_fold(ctx, p->code)) == 0 || strcmp(folded, text_fold(ctx, p->name)) == 0)
			found = p;
		for (size_t k = 0; k < p->words.count && found == NULL; k++)
			if (strcmp(folded, text_fold(ctx, p->words.item[k])) == 0)
				found = p;
	}
	talloc_free(ctx);
	return found;
}

const struct source *
settings_source(const struct settings *s, const char *name)
{
	for (size_t i = 0; i < s->source_count; i++)
		if (strcmp(s->sources[i].name, name) == 0)
			return &s->sources[i];
	return NULL;
}

const struct drop *
settings_drop(const struct settings *s, const char *name)
{
	for (size_t i = 0; i < s->drop_count; i++)
		if (strcmp(s->drops[i].name, name) == 0)
			return &s->drops[i];
	return NULL;
}

const struct approver *
settings_approver(const struct settings *s, const char *code)
{
	for (size_t i = 0; i < s->approver_count; i++)
		if (strcmp(s->approvers[i].code, code) == 0)
			return &s->approvers[i];
	return NULL;
}

const struct staff *
settings_staff(const struct settings *s, const char *code)
{
	for (size_t i = 0; i < s->staff_count; i++)
		if (text_equal_ignoring_case(s->staff[i].code, code))
			return &s->staff[i];
	return NULL;
}

const struct reason *
settings_reason(const struct settings *s, const char *code)
{
	for (size_t i = 0; i < s->reason_count; i++)
		if (strcmp(s->reasons[i].code, code) == 0)
			return &s->reasons[i];
	return NULL;
}

bool
settings_has_page(const struct settings *s)
{
	return s->page.url != NULL && s->page.url[0] != 0;
}

bool
settings_list_has(const struct list *list, const char *item)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->item[i], item) == 0)
			return true;
	return false;
}

bool
staff_may(const struct staff *staff, enum staff_right right)
{
	static const char *const words[] = { [STAFF_ENTER] = "enter", [STAFF_LOOK_UP] = "look-up",
		[STAFF_READ] = "read", [STAFF_LIST] = "list", [STAFF_REISSUE] = "reissue",
		[STAFF_CORRECT] = "correct", [STAFF_NOTE] = "note" };

	return settings_list_has(&staff->rights, words[right]);
}

bool
department_has_ended(const struct department *d, int64_t utc)
{
	return d->valid_to != 0 && utc >= d->valid_to + 86400;
}

/* Who does the work of a department that has not begun yet: the one that it will take over from. */
static const struct department *
predecessor_at(const struct settings *s, const struct department *d, int64_t utc)
{
	for (size_t i = 0; i < s->department_count; i++) {
		const struct department *p = &s->departments[i];

		if (p->successor != NULL && strcmp(p->successor, d->code) == 0 && p->valid_from <= utc &&
		    !department_has_ended(p, utc))
			return p;
	}
	return settings_department(s, s->office.desk);
}

const struct department *
settings_department_at(const struct settings *s, const char *code, int64_t utc)
{
	const struct department *d = settings_department(s, code);

	/* No chain is longer than there are departments; settings_check() refuses circles. */
	for (size_t i = 0; d != NULL && i < s->department_count; i++) {
		if (d->valid_from > utc)
			return predecessor_at(s, d, utc);
		if (!department_has_ended(d, utc))
			return d;
		d = settings_department(s, d->successor != NULL && d->successor[0] != 0 ? d->successor :
		    s->office.desk);
	}
	return d;
}
