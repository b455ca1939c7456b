/* SPDX-License-Identifier: GPL-3.0-or-later */
/* confine - gives up for good what a parser does not need. */
#include "spool/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#ifndef IKEN_SANITIZED

/* What reading octets, memory and time need. */
static const int allowed[] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(lseek),
	SCMP_SYS(fstat), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(munmap), SCMP_SYS(mremap),
	SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(exit), SCMP_SYS(exit_group),
	SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getpid), SCMP_SYS(gettid),
	SCMP_SYS(getrandom), SCMP_SYS(tgkill), SCMP_SYS(sched_yield), SCMP_SYS(restart_syscall), SCMP_SYS(setitimer),
	/* for the process that only forks */
	SCMP_SYS(recvmsg), SCMP_SYS(clone), SCMP_SYS(clone3), SCMP_SYS(wait4), SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq), SCMP_SYS(set_tid_address),
	/* and for what each of its children does before it reads its first octet */
	SCMP_SYS(prlimit64), SCMP_SYS(setrlimit), SCMP_SYS(prctl), SCMP_SYS(seccomp),
	SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack),
};

/* Memory, but none that can be executed: what is to run was loaded before. */
static const int mapping[] = { SCMP_SYS(mmap), SCMP_SYS(mprotect) };

/* Looking for a font. */
static const int looking[] = {
	SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
	SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(fstatfs), SCMP_SYS(statfs),
	SCMP_SYS(pread64), SCMP_SYS(fcntl), SCMP_SYS(sched_getaffinity),
};

/* Files to be read; Landlock says which. */
static int
allow_reading(scmp_filter_ctx filter)
{
	const unsigned writing = O_ACCMODE | O_CREAT | O_TRUNC;
	int failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, writing, 0));

	if (failed == 0)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, writing, 0));
	return failed;
}

static int
allow_all(scmp_filter_ctx filter, const int *calls, size_t count)
{
	int failed = 0;

	for (size_t i = 0; i < count && failed == 0; i++)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
	return failed;
}

static enum verdict
filter_forking(bool fonts, struct fault *f)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int failed = filter == NULL ? -ENOMEM : allow_all(filter, allowed, sizeof allowed / sizeof allowed[0]);

	if (failed == 0 && fonts)
		failed = allow_all(filter, looking, sizeof looking / sizeof looking[0]);
	if (failed == 0 && fonts)
		failed = allow_reading(filter);
	for (size_t i = 0; i < sizeof mapping / sizeof mapping[0] && failed == 0; i++)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, mapping[i], 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (failed == 0)
		failed = seccomp_load(filter);
	seccomp_release(filter);
	if (failed != 0)
		return fail(f, HALT, "the kernel does not confine the reader (seccomp): %s", strerror(-failed));
	return DONE;
}

#define ADD(...) code[n++] = (struct sock_filter)__VA_ARGS__

static size_t
forbid(struct sock_filter *code, size_t n, unsigned call, unsigned error)
{
	ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
	ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error));
	return n;
}

/* Threads, but no processes. The C library tries clone3() first, whose arguments no filter can see. */
static size_t
allow_threads(struct sock_filter *code, size_t n)
{
	n = forbid(code, n, __NR_clone3, ENOSYS);
	ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone, 0, 4));
	ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])));
	ADD(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0));
	ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
	ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
	return n;
}

/* On top of the filter before, which each child inherits: built by hand, because it is loaded for every
 * single message. The architecture was checked by the filter below it. */
static enum verdict
filter_working(enum confine_kind kind, struct fault *f)
{
	static const unsigned forbidden[] = { __NR_wait4, __NR_recvmsg, __NR_prlimit64, __NR_setrlimit, __NR_prctl,
		__NR_seccomp, __NR_rt_sigaction, __NR_sigaltstack };
	struct sock_filter code[64];
	struct sock_fprog program = { .filter = code };
	size_t n = 0;

	ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
	for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++)
		n = forbid(code, n, forbidden[i], EPERM);
	if (kind != CONFINE_SCAN_FONTS) {
		n = forbid(code, n, __NR_open, EPERM);
		n = forbid(code, n, __NR_openat, EPERM);
	}
	if (kind == CONFINE_SCAN_THREADS)
		n = allow_threads(code, n);
	else {
		n = forbid(code, n, __NR_clone3, EPERM);
		n = forbid(code, n, __NR_clone, EPERM);
	}
	/* abort() signals itself, and nobody else */
	ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_tgkill, 0, 3));
	ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])));
	ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)getpid(), 1, 0));
	ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
	ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
	program.len = (unsigned short)n;
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
		return fail(f, HALT, "the kernel does not confine the reader: %s", strerror(errno));
	return DONE;
}

/* What PDFs without fonts of their own need. */
static bool
allow_fonts(int rules)
{
	static const char *const folders[] = { "/usr/share", "/usr/lib", "/usr/local/share/fonts", "/etc/fonts",
		"/var/cache/fontconfig" };
	bool done = true;

	for (size_t i = 0; i < sizeof folders / sizeof folders[0] && done; i++) {
		struct landlock_path_beneath_attr rule = {
			.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
			.parent_fd = open(folders[i], O_PATH | O_CLOEXEC)
		};

		if (rule.parent_fd < 0)
			continue;
		done = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
		close(rule.parent_fd);
	}
	return done;
}

/* Forbids every file below every folder, but those of fonts where these are wanted. Older kernels have no Landlock:
 * then seccomp alone stands. */
static bool
forbid_files(bool fonts)
{
	struct landlock_ruleset_attr rules = { .handled_access_fs = (1ULL << 13) - 1 };
	long fd = syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
	bool done;

	if (fd < 0)
		return false;
	done = (!fonts || allow_fonts((int)fd)) && syscall(SYS_landlock_restrict_self, fd, 0) == 0;
	close((int)fd);
	return done;
}

#endif

enum verdict
confine(enum confine_kind kind, struct fault *f)
{
#ifdef IKEN_SANITIZED
	(void)kind;
	(void)f;
	return DONE;
#else
	bool scans = kind == CONFINE_SCANS, beneath;

	if (kind != CONFINE_FORKING && !scans)
		return filter_working(kind, f);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0)
		return fail(f, HALT, "give up privileges: %s", strerror(errno));
	beneath = forbid_files(scans);
	return filter_forking(scans && beneath, f);
#endif
}

enum verdict
confine_limits(int64_t seconds, int64_t memory, struct fault *f)
{
	struct rlimit cpu = { (rlim_t)seconds, (rlim_t)seconds + 1 };
	struct rlimit core = { 0, 0 };
	struct rlimit space = { (rlim_t)memory, (rlim_t)memory };

#ifdef IKEN_SANITIZED
	space.rlim_cur = space.rlim_max = RLIM_INFINITY;
#endif
	if (setrlimit(RLIMIT_CPU, &cpu) != 0 || setrlimit(RLIMIT_CORE, &core) != 0 ||
	    setrlimit(RLIMIT_AS, &space) != 0)
		return fail(f, HALT, "limit the reader: %s", strerror(errno));
	return DONE;
}

struct confine_offer
confine_offer(void)
{
	uint32_t action = SECCOMP_RET_ERRNO;
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	return (struct confine_offer){ .seccomp = syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0,
		.landlock = version > 0 ? (int)version : 0 };
}
