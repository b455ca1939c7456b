/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_owner - which data folder is the live one of an office, as the backups' folder knows it. */
#include "report/backup_owner.h"

#include "config/memory.h"
#include "config/standing.h"
#include "config/text.h"
#include "spool/file.h"

enum { TEXT_MAX = 512 };

static char *
lineage_path(void *ctx, const struct settings *s)
{
	return must(talloc_asprintf(ctx, "%s/state/lineage", s->folder));
}

enum verdict
owner_new_lineage(const struct settings *s, char out[BACKUP_LINEAGE + 1], struct fault *f)
{
	unsigned char octets[BACKUP_LINEAGE / 2];
	char *path = lineage_path(NULL, s), *line;
	enum verdict v;

	seal_random(octets, sizeof octets);
	seal_hex(octets, sizeof octets, out);
	line = must(talloc_asprintf(path, "%s\n", out));
	v = file_put(path, bytes_of(line), FILE_SHOWN, f);
	talloc_free(path);
	return v;
}

enum verdict
owner_lineage(const struct settings *s, char out[BACKUP_LINEAGE + 1], struct fault *f)
{
	char *path = lineage_path(NULL, s);
	struct buffer text;
	struct fault why;
	enum verdict v = file_get(path, path, TEXT_MAX, &text, &why);

	if (v == DONE && text.len == BACKUP_LINEAGE + 1) {
		memcpy(out, text.data, BACKUP_LINEAGE);
		out[BACKUP_LINEAGE] = 0;
	} else if (v == DONE) {
		v = fail(f, HALT, "%s is damaged: bring it back from a backup", path);
	} else {
		v = v == NEVER ? owner_new_lineage(s, out, f) : fail(f, v, "%s", why.text);
	}
	talloc_free(path);
	return v;
}

static char *
owner_path(void *ctx, const char *folder)
{
	return must(talloc_asprintf(ctx, "%s/owner", folder));
}

bool
owner_is_named(const char *folder)
{
	char *path = owner_path(NULL, folder);
	bool there = access(path, F_OK) == 0;

	talloc_free(path);
	return there;
}

enum verdict
owner_take(const char *folder, const char *lineage, const char *keys, struct fault *f)
{
	char *path = owner_path(NULL, folder);
	char *text = must(talloc_asprintf(path, "lineage: %s\nkeys: %s\n", lineage, keys));
	enum verdict v = file_put(path, bytes_of(text), 0600, f);

	talloc_free(path);
	return v;
}

enum verdict
owner_check_key(const char *folder, const unsigned char public[SEAL_PUBLIC], struct fault *f)
{
	char *path = must(talloc_asprintf(NULL, "%s/sealed-to", folder)), *line;
	char digits[2 * SEAL_PUBLIC + 1];
	struct buffer text;
	enum verdict v;

	seal_hex(public, SEAL_PUBLIC, digits);
	line = must(talloc_asprintf(path, "%s\n", digits));
	if (access(path, F_OK) != 0) {
		v = file_put(path, bytes_of(line), 0600, f);
	} else {
		v = file_get(path, path, TEXT_MAX, &text, f);
		if (v == DONE && strcmp(buffer_text(&text), line) != 0)
			v = fail(f, HALT, "what lies in %s is sealed to another public key: begin a new folder (iken backup --first)",
			    folder);
		v = v == NEVER ? HALT : v;
	}
	talloc_free(path);
	return v;
}

enum verdict
owner_retire(const char *data_folder, struct fault *f)
{
	struct standing_mark mark = { .standing = STANDING_RETIRED };
	char *path = must(talloc_asprintf(NULL, "%s/" STANDING_FILE, data_folder));
	enum verdict v = file_put(path, bytes_of(standing_text(path, &mark)), 0600, f);

	talloc_free(path);
	return v;
}

enum verdict
owner_claim(const struct settings *s, const char *folder, const char *lineage, const char *keys, struct fault *f)
{
	char *path = owner_path(NULL, folder), *mine = must(talloc_asprintf(path, "lineage: %s\n", lineage));
	char *ours = must(talloc_asprintf(path, "\nkeys: %s\n", keys));
	struct buffer text;
	enum verdict v;

	if (!owner_is_named(folder)) {
		talloc_free(path);
		return owner_take(folder, lineage, keys, f);
	}
	v = file_get(path, path, TEXT_MAX, &text, f);
	if (v == NEVER)
		v = HALT;
	if (v == DONE && strstr(buffer_text(&text), ours) == NULL)
		v = fail(f, HALT, "%s holds the backups of another spool, with other keys: write another [backup] folder", folder);
	if (v == DONE && !text_starts(buffer_text(&text), mine)) {
		v = owner_retire(s->folder, f);
		if (v == DONE)
			v = fail(f, HALT, "another machine has taken over, says %s: %s is retired, and nothing is done here any more",
			    path, s->folder);
	}
	talloc_free(path);
	return v;
}
