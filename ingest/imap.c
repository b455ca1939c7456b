/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap - mails from an IMAP4rev1 mailbox (RFC 3501). */
#include "ingest/imap.h"

#include <errno.h>
#include <iconv.h>

#include "config/log.h"
#include "config/memory.h"

#define SIZES_AT_ONCE 1000	/* mails whose sizes are asked for with one command */
#define LEFT_AT_ONCE 100

char *
imap_mailbox_name(void *ctx, const char *utf8)
{
	size_t in_left = strlen(utf8), room = 8 * in_left + 8, out_left = room;
	char *in = must(talloc_strdup(ctx, utf8)), *out = memory_new(ctx, room + 1), *p = in, *q = out;
	iconv_t convert = iconv_open("UTF-7-IMAP", "UTF-8");

	/* Without the converter, or for what is not UTF-8, the server says that there is no such mailbox. */
	if (convert != (iconv_t)-1) {
		if (iconv(convert, &p, &in_left, &q, &out_left) == (size_t)-1 ||
		    iconv(convert, NULL, NULL, &q, &out_left) == (size_t)-1)
			q = out;
		iconv_close(convert);
	}
	*q = 0;
	if (q == out)
		memcpy(out, utf8, strlen(utf8) + 1);
	talloc_free(in);
	return out;
}

static int
free_imap(struct imap *im)
{
	/* An answer that is still on its way must not be taken for the one to LOGOUT. */
	if (im->session->imap_stream != NULL)
		mailstream_cancel(im->session->imap_stream);
	mailimap_free(im->session);
	return 0;
}

/* What libetpan's result, the server or the wire say. */
static enum verdict
session_fault(struct imap *im, const char *host, const char *what, struct fault *f)
{
	const char *why = wire_error(im->wire);

	if (*why == 0)
		why = im->session->imap_response != NULL ? im->session->imap_response : "no answer that can be understood";
	return fail(f, LATER, "%s: %s: %s", host, what, why);
}

static enum verdict
greet(struct imap *im, const struct server *server, mailstream *stream, struct fault *f)
{
	int r = mailimap_connect(im->session, stream);

	/* Somebody between us could offer this to keep us from asking for TLS. */
	if (r == MAILIMAP_NO_ERROR_AUTHENTICATED)
		return fail(f, LATER, "%s: the server says that we are logged in before we are (PREAUTH)", server->host);
	if (r != MAILIMAP_NO_ERROR_NON_AUTHENTICATED && r != MAILIMAP_NO_ERROR)
		return session_fault(im, server->host, "greeting", f);
	if (server->tls == TLS_IMPLICIT)
		return DONE;
	if (mailimap_starttls(im->session) != MAILIMAP_NO_ERROR)
		return session_fault(im, server->host, "the server refused STARTTLS", f);
	return wire_start_tls(stream, im->wire, f);
}

static enum verdict
ask_capabilities(struct imap *im, const char *host, struct fault *f)
{
	struct mailimap_connection_info *known = im->session->imap_connection_info;

	/* libetpan keeps what it knew before TLS. It is not asked by mailimap_capability(), which dies of a server that says
	 * OK and no capabilities. */
	if (known->imap_capability != NULL)
		mailimap_capability_data_free(known->imap_capability);
	known->imap_capability = NULL;
	if (mailimap_custom_command(im->session, "CAPABILITY") != MAILIMAP_NO_ERROR || known->imap_capability == NULL)
		return session_fault(im, host, "CAPABILITY", f);
	im->uidplus = mailimap_has_uidplus(im->session);
	im->move = mailimap_has_extension(im->session, "MOVE");
	return DONE;
}

static enum verdict
log_in(struct imap *im, const struct server *server, struct fault *f)
{
	bool by_token = server->token_command[0] != 0;
	char *secret;
	enum verdict v = by_token ? wire_token(server, &secret, f) : wire_password(server, &secret, f);
	int r;

	if (v != DONE)
		return v;
	if (by_token)
		r = mailimap_oauth2_authenticate(im->session, server->user, secret);
	else
		r = mailimap_login(im->session, server->user, secret);
	wire_secret_free(&secret);
	if (r != MAILIMAP_NO_ERROR)
		return session_fault(im, server->host, "log in", f);
	return ask_capabilities(im, server->host, f);
}

static enum verdict
select_folder(struct mailbox *m, struct imap *im, struct fault *f)
{
	const struct source *s = m->source;
	char *name = imap_mailbox_name(im, s->folder[0] != 0 ? s->folder : "INBOX");
	int r = s->after == AFTER_LEAVE ? mailimap_examine(im->session, name) : mailimap_select(im->session, name);

	if (r != MAILIMAP_NO_ERROR)
		return session_fault(im, s->server.host, "open the mailbox", f);
	im->validity = im->session->imap_selection_info->sel_uidvalidity;
	m->seen = im->session->imap_selection_info->sel_exists;
	if (im->validity == 0)
		return fail(f, LATER, "%s: the server gives no UIDVALIDITY", s->server.host);
	return DONE;
}

static enum verdict
open_imap(struct mailbox *m, struct fault *f)
{
	const struct server *server = &m->source->server;
	struct imap *im = memory_new(m, sizeof *im);
	mailstream *stream;
	enum verdict v;

	v = wire_connect(server, server->tls == TLS_IMPLICIT ? 993 : 143, &stream, &im->wire, f);
	if (v != DONE)
		return v;
	m->state = im;
	im->command = buffer_init(im);
	im->session = must(mailimap_new(0, NULL));
	im->lines = lines_new(im, stream, im->wire, m->source->server.host);
	im->session->imap_stream = stream;
	talloc_set_destructor(im, free_imap);
	v = greet(im, server, stream, f);
	if (v == DONE)
		v = log_in(im, server, f);
	return v == DONE ? select_folder(m, im, f) : v;
}

static enum verdict
search(struct imap *im, uint32_t **uids, size_t *count, struct fault *f)
{
	enum verdict v = imap_send(im, f);

	return v == DONE ? imap_read_search(im, uids, count, f) : v;
}

static enum verdict
search_range(struct imap *im, int64_t first, int64_t last, uint32_t **uids, size_t *count, struct fault *f)
{
	imap_begin(im);
	if (last != 0)
		buffer_printf(&im->command, "UID SEARCH UID %lld:%lld", (long long)first, (long long)last);
	else
		buffer_printf(&im->command, "UID SEARCH UID %lld:*", (long long)first);
	return search(im, uids, count, f);
}

/* Which of those that were left behind are still there. The others are forgotten. */
static enum verdict
search_left(struct mailbox *m, uint32_t **uids, size_t *count, struct fault *f)
{
	struct imap *im = m->state;
	size_t n = taken_left_count(m->taken), found = 0;
	uint32_t *asked = must(talloc_array(im, uint32_t, n + 1)), *there = NULL;
	enum verdict v = DONE;

	for (size_t i = 0; i < n; i++)
		asked[i] = taken_left_at(m->taken, i);
	for (size_t i = 0; i < n && v == DONE; i += LEFT_AT_ONCE) {
		imap_begin(im);
		buffer_string(&im->command, "UID SEARCH UID ");
		for (size_t j = i; j < n && j < i + LEFT_AT_ONCE; j++)
			buffer_printf(&im->command, "%s%u", j == i ? "" : ",", asked[j]);
		v = search(im, &there, &found, f);
	}
	for (size_t i = 0; i < n && v == DONE; i++) {
		size_t j = 0;

		while (j < found && there[j] != asked[i])
			j++;
		if (j == found)
			taken_unleave(m->taken, asked[i]);
	}
	*uids = there;
	*count = found;
	talloc_free(asked);
	return v;
}

static int
compare_uids(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static int
compare_mails(const void *a, const void *b)
{
	return compare_uids(&((const struct mail *)a)->number, &((const struct mail *)b)->number);
}

/* Asks for the sizes of some UIDs in order and adds them as new; *full_out: the limit is reached. */
static enum verdict
add_sized(struct mailbox *m, const uint32_t *uids, size_t count, bool *full_out, struct fault *f)
{
	struct imap *im = m->state;
	struct mail *mails = must(talloc_zero_array(im, struct mail, count + 1));
	enum verdict v;

	for (size_t i = 0; i < count; i++)
		mails[i] = (struct mail){ .number = uids[i], .size = -1 };
	imap_begin(im);
	buffer_string(&im->command, "UID FETCH ");
	(void)imap_add_set(im, mails, count, MAIL_WAITING, MAIL_WAITING);
	buffer_string(&im->command, " (UID RFC822.SIZE)");
	v = imap_send(im, f);
	if (v == DONE)
		v = imap_read_sizes(im, mails, count, f);
	for (size_t i = 0; i < count && v == DONE && !*full_out; i++)
		if (mails[i].size >= 0)
			*full_out = !mailbox_add(m, mails[i].number, mails[i].size, NULL, MAIL_WAITING);
	talloc_free(mails);
	return v;
}

static enum verdict
add_new(struct mailbox *m, uint32_t *uids, size_t count, struct fault *f)
{
	bool full = false;
	enum verdict v = DONE;

	if (count > 1)
		qsort(uids, count, sizeof *uids, compare_uids);
	for (size_t i = 0; i < count && v == DONE && !full; i += SIZES_AT_ONCE) {
		size_t n = count - i < SIZES_AT_ONCE ? count - i : SIZES_AT_ONCE;

		v = add_sized(m, uids + i, n, &full, f);
	}
	return v;
}

/* What was taken by a run that ended before it could let go of it. */
static enum verdict
add_unreleased(struct mailbox *m, struct fault *f)
{
	int64_t through = taken_number(m->taken, TAKEN_THROUGH);
	int64_t released = taken_number(m->taken, TAKEN_RELEASED);
	uint32_t *uids = NULL;
	size_t count = 0;
	enum verdict v;

	if (m->source->after == AFTER_LEAVE || released >= through)
		return DONE;
	v = search_range(m->state, released + 1, through, &uids, &count, f);
	for (size_t i = 0; i < count && v == DONE; i++)
		if (!taken_is_left(m->taken, uids[i]))
			(void)mailbox_add(m, uids[i], 0, NULL, MAIL_KNOWN);
	talloc_free(uids);
	return v;
}

static void
check_validity(struct mailbox *m)
{
	struct imap *im = m->state;
	int64_t before = taken_number(m->taken, TAKEN_VALIDITY);

	if (before == im->validity)
		return;
	if (before != 0) {
		log_line(LOG_WARNING, "source %s: the server renumbered the mailbox (UIDVALIDITY): all of it is read again",
		    m->source->name);
		taken_clear(m->taken);
	}
	taken_set_number(m->taken, TAKEN_VALIDITY, im->validity);
}

static enum verdict
list_imap(struct mailbox *m, struct fault *f)
{
	struct imap *im = m->state;
	int64_t through;
	uint32_t *uids = NULL;
	size_t count = 0, fresh = 0, left;
	enum verdict v;

	check_validity(m);
	through = taken_number(m->taken, TAKEN_THROUGH);
	if (m->seen == 0) {
		m->known = 0;
		return search_left(m, &uids, &left, f);
	}
	wire_allow(im->wire, (64 << 20) + m->seen * 256);
	v = add_unreleased(m, f);
	if (v == DONE)
		v = search_left(m, &uids, &count, f);
	left = count;
	if (v == DONE)
		v = search_range(im, through + 1, 0, &uids, &count, f);
	/* "N:*" names the last mail even when it is before N (RFC 3501 section 6.4.8). */
	for (size_t i = left; i < count; i++)
		if (uids[i] > through)
			uids[left + fresh++] = uids[i];
	m->known = m->seen - (int64_t)(left + fresh);
	if (v == DONE)
		v = add_new(m, uids, left + fresh, f);
	talloc_free(uids);
	if (m->count > 1)
		qsort(m->mails, m->count, sizeof *m->mails, compare_mails);
	return v;
}

static enum verdict
ask_imap(struct mailbox *m, size_t first, size_t count, struct fault *f)
{
	struct imap *im = m->state;
	enum verdict v;

	imap_begin(im);
	buffer_string(&im->command, "UID FETCH ");
	if (!imap_add_set(im, m->mails + first, count, MAIL_WAITING, MAIL_WAITING))
		return DONE;
	buffer_string(&im->command, " (UID BODY.PEEK[])");
	v = imap_send(im, f);
	im->asked = v == DONE;
	im->asked_first = first;
	im->asked_count = count;
	return v;
}

static enum verdict
read_asked(struct mailbox *m, bool *refused_out, struct fault *f)
{
	struct imap *im = m->state;

	im->asked = false;
	return imap_read_bodies(m, m->mails + im->asked_first, im->asked_count, refused_out, f);
}

/* What did not come with the others is asked for by itself, so that a mail that the server cannot
 * read does not stop the rest. */
static enum verdict
take_singly(struct mailbox *m, size_t first, size_t count, struct fault *f)
{
	for (size_t i = first; i < first + count; i++) {
		bool refused;
		enum verdict v;

		if (m->mails[i].fate != MAIL_WAITING)
			continue;
		v = ask_imap(m, i, 1, f);
		if (v == DONE)
			v = read_asked(m, &refused, f);
		if (v != DONE)
			return v;
		if (m->mails[i].fate == MAIL_WAITING)
			m->mails[i].fate = MAIL_FAILED;
	}
	return DONE;
}

static enum verdict
take_imap(struct mailbox *m, size_t first, size_t count, struct fault *f)
{
	struct imap *im = m->state;
	bool refused;
	enum verdict v = im->asked ? DONE : ask_imap(m, first, count, f);

	if (v == DONE && im->asked)
		v = read_asked(m, &refused, f);
	return v == DONE ? take_singly(m, first, count, f) : v;
}

static bool
is_ours(const struct mail *mail)
{
	return mail->fate == MAIL_TAKEN || mail->fate == MAIL_KNOWN;
}

/* Every UID up to the last one that was taken is either taken or left behind. */
static void
remember_imap(struct mailbox *m, size_t first, size_t count)
{
	const struct mail *mails = m->mails + first;
	size_t end = count;

	while (end > 0 && mails[end - 1].fate == MAIL_WAITING)
		end--;
	for (size_t i = 0; i < end; i++) {
		if (is_ours(&mails[i]))
			taken_unleave(m->taken, mails[i].number);
		else
			taken_leave(m->taken, mails[i].number);
		if (mails[i].fate == MAIL_TAKEN && mails[i].number <= taken_number(m->taken, TAKEN_RELEASED))
			taken_set_number(m->taken, TAKEN_RELEASED, mails[i].number - 1);
		if (mails[i].number > taken_number(m->taken, TAKEN_THROUGH))
			taken_set_number(m->taken, TAKEN_THROUGH, mails[i].number);
	}
}

/* Sends "UID VERB set" and what follows for the mails that are ours. */
static enum verdict
command_for(struct imap *im, const char *verb, const struct mail *mails, size_t count, const char *rest,
    struct fault *f)
{
	enum verdict v;

	imap_begin(im);
	buffer_printf(&im->command, "UID %s ", verb);
	if (!imap_add_set(im, mails, count, MAIL_TAKEN, MAIL_KNOWN))
		return DONE;
	buffer_string(&im->command, rest);
	v = imap_send(im, f);
	return v == DONE ? imap_finish(im, f) : v;
}

/* A plain EXPUNGE would remove what others have marked as well: without UIDPLUS (RFC 4315) the
 * mails stay, marked as deleted. */
static enum verdict
delete_mails(struct mailbox *m, const struct mail *mails, size_t count, struct fault *f)
{
	struct imap *im = m->state;
	enum verdict v = command_for(im, "STORE", mails, count, " +FLAGS.SILENT (\\Deleted)", f);

	if (v == DONE && im->uidplus)
		return command_for(im, "EXPUNGE", mails, count, "", f);
	if (v == DONE && !im->expunge_warned) {
		log_line(LOG_WARNING, "source %s: the server has no UIDPLUS: mails are only marked as deleted",
		    m->source->name);
		im->expunge_warned = true;
	}
	return v;
}

static char *
quoted_name(struct mailbox *m)
{
	struct buffer out = buffer_init(m);

	buffer_string(&out, " \"");
	for (const char *p = imap_mailbox_name(m, m->source->move_to); *p != 0; p++) {
		if (*p == '"' || *p == '\\')
			buffer_char(&out, '\\');
		buffer_char(&out, (unsigned char)*p);
	}
	buffer_string(&out, "\"");
	return (char *)out.data;
}

static enum verdict
move_mails(struct mailbox *m, const struct mail *mails, size_t count, struct fault *f)
{
	struct imap *im = m->state;
	char *to = quoted_name(m);
	enum verdict v = command_for(im, im->move ? "MOVE" : "COPY", mails, count, to, f);

	talloc_free(to);
	return v == DONE && !im->move ? delete_mails(m, mails, count, f) : v;
}

static enum verdict
let_go_imap(struct mailbox *m, size_t first, size_t count, struct fault *f)
{
	const struct mail *mails = count != 0 ? m->mails + first : NULL;	/* no array, no place in it */
	enum verdict v = DONE;

	switch (m->source->after) {
	case AFTER_LEAVE:
		return DONE;
	case AFTER_MARK:
		v = command_for(m->state, "STORE", mails, count, " +FLAGS.SILENT (\\Seen)", f);
		break;
	case AFTER_MOVE:
		v = move_mails(m, mails, count, f);
		break;
	case AFTER_DELETE:
		v = delete_mails(m, mails, count, f);
		break;
	}
	for (size_t i = 0; i < count && v == DONE; i++)
		if (is_ours(&mails[i]) && mails[i].number > taken_number(m->taken, TAKEN_RELEASED))
			taken_set_number(m->taken, TAKEN_RELEASED, mails[i].number);
	return v;
}

static enum verdict
close_imap(struct mailbox *m, struct fault *f)
{
	struct imap *im = m->state;

	/* Everything was done and acknowledged before; a goodbye that fails changes nothing. */
	(void)f;
	(void)mailimap_logout(im->session);
	return DONE;
}

const struct mailbox_kind mailbox_imap = {
	.open = open_imap,
	.list = list_imap,
	.ask = ask_imap,
	.take = take_imap,
	.remember = remember_imap,
	.let_go = let_go_imap,
	.close = close_imap,
};
