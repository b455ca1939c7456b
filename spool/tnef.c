/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tnef - what Outlook hides in winmail.dat, over libytnef. */
#include "spool/tnef.h"

#include <ytnef.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/charset.h"

/* libytnef's own memory is not talloc's: what is needed is copied, then all of it is freed. */
static struct bytes
copy(void *ctx, const unsigned char *data, size_t len)
{
	unsigned char *copied = must(talloc_size(ctx, len + 1));

	if (len != 0)
		memcpy(copied, data, len);
	copied[len] = 0;
	return (struct bytes){ copied, len };
}

static const char *
declared_charset(const TNEFStruct *t)
{
	uint32_t page = 0;

	if (t->CodePage.data != NULL && t->CodePage.size >= (int)sizeof page)
		memcpy(&page, t->CodePage.data, sizeof page);
	return page == 932 ? "CP932" : page == 65001 ? "UTF-8" : page == 1252 ? "windows-1252" : NULL;
}

static char *
to_text(void *ctx, const variableLength *value, const char *charset, enum text_shape shape)
{
	struct bytes octets = { value->data, value->size > 0 ? (size_t)value->size : 0 };
	struct decoded decoded;

	while (octets.len != 0 && octets.data[octets.len - 1] == 0)
		octets.len--;
	decoded = charset_to_text(ctx, octets, charset);
	return text_from(ctx, (struct bytes){ (unsigned char *)decoded.text, decoded.len }, shape, NULL);
}

static char *
name_of(void *ctx, Attachment *a, const char *charset)
{
	variableLength *name = MAPIFindProperty(&a->MAPI, PROP_TAG(PT_UNICODE, PR_ATTACH_LONG_FILENAME));

	if (name != MAPI_UNDEFINED)
		return to_text(ctx, name, "UTF-8", TEXT_LINE);
	name = MAPIFindProperty(&a->MAPI, PROP_TAG(PT_STRING8, PR_ATTACH_LONG_FILENAME));
	if (name != MAPI_UNDEFINED)
		return to_text(ctx, name, charset, TEXT_LINE);
	return to_text(ctx, &a->Title, charset, TEXT_LINE);
}

static void
take_files(struct tnef *out, TNEFStruct *t, size_t max)
{
	for (Attachment *a = t->starting_attach.next; a != NULL && out->count < max; a = a->next) {
		variableLength *object = MAPIFindProperty(&a->MAPI, PROP_TAG(PT_BINARY, PR_ATTACH_DATA_OBJ));
		const variableLength *data = &a->FileData;
		struct tnef_file *file;

		if (data->size <= 0 && object != MAPI_UNDEFINED)
			data = object;
		if (data->data == NULL || data->size <= 0)
			continue;
		out->files = must(talloc_realloc(out, out->files, struct tnef_file, out->count + 1));
		file = &out->files[out->count++];
		file->name = name_of(out, a, declared_charset(t));
		file->data = copy(out, data->data, (size_t)data->size);
	}
}

static void
take_body(struct tnef *out, TNEFStruct *t)
{
	static const struct {
		unsigned long tag;
		const char *charset;
		bool html;
	} bodies[] = {
		{ PROP_TAG(PT_UNICODE, PR_BODY), "UTF-8", false },
		{ PROP_TAG(PT_STRING8, PR_BODY), NULL, false },
		{ PROP_TAG(PT_BINARY, PR_BODY_HTML), NULL, true },
	};

	out->body = must(talloc_strdup(out, ""));
	for (size_t i = 0; i < sizeof bodies / sizeof bodies[0] && out->body[0] == 0; i++) {
		variableLength *body = MAPIFindProperty(&t->MapiProperties, bodies[i].tag);

		if (body == MAPI_UNDEFINED)
			continue;
		out->body = to_text(out, body, bodies[i].charset != NULL ? bodies[i].charset : declared_charset(t),
		    TEXT_RUNNING);
		out->body_is_html = bodies[i].html;
	}
	if (out->body[0] == 0 && t->body.data != NULL)
		out->body = to_text(out, &t->body, declared_charset(t), TEXT_RUNNING);
}

struct tnef *
tnef_read(void *ctx, struct bytes content, size_t max)
{
	struct tnef *out = memory_new(ctx, sizeof *out);
	struct bytes writable = copy(out, content.data, content.len);
	TNEFStruct t;

	TNEFInitialize(&t);
	t.Debug = 0;
	if (TNEFParseMemory((unsigned char *)writable.data, (long)writable.len, &t) < 0) {
		TNEFFree(&t);
		talloc_free(out);
		return NULL;
	}
	take_body(out, &t);
	take_files(out, &t, max);
	TNEFFree(&t);
	return out;
}
