/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_check - whether settings that are right one by one are right together. */
#include "config/settings_check.h"

#include <stdarg.h>

#include "config/memory.h"
#include "config/text.h"

/* What a reply address puts behind the local part (spool/token.h), "+approval-2026-000123-"
 * and 20 signs, has to fit in the 64 of RFC 5321. */
#define BOX_LOCAL_MAX 20

#define STAFF_CODE_MAX 16

#define PASSWORD "user password_file password_command token_command"

const struct section *
settings_section(const struct settings_file *file, const char *kind, size_t index)
{
	for (size_t i = 0; i < file->count; i++)
		if (strcmp(file->sections[i].kind, kind) == 0 && index-- == 0)
			return &file->sections[i];
	return NULL;
}

static bool
is_set(const char *string)
{
	return *string != 0;
}

/* The line of a setting, of its section when it is not set, of the end when that is missing. */
static int
line_of(const struct check *c, const struct section *section, const char *name)
{
	if (section == NULL)
		return c->file->last_line;
	for (size_t i = 0; i < section->count; i++)
		if (strcmp(section->entries[i].name, name) == 0)
			return section->entries[i].line;
	return section->line;
}

/* Whether word is one of names, which are separated by spaces. */
static bool
is_among(const char *word, const char *names)
{
	size_t n = strlen(word);

	for (const char *p = strstr(names, word); p != NULL; p = strstr(p + 1, word))
		if ((p == names || p[-1] == ' ') && (p[n] == ' ' || p[n] == 0))
			return true;
	return false;
}

static bool
has_problem(const struct check *c, int line)
{
	for (size_t i = 0; i < c->known; i++)
		if (c->p->list[i].line == line)
			return true;
	return false;
}

void
complain(const struct check *c, const struct section *section, const char *name, const char *others,
    const char *format, ...)
{
	int line = line_of(c, section, name);
	char *text;
	va_list ap;

	if (has_problem(c, line))
		return;
	for (size_t i = 0; section != NULL && i < section->count; i++)
		if (has_problem(c, section->entries[i].line) && is_among(section->entries[i].name, others))
			return;
	va_start(ap, format);
	text = must(talloc_vasprintf(c->p->ctx, format, ap));
	va_end(ap);
	problem_add(c->p, line, "%s", text);
}

static void
check_login(const struct check *c, const struct section *at, const struct server *server)
{
	int ways = is_set(server->password_file) + is_set(server->password_command) +
	    is_set(server->token_command);

	if (is_set(server->user) && ways == 0)
		complain(c, at, "user", PASSWORD, "user has no password; write password_file, password_command or "
		    "token_command");
	if (!is_set(server->user) && ways != 0)
		complain(c, at, is_set(server->password_file) ? "password_file" :
		    is_set(server->password_command) ? "password_command" : "token_command", PASSWORD,
		    "a password without a user; write user");
	if (ways > 1)
		complain(c, at, is_set(server->token_command) ? "token_command" : "password_command", "",
		    "the password comes from two places; keep one of password_file, password_command and "
		    "token_command");
	if (server->timeout > server->deadline)
		complain(c, at, "timeout", "deadline", "timeout is longer than deadline; make it shorter");
}

static void
check_source_place(const struct check *c, const struct section *at, const struct source *source)
{
	bool network = source->kind == SOURCE_IMAP || source->kind == SOURCE_POP3;

	if (network && !is_set(source->server.host))
		complain(c, at, "host", "kind", "host is missing; write the mail server's name");
	if (network && !is_set(source->server.user))
		complain(c, at, "user", "kind", "user is missing; write the name to log in with");
	if (!network && !is_set(source->folder))
		complain(c, at, "folder", "kind", "folder is missing; write the path of the %s",
		    source->kind == SOURCE_MBOX ? "mbox" : "Maildir");
	else if (!network && *source->folder != '/')
		complain(c, at, "folder", "kind", "\"%s\": it is not an absolute path; begin it with /",
		    source->folder);
	if (!network && is_set(source->server.host))
		complain(c, at, "host", "kind", "host is for kind = imap and pop3; remove it, or change kind");
}

static void
check_after(const struct check *c, const struct section *at, const struct source *source)
{
	static const char *const kinds[] = { "imap", "pop3", "maildir", "mbox" };
	bool moves = source->after == AFTER_MOVE;

	if ((source->kind == SOURCE_POP3 || source->kind == SOURCE_MBOX) &&
	    (moves || source->after == AFTER_MARK))
		complain(c, at, "after", "kind after move_to", "kind = %s can neither mark nor move; write after = leave or "
		    "delete", kinds[source->kind]);
	else if (moves && !is_set(source->move_to))
		complain(c, at, "after", "kind after move_to", "after = move needs move_to; write where mails go");
	else if (!moves && is_set(source->move_to))
		complain(c, at, "move_to", "kind after move_to", "move_to without after = move; remove it, or write after = move");
	else if (moves && source->kind == SOURCE_MAILDIR && *source->move_to != '/')
		complain(c, at, "move_to", "kind after move_to", "\"%s\": it is not an absolute path; begin it with /",
		    source->move_to);
}

static void
check_sources(const struct check *c)
{
	for (size_t i = 0; i < c->s->source_count; i++) {
		const struct source *source = &c->s->sources[i];
		const struct section *at = settings_section(c->file, "source", i);

		check_source_place(c, at, source);
		check_login(c, at, &source->server);
		check_after(c, at, source);
	}
}

/* What came from where is told by the name alone. */
static void
check_drops(const struct check *c)
{
	for (size_t i = 0; i < c->s->drop_count; i++) {
		const struct drop *drop = &c->s->drops[i];
		const struct section *at = settings_section(c->file, "drop", i);

		if (settings_source(c->s, drop->name) != NULL)
			complain(c, at, "", "", "there is a section [source %s], too; give one of them another name",
			    drop->name);
		if (drop->after == DROP_MOVE && !is_set(drop->move_to))
			complain(c, at, "after", "move_to", "after = move needs move_to; write where files go");
		if (drop->after != DROP_MOVE && is_set(drop->move_to))
			complain(c, at, "move_to", "after", "move_to without after = move; remove it, or write after = move");
		for (size_t k = 0; k < i; k++)
			if (strcmp(c->s->drops[k].folder, drop->folder) == 0)
				complain(c, at, "folder", "", "[drop %s] has this folder already; each needs its own",
				    c->s->drops[k].name);
	}
}

static void
check_print(const struct check *c)
{
	const struct printing *print = &c->s->print;
	const struct section *at = settings_section(c->file, "print", 0);

	if (print->kind == PRINT_FOLDER && !is_set(print->folder))
		complain(c, at, "folder", "kind", "folder is missing; write where the letters of a run go");
	if (print->kind == PRINT_PRINTER && !is_set(print->printer))
		complain(c, at, "printer", "kind", "printer is missing; write its address, ipp://localhost/printers/NAME");
	if (is_set(print->printer) && !text_starts(print->printer, "ipp://") && !text_starts(print->printer, "ipps://"))
		complain(c, at, "printer", "", "it does not begin with ipp:// or ipps://; write the printer's address");
	if (is_set(print->document_number) && strstr(print->document_number, "{number}") == NULL)
		complain(c, at, "document_number", "", "it has no {number}, so that all letters would have the same; "
		    "write {number} where it counts");
	if (c->s->transcription.third.count != 0 && c->s->transcription.second.count == 0)
		complain(c, settings_section(c->file, "transcription", 0), "third", "second", "third without second: nobody "
		    "is compared; write second, or remove third");
}

static void
check_send_place(const struct check *c, const struct section *at, const struct sending *send)
{
	if (send->kind == SEND_SMTP && !is_set(send->server.host))
		complain(c, at, "host", "kind", "host is missing; write the mail server's name");
	if (send->kind != SEND_SMTP && is_set(send->server.host))
		complain(c, at, "host", "kind", "host is for kind = smtp; remove it, or write kind = smtp");
	if (send->kind == SEND_SENDMAIL && !is_set(send->command))
		complain(c, at, "command", "kind", "command is missing; write the program that takes mails");
	if (send->kind == SEND_MAILDIR && !is_set(send->folder))
		complain(c, at, "folder", "kind", "folder is missing; write the path of the Maildir");
}

static void
check_send(const struct check *c)
{
	const struct sending *send = &c->s->send;
	const struct section *at = settings_section(c->file, "send", 0);

	check_send_place(c, at, send);
	check_login(c, at, &send->server);
	if (send->first_pause > send->longest_pause)
		complain(c, at, "first_pause", "longest_pause", "first_pause is longer than longest_pause; make it shorter");
}

static void
check_department_code(const struct check *c, const struct section *at, const char *name, const char *code)
{
	const char **codes;
	const char *nearest;

	if (!is_set(code) || settings_department(c->s, code) != NULL)
		return;
	codes = memory_new(c->p->ctx, (c->s->department_count + 1) * sizeof *codes);
	for (size_t i = 0; i < c->s->department_count; i++)
		codes[i] = c->s->departments[i].code;
	nearest = nearest_name(code, codes, c->s->department_count);
	complain(c, at, name, "", "there is no department \"%s\"; %s%s%s", code,
	    nearest != NULL ? "did you mean " : "write a section [department ",
	    nearest != NULL ? nearest : code, nearest != NULL ? "?" : "]");
}

static void
check_office(const struct check *c)
{
	const struct office *office = &c->s->office;
	const struct section *at = settings_section(c->file, "office", 0);
	const char *sign = strchr(office->address, '@');

	check_department_code(c, at, "desk", office->desk);
	if (sign != NULL && sign - office->address > BOX_LOCAL_MAX)
		complain(c, at, "address", "", "more than %d signs stand before the @, and reply addresses add "
		    "to them; use a shorter address", BOX_LOCAL_MAX);
	if (sign != NULL && memchr(office->address, '+', (size_t)(sign - office->address)) != NULL)
		complain(c, at, "address", "", "it has a +, and reply addresses add one; use an address without");
	if (is_set(office->address) && text_equal_ignoring_case(office->address, office->administrator))
		complain(c, at, "administrator", "address", "the opinion box cannot tell itself what needs a person; "
		    "write another address");
	if (settings_purpose(c->s, c->s->default_purpose) == NULL)
		complain(c, at, "default_purpose", "", "there is no purpose \"%s\"; write a section [purpose %s]",
		    c->s->default_purpose, c->s->default_purpose);
}

static void
check_approvers(const struct check *c, const struct section *at, const char *name, const struct list *codes)
{
	for (size_t i = 0; i < codes->count; i++)
		if (settings_approver(c->s, codes->item[i]) == NULL)
			complain(c, at, name, "", "there is no approver \"%s\"; write a section [approver %s]",
			    codes->item[i], codes->item[i]);
}

/* Who takes over from whom must end somewhere. */
static void
check_succession(const struct check *c, const struct section *at, const struct department *d)
{
	const struct department *next = d;
	size_t steps = 0;

	if (is_set(d->successor) && d->valid_to == 0)
		complain(c, at, "successor", "valid_to", "successor without valid_to; write the department's last day, "
		    "or remove successor");
	if (d->valid_from != 0 && d->valid_to != 0 && d->valid_to < d->valid_from)
		complain(c, at, "valid_to", "valid_from", "valid_to is before valid_from; change one of them");
	check_department_code(c, at, "successor", d->successor);
	while (next != NULL && next->valid_to != 0 && steps++ <= c->s->department_count)
		next = settings_department(c->s, is_set(next->successor) ? next->successor : c->s->office.desk);
	if (steps > c->s->department_count)
		complain(c, at, is_set(d->successor) ? "successor" : "valid_to", "", "the successors of \"%s\" go round "
		    "in a circle of departments that all end; let one of them go on", d->code);
}

static void
check_departments(const struct check *c)
{
	if (c->s->department_count == 0)
		problem_add(c->p, c->file->last_line, "there is no department; write a section [department "
		    "CODE] with name and addresses, for the desk at least");
	for (size_t i = 0; i < c->s->department_count; i++) {
		const struct department *d = &c->s->departments[i];

		for (size_t j = 0; j < d->addresses.count; j++)
			if (text_equal_ignoring_case(d->addresses.item[j], c->s->office.address))
				complain(c, settings_section(c->file, "department", i), "addresses", "",
				    "this is the opinion box's own address; write the department's");
		check_approvers(c, settings_section(c->file, "department", i), "approvers", &d->approvers);
		check_approvers(c, settings_section(c->file, "department", i), "circulate", &d->circulate);
		check_succession(c, settings_section(c->file, "department", i), d);
	}
	for (size_t i = 0; i < c->s->purpose_count; i++)
		check_approvers(c, settings_section(c->file, "purpose", i), "approvers", &c->s->purposes[i].approvers);
}

/* The desk stands on the lists of those who approve without a section of its own. */
static void
check_approver_codes(const struct check *c)
{
	for (size_t i = 0; i < c->s->approver_count; i++)
		if (strcmp(c->s->approvers[i].code, "desk") == 0)
			complain(c, settings_section(c->file, "approver", i), "", "", "\"desk\" stands for the desk among "
			    "those who approve; write another code");
}

static void
check_staff(const struct check *c)
{
	for (size_t i = 0; i < c->s->staff_count; i++) {
		const struct section *at = settings_section(c->file, "staff", i);

		if (strlen(c->s->staff[i].code) > STAFF_CODE_MAX)
			complain(c, at, "", "", "\"%s\" is longer than %d signs and stands in a mail address; "
			    "write a shorter code", c->s->staff[i].code, STAFF_CODE_MAX);
	}
	for (size_t i = 0; i < c->s->reason_count; i++) {
		const struct section *at = settings_section(c->file, "reason", i);

		if (at != NULL)
			check_department_code(c, at, "department", c->s->reasons[i].department);
	}
}

static void
check_times(const struct check *c)
{
	const struct calendar_settings *calendar = &c->s->calendar;
	const struct section *at = settings_section(c->file, "calendar", 0);

	if (calendar->remind_from >= calendar->remind_until)
		complain(c, at, "remind_until", "remind_from", "remind_until is not after remind_from; make it later");
	if (calendar->chief_after >= calendar->head_after)
		complain(c, at, "head_after", "chief_after", "head_after is not after chief_after; make it longer");
	if (calendar->weekend.count == 7)
		complain(c, at, "weekend", "", "the office would never be open; leave a weekday");
	if (c->s->audit.hours_from >= c->s->audit.hours_until)
		complain(c, settings_section(c->file, "audit", 0), "hours_until", "hours_from", "hours_until is not after hours_from; "
		    "make it later");
	if (c->s->trial.now != 0 && c->s->send.kind != SEND_MAILDIR)
		complain(c, settings_section(c->file, "trial", 0), "now", "", "a rehearsal must send nothing; write "
		    "kind = maildir in [send], or remove now");
}

/* What people type into a browser, and click at in a mail. */
static bool
is_url(const char *url)
{
	const char *host = strstr(url, "://");
	size_t good = strspn(url, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/:%");

	return host != NULL && host[3] != 0 && host[3] != '/' && url[good] == 0;
}

static void
check_page(const struct check *c)
{
	const struct page_settings *page = &c->s->page;
	const struct section *at = settings_section(c->file, "page", 0);

	if (is_set(page->url) && !text_starts(page->url, "https://") && !text_starts(page->url, "http://localhost") &&
	    !text_starts(page->url, "http://127.0.0.1"))
		complain(c, at, "url", "", "it does not begin with https://; write the page's address");
	else if (is_set(page->url) && !is_url(page->url))
		complain(c, at, "url", "", "this is no address of a page; write it as in https://iken.example.jp/");
	if (page->file_size > page->total_size)
		complain(c, at, "file_size", "total_size", "file_size is more than total_size; make it less");
	if (page->languages.count == 0)
		complain(c, at, "languages", "", "the page can be read in nothing; write ja, en or easy");
	if (page->ways.count == 0)
		complain(c, at, "ways", "", "no answer can be wished, not even none; write mail, post or none");
	if (settings_source(c->s, "page") != NULL || settings_drop(c->s, "page") != NULL)
		problem_add(c->p, c->file->last_line, "\"page\" is the name of the residents' page; give the section [source page] "
		    "or [drop page] another one");
}

static bool
is_purpose(const struct settings *s, const char *word)
{
	for (size_t i = 0; i < s->purpose_count; i++)
		if (strcmp(s->purposes[i].code, word) == 0 || strcmp(s->purposes[i].name, word) == 0)
			return true;
	return false;
}

static void
check_rule(const struct check *c, const struct section *at, const struct rule *rule)
{
	check_department_code(c, at, "department", rule->department);
	for (size_t i = 0; i < rule->purposes.count; i++)
		if (!is_purpose(c->s, rule->purposes.item[i]))
			complain(c, at, "purposes", "", "there is no purpose \"%s\"; write the code or name of a "
			    "section [purpose CODE]", rule->purposes.item[i]);
	for (size_t i = 0; i < rule->sources.count; i++)
		if (settings_source(c->s, rule->sources.item[i]) == NULL)
			complain(c, at, "sources", "", "there is no source \"%s\"; write the name of a section "
			    "[source NAME]", rule->sources.item[i]);
	for (size_t i = 0; i < rule->parts.count; i++)
		check_department_code(c, at, "parts", rule->parts.item[i]);
	for (size_t i = 0; i < rule->copies.count; i++)
		check_department_code(c, at, "copies", rule->copies.item[i]);
	if (is_set(rule->reason) && settings_reason(c->s, rule->reason) == NULL)
		complain(c, at, "reason", "", "there is no reason \"%s\"; write a section [reason %s]", rule->reason,
		    rule->reason);
	if (rule->purposes.count + rule->words.count + rule->recipients.count + rule->sources.count == 0 &&
	    !rule->anonymous && !rule->repeated)
		complain(c, at, "", "purposes words recipients sources anonymous repeated", "this rule has no condition; "
		    "write purposes, words, recipients, sources, anonymous or repeated (the desk takes what no rule matches)");
}

static void
check_erase_rules(const struct check *c)
{
	for (size_t i = 0; i < c->s->erase_rule_count; i++) {
		const struct section *at = settings_section(c->file, "erase", i);
		const struct erase_rule *rule = &c->s->erase_rules[i];

		for (size_t k = 0; k < rule->purposes.count; k++)
			if (!is_purpose(c->s, rule->purposes.item[k]))
				complain(c, at, "purposes", "", "there is no purpose \"%s\"; write the code or name of a "
				    "section [purpose CODE]", rule->purposes.item[k]);
		if (rule->states.count == 0)
			complain(c, at, "states", "", "the rule holds for no state; write delivered, closed or undeliverable");
	}
}

static bool
is_sender(const struct department *d, const char *address)
{
	const char *sign = strchr(address, '@');
	const struct list *lists[] = { &d->addresses, &d->senders };

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		for (size_t k = 0; k < lists[i]->count; k++) {
			const char *item = lists[i]->item[k];

			if (text_equal_ignoring_case(item, address) || (text_starts(item, "*@") && sign != NULL &&
			    text_equal_ignoring_case(item + 1, sign)))
				return true;
		}
	return false;
}

/* Mail to name+anything@domain comes to name@domain. */
static bool
is_same_mailbox(const char *one, const char *other)
{
	size_t n = strcspn(one, "+@"), m = strcspn(other, "+@");

	return n == m && strncasecmp(one, other, n) == 0 &&
	    text_equal_ignoring_case(one + strcspn(one, "@"), other + strcspn(other, "@"));
}

/* Each of them counts as a person. */
static void
check_clerks(const struct check *c, const struct section *at, const struct list *clerks)
{
	const struct department *desk = settings_department(c->s, c->s->office.desk);

	for (size_t i = 0; i < clerks->count; i++) {
		if (desk != NULL && !is_sender(desk, clerks->item[i]))
			complain(c, at, "clerks", "", "\"%s\" is not on the desk's list; write it into senders of [department %s]",
			    clerks->item[i], desk->code);
		for (size_t k = 0; k < i; k++)
			if (is_same_mailbox(clerks->item[i], clerks->item[k]))
				complain(c, at, "clerks", "", "\"%s\" and \"%s\" are one mailbox, and each stands for a person; "
				    "remove one", clerks->item[k], clerks->item[i]);
	}
}

/* LOGIN=ADDRESS, where neither a login nor an address belongs to two. */
static void
check_logins(const struct check *c, const struct section *at, const struct erasure_settings *e)
{
	for (size_t i = 0; i < e->logins.count; i++) {
		const char *item = e->logins.item[i], *sign = strchr(item, '=');
		bool known = false;

		for (size_t k = 0; sign != NULL && k < e->clerks.count; k++)
			known = known || text_equal_ignoring_case(sign + 1, e->clerks.item[k]);
		if (sign == NULL || sign == item || !known) {
			complain(c, at, "logins", "clerks", "\"%s\" names no login of one of clerks; write LOGIN=ADDRESS", item);
			continue;
		}
		for (size_t k = 0; k < i; k++) {
			const char *other = strchr(e->logins.item[k], '=');

			if (other != NULL && (text_equal_ignoring_case(other, sign) || (other - e->logins.item[k] == sign - item &&
			    strncmp(item, e->logins.item[k], (size_t)(sign - item)) == 0)))
				complain(c, at, "logins", "clerks", "\"%s\" and \"%s\" have a login or an address in common; remove one",
				    e->logins.item[k], item);
		}
	}
}

static void
check_erasure(const struct check *c)
{
	const struct erasure_settings *e = &c->s->erasure;
	const struct section *at = settings_section(c->file, "erasure", 0);

	check_clerks(c, at, &e->clerks);
	check_logins(c, at, e);
	if (e->clerks.count != 0 && e->logins.count == 0 && (int64_t)e->clerks.count < e->people)
		complain(c, at, "clerks", "people logins", "so few clerks never release anything; write as many as people");
}

static void
check_faq(const struct check *c)
{
	const struct faq_settings *q = &c->s->faq;
	const struct section *at = settings_section(c->file, "faq", 0);

	if (is_set(q->url) && (!text_starts(q->url, "https://") || !is_url(q->url)))
		complain(c, at, "url", "", "this is no address of a page; write it as in https://www.city.example.jp/faq.html");
	if (q->notice > q->review)
		complain(c, at, "notice", "review", "nobody can be asked before it is published; make notice less than review");
}

/* All four or none; two that are one would give the keys of both to who breaks into either. */
static void
check_users(const struct check *c)
{
	const struct section *at = settings_section(c->file, "users", 0);
	static const char *const names[] = { "ingest", "process", "reply", "report" };
	const char *const all[] = { c->s->users.ingest, c->s->users.process, c->s->users.reply, c->s->users.report };
	bool any = is_set(all[0]) || is_set(all[1]) || is_set(all[2]) || is_set(all[3]);

	for (size_t i = 0; any && i < sizeof all / sizeof all[0]; i++) {
		if (!is_set(all[i]))
			complain(c, at, names[i], "", "%s is not set; name a user for the programs of each folder, or none", names[i]);
		for (size_t k = 0; k < i && is_set(all[i]); k++)
			if (strcmp(all[i], all[k]) == 0)
				complain(c, at, names[i], names[k], "%s and %s are one user; name two", names[k], names[i]);
		if (is_set(all[i]) && is_set(c->s->users.web) && strcmp(all[i], c->s->users.web) == 0)
			complain(c, at, "web", names[i], "the web server's user is that of programs of ours; name its own");
	}
	if (is_set(c->s->users.web) && !any)
		complain(c, at, "web", "ingest", "only [users] with a user for the programs of each folder keeps the web server apart");
	if (at != NULL && strcmp(c->s->users.group, c->s->users.of_register) == 0)
		complain(c, at, "register", "group", "both groups are one; ingest must not be in that of the register");
}

void
settings_check(const struct settings *s, const struct settings_file *file, struct problems *p)
{
	struct check c = { s, file, p, p->count };

	check_office(&c);
	check_sources(&c);
	check_drops(&c);
	check_print(&c);
	check_send(&c);
	check_departments(&c);
	check_approver_codes(&c);
	check_staff(&c);
	check_times(&c);
	check_page(&c);
	check_users(&c);
	for (size_t i = 0; i < s->rule_count; i++)
		check_rule(&c, settings_section(file, "rule", i), &s->rules[i]);
	check_erase_rules(&c);
	check_erasure(&c);
	settings_check_places(&c);
	check_faq(&c);
}
