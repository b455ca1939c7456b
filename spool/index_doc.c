/* SPDX-License-Identifier: GPL-3.0-or-later */
/* index_doc - the row of an opinion in the index, and what it is found by. */
#include "config/memory.h"
#include "spool/index_file.h"

static bool
is_named(const char *sources, const struct index_piece *p)
{
	char name[32];

	(void)snprintf(name, sizeof name, " %c%lld ", p->source, (long long)p->id);
	return strstr(sources, name) != NULL;
}

static void
add_people(struct index *x, void *ctx, const struct contact *c, struct tokens *out)
{
	const struct folded name = index_fold(ctx, c->name), phone = index_fold_phone(ctx, c->phone),
	    fax = index_fold_phone(ctx, c->fax);

	index_tokens_add(out, &x->key, INDEX_OF_NAME, &name);
	index_tokens_add_whole(out, &x->key, INDEX_OF_PHONE, &phone);
	index_tokens_add_whole(out, &x->key, INDEX_OF_PHONE, &fax);
}

struct found_by
index_found_by(struct index *x, void *ctx, const struct index_text *t, const char *only)
{
	struct found_by out = { .words.ctx = ctx, .people.ctx = ctx };
	void *own = must(talloc_new(NULL));

	for (size_t i = 0; i < t->count; i++) {
		struct folded folded;

		if (only != NULL && !is_named(only, &t->piece[i]))
			continue;
		folded = index_fold(own, t->piece[i].text);
		index_tokens_add(&out.words, &x->key, INDEX_OF_WORDS, &folded);
	}
	if (t->contact != NULL)
		add_people(x, own, t->contact, &out.people);
	index_tokens_settle(&out.words);
	index_tokens_settle(&out.people);
	talloc_free(own);
	return out;
}

void
index_mark_tokens(const struct index *x, const struct tokens *t, unsigned char out[INDEX_MARK])
{
	struct buffer octets = buffer_init(NULL);
	unsigned char whole[SEAL_HASH];

	index_tokens_write(t, &octets);
	seal_hash(x->l->keys->digest, "index.doc", buffer_bytes(&octets), whole, sizeof whole);
	memcpy(out, whole, INDEX_MARK);
	talloc_free(octets.data);
}

enum verdict
index_doc(struct index *x, void *ctx, int64_t opinion, struct index_doc *out, struct fault *f)
{
	struct query *q = db_query(x->db, "SELECT sources, mark, people FROM doc WHERE opinion = ?1");
	enum verdict v;

	memset(out, 0, sizeof *out);
	out->people.ctx = ctx;
	query_number(q, 1, opinion);
	v = query_next(q, &out->there, f);
	if (v == DONE && out->there) {
		struct bytes mark = query_blob_at(q, 1);

		out->sources = query_text_at(ctx, q, 0);
		if (mark.len == INDEX_MARK)
			memcpy(out->mark, mark.data, INDEX_MARK);
		index_tokens_read(&out->people, query_blob_at(q, 2));
	}
	query_done(q);
	return v;
}

bool
index_as_it_was(struct index *x, void *ctx, const struct index_text *t, const struct index_doc *doc, struct found_by *out)
{
	unsigned char mark[INDEX_MARK];

	*out = index_found_by(x, ctx, t, doc->sources);
	out->people = doc->people;
	index_mark_tokens(x, &out->words, mark);
	return memcmp(mark, doc->mark, INDEX_MARK) == 0;
}

enum verdict
index_write_tokens(struct query *q, int64_t opinion, const struct tokens *t, struct fault *f)
{
	struct buffer letters = buffer_init(NULL);
	enum verdict v = DONE;

	index_tokens_write(t, &letters);
	query_number(q, 1, index_row_of(opinion));
	query_text(q, 2, buffer_text(&letters));
	if (t->count != 0)
		v = query_run(q, f);
	else
		query_done(q);
	talloc_free(letters.data);
	return v;
}

enum verdict
index_run_about(struct query *q, int64_t opinion, struct fault *f)
{
	query_number(q, 1, opinion);
	return query_run(q, f);
}
