/* SPDX-License-Identifier: GPL-3.0-or-later */
/* descriptor - open descriptors that are handed to another process over a socket. */
#include "spool/descriptor.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

union room {
	char octets[CMSG_SPACE(DESCRIPTORS_MAX * sizeof(int))];
	struct cmsghdr align;
};

bool
descriptor_send(int control, struct bytes message, const int *fd, size_t count)
{
	union room room = { .octets = { 0 } };
	struct iovec piece = { (void *)(uintptr_t)message.data, message.len };
	struct msghdr head = { .msg_iov = &piece, .msg_iovlen = 1, .msg_control = room.octets,
		.msg_controllen = CMSG_SPACE(count * sizeof *fd) };
	struct cmsghdr *part = CMSG_FIRSTHDR(&head);
	ssize_t n;

	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN(count * sizeof *fd);
	memcpy(CMSG_DATA(part), fd, count * sizeof *fd);
	do
		n = sendmsg(control, &head, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)message.len;
}

bool
descriptor_receive(int control, void *message, size_t len, int *fd, size_t count)
{
	union room room;
	struct iovec piece = { message, len };
	struct msghdr head = { .msg_iov = &piece, .msg_iovlen = 1, .msg_control = room.octets,
		.msg_controllen = CMSG_SPACE(count * sizeof *fd) };
	struct cmsghdr *part;
	ssize_t n;

	do
		n = recvmsg(control, &head, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	part = n == (ssize_t)len ? CMSG_FIRSTHDR(&head) : NULL;
	if (part == NULL || part->cmsg_type != SCM_RIGHTS || part->cmsg_len != CMSG_LEN(count * sizeof *fd))
		return false;
	memcpy(fd, CMSG_DATA(part), count * sizeof *fd);
	return true;
}

bool
descriptor_stream(int64_t seconds, int ends[2])
{
	struct timeval time = { .tv_sec = seconds };

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return false;
	setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
	setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
	return true;
}
