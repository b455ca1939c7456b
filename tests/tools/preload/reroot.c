/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reroot - lets a server run from a folder in which its package was merely unpacked.
 *
 * Preloaded with $REROOT naming that folder. A file below /usr that exists there is taken
 * from there: servers have the places of their modules and helpers compiled in. The users that
 * the packages would have made do not exist, so the current user stands in for them.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* POSIX lets what dlsym() returns be called; ISO C does not know of it. */
#define REAL(name) __typeof__(&name) real = __extension__(__typeof__(&name))dlsym(RTLD_NEXT, #name)

static const char *const users[] = { "Debian-exim", "dovecot", "dovenull", NULL };

/* Where path is really: buffer of PATH_MAX octets, or path itself. */
static const char *
rerooted(const char *path, char *buffer)
{
	const char *root = getenv("REROOT");
	int (*real)(const char *, int) = __extension__(int (*)(const char *, int))dlsym(RTLD_NEXT, "access");

	if (root == NULL || path == NULL || strncmp(path, "/usr/", 5) != 0)
		return path;
	if (snprintf(buffer, PATH_MAX, "%s%s", root, path) >= PATH_MAX || real(buffer, F_OK) != 0)
		return path;
	return buffer;
}

static int
is_stood_in_for(const char *name)
{
	for (const char *const *user = users; getenv("REROOT") != NULL && *user != NULL; user++)
		if (strcmp(*user, name) == 0)
			return 1;
	return 0;
}

#define OPENER(name)							\
int									\
name(const char *path, int flags, ...)					\
{									\
	char buffer[PATH_MAX];						\
	va_list arguments;						\
	mode_t mode = 0;						\
	REAL(name);							\
									\
	if ((flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE) {	\
		va_start(arguments, flags);				\
		mode = va_arg(arguments, mode_t);			\
		va_end(arguments);					\
	}								\
	return real(rerooted(path, buffer), flags, mode);		\
}

#define PATH_CALL(type, name, parameter, argument)			\
type									\
name(const char *path, parameter)					\
{									\
	char buffer[PATH_MAX];						\
	REAL(name);							\
									\
	return real(rerooted(path, buffer), argument);			\
}

#define COMMA ,

OPENER(open)
OPENER(open64)
PATH_CALL(int, access, int mode, mode)
PATH_CALL(int, stat, struct stat *restrict st, st)
PATH_CALL(int, lstat, struct stat *restrict st, st)
PATH_CALL(int, stat64, struct stat64 *restrict st, st)
PATH_CALL(int, lstat64, struct stat64 *restrict st, st)
PATH_CALL(FILE *, fopen, const char *restrict mode, mode)
PATH_CALL(FILE *, fopen64, const char *restrict mode, mode)
PATH_CALL(void *, dlopen, int mode, mode)
PATH_CALL(int, execv, char *const *argv, argv)
PATH_CALL(int, execvp, char *const *argv, argv)
PATH_CALL(int, execve, char *const *argv COMMA char *const *environment, argv COMMA environment)

DIR *
opendir(const char *path)
{
	char buffer[PATH_MAX];
	REAL(opendir);

	return real(rerooted(path, buffer));
}

struct passwd *
getpwnam(const char *name)
{
	REAL(getpwnam);

	return is_stood_in_for(name) ? getpwuid(getuid()) : real(name);
}

struct group *
getgrnam(const char *name)
{
	REAL(getgrnam);

	return is_stood_in_for(name) ? getgrgid(getgid()) : real(name);
}
