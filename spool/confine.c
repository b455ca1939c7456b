/* SPDX-License-Identifier: GPL-3.0-or-later */
/* confine - gives up for good what a parser does not need. */
#include "spool/confine.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <seccomp.h>
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

static enum verdict
filter_forking(struct fault *f)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int failed = filter == NULL ? -ENOMEM : 0;

	for (size_t i = 0; i < sizeof allowed / sizeof allowed[0] && failed == 0; i++)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	for (size_t i = 0; i < sizeof mapping / sizeof mapping[0] && failed == 0; i++)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, mapping[i], 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (failed == 0)
		failed = seccomp_load(filter);
	seccomp_release(filter);
	if (failed != 0)
		return fail(f, HALT, "the kernel does not confine the reader of mails (seccomp): %s", strerror(-failed));
	return DONE;
}

#define FORBID(call) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), \
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

/* On top of the filter before, which each child inherits: built by hand, because it is loaded for every
 * single message. The architecture was checked by the filter below it. */
static enum verdict
filter_working(struct fault *f)
{
	const uint32_t myself = (uint32_t)getpid();
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		FORBID(clone), FORBID(clone3), FORBID(wait4), FORBID(recvmsg), FORBID(prlimit64),
		FORBID(setrlimit), FORBID(prctl), FORBID(seccomp), FORBID(rt_sigaction), FORBID(sigaltstack),
		/* abort() signals itself, and nobody else */
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_tgkill, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, myself, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = sizeof code / sizeof code[0], .filter = code };

	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
		return fail(f, HALT, "the kernel does not confine the reader of mails: %s", strerror(errno));
	return DONE;
}

/* Forbids every file below every folder. Older kernels have no Landlock: then seccomp alone stands. */
static void
forbid_files(void)
{
	struct landlock_ruleset_attr rules = { .handled_access_fs = (1ULL << 13) - 1 };
	long fd = syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);

	if (fd < 0)
		return;
	if (syscall(SYS_landlock_restrict_self, fd, 0) != 0)
		errno = 0;
	close((int)fd);
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
	if (kind == CONFINE_WORKING)
		return filter_working(f);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0)
		return fail(f, HALT, "give up privileges: %s", strerror(errno));
	forbid_files();
	return filter_forking(f);
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
		return fail(f, HALT, "limit the reader of mails: %s", strerror(errno));
	return DONE;
}
