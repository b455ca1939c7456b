/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * server - what a mail server says, whoever that is: IMAP and POP3 to iken-fetch, SMTP to iken-send
 *
 * The first octet of the input chooses the protocol, what is done with a mail that was taken, and how much comes at once;
 * the rest is all that the server says, whatever it is asked; what comes at once ends at an octet 0xfe. A wire (spool/wire.h) of our own gives it: the program's
 * own is not linked.
 */
#include "spool/wire.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "ingest/fetch.h"
#include "reply/compose.h"
#include "reply/transport.h"
#include "spool/arrival.h"
#include "spool/seal.h"
#include "tests/fuzz/fuzz.h"

enum { MAIL_MAX = 4096, PAUSE = 0xfe };

/* ---- the wire ------------------------------------------------------------------------------- */

struct wire {
	int64_t allowed;
	const char *error;
};

static struct bytes script;	/* what the server has not said yet */
static size_t at_once;
static size_t let_go;		/* commands that let go of mails */

static ssize_t
low_read(mailstream_low *low, void *data, size_t len)
{
	struct wire *w = low->data;
	const unsigned char *pause;
	size_t n;

	while (script.len != 0 && script.data[0] == PAUSE) {
		script.data++;
		script.len--;
	}
	n = script.len < at_once ? script.len : at_once;
	n = n < len ? n : len;
	pause = memchr(script.data, PAUSE, n);
	n = pause != NULL ? (size_t)(pause - script.data) : n;
	if (w->error[0] != 0 || n == 0 || (int64_t)n > w->allowed) {
		w->error = w->error[0] != 0 ? w->error : n == 0 ? "connection closed by the server" : "too many octets";
		return -1;
	}
	memcpy(data, script.data, n);
	script.data += n;
	script.len -= n;
	w->allowed -= (int64_t)n;
	return (ssize_t)n;
}

static ssize_t
low_write(mailstream_low *low, const void *data, size_t len)
{
	static const char *const words[] = { "DELE ", "STORE ", "MOVE " };
	const struct wire *w = low->data;

	if (w->error[0] != 0)
		return -1;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		for (const char *p = data; (p = memmem(p, len - (size_t)(p - (const char *)data), words[i], 5)) != NULL; p += 5)
			let_go++;
	return (ssize_t)len;
}

static int
low_close(mailstream_low *low)
{
	(void)low;
	return 0;
}

static int
low_fd(mailstream_low *low)
{
	(void)low;
	return -1;
}

static void
low_free(mailstream_low *low)
{
	talloc_free(low->data);
	free(low);
}

static void
low_cancel(mailstream_low *low)
{
	((struct wire *)low->data)->error = "cancelled";
}

static mailstream_low_driver driver = { .mailstream_read = low_read, .mailstream_write = low_write,
	.mailstream_close = low_close, .mailstream_get_fd = low_fd, .mailstream_free = low_free,
	.mailstream_cancel = low_cancel };

enum verdict
wire_connect(const struct server *server, int default_port, mailstream **stream_out, struct wire **wire_out, struct fault *f)
{
	struct wire *w;

	(void)server;
	(void)default_port;
	if (script.len == 0)
		return fail(f, LATER, "nobody is there");
	w = memory_new(NULL, sizeof *w);
	*w = (struct wire){ 16 << 20, "" };
	*stream_out = must(mailstream_new(must(mailstream_low_new(w, &driver)), 8192));
	*wire_out = w;
	return DONE;
}

enum verdict
wire_start_tls(mailstream *stream, struct wire *w, struct fault *f)
{
	(void)w;
	return stream->read_buffer_len == 0 ? DONE : fail(f, LATER, "octets came before the TLS handshake");
}

const char *
wire_error(const struct wire *w)
{
	return w->error;
}

const char *
wire_protocol(const struct wire *w)
{
	(void)w;
	return "TLS1.3";
}

void
wire_allow(struct wire *w, int64_t octets)
{
	w->allowed = octets;
}

/* ---- the programs --------------------------------------------------------------------------- */

static struct settings settings;
static struct source source = { .name = "mail", .channel = "mail", .folder = "", .move_to = "Done", .batch = 2,
	.limit = 50, .message_size = MAIL_MAX, .server = { .host = "mail.example.jp", .ca_file = "", .user = "opinion",
	.token_command = "", .timeout = 5, .deadline = 60 } };
static unsigned char public[SEAL_PUBLIC];
static struct message *message;
static void *all;		/* owns what lives to the end */

void
fuzz_begin(void)
{
	static const char *const folders[] = { "taken", "arrivals", "tmp" };
	struct letter l = { .from = { (char *)(uintptr_t)"見本市", (char *)(uintptr_t)"opinion@city.example.jp" },
		.reply_to = { (char *)(uintptr_t)"", (char *)(uintptr_t)"" }, .subject = "受付", .text = ".dot\n..two\nend\n",
		.message_id = "receipt.1@city.example.jp", .date = 1795410300, .in_reply_to = "", .stamp = "receipt 1" };
	struct address to = { (char *)(uintptr_t)"山田太郎", (char *)(uintptr_t)"taro@example.jp" };
	unsigned char secret[SEAL_SECRET];
	struct fault f;

	all = must(talloc_new(NULL));
	must_hold(seal_begin(&f) == DONE, "sealing");
	seal_new_pair(public, secret);
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
		must_hold(mkdir(must(talloc_asprintf(all, "%s/%s", fuzz_folder(), folders[i])), 0700) == 0, "a folder");
	fuzz_put("password", bytes_of("secret\n"));
	settings.folder = fuzz_folder();
	source.server.password_file = must(talloc_asprintf(all, "%s/password", fuzz_folder()));
	l.to = &to;
	l.to_count = 1;
	must_hold(message_compose(all, &l, &message, &f) == DONE, "a mail");
}

/* How many there are; they are removed. */
static size_t
clear(void *ctx, const char *folder)
{
	char *path = must(talloc_asprintf(ctx, "%s/%s", fuzz_folder(), folder));
	DIR *d = opendir(path);
	const struct dirent *entry;
	size_t count = 0;

	while (d != NULL && (entry = readdir(d)) != NULL)
		count += entry->d_name[0] != '.' && unlink(must(talloc_asprintf(ctx, "%s/%s", path, entry->d_name))) == 0;
	if (d != NULL)
		closedir(d);
	return count;
}

static void
fetch(void *ctx, unsigned choice)
{
	struct run run = { .ctx = ctx, .settings = &settings, .began = 1795410300 };
	struct arrivals *arrivals;
	struct fetch_counts counts;
	struct fault f;
	size_t came;
	enum verdict v;

	source.kind = choice & 1 ? SOURCE_POP3 : SOURCE_IMAP;
	source.after = choice & 4 ? AFTER_LEAVE : choice & 8 && source.kind == SOURCE_IMAP ? AFTER_MOVE : AFTER_DELETE;
	source.server.tls = choice & 16 ? TLS_STARTTLS : TLS_IMPLICIT;
	let_go = 0;
	must_hold(arrivals_open_at(ctx, must(talloc_asprintf(ctx, "%s/arrivals", fuzz_folder())),
	    must(talloc_asprintf(ctx, "%s/tmp", fuzz_folder())), public, &arrivals, &f) == DONE, "a place for arrivals");
	v = fetch_source(&run, &source, arrivals, FETCH_ALL, &counts, &f);
	must_hold(v != NEVER, "a server's mistakes pass, or are an administrator's");
	arrivals_close(&arrivals);
	came = clear(ctx, "arrivals");
	must_hold(counts.taken >= 0 && came <= (size_t)counts.taken, "no more came than was taken");
	must_hold(counts.taken == 0 || came > 0, "what was taken is here");
	must_hold(let_go <= (size_t)counts.taken, "nothing was let go that is not here");
	(void)clear(ctx, "taken");
	(void)clear(ctx, "tmp");
}

static void
send_mails(void *ctx, unsigned choice)
{
	struct recipient people[2][2] = { { { .address = "taro@example.jp" }, { .address = "a..b@docomo.ne.jp" } },
		{ { .address = "hanako@example.jp" }, { .address = "x@example.jp" } } };
	struct sending sending = { .kind = SEND_SMTP, .server = source.server };
	struct parcel parcel[2] = { { .message = message, .sender = "", .recipients = people[0], .count = 2 },
		{ .message = message, .sender = "opinion@city.example.jp", .recipients = people[1], .count = 2 } };
	struct transport *t;
	struct parcel *settled;
	struct fault f;

	sending.server.tls = choice & 16 ? TLS_STARTTLS : TLS_IMPLICIT;
	if (transport_open(ctx, &sending, &t, &f) != DONE)
		return;
	must_hold(transport_limit(t) >= 0, "a limit or none");
	for (int i = 0; i < 2; i++)
		if (transport_send(t, &parcel[i], &settled, &f) == HALT)
			return;
	(void)transport_settle(t);
	for (int i = 0; i < 2; i++)
		for (int k = 0; k < 2; k++) {
			must_hold(!parcel[i].outstanding && people[i][k].result[0] != 0, "it is known of each");
			must_hold(text_is_utf8(bytes_of(parcel[i].said)) && strchr(parcel[i].said, '\n') == NULL, "what was said is a line");
		}
}

void
fuzz_one(void *ctx, struct bytes input)
{
	static const size_t sizes[] = { 65536, 1, 7, 512 };
	unsigned choice = input.len != 0 ? input.data[0] : 0;

	script = (struct bytes){ input.data + (input.len != 0), input.len - (input.len != 0) };
	at_once = sizes[choice >> 5 & 3];
	if (choice & 2)
		send_mails(ctx, choice);
	else
		fetch(ctx, choice);
}
