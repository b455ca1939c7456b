/* SPDX-License-Identifier: GPL-3.0-or-later */
/* printer - hands a PDF to an IPP printer or a CUPS queue, and finds out what became of it. */
#include "reply/printer.h"

#include <arpa/inet.h>
#include <cups/http.h>
#include <cups/ipp.h>

#include "config/memory.h"
#include "config/text.h"
#include "reply/ipp.h"

/* The owner of our jobs: a queue shows their names only to the same one. */
#define USER "iken-print"

enum { HOST_MAX = 256, PATH_OCTETS = 1024, NOTE_MAX = 200 };

struct printer {
	struct ipp_server server;
	const char *media;
	bool color;
	int64_t deadline;		/* seconds */
	char host[HOST_MAX];
	char path[PATH_OCTETS];
	char note[NOTE_MAX];
};

/* What the printer says of itself. */
struct facts {
	bool accepting, stopped;
	bool two_sided, one_sided_only;	/* neither: it does not say */
	bool color_mode;		/* it knows the mode that we would ask for */
	char reasons[JOB_REASON_MAX];
};

/* ---- requests and answers --------------------------------------------------------------------- */

static ipp_t *
request_of(const struct printer *p, ipp_op_t operation)
{
	ipp_t *r = must(ippNew());

	/* 1.1 is what every printer speaks; nothing is asked that came later. */
	ippSetVersion(r, 1, 1);
	ippSetOperation(r, operation);
	ippSetRequestId(r, 1);
	ippAddString(r, IPP_TAG_OPERATION, IPP_TAG_CHARSET, "attributes-charset", NULL, "utf-8");
	ippAddString(r, IPP_TAG_OPERATION, IPP_TAG_LANGUAGE, "attributes-natural-language", NULL, "en");
	ippAddString(r, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, p->server.uri);
	return r;
}

static void
add_user(ipp_t *r)
{
	ippAddString(r, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, USER);
}

static int64_t
call_deadline(const struct printer *p)
{
	return ipp_now() + p->deadline * 1000;
}

/* Adds the keywords of an attribute, separated by spaces; whatever is no keyword is left out. */
static void
add_keywords(char *out, size_t room, ipp_attribute_t *a)
{
	for (int i = 0; a != NULL && i < ippGetCount(a); i++) {
		const char *word = ippGetString(a, i, NULL);
		size_t used = strlen(out), len = word != NULL ? strlen(word) : 0;

		if (len == 0 || strcmp(word, "none") == 0 || used + len + 2 > room ||
		    strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._") != len)
			continue;
		snprintf(out + used, room - used, "%s%s", used != 0 ? " " : "", word);
	}
}

static bool
has_keyword(ipp_attribute_t *a, const char *word)
{
	for (int i = 0; a != NULL && i < ippGetCount(a); i++) {
		const char *one = ippGetString(a, i, NULL);

		if (one != NULL && strcmp(one, word) == 0)
			return true;
	}
	return false;
}

/* Whether the answer lists the attribute among what it did not take. */
static bool
is_unsupported(ipp_t *answer, const char *name)
{
	for (ipp_attribute_t *a = ippFirstAttribute(answer); a != NULL; a = ippNextAttribute(answer))
		if (ippGetGroupTag(a) == IPP_TAG_UNSUPPORTED_GROUP && ippGetName(a) != NULL &&
		    strcmp(ippGetName(a), name) == 0)
			return true;
	return false;
}

static bool
is_success(ipp_t *answer)
{
	return (unsigned)ippGetStatusCode(answer) <= 0xff;
}

static enum verdict
refused_values(const struct printer *p, ipp_t *answer, const char *status, struct fault *f)
{
	char names[JOB_REASON_MAX] = "";

	for (ipp_attribute_t *a = ippFirstAttribute(answer); a != NULL; a = ippNextAttribute(answer)) {
		const char *name = ippGetName(a);
		size_t used = strlen(names);

		if (ippGetGroupTag(a) == IPP_TAG_UNSUPPORTED_GROUP && name != NULL && used + strlen(name) + 2 < sizeof names)
			snprintf(names + used, sizeof names - used, " %s", name);
	}
	if (strcmp(names, " document-format") == 0)
		return fail(f, NEVER, "%s: does not print PDF (%s)", p->host, status);
	return fail(f, HALT, "%s: does not print so (%s:%s): check the printer's settings, media %s", p->host, status, names,
	    p->media[0] != 0 ? p->media : "not set");
}

/* What a status other than success means for the job. */
static enum verdict
status_fault(const struct printer *p, ipp_t *answer, struct fault *f)
{
	ipp_status_t status = ippGetStatusCode(answer);
	const char *said = ippErrorString(status);

	switch (status) {
	case IPP_STATUS_ERROR_FORBIDDEN:
	case IPP_STATUS_ERROR_NOT_AUTHENTICATED:
	case IPP_STATUS_ERROR_NOT_AUTHORIZED:
		return fail(f, HALT, "%s: lets only those print who log in (%s)", p->host, said);
	case IPP_STATUS_ERROR_NOT_FOUND:
	case IPP_STATUS_ERROR_GONE:
	case IPP_STATUS_ERROR_URI_SCHEME:
		return fail(f, HALT, "%s: there is no printer at %s (%s)", p->host, p->path, said);
	case IPP_STATUS_ERROR_VERSION_NOT_SUPPORTED:
	case IPP_STATUS_ERROR_OPERATION_NOT_SUPPORTED:
	case IPP_STATUS_ERROR_CHARSET:
		return fail(f, HALT, "%s: is no printer that we can talk to (%s)", p->host, said);
	case IPP_STATUS_ERROR_ATTRIBUTES_OR_VALUES:
	case IPP_STATUS_ERROR_CONFLICTING:
		return refused_values(p, answer, said, f);
	case IPP_STATUS_ERROR_TIMEOUT:
	case IPP_STATUS_ERROR_NOT_POSSIBLE:
	case IPP_STATUS_ERROR_ACCOUNT_LIMIT_REACHED:
		return fail(f, LATER, "%s: not now (%s)", p->host, said);
	default:
		if ((unsigned)status >= 0x400 && (unsigned)status < 0x500)
			return fail(f, NEVER, "%s: refuses the document (%s)", p->host, said);
		return fail(f, LATER, "%s: not now (%s)", p->host, said);
	}
}

/* ---- what the printer says of itself ----------------------------------------------------------- */

static const char *
color_mode(const struct printer *p)
{
	return p->color ? "color" : "monochrome";
}

static void
read_facts(const struct printer *p, ipp_t *answer, struct facts *out)
{
	ipp_attribute_t *accepting = ippFindAttribute(answer, "printer-is-accepting-jobs", IPP_TAG_BOOLEAN);
	ipp_attribute_t *state = ippFindAttribute(answer, "printer-state", IPP_TAG_ENUM);
	ipp_attribute_t *sides = ippFindAttribute(answer, "sides-supported", IPP_TAG_KEYWORD);

	*out = (struct facts){ .accepting = accepting == NULL || ippGetBoolean(accepting, 0) };
	out->stopped = state != NULL && ippGetInteger(state, 0) == IPP_PSTATE_STOPPED;
	out->two_sided = has_keyword(sides, "two-sided-long-edge");
	out->one_sided_only = sides != NULL && !out->two_sided;
	out->color_mode = has_keyword(ippFindAttribute(answer, "print-color-mode-supported", IPP_TAG_KEYWORD),
	    color_mode(p));
	add_keywords(out->reasons, sizeof out->reasons, ippFindAttribute(answer, "printer-state-reasons", IPP_TAG_KEYWORD));
}

static enum verdict
look(struct printer *p, int64_t deadline, struct facts *out, struct fault *f)
{
	static const char *const wanted[] = { "printer-state", "printer-state-reasons", "printer-is-accepting-jobs",
		"sides-supported", "print-color-mode-supported" };
	ipp_t *request = request_of(p, IPP_OP_GET_PRINTER_ATTRIBUTES), *answer;
	enum verdict v;

	*out = (struct facts){ .accepting = false };
	add_user(request);
	ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
	    sizeof wanted / sizeof wanted[0], NULL, wanted);
	v = ipp_exchange(&p->server, deadline, request, NULL, &answer, NULL, f);
	ippDelete(request);
	if (v != DONE)
		return v;
	if (is_success(answer)) {
		read_facts(p, answer, out);
		if (ippFindAttribute(answer, "printer-state", IPP_TAG_ENUM) == NULL)
			v = fail(f, LATER, "%s: does not answer like a printer", p->host);
	} else {
		v = status_fault(p, answer, f);
	}
	ippDelete(answer);
	return v;
}

/* ---- opening ----------------------------------------------------------------------------------- */

static bool
is_this_machine(const char *host)
{
	struct in_addr v4;
	struct in6_addr v6;

	if (text_equal_ignoring_case(host, "localhost"))
		return true;
	if (inet_pton(AF_INET, host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, host, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

static enum verdict
read_uri(struct printer *p, struct fault *f)
{
	const char *uri = p->server.uri;
	char scheme[16], user[64];
	int port = 0;

	for (const char *c = uri; *c != 0; c++)
		if (*c <= ' ' || *c > '~')
			return fail(f, HALT, "the printer's URI has a sign that no URI has");
	if (strlen(uri) >= PATH_OCTETS ||
	    httpSeparateURI(HTTP_URI_CODING_NONE, uri, scheme, sizeof scheme, user, sizeof user, p->host,
	    (int)sizeof p->host, &port, p->path, (int)sizeof p->path) != HTTP_URI_STATUS_OK)
		return fail(f, HALT, "%s is no printer's URI: ipps://HOST/PATH", uri);
	if (user[0] != 0)
		return fail(f, HALT, "the URI of the printer %s has a user or a password in it", p->host);
	p->server.encrypted = strcmp(scheme, "ipps") == 0;
	if (!p->server.encrypted && strcmp(scheme, "ipp") != 0)
		return fail(f, HALT, "%s: a printer's URI begins with ipps:// (or ipp://localhost)", uri);
	if (p->host[0] == 0 || port < 1 || port > 65535)
		return fail(f, HALT, "%s is no printer's URI: ipps://HOST/PATH", uri);
	if (!p->server.encrypted && !is_this_machine(p->host))
		return fail(f, HALT, "%s is another machine: letters travel there by ipps:// only", p->host);
	p->server.port = port;
	return DONE;
}

enum verdict
printer_open(void *ctx, const struct printer_settings *settings, struct printer **out, struct fault *f)
{
	struct printer *p = memory_new(ctx, sizeof *p);
	struct facts facts;
	enum verdict v;

	p->server = (struct ipp_server){
		.uri = must(talloc_strdup(p, settings->uri)),
		.ca_file = must(talloc_strdup(p, settings->ca_file)),
		.host = p->host,
		.path = p->path,
		.timeout = settings->timeout,
	};
	p->media = must(talloc_strdup(p, settings->media));
	p->color = settings->color;
	p->deadline = settings->deadline;
	v = read_uri(p, f);
	if (v == DONE)
		v = look(p, call_deadline(p), &facts, f);
	if (v != DONE) {
		talloc_free(p);
		return v;
	}
	*out = p;
	return DONE;
}

void
printer_close(struct printer **p)
{
	talloc_free(*p);
	*p = NULL;
}

/* ---- sending ----------------------------------------------------------------------------------- */

static ipp_t *
job_request(const struct printer *p, ipp_op_t operation, const struct print_job *job, const struct facts *facts,
    bool two_sided)
{
	ipp_t *r = request_of(p, operation);

	add_user(r);
	ippAddString(r, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, job->name);
	ippAddString(r, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL, "application/pdf");
	if (job->copies > 1)
		ippAddInteger(r, IPP_TAG_JOB, IPP_TAG_INTEGER, "copies", job->copies);
	if (p->media[0] != 0)
		ippAddString(r, IPP_TAG_JOB, IPP_TAG_KEYWORD, "media", NULL, p->media);
	if (facts->color_mode)
		ippAddString(r, IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-color-mode", NULL, color_mode(p));
	/* A printer that has never heard of sides prints on one, and would refuse even to be told so. */
	if (two_sided || facts->two_sided)
		ippAddString(r, IPP_TAG_JOB, IPP_TAG_KEYWORD, "sides", NULL, two_sided ? "two-sided-long-edge" : "one-sided");
	return r;
}

/* What was taken but will not be as asked. */
static void
note_changes(struct printer *p, const struct print_job *job, bool two_sided, ipp_t *answer)
{
	char names[NOTE_MAX / 2] = "";

	if (job->duplex && (!two_sided || is_unsupported(answer, "sides"))) {
		snprintf(p->note, sizeof p->note, "printed on one side: %.100s does not print on both", p->host);
		return;
	}
	for (ipp_attribute_t *a = ippFirstAttribute(answer); a != NULL; a = ippNextAttribute(answer)) {
		const char *name = ippGetName(a);
		size_t used = strlen(names);

		if (ippGetGroupTag(a) == IPP_TAG_UNSUPPORTED_GROUP && name != NULL && used + strlen(name) + 2 < sizeof names)
			snprintf(names + used, sizeof names - used, " %s", name);
	}
	if (names[0] != 0)
		snprintf(p->note, sizeof p->note, "not printed as asked:%s", names);
}

/* DONE with *again_out: refused only because of the sides. */
static enum verdict
judge(struct printer *p, ipp_t *answer, bool two_sided, bool *again_out, struct fault *f)
{
	if (is_success(answer))
		return DONE;
	*again_out = two_sided && is_unsupported(answer, "sides");
	return *again_out ? DONE : status_fault(p, answer, f);
}

/* Asks before anything is sent: a printer that reads a long document to the end only to refuse it, or hangs up
 * in the middle of it, cannot be understood. */
static enum verdict
ask(struct printer *p, int64_t deadline, const struct print_job *job, const struct facts *facts, bool *two_sided,
    struct fault *f)
{
	bool again = true;
	enum verdict v = DONE;

	while (again && v == DONE) {
		ipp_t *request = job_request(p, IPP_OP_VALIDATE_JOB, job, facts, *two_sided), *answer = NULL;

		again = false;
		v = ipp_exchange(&p->server, deadline, request, NULL, &answer, NULL, f);
		if (v == DONE && ippGetStatusCode(answer) != IPP_STATUS_ERROR_OPERATION_NOT_SUPPORTED)
			v = judge(p, answer, *two_sided, &again, f);
		*two_sided = *two_sided && !again;
		ippDelete(answer);
		ippDelete(request);
	}
	return v;
}

static enum verdict
take_job(struct printer *p, const struct print_job *job, bool two_sided, ipp_t *answer, int64_t *job_out,
    struct fault *f)
{
	ipp_attribute_t *id = ippFindAttribute(answer, "job-id", IPP_TAG_INTEGER);

	if (id == NULL || ippGetInteger(id, 0) <= 0)
		return fail(f, LATER, "%s: says no job's number; perhaps taken", p->host);
	*job_out = ippGetInteger(id, 0);
	note_changes(p, job, two_sided, answer);
	return DONE;
}

static enum verdict
hand_over(struct printer *p, int64_t deadline, const struct print_job *job, const struct facts *facts, bool two_sided,
    int64_t *job_out, struct fault *f)
{
	bool again = true;
	enum verdict v = DONE;

	while (again && v == DONE) {
		ipp_t *request = job_request(p, IPP_OP_PRINT_JOB, job, facts, two_sided), *answer = NULL;
		bool sent = false;
		struct fault why = { "" };

		again = false;
		v = ipp_exchange(&p->server, deadline, request, &job->document, &answer, &sent, &why);
		if (v == DONE)
			v = judge(p, answer, two_sided, &again, f);
		else
			fail(f, v, "%s%s", why.text, sent && v == LATER ? "; perhaps taken" : "");
		if (v == DONE && !again)
			v = take_job(p, job, two_sided, answer, job_out, f);
		two_sided = two_sided && !again;
		ippDelete(answer);
		ippDelete(request);
	}
	return v;
}

enum verdict
printer_send(struct printer *p, const struct print_job *job, int64_t *job_out, struct fault *f)
{
	int64_t deadline = call_deadline(p);
	struct facts facts;
	bool two_sided;
	enum verdict v;

	p->note[0] = 0;
	if (job->name[0] == 0 || strlen(job->name) > JOB_NAME_MAX)
		return fail(f, NEVER, "the name of a job has 1 to %d octets", (int)JOB_NAME_MAX);
	v = look(p, deadline, &facts, f);
	if (v != DONE)
		return v;
	if (!facts.accepting || facts.stopped)
		return fail(f, LATER, "%s: %s%s%s", p->host, facts.stopped ? "is stopped" : "takes no jobs",
		    facts.reasons[0] != 0 ? ": " : "", facts.reasons);
	two_sided = job->duplex && !facts.one_sided_only;
	v = ask(p, deadline, job, &facts, &two_sided, f);
	return v == DONE ? hand_over(p, deadline, job, &facts, two_sided, job_out, f) : v;
}

const char *
printer_note(const struct printer *p)
{
	return p->note;
}

/* ---- finding and asking ------------------------------------------------------------------------- */

static enum job_state
state_of(int state)
{
	switch (state) {
	case IPP_JSTATE_PENDING:
	case IPP_JSTATE_HELD:
	case IPP_JSTATE_STOPPED:
		return JOB_WAITING;
	case IPP_JSTATE_PROCESSING:
		return JOB_PRINTING;
	case IPP_JSTATE_COMPLETED:
		return JOB_PRINTED;
	case IPP_JSTATE_CANCELED:
	case IPP_JSTATE_ABORTED:
		return JOB_FAILED;
	default:
		return JOB_UNKNOWN;
	}
}

/* One job of a list. */
struct listed {
	int64_t id;
	bool named, failed;
};

static void
keep_better(struct listed *best, struct listed *job)
{
	if (job->named && job->id > 0 && (best->id == 0 || (best->failed && !job->failed) ||
	    (best->failed == job->failed && job->id > best->id)))
		*best = *job;
	*job = (struct listed){ .id = 0 };
}

static void
search_list(ipp_t *answer, const char *name, struct listed *best)
{
	struct listed job = { .id = 0 };

	for (ipp_attribute_t *a = ippFirstAttribute(answer); a != NULL; a = ippNextAttribute(answer)) {
		const char *is = ippGetName(a), *text;

		/* A nameless one stands between two jobs. */
		if (is == NULL || ippGetGroupTag(a) != IPP_TAG_JOB) {
			keep_better(best, &job);
		} else if (strcmp(is, "job-id") == 0 && ippGetValueTag(a) == IPP_TAG_INTEGER) {
			job.id = ippGetInteger(a, 0);
		} else if (strcmp(is, "job-state") == 0 && ippGetValueTag(a) == IPP_TAG_ENUM) {
			job.failed = state_of(ippGetInteger(a, 0)) == JOB_FAILED;
		} else if (strcmp(is, "job-name") == 0) {
			text = ippGetString(a, 0, NULL);
			job.named = text != NULL && strcmp(text, name) == 0;
		}
	}
	keep_better(best, &job);
}

static enum verdict
search(struct printer *p, int64_t deadline, const char *which, const char *name, struct listed *best, struct fault *f)
{
	static const char *const wanted[] = { "job-id", "job-name", "job-state" };
	ipp_t *request = request_of(p, IPP_OP_GET_JOBS), *answer = NULL;
	enum verdict v;

	add_user(request);
	ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", NULL, which);
	ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
	    sizeof wanted / sizeof wanted[0], NULL, wanted);
	v = ipp_exchange(&p->server, deadline, request, NULL, &answer, NULL, f);
	if (v == DONE && is_success(answer))
		search_list(answer, name, best);
	else if (v == DONE)
		v = status_fault(p, answer, f);
	ippDelete(answer);
	ippDelete(request);
	return v;
}

/* A job may end between the two questions: those that wait are asked for first. */
enum verdict
printer_find(struct printer *p, const char *name, int64_t *job_out, bool *found_out, struct fault *f)
{
	int64_t deadline = call_deadline(p);
	struct listed best = { .id = 0 };
	enum verdict v = search(p, deadline, "not-completed", name, &best, f);

	if (v == DONE)
		v = search(p, deadline, "completed", name, &best, f);
	if (v != DONE)
		return v;
	*found_out = best.id != 0;
	if (*found_out)
		*job_out = best.id;
	return DONE;
}

static void
read_status(ipp_t *answer, struct job_status *out)
{
	ipp_attribute_t *state = ippFindAttribute(answer, "job-state", IPP_TAG_ENUM);
	ipp_attribute_t *reasons = ippFindAttribute(answer, "job-state-reasons", IPP_TAG_KEYWORD);

	out->state = state_of(state != NULL ? ippGetInteger(state, 0) : 0);
	add_keywords(out->reason, sizeof out->reason, reasons);
	if (out->state == JOB_PRINTED && has_keyword(reasons, "job-completed-with-errors"))
		out->state = JOB_FAILED;
}

enum verdict
printer_job_state(struct printer *p, int64_t job, struct job_status *out, struct fault *f)
{
	static const char *const wanted[] = { "job-state", "job-state-reasons" };
	ipp_t *request = request_of(p, IPP_OP_GET_JOB_ATTRIBUTES), *answer = NULL;
	enum verdict v;

	*out = (struct job_status){ .state = JOB_UNKNOWN };
	ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", (int)job);
	add_user(request);
	ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
	    sizeof wanted / sizeof wanted[0], NULL, wanted);
	v = ipp_exchange(&p->server, call_deadline(p), request, NULL, &answer, NULL, f);
	if (v == DONE && is_success(answer))
		read_status(answer, out);
	else if (v == DONE && ippGetStatusCode(answer) != IPP_STATUS_ERROR_NOT_FOUND &&
	    ippGetStatusCode(answer) != IPP_STATUS_ERROR_GONE)
		v = status_fault(p, answer, f);
	ippDelete(answer);
	ippDelete(request);
	return v;
}

const char *
job_state_name(enum job_state state)
{
	static const char *const names[] = { "waiting", "printing", "printed", "failed", "unknown" };

	return names[state];
}
