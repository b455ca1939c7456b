/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post_form - what a resident typed into the form of the page, and what is wrong with it. */
#include "ingest/post_form.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/formtext.h"

static const char *const ways[] = { [REPLY_MAIL] = "mail", [REPLY_POST] = "post", [REPLY_NONE] = "none" };

void
post_take(struct post *post)
{
	const struct cgi_fields *form = post->page->form;

	post->purpose = cgi_field_line(form, "purpose");
	post->subject = cgi_field_line(form, "subject");
	post->text = cgi_field_text(form, "text");
	post->person = cgi_field_line(form, "name");
	post->mail = cgi_field_line(form, "mail");
	post->postal = cgi_field_line(form, "postal");
	post->address = cgi_field_line(form, "address");
	post->phone = cgi_field_line(form, "phone");
	post->way = cgi_field_line(form, "way");
	post->large = cgi_field_is(form, "large", "yes");
}

void
post_complain(struct post *post, const char *field, const char *word, const char *detail)
{
	struct html *one = html_add(post->values, "problems");

	html_set(one, "word", word);
	html_set(one, "field", field);
	html_set(one, "detail", detail);
	post->wrong = true;
}

/* ---- checks ---- */


/* A problem that is said beside its field as well. */
static void
complain_at(struct post *post, const char *field, const char *beside, const char *word)
{
	post_complain(post, field, word, NULL);
	html_set(post->values, beside, word);
}

static bool
is_way(const struct post *post, enum reply_way way)
{
	return strcmp(post->way, ways[way]) == 0;
}

static bool
is_mail(const char *mail)
{
	const char *at = strchr(mail, '@');

	return at != NULL && at != mail && at[1] != 0 && strchr(at + 1, '@') == NULL && strpbrk(mail, " \t<>,;\"") == NULL;
}

/* Digits in it, whatever stands between them; -1 when there is something else. */
static int
digits_in(struct post *post, const char *typed)
{
	const char *folded = text_fold(post->page, typed);
	int count = 0;

	for (; *folded != 0; folded++)
		if (text_is_digit(*folded))
			count++;
		else if (strchr("-() +", *folded) == NULL && (unsigned char)*folded < 0x80)
			return -1;
	return count;
}

static const struct page_purpose *
purpose_of(const struct post *post)
{
	const struct page_config *c = post->page->config;

	for (size_t i = 0; i < c->purpose_count; i++)
		if (strcmp(c->purposes[i].code, post->purpose) == 0)
			return &c->purposes[i];
	return NULL;
}

static bool
is_offered_way(const struct post *post)
{
	for (int i = 0; i < 3; i++)
		if (strcmp(post->way, ways[i]) == 0)
			return post->page->config->ways[i];
	return false;
}

static void
check_opinion(struct post *post)
{
	const struct page_config *c = post->page->config;

	if (purpose_of(post) == NULL && c->purpose_count != 0)
		complain_at(post, "purpose", "err_purpose", "error-purpose");
	if (*text_trim(post->page, post->text) == 0)
		complain_at(post, "text", "err_text", "error-text");
	else if ((int64_t)text_length(post->text) > c->text_length)
		complain_at(post, "text", "err_text", "error-text-length");
	if (!is_offered_way(post))
		complain_at(post, "way", "err_way", "error-way");
}

static void
check_person(struct post *post)
{
	int digits;

	if (*post->person == 0 && is_way(post, REPLY_POST))
		complain_at(post, "name", "err_name", "error-name");
	else if (*post->person == 0 && post->page->config->name_required)
		complain_at(post, "name", "err_name", "error-name-required");
	if (*post->mail == 0 && is_way(post, REPLY_MAIL))
		complain_at(post, "mail", "err_mail", "error-mail");
	else if (*post->mail != 0 && !is_mail(strchr(post->mail, '@') != NULL ? post->mail : text_fold(post->page, post->mail)))
		complain_at(post, "mail", "err_mail", "error-mail-form");
	if (*post->postal != 0 && digits_in(post, post->postal) != 7)
		complain_at(post, "postal", "err_postal", "error-postal");
	if (*post->address == 0 && is_way(post, REPLY_POST))
		complain_at(post, "address", "err_address", "error-address");
	digits = digits_in(post, post->phone);
	if (*post->phone != 0 && (digits < 10 || digits > 15))
		complain_at(post, "phone", "err_phone", "error-phone");
}

static void
check_uploads(struct post *post)
{
	const struct page_config *c = post->page->config;

	if ((int64_t)post->uploads.count > c->file_count)
		complain_at(post, "files", "err_files", "error-file-count");
	else if (post->uploads.total > c->total_size)
		complain_at(post, "files", "err_files", "error-file-total");
}

/* ---- the text form ---- */

static struct formtext
form_of(const struct post *post)
{
	return (struct formtext){
		.contact = {
			.name = post->person, .mail = post->mail, .postal_code = post->postal, .address = post->address,
			.phone = post->phone, .fax = "", .large = post->large && is_way(post, REPLY_POST),
			.reply = is_way(post, REPLY_POST) ? REPLY_POST : is_way(post, REPLY_NONE) ? REPLY_NONE : REPLY_MAIL,
		},
		.reply_given = true, .purpose = post->purpose, .channel = "web", .subject = post->subject, .received = "",
		.old_number = "", .about = "", .text = text_trim(post->page, post->text),
	};
}

/* Whether a value of one line is read again as it is: names of the form's fields within it would begin others. */
static bool
is_read_again(struct post *post, const char *value)
{
	const struct formtext form = { .contact = { .name = value, .mail = "", .postal_code = "", .address = "", .phone = "",
		.fax = "" }, .purpose = "", .channel = "", .subject = "", .received = "", .old_number = "", .about = "", .text = "x" };
	struct buffer out = buffer_init(post->page), errors = buffer_init(post->page);
	struct formtext *read;

	formtext_write(&form, LANGUAGE_JA, &out);
	return formtext_read(post->page, buffer_text(&out), FORMTEXT_STRICT, LANGUAGE_JA, &read, &errors, NULL) == DONE &&
	    strcmp(read->contact.name, value) == 0;
}

/* The register must read what we write; what it could not read is better repaired by who wrote it than by a clerk. */
static void
write_form(struct post *post)
{
	struct buffer out = buffer_init(post->page), errors = buffer_init(post->page);
	struct formtext form = form_of(post), *read;

	if (!is_read_again(post, post->person))
		complain_at(post, "name", "err_name", "error-label");
	if (!is_read_again(post, post->address))
		complain_at(post, "address", "err_address", "error-label");
	/* a subject has its place in the text as well */
	if (!is_read_again(post, post->subject)) {
		form.text = must(talloc_asprintf(post->page, "%s\n\n%s", post->subject, form.text));
		form.subject = "";
	}
	formtext_write(&form, LANGUAGE_JA, &out);
	if (!post->wrong && formtext_read(post->page, buffer_text(&out), FORMTEXT_STRICT, LANGUAGE_JA, &read, &errors, NULL) != DONE)
		complain_at(post, "text", "err_text", "error-form");
	if (!post->wrong)
		post->form = buffer_text(&out);
}

void
post_check(struct post *post)
{
	check_opinion(post);
	check_person(post);
	check_uploads(post);
	if (!post->wrong)
		write_form(post);
}

/* ---- values ---- */

static void
show_choices(struct post *post)
{
	const struct page_config *c = post->page->config;
	static const char *const labels[] = { "way-mail", "way-post", "way-none" };
	const char *const hints[] = { c->answers_here ? "way-page-hint" : "way-mail-hint", "way-post-hint", "way-none-hint" };
	const struct page_purpose *chosen = purpose_of(post);

	for (size_t i = 0; i < c->purpose_count; i++) {
		struct html *one = html_add(post->values, "purposes");

		html_set(one, "code", c->purposes[i].code);
		html_set(one, "name", page_words(&c->purposes[i].name, post->page->language));
		html_set_flag(one, "chosen", &c->purposes[i] == chosen);
	}
	for (int i = 0; i < 3; i++)
		if (c->ways[i]) {
			struct html *one = html_add(post->values, "ways");

			html_set(one, "code", ways[i]);
			html_set(one, "label", labels[i]);
			html_set(one, "hint", hints[i]);
			html_set_flag(one, "chosen", strcmp(post->way, ways[i]) == 0);
			if (strcmp(post->way, ways[i]) == 0)
				html_set(post->values, "way_word", labels[i]);
		}
	html_set(post->values, "purpose_name", chosen != NULL ? page_words(&chosen->name, post->page->language) : NULL);
}

static void
show_limits(struct post *post)
{
	const struct page_config *c = post->page->config;

	html_set_number(post->values, "text_length", c->text_length);
	if (c->file_count > 0)
		html_set_number(post->values, "file_count", c->file_count);
	html_set(post->values, "file_size", page_size(post->page, c->file_size));
	html_set(post->values, "total_size", page_size(post->page, c->total_size));
	html_set_number(post->values, "file_octets", c->file_size);
	html_set_number(post->values, "total_octets", c->total_size);
	html_set_flag(post->values, "has_postal", post_has_postal(post->page));
}

void
post_show_values(struct post *post)
{
	struct html *h = post->values;

	html_set(h, "draft", post->draft != NULL ? post->draft->sealed : NULL);
	html_set(h, "purpose", post->purpose);
	html_set(h, "subject", post->subject);
	html_set(h, "text_typed", post->text);
	html_set(h, "person", post->person);
	html_set(h, "mail", post->mail);
	html_set(h, "postal", post->postal);
	html_set(h, "address", post->address);
	html_set(h, "phone", post->phone);
	html_set(h, "way", post->way);
	html_set_flag(h, "large", post->large);
	show_choices(post);
	show_limits(post);
	for (size_t i = 0; i < post->uploads.count; i++) {
		struct html *one = html_add(h, "uploads");

		html_set(one, "file", post->uploads.item[i].name);
		html_set(one, "size", page_size(post->page, post->uploads.item[i].size));
		html_set_number(one, "index", (int64_t)post->uploads.item[i].index);
	}
}
