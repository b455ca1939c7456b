/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_print - the settings in force and the table of all settings, for people. */
#include "config/memory.h"
#include "config/settings.h"
#include "config/settings_table.h"
#include "config/settings_value.h"

static void
print_section(const struct section_kind *kind, const char *prefix, const unsigned char *from,
    struct buffer *out)
{
	for (size_t i = 0; i < kind->count; i++) {
		const struct setting *setting = &kind->settings[i];

		buffer_printf(out, "%s.%s = ", prefix, setting->name);
		value_print(setting, from + setting->offset, out);
		buffer_char(out, '\n');
	}
}

static void
print_array(const struct section_kind *kind, const unsigned char *settings, struct buffer *out)
{
	const unsigned char *array;
	size_t count;

	memcpy(&array, settings + kind->array_offset, sizeof array);
	memcpy(&count, settings + kind->count_offset, sizeof count);
	for (size_t i = 0; i < count; i++) {
		const unsigned char *one = array + i * kind->size;
		char *prefix = kind->times == NAMED ?
		    must(talloc_asprintf(NULL, "%s.%s", kind->name, *(const char *const *)one)) :
		    must(talloc_asprintf(NULL, "%s.%zu", kind->name, i + 1));

		print_section(kind, prefix, one, out);
		talloc_free(prefix);
	}
}

void
settings_print(const struct settings *s, struct buffer *out)
{
	for (size_t i = 0; i < section_kind_count; i++)
		if (section_kinds[i]->times == ONCE)
			print_section(section_kinds[i], section_kinds[i]->name, (const unsigned char *)s, out);
		else
			print_array(section_kinds[i], (const unsigned char *)s, out);
}

static void
explain_setting(const struct setting *s, struct buffer *out)
{
	buffer_printf(out, "%s = %s\n\t%s", s->name, s->standard, s->help);
	for (size_t i = 0; s->words != NULL && s->words[i] != NULL; i++)
		buffer_printf(out, "%s%s", i == 0 ? " (" : s->type == SETTING_CHOICES ? ", " : " | ",
		    s->words[i]);
	buffer_string(out, s->words != NULL ? ")" : "");
	buffer_string(out, s->need == REQUIRED ? "; required\n" : "\n");
}

void
settings_explain(struct buffer *out)
{
	for (size_t i = 0; i < section_kind_count; i++) {
		const struct section_kind *kind = section_kinds[i];

		buffer_printf(out, "%s[%s%s%s]\n\t%s\n", i != 0 ? "\n" : "", kind->name,
		    kind->argument != NULL ? " " : "", kind->argument != NULL ? kind->argument : "",
		    kind->help);
		for (size_t j = 0; j < kind->count; j++)
			explain_setting(&kind->settings[j], out);
	}
}
