/* SPDX-License-Identifier: GPL-3.0-or-later */
/* accounts - makes the users and groups that [users] names where they are missing. */
#include "config/accounts.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "config/memory.h"
#include "config/programs.h"
#include "config/users.h"

enum { SECONDS = 60, WORDS_MAX = 12 };

/* words end with NULL; the first is the program. */
static enum verdict
tell_system(const char *const words[], struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct buffer out = buffer_init(ctx);
	char *argv[WORDS_MAX] = { NULL };
	int status = 0;
	enum verdict v;

	for (size_t i = 0; words[i] != NULL && i + 1 < WORDS_MAX; i++)
		argv[i] = must(talloc_strdup(ctx, words[i]));
	v = program_run(words[0], argv, SECONDS, &out, &status, f);
	if (v == DONE && status != 0)
		v = fail(f, HALT, "%s ended with %d: %.200s", words[0], status, out.len != 0 ? buffer_text(&out) : "");
	talloc_free(ctx);
	return v;
}

static enum verdict
make_group(const char *name, bool dry, struct fault *f)
{
	const char *const words[] = { "/usr/sbin/groupadd", "--system", name, NULL };

	if (getgrnam(name) != NULL)
		return DONE;
	printf("%s the group %s\n", dry ? "would make" : "made", name);
	return dry ? DONE : tell_system(words, f);
}

static enum verdict
make_user(const char *name, bool dry, struct fault *f)
{
	const char *const words[] = { "/usr/sbin/useradd", "--system", "--user-group", "--no-create-home", "--home-dir",
		"/nonexistent", "--shell", "/usr/sbin/nologin", name, NULL };

	if (getpwnam(name) != NULL)
		return DONE;
	printf("%s the user %s\n", dry ? "would make" : "made", name);
	return dry ? DONE : tell_system(words, f);
}

static bool
is_member(const char *user, const char *group)
{
	const struct group *g = getgrnam(group);

	for (char **member = g != NULL ? g->gr_mem : NULL; member != NULL && *member != NULL; member++)
		if (strcmp(*member, user) == 0)
			return true;
	return false;
}

static enum verdict
join(const char *user, const char *group, bool dry, struct fault *f)
{
	const char *const words[] = { "/usr/sbin/usermod", "--append", "--groups", group, user, NULL };

	if (is_member(user, group))
		return DONE;
	printf("%s %s to the group %s\n", dry ? "would add" : "added", user, group);
	return dry ? DONE : tell_system(words, f);
}

/* Into [page] folder, which its group may enter. */
static enum verdict
join_web(const struct settings *s, bool dry, struct fault *f)
{
	static const enum user who[] = { USER_INGEST, USER_REPLY, USER_REPORT };
	const struct passwd *web = getpwnam(s->users.web);
	const struct group *group = web != NULL ? getgrgid(web->pw_gid) : NULL;
	char *name;
	enum verdict v = DONE;

	if (s->users.web[0] == 0)
		return DONE;
	if (group == NULL)
		return fail(f, HALT, "there is no user %s with a group, which [users] web names; install the web server first", s->users.web);
	name = must(talloc_strdup(NULL, group->gr_name));
	for (size_t i = 0; v == DONE && i < sizeof who / sizeof who[0]; i++)
		v = join(users_name(s, who[i]), name, dry, f);
	talloc_free(name);
	return v;
}

/* Somebody put it there, perhaps so that something works that should not. */
static enum verdict
keep_out(const char *user, const char *group, const char *why, struct fault *f)
{
	return *user == 0 || !is_member(user, group) ? DONE :
	    fail(f, HALT, "%s is in the group %s and could %s: take it out (gpasswd -d %s %s)", user, group, why, user, group);
}

static enum verdict
keep_apart(const struct settings *s, struct fault *f)
{
	enum verdict v = keep_out(s->users.ingest, s->users.of_register, "read the register", f);

	if (v == DONE)
		v = keep_out(s->users.web, s->users.of_register, "read the register", f);
	return v == DONE ? keep_out(s->users.web, s->users.group, "enter the data folder", f) : v;
}

enum verdict
accounts_make(const struct settings *s, bool dry, struct fault *f)
{
	enum verdict v = make_group(s->users.group, dry, f);

	if (v == DONE)
		v = make_group(s->users.of_register, dry, f);
	for (int i = 0; v == DONE && i < USER_COUNT; i++) {
		const char *name = users_name(s, (enum user)i);

		v = make_user(name, dry, f);
		if (v == DONE)
			v = join(name, s->users.group, dry, f);
		if (v == DONE && i != USER_INGEST)
			v = join(name, s->users.of_register, dry, f);
	}
	if (v == DONE)
		v = join_web(s, dry, f);
	return v == DONE ? keep_apart(s, f) : v;
}
