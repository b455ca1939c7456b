/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * automatic - whether a program wrote a message (RFC 3834 and what programs do that never read it).
 *
 * One certain sign is enough. X-Auto-Response-Suppress is none, since Outlook writes it into what
 * people send; words such as 自動返信 in a subject are none either, since residents write about them:
 * they count together with another sign.
 */
#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "process/classify.h"

/* The first word of a field: what stands before a space, a comment or a parameter. */
static bool
field_says(const char *field, const char *word)
{
	size_t n;

	while (text_is_space(*field))
		field++;
	n = strcspn(field, " \t;(,");
	return n == strlen(word) && strncasecmp(field, word, n) == 0;
}

static bool
any_starts(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strncasecmp(text, *words, strlen(*words)) == 0)
			return true;
	return false;
}

static bool
any_in(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strstr(text, *words) != NULL)
			return true;
	return false;
}

static bool
local_part_is(const char *address, const char *const *words)
{
	size_t n = strcspn(address, "@+>");

	for (; *words != NULL; words++)
		if (strlen(*words) == n && strncasecmp(address, *words, n) == 0)
			return true;
	return false;
}

static const char *const robots[] = {
	"mailer-daemon", "mailer_daemon", "maildaemon", "mail-daemon", "mdaemon", "postmaster",
	"post_master", "listserv", "majordomo", "daemon",
	NULL
};

static bool
is_robot(const struct reading *r)
{
	static const char *const names[] = { "mail delivery s", "mail administrator",
	    "mailer-daemon", "メール配信システム", NULL };

	return local_part_is(r->from.address, robots) || any_starts(r->from.name, names);
}

/* A null sender, RFC 5321: <> (also written MAILER-DAEMON by those who deliver to a file). */
static bool
has_empty_sender(const struct reading *r, const struct known *k)
{
	return strcmp(r->return_path, "<>") == 0 || strcmp(k->envelope_sender, "<>") == 0 ||
	    local_part_is(r->return_path[0] == '<' ? r->return_path + 1 : r->return_path, robots);
}

/* Envelope senders of lists: owner-LIST, LIST-request, LIST-bounces (RFC 3834 section 2). */
static bool
is_list_sender(const char *address)
{
	static const char *const ends[] = { "-request", "-bounces", "-bounce", "-owner", NULL };
	size_t n;

	if (*address == '<')
		address++;
	n = strcspn(address, "@+>");
	if (n > 6 && strncasecmp(address, "owner-", 6) == 0)
		return true;
	for (size_t i = 0; ends[i] != NULL; i++) {
		size_t len = strlen(ends[i]);

		if (n > len && strncasecmp(address + n - len, ends[i], len) == 0)
			return true;
	}
	return false;
}

/* Read receipts (RFC 8098) and complaints about spam (RFC 5965). */
static bool
is_other_report(const struct reading *r)
{
	static const char *const types[] = {
		"message/disposition-notification", "message/feedback-report", NULL
	};

	for (size_t i = 0; i < r->part_count; i++)
		if (any_starts(r->parts[i].declared, types))
			return true;
	return false;
}

/* Something besides the subject that speaks for a program. */
static bool
has_weak_sign(const struct reading *r, const char *folded_text)
{
	static const char *const locals[] = {
		"noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "do_not_reply",
		"autoreply", "auto-reply", NULL
	};
	static const char *const words[] = {
		"自動返信です", "自動返信して", "自動返信メールです", "自動的に返信", "自動的に送信", "自動で返信", "自動送信", "自動応答です",
		"自動応答メール", "自動配信", "不在です", "不在にしております", "不在にします", "不在のため", "不在とな", "休暇中です",
		"休暇中のため", "休暇のため", "休暇をいただ", "休暇をとって", "休暇を取って", "出張中です", "出張中のため", "出張のため",
		"out of office", "out of the office", "away from", "currently away", "on leave",
		"on vacation", "on holiday", "automatic reply", "automatically generated",
		"automated response", "automatic response", "automatic message", NULL
	};

	return r->suppress[0] != 0 || local_part_is(r->from.address, locals) ||
	    any_in(folded_text, words);
}

static bool
says_out_of_office(const struct reading *r)
{
	static const char *const starts[] = {
		"自動返信:", "[自動返信", "【自動返信", "(自動返信", "自動応答:", "[自動応答", "【自動応答", "(自動応答", "自動送信:",
		"[自動送信", "【自動送信", "[自動配信", "【自動配信", "不在:", "不在通知", "不在のお知らせ", "不在のご連絡", "不在の連絡",
		"不在のため", "不在にしております", "不在にします", "【不在", "[不在", "不在メッセージ", "休暇のお知らせ", "休暇のご連絡",
		"休暇中のお知らせ", "【休暇", "automatic reply", "auto reply", "auto-reply", "autoreply",
		"auto:", "automatic response", "auto response", "auto-response", "autoresponse",
		"automated reply", "automated response", "[auto", "(auto", "out of office",
		"out of the office", "out-of-office", "vacation:", "vacation reply",
		"vacation response", "on vacation", "ooo:", NULL
	};
	static const char *const whole[] = { "自動返信", "自動応答", "自動返信メール", "自動応答メール", "不在", "自動送信メール",
	    NULL };
	char *folded = text_fold(NULL, r->subject), *subject = folded, *text;
	bool says;

	if (text_starts(subject, "re:"))
		subject += 3 + strspn(subject + 3, " ");
	says = any_starts(subject, starts);
	for (size_t i = 0; whole[i] != NULL; i++)
		says |= strcmp(subject, whole[i]) == 0;
	if (says) {
		text = text_fold(folded, text_cut(folded, r->text, 4000));
		says = has_weak_sign(r, text);
	}
	talloc_free(folded);
	return says;
}

const char *
classify_automatic(const struct reading *r, const struct known *k)
{
	if (r->stamp[0] != 0)
		return "own-stamp";
	if (k->from_ourselves)
		return "own-address";
	if (r->auto_submitted[0] != 0 && !field_says(r->auto_submitted, "no"))
		return "auto-submitted";
	if (has_empty_sender(r, k))
		return "empty-return-path";
	if (is_robot(r))
		return "robot-sender";
	if (field_says(r->precedence, "bulk") || field_says(r->precedence, "junk") ||
	    field_says(r->precedence, "auto_reply"))
		return "precedence";
	if (r->other_automatic[0] != 0 || is_other_report(r))
		return "other-header";
	if (says_out_of_office(r))
		return "out-of-office";
	/* Last, because a list's mail may still be a believed department's. */
	if (r->list_id[0] != 0 || field_says(r->precedence, "list") ||
	    is_list_sender(r->return_path) ||
	    is_list_sender(k->envelope_sender) || is_list_sender(r->sender))
		return "list";
	return NULL;
}
