/* SPDX-License-Identifier: GPL-3.0-or-later */
/* confine_page - what a program of the residents' page gives up before it looks at a request. */
#include "spool/confine_page.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef IKEN_SANITIZED

/* Files, memory and time. */
static const int allowed[] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(pread64), SCMP_SYS(pwrite64),
	SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(close), SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(stat),
	SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(getdents64),
	SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(link),
	SCMP_SYS(linkat), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(syncfs),
	SCMP_SYS(ftruncate), SCMP_SYS(utimensat), SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat), SCMP_SYS(chown),
	SCMP_SYS(fchownat), SCMP_SYS(flock), SCMP_SYS(fcntl), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(munmap),
	SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
	SCMP_SYS(time), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getrandom), SCMP_SYS(tgkill), SCMP_SYS(sched_yield),
	SCMP_SYS(restart_syscall), SCMP_SYS(mlock), SCMP_SYS(munlock), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
};

/* Memory cannot be made to run; the tables of charsets are libraries, and are loaded from files only. */
static int
allow_mapping(scmp_filter_ctx filter)
{
	int failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));

	if (failed == 0)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, SCMP_A2(SCMP_CMP_EQ, PROT_READ | PROT_EXEC, 0),
		    SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, 0));
	if (failed == 0)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return failed;
}

static enum verdict
filter_calls(struct fault *f)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int failed = filter == NULL ? -ENOMEM : 0;

	for (size_t i = 0; i < sizeof allowed / sizeof allowed[0] && failed == 0; i++)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	if (failed == 0)
		failed = allow_mapping(filter);
	if (failed == 0)
		failed = seccomp_load(filter);
	seccomp_release(filter);
	if (failed != 0)
		return fail(f, HALT, "the kernel does not confine the page (seccomp): %s", strerror(-failed));
	return DONE;
}

#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITING (READING | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | \
	LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REFER)

static bool
allow_below(int rules, const char *dir, const char *below, uint64_t access)
{
	char path[4096];
	struct landlock_path_beneath_attr rule = { .allowed_access = access };
	bool done;

	snprintf(path, sizeof path, "%s%s", dir, below);
	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return true;	/* what is not there need not be allowed */
	done = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
	close(rule.parent_fd);
	return done;
}

/* Its first version forbids to rename from one folder to another; then seccomp alone stands. */
static void
forbid_files(const char *dir)
{
	struct landlock_ruleset_attr rules = { .handled_access_fs = ((1ULL << 13) - 1) | LANDLOCK_ACCESS_FS_REFER };
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	long fd = version >= 2 ? syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0) : -1;

	if (fd < 0)
		return;
	if (allow_below((int)fd, dir, "/out", READING) && allow_below((int)fd, dir, "/in", WRITING) &&
	    allow_below((int)fd, dir, "/state", WRITING) &&
	    allow_below((int)fd, "", "/usr/lib", READING | LANDLOCK_ACCESS_FS_EXECUTE) &&
	    syscall(SYS_landlock_restrict_self, fd, 0) != 0)
		errno = 0;
	close((int)fd);
}

#endif

enum verdict
confine_page(const char *dir, struct fault *f)
{
#ifdef IKEN_SANITIZED
	(void)dir;
	(void)f;
	return DONE;
#else
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0)
		return fail(f, HALT, "give up privileges: %s", strerror(errno));
	forbid_files(dir);
	return filter_calls(f);
#endif
}
