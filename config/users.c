/* SPDX-License-Identifier: GPL-3.0-or-later */
/* users - the Unix users of the programs, one for those of each folder. */
#include "config/users.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/programs.h"
#include "config/text.h"

enum { PUBLISHED = 0640, PUBLISHED_APART = 0644 };

bool
users_are_set(const struct settings *s)
{
	return s->users.ingest != NULL && s->users.ingest[0] != 0;
}

const char *
users_name(const struct settings *s, enum user who)
{
	const char *const names[] = { [USER_INGEST] = s->users.ingest, [USER_PROCESS] = s->users.process,
		[USER_REPLY] = s->users.reply, [USER_REPORT] = s->users.report };

	return names[who];
}

static enum verdict
find_group(const char *name, gid_t *out, struct fault *f)
{
	const struct group *group = getgrnam(name);

	if (group == NULL)
		return fail(f, HALT, "there is no group %s, which [users] names; run iken-init as root", name);
	*out = group->gr_gid;
	return DONE;
}

static enum verdict
find_web(const struct settings *s, struct user_ids *out, struct fault *f)
{
	const struct passwd *user;

	out->has_web = s->users.web[0] != 0;
	if (!out->has_web)
		return DONE;
	user = getpwnam(s->users.web);
	if (user == NULL)
		return fail(f, HALT, "there is no user %s, which [users] web names; install the web server first", s->users.web);
	out->web = user->pw_uid;
	out->of_web = user->pw_gid;
	return DONE;
}

enum verdict
users_find(const struct settings *s, struct user_ids *out, struct fault *f)
{
	enum verdict v = find_group(s->users.group, &out->group, f);

	for (int i = 0; v == DONE && i < USER_COUNT; i++) {
		const struct passwd *user = getpwnam(users_name(s, (enum user)i));

		if (user == NULL)
			return fail(f, HALT, "there is no user %s, which [users] names; run iken-init as root",
			    users_name(s, (enum user)i));
		out->user[i] = user->pw_uid;
		out->own[i] = user->pw_gid;
	}
	if (v == DONE)
		v = find_group(s->users.of_register, &out->of_register, f);
	return v == DONE ? find_web(s, out, f) : v;
}

/* ---- becoming one ------------------------------------------------------------------------------------------------ */

/* Who "iken" is between the programs that it starts. */
static struct {
	bool is_lent;
	uid_t uid;
	gid_t gid;
	gid_t groups[64];
	int count;
} lent;

static enum verdict
become(const char *name, uid_t uid, gid_t gid, struct fault *f)
{
	if (initgroups(name, gid) != 0 || setresgid(gid, gid, gid) != 0 || setresuid(uid, uid, uid) != 0)
		return fail(f, HALT, "become %s: %s", name, strerror(errno));
	return DONE;
}

static enum verdict
lend(const char *name, uid_t uid, gid_t gid, struct fault *f)
{
	if (initgroups(name, gid) != 0 ||
	    (lent.count = getgroups(sizeof lent.groups / sizeof lent.groups[0], lent.groups)) < 0)
		return fail(f, HALT, "become %s: %s", name, strerror(errno));
	lent.uid = uid;
	lent.gid = gid;
	lent.is_lent = true;
	users_be_root(false);
	return geteuid() == uid ? DONE : fail(f, HALT, "become %s: %s", name, strerror(errno));
}

void
users_be_root(bool root)
{
	if (!lent.is_lent)
		return;
	if (root && (seteuid(0) != 0 || setegid(0) != 0 || setgroups(0, NULL) != 0))
		lent.is_lent = false;
	if (!root && (setgroups((size_t)lent.count, lent.groups) != 0 || setegid(lent.gid) != 0 || seteuid(lent.uid) != 0))
		lent.is_lent = false;
}

static enum verdict
enter_as(const struct settings *s, const char *program, enum user who, struct fault *f)
{
	const char *name = users_name(s, who);
	const struct passwd *me;
	struct user_ids ids;
	enum verdict v = users_find(s, &ids, f);

	if (v != DONE)
		return v;
	if (geteuid() == 0)
		return become(name, ids.user[who], ids.own[who], f);
	if (geteuid() == ids.user[who])
		return DONE;
	me = getpwuid(geteuid());
	return fail(f, HALT, "%s runs as the user %s, and this is %s: start it as root, which becomes that one by itself, "
	    "or by sudo -u %s", program, name, me != NULL ? me->pw_name : "another", name);
}

enum verdict
users_enter(const struct settings *s, const char *program, struct fault *f)
{
	enum program_user as = program_user(program);
	enum user lent_to = as == AS_KEEPER ? USER_PROCESS : USER_REPORT;
	struct user_ids ids;

	if (!users_are_set(s) || as == AS_ANYBODY)
		return DONE;
	umask(007);
	if (as != AS_STARTER && as != AS_KEEPER)
		return enter_as(s, program, (enum user)(as - AS_INGEST), f);
	if (geteuid() != 0)
		return fail(f, HALT, "%s: start it as root", as == AS_KEEPER ? "the files of keys are root's" :
		    "it starts programs of several users");
	return users_find(s, &ids, f) != DONE ? HALT :
	    lend(users_name(s, lent_to), ids.user[lent_to], ids.own[lent_to], f);
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

/* Whether name is kind, or kind and a dot and something. */
static bool
is_of_kind(const char *name, const char *kind)
{
	size_t n = strlen(kind);

	return text_starts(name, kind) && (name[n] == 0 || name[n] == '.');
}

/* The owner can always read; what others read they read by the group. */
bool
users_of_key(const struct user_ids *ids, const char *name, uid_t *owner_out, gid_t *group_out, mode_t *mode_out)
{
	const struct { const char *kind; uid_t owner; gid_t group; mode_t mode; } all[] = {
		{ "arrival.public", 0, ids->group, 0644 },
		{ "arrival.secret", ids->user[USER_PROCESS], ids->own[USER_PROCESS], 0400 },
		{ "master.key", 0, ids->of_register, 0440 },
		{ "lookup.key", 0, ids->of_register, 0440 },
		{ "token.key", ids->user[USER_PROCESS], ids->own[USER_REPLY], 0440 },
		{ "digest.key", 0, ids->of_register, 0440 },
		{ "audit.key", 0, ids->of_register, 0440 },
		{ "audit.public", 0, ids->group, 0644 },
		{ "audit.handover", 0, ids->group, 0644 },
		{ "identity.public", 0, ids->group, 0644 },
	};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (is_of_kind(name, all[i].kind)) {
			*owner_out = all[i].owner;
			*group_out = all[i].group;
			*mode_out = all[i].mode;
			return true;
		}
	return false;
}

enum verdict
users_settle_key(const struct settings *s, const char *path, const char *name, struct fault *f)
{
	struct user_ids ids;
	uid_t owner;
	gid_t group;
	mode_t mode;
	enum verdict v;

	if (!users_are_set(s) || geteuid() != 0)
		return DONE;
	v = users_find(s, &ids, f);
	if (v != DONE || !users_of_key(&ids, name, &owner, &group, &mode))
		return v;
	if (lchown(path, owner, group) != 0 || chmod(path, mode) != 0)
		return fail(f, LATER, "%s: %s", path, strerror(errno));
	return DONE;
}

void
users_share_with_register(const struct settings *s, int fd)
{
	struct user_ids ids = { 0 };
	struct fault ignored;

	/* Where it fails, iken-check finds it. */
	if (users_are_set(s) && users_find(s, &ids, &ignored) == DONE &&
	    (fchown(fd, (uid_t)-1, ids.of_register) != 0 || fchmod(fd, 0660) != 0))
		errno = 0;
}

mode_t
users_mode_of_page(const struct settings *s)
{
	return users_are_set(s) && s->users.web[0] != 0 ? PUBLISHED_APART : PUBLISHED;
}
