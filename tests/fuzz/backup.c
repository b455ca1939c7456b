/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup - what iken-restore reads of a folder of backups, which may lie where others write
 *
 * The first octet of the input chooses what the rest is: a backup's text, with or without its right digest; a list of
 * pieces; the description of all; a keyring; the files owner and lineage; a keyring's name.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"
#include "report/backup_keyring.h"
#include "report/backup_lists.h"
#include "report/backup_owner.h"
#include "report/backup_root.h"
#include "spool/sealed.h"
#include "tests/fuzz/fuzz.h"

#define ID "000012-20261130T162247Z"

static struct backup_pair pair;
static struct settings settings;

void
fuzz_begin(void)
{
	struct fault f;

	must_hold(seal_begin(&f) == DONE, "sealing");
	seal_new_pair(pair.public, pair.secret);
	settings.folder = fuzz_folder();
}

static void
digest_of(struct bytes content, char digits[BACKUP_DIGITS + 1])
{
	unsigned char digest[SEAL_DIGEST];
	struct seal_digest d;

	seal_digest_begin(&d, NULL);
	seal_digest_add(&d, content);
	seal_digest_end(&d, digest, sizeof digest);
	seal_hex(digest, sizeof digest, digits);
}

static void
read_text(void *ctx, struct bytes input, bool right)
{
	struct buffer text = buffer_init(ctx), again = buffer_init(ctx);
	char digits[BACKUP_DIGITS + 1];
	struct backups all;
	struct fault f;

	buffer_add(&text, input.data, input.len);
	if (right) {
		digest_of(buffer_bytes(&text), digits);
		buffer_printf(&text, "digest: %s\n", digits);
	}
	fuzz_put("backups/" ID, buffer_bytes(&text));
	must_hold(backup_list(ctx, fuzz_folder(), &all, &f) == DONE && all.count == 1, "one backup");
	if (all.backup[0].problem != NULL)
		return;
	backup_write_text(&all.backup[0], &again);
	fuzz_put("backups/" ID, buffer_bytes(&again));
	must_hold(backup_list(ctx, fuzz_folder(), &all, &f) == DONE && all.backup[0].problem == NULL, "written, it is one again");
}

static void
read_list(void *ctx, struct bytes input)
{
	char name[BACKUP_DIGITS + 8];
	char lists[1][BACKUP_DIGITS + 1];
	struct backup b = { .lists = lists, .list_count = 1 };
	struct stored *pieces;
	struct fault f;
	size_t count;

	digest_of(input, lists[0]);
	snprintf(name, sizeof name, "lists/%s", lists[0]);
	fuzz_put(name, input);
	if (lists_read(ctx, fuzz_folder(), &b, &pieces, &count, &f) == DONE)
		must_hold(count == input.len / 64, "a piece for each line");
	(void)unlink(must(talloc_asprintf(ctx, "%s/%s", fuzz_folder(), name)));
}

static void
read_root(void *ctx, struct bytes input)
{
	struct buffer once = buffer_init(ctx), again = buffer_init(ctx);
	unsigned char line[ROOT_LINE] = { 0 }, back[ROOT_LINE];
	struct root_file file;
	struct root root;
	struct fault f;

	memcpy(line, input.data, input.len < sizeof line ? input.len : sizeof line);
	if (root_take_file(line, &file)) {
		root_put_file(&file, back);
		must_hold(root_take_file(back, &file), "a line of the files' table");
	}
	if (root_unpack(ctx, input, &root, &f) != DONE)
		return;
	for (size_t i = 0; i < root.other_count; i++)
		must_hold(root.others[i].path[0] != '/' && strstr(root.others[i].path, "/../") == NULL, "it stays in its folder");
	root_pack(&root, &once);
	must_hold(root_unpack(ctx, buffer_bytes(&once), &root, &f) == DONE, "packed, it is one again");
	root_pack(&root, &again);
	must_hold(once.len == again.len && memcmp(once.data, again.data, once.len) == 0, "and the same");
}

/* Whoever has the public key can make one that opens. */
static void
read_keyring(void *ctx, struct bytes input)
{
	char *path = must(talloc_asprintf(ctx, "%s/keyring", fuzz_folder()));
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct sealed_writer *w = sealed_begin(ctx, fd, pair.public, (struct bytes){ NULL, 0 });
	unsigned char key[SEAL_KEY];
	struct keyring *k;
	struct fault f;

	must_hold(sealed_write(w, input.data, input.len, &f) == DONE && sealed_end(w, &f) == DONE, "a sealed file");
	close(fd);
	if (keyring_open(ctx, path, &pair, &k, &f) != DONE)
		return;
	for (size_t i = 0; i < k->file_count; i++) {
		must_hold(strchr(k->files[i].name, '/') == NULL && k->files[i].name[0] != '.', "a key's name is one");
		(void)keyring_key(k, k->files[i].name, key);
	}
	for (size_t i = 0; i < k->waiting_count; i++)
		must_hold(keyring_waiting(k, k->waiting[i]) != NULL, "each key is found");
}

static void
read_owner(void *ctx, struct bytes input)
{
	static const char ours[] = "0123456789abcdef0123456789abcdef";
	char lineage[BACKUP_LINEAGE + 1];
	struct fault f;

	fuzz_put("owner", input);
	fuzz_put("sealed-to", input);
	fuzz_put("state/lineage", input);
	fuzz_put("key", input);
	if (owner_lineage(&settings, lineage, &f) == DONE)
		must_hold(strlen(lineage) <= BACKUP_LINEAGE, "a lineage");
	must_hold(owner_claim(&settings, fuzz_folder(), ours, ours, &f) != NEVER, "ours or not");
	must_hold(owner_check_key(fuzz_folder(), pair.public, &f) != NEVER, "our key or not");
	(void)unlink(must(talloc_asprintf(ctx, "%s/standby", fuzz_folder())));
}

static void
read_name(void *ctx, struct bytes input)
{
	char *name = must(talloc_asprintf(ctx, "rings/keyring-%.*s", (int)(input.len < 200 ? input.len : 200), (const char *)input.data));
	struct keyring_file *files;
	struct fault f;
	size_t count;

	if (strchr(name + 6, '/') != NULL)
		return;
	fuzz_put(name, input);
	must_hold(keyring_list(ctx, must(talloc_asprintf(ctx, "%s/rings", fuzz_folder())), &files, &count, &f) == DONE &&
	    count <= 1, "a keyring or none");
	(void)unlink(must(talloc_asprintf(ctx, "%s/%s", fuzz_folder(), name)));
}

void
fuzz_one(void *ctx, struct bytes input)
{
	unsigned choice = input.len != 0 ? input.data[0] : 0;
	struct bytes rest = { input.data + (input.len != 0), input.len - (input.len != 0) };
	unsigned char key[SEAL_SECRET];

	switch (choice % 8) {
	case 0:
	case 1:
		read_text(ctx, rest, choice % 8 == 0);
		break;
	case 2:
		read_list(ctx, rest);
		break;
	case 3:
		read_root(ctx, rest);
		break;
	case 4:
		read_keyring(ctx, rest);
		break;
	case 5:
		read_owner(ctx, rest);
		break;
	case 6:
		read_name(ctx, rest);
		break;
	default:
		(void)backup_key_from_digits(rest, key);
	}
}
