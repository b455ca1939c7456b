/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tls - encryption of a link, over GnuTLS; the certificate is verified within the handshake. */
#include "spool/tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "config/bytes.h"
#include "config/memory.h"

/* MEDIUM refuses keys under 2048 bits (RSA) and SHA-1 signatures. */
#define PRIORITY "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%PROFILE_MEDIUM"

#define IN_ROOM (128 * 1024)

/* GnuTLS asks the transport twice for every record of 16 KB; in holds what was received in large
 * pieces, so that the kernel is asked once for eight of them. */
struct tls_session {
	struct link *link;
	gnutls_session_t session;
	gnutls_certificate_credentials_t trust;
	size_t in_at, in_end;
	unsigned char in[IN_ROOM];
};

static ssize_t
pull(gnutls_transport_ptr_t state, void *data, size_t len)
{
	struct tls_session *t = state;
	size_t n;

	if (t->in_at == t->in_end) {
		ssize_t got = link_receive(t->link, t->in, sizeof t->in);

		if (got <= 0) {
			gnutls_transport_set_errno(t->session, got < 0 ? errno : 0);
			return got;
		}
		t->in_at = 0;
		t->in_end = (size_t)got;
	}
	n = t->in_end - t->in_at < len ? t->in_end - t->in_at : len;
	memcpy(data, t->in + t->in_at, n);
	t->in_at += n;
	return (ssize_t)n;
}

static ssize_t
push(gnutls_transport_ptr_t state, const void *data, size_t len)
{
	struct tls_session *t = state;
	ssize_t n = link_send(t->link, data, len);

	if (n < 0)
		gnutls_transport_set_errno(t->session, errno);
	return n;
}

static int
free_tls(struct tls_session *t)
{
	if (t->session != NULL)
		gnutls_deinit(t->session);
	if (t->trust != NULL)
		gnutls_certificate_free_credentials(t->trust);
	return 0;
}

static enum verdict
load_trust(struct tls_session *t, const char *ca_file, struct fault *f)
{
	int n;

	if (gnutls_certificate_allocate_credentials(&t->trust) < 0)
		return fail(f, LATER, "TLS: no memory");
	if (ca_file[0] == 0)
		n = gnutls_certificate_set_x509_system_trust(t->trust);
	else
		n = gnutls_certificate_set_x509_trust_file(t->trust, ca_file, GNUTLS_X509_FMT_PEM);
	if (n > 0)
		return DONE;
	if (ca_file[0] == 0)
		return fail(f, HALT, "the system has no trusted certificates: install ca-certificates");
	return fail(f, HALT, "ca_file %s: %s", ca_file, n < 0 ? gnutls_strerror(n) : "no certificate in it");
}

static bool
is_address(const char *host)
{
	unsigned char octets[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, host, octets) == 1 || inet_pton(AF_INET6, host, octets) == 1;
}

static enum verdict
prepare_session(struct tls_session *t, const char *host, gnutls_typed_vdata_st expected[2], struct fault *f)
{
	int r = gnutls_init(&t->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK);

	if (r >= 0)
		r = gnutls_priority_set_direct(t->session, PRIORITY, NULL);
	if (r >= 0)
		r = gnutls_credentials_set(t->session, GNUTLS_CRD_CERTIFICATE, t->trust);
	/* RFC 6066 section 3: an address is not sent as a server name. */
	if (r >= 0 && !is_address(host))
		r = gnutls_server_name_set(t->session, GNUTLS_NAME_DNS, host, strlen(host));
	if (r < 0)
		return fail(f, HALT, "TLS: %s", gnutls_strerror(r));
	gnutls_session_set_verify_cert2(t->session, expected, 2, 0);
	gnutls_transport_set_ptr(t->session, t);
	gnutls_transport_set_pull_function(t->session, pull);
	gnutls_transport_set_push_function(t->session, push);
	gnutls_handshake_set_timeout(t->session, 0);
	return DONE;
}

static gnutls_x509_crt_t
peer_certificate(struct tls_session *t)
{
	unsigned count = 0;
	const gnutls_datum_t *chain = gnutls_certificate_get_peers(t->session, &count);
	gnutls_x509_crt_t c = NULL;

	if (chain == NULL || count == 0 || gnutls_x509_crt_init(&c) < 0)
		return NULL;
	if (gnutls_x509_crt_import(c, &chain[0], GNUTLS_X509_FMT_DER) < 0) {
		gnutls_x509_crt_deinit(c);
		return NULL;
	}
	return c;
}

static void
add_date(struct buffer *why, const char *words, time_t when)
{
	struct tm tm;
	char date[32];

	if (gmtime_r(&when, &tm) == NULL || strftime(date, sizeof date, "%Y-%m-%d", &tm) == 0)
		return;
	buffer_printf(why, " %s %s", words, date);
}

/* The names that the certificate is good for. They come from outside: only fail() prints them,
 * which makes one line of them. */
static void
add_names(struct buffer *why, gnutls_x509_crt_t c)
{
	for (unsigned i = 0, shown = 0; i < 20 && shown < 4; i++) {
		char name[256];
		size_t len = sizeof name - 1;
		int kind = gnutls_x509_crt_get_subject_alt_name(c, i, name, &len, NULL);

		if (kind == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
			break;
		if (kind != GNUTLS_SAN_DNSNAME)
			continue;
		name[len] = 0;
		buffer_printf(why, "%s%s", shown++ == 0 ? " but for " : ", ", name);
	}
}

static void
add_reasons(struct buffer *why, unsigned status, gnutls_x509_crt_t c, const char *host)
{
	const char *before = "the certificate ";

	if (status & GNUTLS_CERT_EXPIRED) {
		buffer_printf(why, "%sexpired", before);
		if (c != NULL)
			add_date(why, "on", gnutls_x509_crt_get_expiration_time(c));
		before = ", ";
	}
	if (status & GNUTLS_CERT_NOT_ACTIVATED) {
		buffer_printf(why, "%sis not valid", before);
		if (c != NULL)
			add_date(why, "before", gnutls_x509_crt_get_activation_time(c));
		before = ", ";
	}
	if (status & GNUTLS_CERT_UNEXPECTED_OWNER) {
		buffer_printf(why, "%sis not for %s", before, host);
		if (c != NULL)
			add_names(why, c);
		before = ", ";
	}
	if (status & (GNUTLS_CERT_SIGNER_NOT_FOUND | GNUTLS_CERT_SIGNER_NOT_CA)) {
		bool self = c != NULL && gnutls_x509_crt_check_issuer(c, c) == 1;

		buffer_printf(why, "%s%s", before, self ? "is self-signed" : "is signed by nobody whom we trust");
		before = ", ";
	}
	if (status & (GNUTLS_CERT_REVOKED | GNUTLS_CERT_SIGNATURE_FAILURE | GNUTLS_CERT_INSECURE_ALGORITHM |
	    GNUTLS_CERT_PURPOSE_MISMATCH))
		buffer_printf(why, "%sis %s", before, status & GNUTLS_CERT_REVOKED ? "revoked" :
		    status & GNUTLS_CERT_SIGNATURE_FAILURE ? "forged: its signature is wrong" :
		    status & GNUTLS_CERT_INSECURE_ALGORITHM ? "signed with a weak algorithm" : "not a server's");
}

static enum verdict
certificate_fault(struct tls_session *t, const char *host, struct fault *f)
{
	unsigned status = gnutls_session_get_verify_cert_status(t->session);
	gnutls_x509_crt_t c = peer_certificate(t);
	struct buffer why = buffer_init(NULL);

	add_reasons(&why, status, c, host);
	if (why.len == 0)
		buffer_printf(&why, "the certificate is not good (0x%x)", status);
	if (c != NULL)
		gnutls_x509_crt_deinit(c);
	fail(f, LATER, "%s: %s", host, buffer_text(&why));
	talloc_free(why.data);
	return LATER;
}

static enum verdict
handshake_fault(struct tls_session *t, int r, const char *host, struct fault *f)
{
	if (r == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
		return certificate_fault(t, host, f);
	if (t->link->broken)
		return fail(f, LATER, "%s: TLS handshake: %s", host, t->link->error);
	if (r == GNUTLS_E_FATAL_ALERT_RECEIVED) {
		const char *alert = gnutls_alert_get_name(gnutls_alert_get(t->session));

		return fail(f, LATER, "%s: the server refused TLS: %s", host, alert != NULL ? alert : "alert");
	}
	if (r == GNUTLS_E_PREMATURE_TERMINATION || r == GNUTLS_E_PULL_ERROR)
		return fail(f, LATER, "%s: the server ended the TLS handshake", host);
	if (r == GNUTLS_E_UNSUPPORTED_VERSION_PACKET)
		return fail(f, LATER, "%s: the server speaks no TLS 1.2 or later", host);
	return fail(f, LATER, "%s: TLS handshake: %s", host, gnutls_strerror(r));
}

/* Waits for what GnuTLS waits for; false when the time is over. After a ticket GnuTLS asks to be
 * called again although octets are at hand: the socket would be silent. */
static bool
wait_for_session(struct tls_session *t)
{
	bool reads = gnutls_record_get_direction(t->session) == 0;

	if (reads && t->in_at < t->in_end)
		return true;
	return link_wait(t->link, reads ? POLLIN : POLLOUT);
}

enum verdict
tls_begin(void *ctx, struct link *l, const char *host, const char *ca_file, struct tls_session **out, struct fault *f)
{
	struct tls_session *t = memory_new(ctx, sizeof *t);
	gnutls_typed_vdata_st expected[2] = {
		{ .type = GNUTLS_DT_DNS_HOSTNAME, .data = (unsigned char *)(uintptr_t)host },
		{ .type = GNUTLS_DT_KEY_PURPOSE_OID, .data = (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_SERVER },
	};
	enum verdict v;
	int r;

	t->link = l;
	talloc_set_destructor(t, free_tls);
	v = load_trust(t, ca_file, f);
	if (v == DONE)
		v = prepare_session(t, host, expected, f);
	if (v == DONE) {
		do
			r = gnutls_handshake(t->session);
		while (r < 0 && !gnutls_error_is_fatal(r) && (r != GNUTLS_E_AGAIN || wait_for_session(t)));
		if (r < 0)
			v = handshake_fault(t, r, host, f);
	}
	if (v != DONE) {
		link_break(l, "no TLS");
		talloc_free(t);
		return v;
	}
	*out = t;
	return DONE;
}

const char *
tls_protocol(const struct tls_session *t)
{
	const char *name = gnutls_protocol_get_name(gnutls_protocol_get_version(t->session));

	return name != NULL ? name : "TLS";
}

void
tls_end(struct tls_session **tls)
{
	if (*tls != NULL && !(*tls)->link->broken)
		gnutls_bye((*tls)->session, GNUTLS_SHUT_WR);
	talloc_free(*tls);
	*tls = NULL;
}

ssize_t
tls_read(struct tls_session *t, void *data, size_t len)
{
	for (;;) {
		ssize_t n = gnutls_record_recv(t->session, data, len);

		if (n > 0)
			return n;
		if (n == 0 || n == GNUTLS_E_PREMATURE_TERMINATION)
			return link_break(t->link, "connection closed by the server");
		if (n == GNUTLS_E_INTERRUPTED)
			continue;
		if (n == GNUTLS_E_AGAIN && wait_for_session(t))
			continue;
		return link_break(t->link, "TLS: %s", gnutls_strerror((int)n));
	}
}

ssize_t
tls_write(struct tls_session *t, const void *data, size_t len)
{
	const unsigned char *p = data;
	size_t left = len;

	while (left > 0) {
		ssize_t n = gnutls_record_send(t->session, p, left);

		if (n > 0) {
			p += n;
			left -= (size_t)n;
		} else if (n != GNUTLS_E_INTERRUPTED && (n != GNUTLS_E_AGAIN || !wait_for_session(t))) {
			return link_break(t->link, "TLS: %s", gnutls_strerror((int)n));
		}
	}
	return (ssize_t)len;
}
