/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_key - the key pair of backups, of which only the public half is on the machine. */
#include "report/backup_key.h"

#include <errno.h>
#include <sys/stat.h>

#include "config/memory.h"
#include "spool/file.h"

enum { DIGITS = 2 * SEAL_SECRET };

static enum verdict
write_half(const char *path, const unsigned char key[SEAL_SECRET], mode_t mode, struct fault *f)
{
	char digits[DIGITS + 2];
	enum verdict v;

	seal_hex(key, SEAL_SECRET, digits);
	digits[DIGITS] = '\n';
	v = file_put(path, (struct bytes){ (unsigned char *)digits, DIGITS + 1 }, mode, f);
	seal_wipe(digits, sizeof digits);
	return v;
}

enum verdict
backup_key_make(const char *file, struct fault *f)
{
	char *public = must(talloc_asprintf(NULL, "%s.public", file));
	struct backup_pair pair;
	enum verdict v = DONE;

	seal_new_pair(pair.public, pair.secret);
	if (access(public, F_OK) == 0)
		v = fail(f, NEVER, "%s is there already, and may be of the only key of some backup: write another name", public);
	else if (access(file, F_OK) == 0)
		v = backup_key_secret(file, &pair, f);	/* by a run that did not come to its end */
	else
		v = write_half(file, pair.secret, 0600, f);
	if (v == DONE)
		v = write_half(public, pair.public, 0644, f);
	seal_wipe(&pair, sizeof pair);
	talloc_free(public);
	return v;
}

static int
hex_value(unsigned char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Whoever types it in from paper may put spaces between groups. */
bool
backup_key_from_digits(struct bytes text, unsigned char out[SEAL_SECRET])
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++) {
		int value = hex_value(text.data[i]);

		if (text.data[i] == ' ' || text.data[i] == '\n' || text.data[i] == '\r' || text.data[i] == '-')
			continue;
		if (value < 0 || count == DIGITS)
			return false;
		out[count / 2] = (unsigned char)(count % 2 == 0 ? value << 4 : out[count / 2] | value);
		count++;
	}
	return count == DIGITS;
}

static enum verdict
read_half(const char *file, unsigned char out[SEAL_SECRET], struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct buffer text;
	enum verdict v = file_get(ctx, file, 256, &text, f);

	if (v == NEVER)
		v = HALT;
	if (v == DONE && !backup_key_from_digits(buffer_bytes(&text), out))
		v = fail(f, HALT, "%s does not hold a key of %d hexadecimal digits: a digit is missing or wrong", file, DIGITS);
	if (text.data != NULL)
		seal_wipe(text.data, text.len);
	talloc_free(ctx);
	return v;
}

enum verdict
backup_key_public(const char *file, unsigned char out[SEAL_PUBLIC], struct fault *f)
{
	return read_half(file, out, f);
}

enum verdict
backup_key_secret(const char *file, struct backup_pair *out, struct fault *f)
{
	struct stat st;
	enum verdict v;

	if (stat(file, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 077) != 0)
		return fail(f, HALT, "%s may be read by others (mode %04o): chmod 600 it", file, (unsigned)st.st_mode & 07777);
	v = read_half(file, out->secret, f);
	if (v == DONE)
		seal_public_of(out->secret, out->public);
	return v;
}
