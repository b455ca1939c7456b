/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_objects - what a PDF consists of besides what can be seen. */
#include "spool/scan_objects.h"

#include <qpdf/qpdf-c.h>

#include "config/memory.h"
#include "spool/scan_source.h"

enum {
	DEPTH_MAX = 4,			/* forms (drawings) within forms */
	PICTURES_MAX = 10000,		/* looked at, of a page */
	KEYS_MAX = 64			/* removed from a dictionary at once */
};

struct objects {
	qpdf_data q;
	size_t pages;
};

static int
close_objects(struct objects *o)
{
	qpdf_cleanup(&o->q);
	return 0;
}

static enum verdict
damaged(struct objects *o, struct fault *f)
{
	qpdf_error error = qpdf_has_error(o->q) ? qpdf_get_error(o->q) : NULL;

	if (error != NULL && qpdf_get_error_code(o->q, error) == qpdf_e_password)
		return fail(f, NEVER, "it is encrypted: a PDF that opens with a password");
	return fail(f, NEVER, "it is a damaged PDF");
}

enum verdict
objects_open(void *ctx, struct bytes file, struct objects **out, struct fault *f)
{
	struct objects *o = memory_new(ctx, sizeof *o);
	int pages;

	o->q = qpdf_init();
	talloc_set_destructor(o, close_objects);
	qpdf_silence_errors(o->q);
	qpdf_set_suppress_warnings(o->q, QPDF_TRUE);
	if ((qpdf_read_memory(o->q, "scan", (const char *)file.data, file.len, "") & QPDF_ERRORS) != 0)
		return damaged(o, f);
	pages = qpdf_get_num_pages(o->q);
	if (pages < 0 || qpdf_has_error(o->q))
		return damaged(o, f);
	o->pages = (size_t)pages;
	*out = o;
	return DONE;
}

size_t
objects_pages(const struct objects *o)
{
	return o->pages;
}

/* ---- what acts ---- */

static bool
has(struct objects *o, qpdf_oh dictionary, const char *key)
{
	return qpdf_oh_is_dictionary(o->q, dictionary) && qpdf_oh_has_key(o->q, dictionary, key) &&
	    !qpdf_oh_is_null(o->q, qpdf_oh_get_key(o->q, dictionary, key));
}

static qpdf_oh
get(struct objects *o, qpdf_oh dictionary, const char *key)
{
	return qpdf_oh_get_key_if_dict(o->q, dictionary, key);
}

/* An action that does more than to go somewhere. A destination is no dictionary. */
static bool
is_harmful_action(struct objects *o, qpdf_oh action)
{
	static const char *const harmless[] = { "/GoTo", "/URI", "/Named" };
	qpdf_oh kind = get(o, action, "/S");

	if (!qpdf_oh_is_dictionary(o->q, action))
		return false;
	for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++)
		if (qpdf_oh_is_name_and_equals(o->q, kind, harmless[i]))
			return has(o, action, "/Next");
	return true;
}

static bool
is_form(struct objects *o, qpdf_oh form)
{
	if (!qpdf_oh_is_dictionary(o->q, form))
		return false;
	return has(o, form, "/XFA") || qpdf_oh_get_array_n_items(o->q, get(o, form, "/Fields")) > 0;
}

static bool
is_harmful_annotation(struct objects *o, qpdf_oh annotation)
{
	static const char *const harmful[] = { "/FileAttachment", "/RichMedia", "/Screen", "/3D", "/Movie", "/Sound",
		"/Widget" };
	qpdf_oh kind = get(o, annotation, "/Subtype");

	for (size_t i = 0; i < sizeof harmful / sizeof harmful[0]; i++)
		if (qpdf_oh_is_name_and_equals(o->q, kind, harmful[i]))
			return true;
	return has(o, annotation, "/AA") || is_harmful_action(o, get(o, annotation, "/A"));
}

static bool
is_active_page(struct objects *o, qpdf_oh page)
{
	qpdf_oh annotations = get(o, page, "/Annots");
	int count = qpdf_oh_is_array(o->q, annotations) ? qpdf_oh_get_array_n_items(o->q, annotations) : 0;

	if (has(o, page, "/AA") || has(o, page, "/AF"))
		return true;
	for (int i = 0; i < count; i++)
		if (is_harmful_annotation(o, qpdf_oh_get_array_item(o->q, annotations, i)))
			return true;
	return false;
}

bool
objects_are_active(struct objects *o)
{
	qpdf_oh root = qpdf_get_root(o->q), names = get(o, root, "/Names");

	if (has(o, root, "/AA") || has(o, root, "/AF") || is_harmful_action(o, get(o, root, "/OpenAction")) ||
	    has(o, names, "/JavaScript") || has(o, names, "/EmbeddedFiles") || is_form(o, get(o, root, "/AcroForm")))
		return true;
	for (size_t i = 0; i < o->pages; i++) {
		if (is_active_page(o, qpdf_get_page_n(o->q, i)))
			return true;
		qpdf_oh_release_all(o->q);
	}
	return false;
}

/* ---- pictures ---- */

struct walk {
	int left;			/* pictures and drawings that may be looked at */
	int64_t width, height;		/* of one that is too large */
	int64_t longer;			/* side of the last one */
	int count;			/* of pictures, and of drawings and fonts, which make it more than a picture */
};

static void
walk_resources(struct objects *o, qpdf_oh resources, int depth, struct walk *walk);

static void
look_at_drawing(struct objects *o, qpdf_oh drawing, int depth, struct walk *walk)
{
	qpdf_oh dictionary;
	int64_t width, height;
	struct fault ignored;

	if (!qpdf_oh_is_stream(o->q, drawing))
		return;
	walk->count++;
	dictionary = qpdf_oh_get_dict(o->q, drawing);
	if (!qpdf_oh_is_name_and_equals(o->q, get(o, dictionary, "/Subtype"), "/Image")) {
		walk_resources(o, get(o, dictionary, "/Resources"), depth + 1, walk);
		return;
	}
	width = qpdf_oh_get_int_value(o->q, get(o, dictionary, "/Width"));
	height = qpdf_oh_get_int_value(o->q, get(o, dictionary, "/Height"));
	walk->longer = width > height ? width : height;
	if (width > 0 && height > 0 && source_size(width, height, &ignored) != DONE) {
		walk->width = width;
		walk->height = height;
	}
	if (has(o, dictionary, "/SMask"))
		look_at_drawing(o, get(o, dictionary, "/SMask"), depth + 1, walk);
}

/* The iteration over keys is one for the whole document: names are collected first. */
static void
walk_resources(struct objects *o, qpdf_oh resources, int depth, struct walk *walk)
{
	qpdf_oh drawings = get(o, resources, "/XObject");
	void *ctx;
	char **names;
	size_t count = 0;

	if (has(o, resources, "/Font"))
		walk->count += 2;
	if (depth > DEPTH_MAX || !qpdf_oh_is_dictionary(o->q, drawings))
		return;
	ctx = must(talloc_new(NULL));
	names = memory_new(ctx, PICTURES_MAX * sizeof *names);
	qpdf_oh_begin_dict_key_iter(o->q, drawings);
	while (qpdf_oh_dict_more_keys(o->q) && count < PICTURES_MAX)
		names[count++] = must(talloc_strdup(ctx, qpdf_oh_dict_next_key(o->q)));
	for (size_t i = 0; i < count && walk->left-- > 0 && walk->width == 0; i++)
		look_at_drawing(o, get(o, drawings, names[i]), depth, walk);
	talloc_free(ctx);
}

enum verdict
objects_check_page(struct objects *o, size_t page, int64_t *pixels_out, struct fault *f)
{
	struct walk walk = { .left = PICTURES_MAX };
	qpdf_oh oh = qpdf_get_page_n(o->q, page), parent = oh;

	for (int i = 0; i < DEPTH_MAX * 8 && !has(o, parent, "/Resources") && has(o, parent, "/Parent"); i++)
		parent = get(o, parent, "/Parent");
	walk_resources(o, get(o, parent, "/Resources"), 0, &walk);
	qpdf_oh_release_all(o->q);
	*pixels_out = walk.count == 1 ? walk.longer : 0;
	if (walk.left < 0)
		return fail(f, NEVER, "a page of it consists of more than %d pictures", PICTURES_MAX);
	return walk.width == 0 ? DONE : source_size(walk.width, walk.height, f);
}

/* ---- pages of it ---- */

static bool
is_among(const char *key, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(key, *list) == 0)
			return true;
	return false;
}

/* Removes every key that is not in the list. */
static void
reduce(struct objects *o, qpdf_oh dictionary, const char *const *list)
{
	void *ctx = must(talloc_new(NULL));
	char *names[KEYS_MAX];
	size_t count;

	do {
		count = 0;
		qpdf_oh_begin_dict_key_iter(o->q, dictionary);
		while (qpdf_oh_dict_more_keys(o->q) && count < KEYS_MAX) {
			const char *key = qpdf_oh_dict_next_key(o->q);

			if (!is_among(key, list))
				names[count++] = must(talloc_strdup(ctx, key));
		}
		for (size_t i = 0; i < count; i++)
			qpdf_oh_remove_key(o->q, dictionary, names[i]);
	} while (count == KEYS_MAX);
	talloc_free(ctx);
}

/* A stamp or a note stays as what is seen of it; fields of forms do, too. */
static void
reduce_annotations(struct objects *o, qpdf_oh page)
{
	static const char *const kept[] = { "/Type", "/Subtype", "/Rect", "/AP", "/AS", "/F", "/BS", "/Border", "/C", "/CA",
		NULL };
	qpdf_oh from = get(o, page, "/Annots"), to = qpdf_oh_new_array(o->q);
	int count = qpdf_oh_is_array(o->q, from) ? qpdf_oh_get_array_n_items(o->q, from) : 0;

	for (int i = 0; i < count; i++) {
		qpdf_oh annotation = qpdf_oh_get_array_item(o->q, from, i);

		if (!qpdf_oh_is_dictionary(o->q, annotation) || !has(o, annotation, "/AP"))
			continue;
		reduce(o, annotation, kept);
		qpdf_oh_replace_key(o->q, annotation, "/Subtype", qpdf_oh_new_name(o->q, "/Stamp"));
		qpdf_oh_append_item(o->q, to, annotation);
	}
	qpdf_oh_replace_key(o->q, page, "/Annots", to);
}

static enum verdict
copy_page(struct objects *from, qpdf_data to, size_t number)
{
	static const char *const kept[] = { "/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Contents",
		"/Resources", "/Annots", "/Group", NULL };
	qpdf_oh page = qpdf_get_page_n(from->q, number);

	reduce(from, page, kept);
	reduce_annotations(from, page);
	return (qpdf_add_page(to, from->q, page, QPDF_FALSE) & QPDF_ERRORS) == 0 ? DONE : NEVER;
}

static enum verdict
write_document(qpdf_data to, struct buffer *out)
{
	if ((qpdf_init_write_memory(to) & QPDF_ERRORS) != 0)
		return NEVER;
	qpdf_set_deterministic_ID(to, QPDF_TRUE);
	qpdf_set_object_stream_mode(to, qpdf_o_disable);
	if ((qpdf_write(to) & QPDF_ERRORS) != 0)
		return NEVER;
	buffer_add(out, qpdf_get_buffer(to), qpdf_get_buffer_length(to));
	return DONE;
}

enum verdict
objects_extract(struct objects *o, size_t first, size_t count, struct buffer *out, struct fault *f)
{
	qpdf_data to = qpdf_init();
	enum verdict v = DONE;

	qpdf_silence_errors(to);
	qpdf_set_suppress_warnings(to, QPDF_TRUE);
	if ((qpdf_empty_pdf(to) & QPDF_ERRORS) != 0 ||
	    (qpdf_push_inherited_attributes_to_page(o->q) & QPDF_ERRORS) != 0)
		v = NEVER;
	for (size_t i = first; i < first + count && v == DONE; i++)
		v = copy_page(o, to, i);
	if (v == DONE)
		v = write_document(to, out);
	qpdf_cleanup(&to);
	return v == DONE ? DONE : fail(f, NEVER, "its pages cannot be copied: it is a damaged PDF");
}
