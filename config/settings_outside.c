/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_outside - what of the settings leads out of a folder: paths, hosts, commands that are started. */
#include "config/settings_outside.h"

#include <string.h>

#include "config/settings_table.h"

static enum setting_leads
leads(const struct setting *setting)
{
	switch (setting->type) {
	case SETTING_PATH:
		return LEADS_TO_A_PATH;
	case SETTING_HOST:
	case SETTING_COMMAND:
		return LEADS_OUT;
	default:
		return LEADS_NOWHERE;
	}
}

enum setting_leads
settings_leads(const char *section, const char *name)
{
	for (size_t i = 0; i < section_kind_count; i++)
		for (size_t k = 0; strcmp(section_kinds[i]->name, section) == 0 && k < section_kinds[i]->count; k++)
			if (strcmp(section_kinds[i]->settings[k].name, name) == 0)
				return leads(&section_kinds[i]->settings[k]);
	return LEADS_NOWHERE;
}

static bool
is_inside(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return strncmp(path, folder, len) == 0 && (path[len] == '/' || path[len] == 0) && strstr(path, "/../") == NULL &&
	    (strlen(path) < 3 || strcmp(path + strlen(path) - 3, "/..") != 0);
}

static void
say(struct buffer *out, const char *section, const char *name, const char *value)
{
	buffer_printf(out, "%s.%s = %s\n", section, name, value);
}

static void
check(const char *section, const struct setting *setting, const void *of, const char *folder, struct buffer *out)
{
	const char *value;

	if (leads(setting) == LEADS_NOWHERE)
		return;
	memcpy(&value, (const char *)of + setting->offset, sizeof value);
	if (value == NULL || *value == 0)
		return;
	if (leads(setting) == LEADS_OUT || !is_inside(value, folder))
		say(out, section, setting->name, value);
}

static void
check_kind(const struct settings *s, const struct section_kind *kind, const char *folder, struct buffer *out)
{
	const char *items = (const char *)s;
	size_t count = 1;

	/* The scanner is of this machine; what stands in [send] without a kind that uses it does nothing (below). */
	if (strcmp(kind->name, "virus") == 0 || strcmp(kind->name, "send") == 0)
		return;
	if (kind->times != ONCE) {
		memcpy(&items, (const char *)s + kind->array_offset, sizeof items);
		memcpy(&count, (const char *)s + kind->count_offset, sizeof count);
	}
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < kind->count; k++)
			check(kind->name, &kind->settings[k], items + (kind->times == ONCE ? 0 : i * kind->size), folder, out);
}

/* What is a path or a machine only together with another setting. */
static void
check_ways(const struct settings *s, const char *folder, struct buffer *out)
{
	for (size_t i = 0; i < s->source_count; i++) {
		const struct source *source = &s->sources[i];

		if (source->kind != SOURCE_MAILDIR || !is_inside(source->folder, folder))
			say(out, "source", source->name, source->folder);
		if (source->after == AFTER_MOVE && !is_inside(source->move_to, folder))
			say(out, "source", "move_to", source->move_to);
	}
	if (s->send.kind != SEND_MAILDIR || !is_inside(s->send.folder, folder))
		say(out, "send", "folder", s->send.kind == SEND_MAILDIR ? s->send.folder : "(not a Maildir)");
	if (s->send.server.host != NULL && *s->send.server.host != 0)
		say(out, "send", "host", s->send.server.host);
	if (s->print.kind == PRINT_PRINTER)
		say(out, "print", "printer", s->print.printer);
	if (s->virus.scanner != VIRUS_BY_NONE && s->virus.port == 0 && *s->virus.socket != '/')
		say(out, "virus", "socket", s->virus.socket);
}

void
settings_outside(const struct settings *s, const char *folder, struct buffer *out)
{
	for (size_t i = 0; i < section_kind_count; i++)
		check_kind(s, section_kinds[i], folder, out);
	check_ways(s, folder, out);
}
