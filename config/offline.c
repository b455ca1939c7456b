/* SPDX-License-Identifier: GPL-3.0-or-later */
/* offline - no network for the rest of a process and for all that it starts. */
#include "config/offline.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define OUR_CALLS AUDIT_ARCH_X86_64
#define FOREIGN_CALLS 0x40000000u	/* x32's numbers begin here */
#elif defined(__aarch64__)
#define OUR_CALLS AUDIT_ARCH_AARCH64
#define FOREIGN_CALLS 0x80000000u
#else
#error "which system calls are those of this machine?"
#endif

#define FIELD(name) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, name))
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, (what))

/* spool/confine.h closes in readers by a list of what they may; here only sockets are meant, and every program passes by. */
static const struct sock_filter no_sockets[] = {
	/* The calls of another architecture have other numbers, so none of them is let through. */
	FIELD(arch),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OUR_CALLS, 1, 0),
	ANSWER(SECCOMP_RET_ERRNO | EPERM),
	FIELD(nr),
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, FOREIGN_CALLS, 0, 1),
	ANSWER(SECCOMP_RET_ERRNO | EPERM),
	/* It makes sockets that no filter sees. */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_io_uring_setup, 0, 1),
	ANSWER(SECCOMP_RET_ERRNO | EPERM),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 1, 0),
	ANSWER(SECCOMP_RET_ALLOW),
	FIELD(args[0]),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 0, 1),
	ANSWER(SECCOMP_RET_ALLOW),
	ANSWER(SECCOMP_RET_ERRNO | EACCES),
};

void
offline_keep_rights(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		errno = 0;
}

enum verdict
offline_for_good(struct fault *f)
{
	struct sock_filter code[sizeof no_sockets / sizeof no_sockets[0]];
	const struct sock_fprog program = { .len = sizeof code / sizeof code[0], .filter = code };

	memcpy(code, no_sockets, sizeof code);
	offline_keep_rights();
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		return fail(f, HALT, "the kernel does not take the network away (seccomp): %s", strerror(errno));
	return DONE;
}
