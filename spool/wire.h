/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire - connections for libetpan that are encrypted, verified and end in time.
 *
 * libetpan verifies no certificate and can wait for ever; so its streams stand on a low-level
 * driver of ours over GnuTLS: TLS 1.2 or later, the certificate chain and the host name (or IP
 * address) verified within the handshake, SNI sent, a time limit on each answer and on the whole
 * session, a limit on octets received. There is no switch to turn the verification off.
 */
#ifndef SPOOL_WIRE_H
#define SPOOL_WIRE_H

#include <libetpan/libetpan.h>

#include "config/fault.h"
#include "config/settings.h"

struct wire;

/* Connects to server (port 0: default_port) and returns a stream to be given to
 * mailimap_connect, mailpop3_connect or mailsmtp_connect; it is closed by mailstream_close()
 * (which those libraries call). With server->tls TLS_IMPLICIT the handshake is done; with
 * TLS_STARTTLS it is plain until wire_start_tls(). LATER with the reason: name look-up,
 * connection refused, time out, and a certificate that is not good, said exactly (expired,
 * self-signed, other host). HALT: the CA file cannot be read.
 * *wire_out is owned by the stream. */
enum verdict wire_connect(const struct server *server, int default_port, mailstream **stream_out,
    struct wire **wire_out, struct fault *f) MUST_USE;

/* After the server has agreed to STARTTLS/STLS. LATER when octets came before the handshake
 * (an injected answer) or the handshake fails. */
enum verdict wire_start_tls(mailstream *stream, struct wire *wire, struct fault *f) MUST_USE;

/* Why the last read or write failed ("timed out after 30 s", "connection closed by the
 * server", "more than N octets"), "" when none did. Lives as long as the wire. */
const char *wire_error(const struct wire *wire);

/* "TLS1.3", with a verified certificate; "" while it is in the clear. A static string. */
const char *wire_protocol(const struct wire *wire);

/* Octets that the server may still send; each call sets the limit anew. */
void wire_allow(struct wire *wire, int64_t octets);

/* The password or the token of a server: from the file (mode 0600 or 0400, owned by us, or
 * HALT) or the first line of the command (run without a shell, within server->timeout).
 * *secret_out is in sodium_malloc memory; give it back with wire_secret_free. "" when none is set. */
enum verdict wire_password(const struct server *server, char **secret_out, struct fault *f) MUST_USE;
enum verdict wire_token(const struct server *server, char **secret_out, struct fault *f) MUST_USE;
void wire_secret_free(char **secret);

#endif
