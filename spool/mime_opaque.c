/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime_opaque - parts that hide others in a format of their own: winmail.dat, opaque signatures. */
#include <gnutls/pkcs7.h>

#include "config/memory.h"
#include "spool/mime_stream.h"
#include "spool/mime_walk.h"
#include "spool/tnef.h"

enum { WHOLE_MAX = 32 << 20 };	/* octets of what has to be in memory as a whole */

void
mime_walk_tnef(struct mime_walk *w, GMimePart *part, const char *type)
{
	bool cut;
	struct bytes content = mime_collect(w->ctx, part, WHOLE_MAX, &cut);
	struct tnef *tnef;

	mime_be_careful();
	tnef = cut ? NULL : tnef_read(w->ctx, content, (size_t)w->limits->parts);
	if (tnef != NULL && w->reading != NULL) {
		w->reading->had_tnef = true;
		if (mime_is_blank(buffer_text(&w->plain)))
			mime_take_text(w, tnef->body, tnef->body_is_html);
	}
	/* What holds no file, or none that is whole, is not thrown away. */
	if (tnef == NULL || tnef->count == 0) {
		mime_attach_part(w, part, type);
		return;
	}
	for (size_t i = 0; i < tnef->count; i++) {
		struct mime_giver giver = mime_give_bytes(&tnef->files[i].data);

		mime_attach(w, &giver, tnef->files[i].name, "", false);
	}
}

static enum verdict
read_bytes(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	const struct bytes *bytes = state;

	(void)f;
	memcpy(out, bytes->data + offset, len);
	return DONE;
}

/* The entity within an opaque signature (S/MIME, RFC 8551); false when there is none. */
static bool
open_signed(struct mime_walk *w, GMimePart *part, struct bytes *out)
{
	bool cut, opened = false;
	struct bytes content = mime_collect(w->ctx, part, WHOLE_MAX, &cut);
	gnutls_datum_t raw = { (unsigned char *)content.data, (unsigned)content.len }, inner;
	gnutls_pkcs7_t p7;

	mime_be_careful();
	if (cut || gnutls_pkcs7_init(&p7) < 0)
		return false;
	if (gnutls_pkcs7_import(p7, &raw, GNUTLS_X509_FMT_DER) >= 0 &&
	    gnutls_pkcs7_get_embedded_data(p7, 0, &inner) >= 0) {
		unsigned char *copied = must(talloc_size(w->ctx, inner.size + 1UL));

		memcpy(copied, inner.data, inner.size);
		*out = (struct bytes){ copied, inner.size };
		gnutls_free(inner.data);
		opened = true;
	}
	gnutls_pkcs7_deinit(p7);
	return opened;
}

void
mime_walk_pkcs7(struct mime_walk *w, GMimePart *part, const char *type, int64_t depth)
{
	struct bytes inner;
	struct octets octets = { .state = &inner, .read = read_bytes };
	struct mime_guard guard;
	GMimeObject *object;
	char *kind = mime_type_parameter(w->ctx, GMIME_OBJECT(part), "smime-type");

	if (!open_signed(w, part, &inner)) {
		if (w->reading != NULL && (kind == NULL || strcmp(kind, "enveloped-data") == 0 ||
		    strcmp(kind, "authenveloped-data") == 0))
			w->reading->is_encrypted = true;
		mime_attach_part(w, part, type);
		return;
	}
	if (w->reading != NULL)
		w->reading->is_signed = true;
	octets.size = (int64_t)inner.len;
	if (mime_guard_begin(&guard, &octets, w->limits->parts, NULL) != DONE)
		return;
	object = mime_parse_entity(&guard);
	if (*guard.exceeded != 0)
		mime_exceed(w, guard.exceeded);
	if (object == NULL)
		return;
	mime_walk(w, object, depth + 1);
	g_object_unref(object);
}
