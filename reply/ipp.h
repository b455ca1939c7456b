/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ipp - one IPP request and its answer (RFC 8010, over HTTP/1.1), within a deadline.
 *
 * libcups writes and reads the messages; they travel over our own connection (spool/link.h,
 * spool/tls.h) and not over libcups' http_t, which trusts any certificate it has not seen before,
 * asks for passwords by itself, and waits for a server that drips as long as it drips.
 */
#ifndef REPLY_IPP_H
#define REPLY_IPP_H

#include <cups/ipp.h>
#include <stdbool.h>
#include <stdint.h>

#include "config/fault.h"
#include "spool/octets.h"

struct ipp_server {
	const char *uri;		/* as it is said in printer-uri */
	const char *host;
	int port;
	const char *path;		/* begins with / */
	bool encrypted;			/* TLS from the first octet; otherwise the other end must be this machine */
	const char *ca_file;		/* "": the system's certificates */
	int64_t timeout;		/* seconds of silence */
};

/* Milliseconds of CLOCK_MONOTONIC, in which a deadline is said. */
int64_t ipp_now(void);

/* Sends request, and document (NULL: none) behind it, over a new connection. DONE: *answer_out is
 * whatever IPP status the printer gave; ippDelete() it. The request is the caller's. Otherwise, *sent_out (may be
 * NULL) says whether the whole request had gone out, so that it may have been carried out.
 * LATER: not reachable, a certificate that is not good, no answer in time, or an answer that is none.
 * HALT: what the printer says in HTTP to a wrong path, a missing login or missing encryption; an
 * unencrypted connection that does not end at this machine; a CA file that cannot be used. Further what
 * the document's reader says. */
enum verdict ipp_exchange(const struct ipp_server *s, int64_t deadline, ipp_t *request, const struct octets *document,
    ipp_t **answer_out, bool *sent_out, struct fault *f) MUST_USE;

#endif
