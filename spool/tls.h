/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tls - encryption of a link, over GnuTLS; the certificate is verified within the handshake.
 *
 * TLS 1.2 (RFC 5246) or 1.3 (RFC 8446). The chain must end at a trusted certificate and the
 * name (or the IP address, among the subject's alternative names) must be the configured one
 * (RFC 6125). Nothing here turns that off.
 */
#ifndef SPOOL_TLS_H
#define SPOOL_TLS_H

#include <sys/types.h>

#include "config/fault.h"
#include "spool/link.h"

struct tls_session;

/* Encrypts l, which must outlive the result. ca_file "" means the system's certificates.
 * LATER: the handshake failed, with the exact reason. HALT: the CA file cannot be used. */
enum verdict tls_begin(void *ctx, struct link *l, const char *host, const char *ca_file, struct tls_session **out,
    struct fault *f) MUST_USE;
/* Says goodbye without waiting for an answer. */
void tls_end(struct tls_session **tls);

/* "TLS1.3"; the certificate was verified, else there is no session. A static string. */
const char *tls_protocol(const struct tls_session *tls);

/* At least one octet, or -1 and the link is broken, at the end of the stream as well. */
ssize_t tls_read(struct tls_session *tls, void *data, size_t len);
/* All len octets, or -1. */
ssize_t tls_write(struct tls_session *tls, const void *data, size_t len);

#endif
