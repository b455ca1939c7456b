/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_ways - settings: the ways in and out. */
#include "config/settings_sections.h"

/* In the order of the enums of config/settings.h. */
#define TLS_WORDS LIST("implicit", "starttls")
#define SOURCE_WORDS LIST("imap", "pop3", "maildir", "mbox")
#define AFTER_WORDS LIST("leave", "mark", "move", "delete")
#define DROP_WORDS LIST("delete", "move")
#define PRINT_WORDS LIST("none", "folder", "printer")
#define SEND_WORDS LIST("smtp", "sendmail", "maildir")
#define SCANNER_WORDS LIST("clamd", "none")
#define PAGE_LANGUAGE_WORDS LIST("ja", "en", "easy")
#define WAY_WORDS LIST("mail", "post", "none")
#define ANSWERS_WORDS LIST("page", "body")
#define LANGUAGE_WORDS LIST("ja", "en")

/* type, in: a struct and its member that is a struct server */
#define SERVER(type, in) \
	{ "host", SETTING_HOST, OPTIONAL, offsetof(type, in.host), "", 0, 0, NULL, \
	    "the server; its certificate must carry this name" }, \
	{ "port", SETTING_NUMBER, OPTIONAL, offsetof(type, in.port), "0", 0, 65535, NULL, \
	    "0 is the protocol's usual one" }, \
	{ "tls", SETTING_CHOICE, OPTIONAL, offsetof(type, in.tls), "implicit", 0, 0, TLS_WORDS, \
	    "encrypted from the first octet, or after STARTTLS" }, \
	{ "ca_file", SETTING_PATH, OPTIONAL, offsetof(type, in.ca_file), "", 0, 0, NULL, \
	    "certificates to trust instead of the system's" }, \
	{ "user", SETTING_TEXT, OPTIONAL, offsetof(type, in.user), "", 0, 0, NULL, \
	    "the name to log in with" }, \
	{ "password_file", SETTING_PATH, OPTIONAL, offsetof(type, in.password_file), "", 0, 0, NULL, \
	    "holds the password; readable by its owner alone" }, \
	{ "password_command", SETTING_COMMAND, OPTIONAL, offsetof(type, in.password_command), "", 0, 0, \
	    NULL, "prints the password; run without a shell" }, \
	{ "token_command", SETTING_COMMAND, OPTIONAL, offsetof(type, in.token_command), "", 0, 0, NULL, \
	    "prints an OAuth 2 access token; run without a shell" }, \
	{ "timeout", SETTING_TIME, OPTIONAL, offsetof(type, in.timeout), "30 s", 1, HOUR, NULL, \
	    "longest wait for one answer" }, \
	{ "deadline", SETTING_TIME, OPTIONAL, offsetof(type, in.deadline), "15 min", 10, DAY, NULL, \
	    "longest time of the whole connection" }

static const struct setting source[] = {
	{ "kind", SETTING_CHOICE, REQUIRED, offsetof(struct source, kind), "", 0, 0, SOURCE_WORDS, "what is fetched from" },
	{ "channel", SETTING_CODE, OPTIONAL, offsetof(struct source, channel), "mail", 0, 0, NULL,
	    "how these opinions came in, for the statistics" },
	SERVER(struct source, server),
	{ "folder", SETTING_TEXT, OPTIONAL, offsetof(struct source, folder), "", 0, 0, NULL,
	    "IMAP mailbox (INBOX when not set), or the path of a Maildir or mbox" },
	{ "after", SETTING_CHOICE, OPTIONAL, offsetof(struct source, after), "leave", 0, 0, AFTER_WORDS,
	    "what becomes of a mail there once it is in the spool" },
	{ "move_to", SETTING_TEXT, OPTIONAL, offsetof(struct source, move_to), "", 0, 0, NULL,
	    "mailbox or Maildir for after = move" },
	{ "batch", SETTING_NUMBER, OPTIONAL, offsetof(struct source, batch), "100", 1, 10000, NULL,
	    "mails that are made durable together" },
	{ "limit", SETTING_NUMBER, OPTIONAL, offsetof(struct source, limit), "5000", 1, 1000000, NULL,
	    "mails fetched in one run" },
	{ "message_size", SETTING_SIZE, OPTIONAL, offsetof(struct source, message_size), "100 MB", KB,
	    GB, NULL, "a larger mail is left where it is and reported" },
};

const struct section_kind section_source = SOME("source", NAMED, source, struct source,
    sources, source_count, "NAME", "a mailbox that opinions and answers are fetched from");

static const struct setting drop[] = {
	{ "folder", SETTING_PATH, REQUIRED, offsetof(struct drop, folder), "", 0, 0, NULL,
	    "the folder that scans and files are put into" },
	{ "channel", SETTING_CODE, REQUIRED, offsetof(struct drop, channel), "", 0, 0, NULL,
	    "how these opinions came in: postcard, letter, fax, counter, phone, ..." },
	{ "settle", SETTING_TIME, OPTIONAL, offsetof(struct drop, settle), "10 s", 0, HOUR, NULL,
	    "a file is taken when nothing has changed about it for so long" },
	{ "after", SETTING_CHOICE, OPTIONAL, offsetof(struct drop, after), "delete", 0, 0, DROP_WORDS,
	    "what becomes of a file there once it is in the spool" },
	{ "move_to", SETTING_PATH, OPTIONAL, offsetof(struct drop, move_to), "", 0, 0, NULL,
	    "folder on the same file system for after = move" },
	{ "owners", SETTING_TEXTS, OPTIONAL, offsetof(struct drop, owners), "", 0, 0, NULL,
	    "users whose files are taken besides those of the folder's owner" },
	{ "returned", SETTING_YES_NO, OPTIONAL, offsetof(struct drop, returned), "no", 0, 0, NULL,
	    "whether letters of ours that came back are put here" },
	{ "limit", SETTING_NUMBER, OPTIONAL, offsetof(struct drop, limit), "5000", 1, 1000000, NULL,
	    "files and subfolders taken in one run" },
	{ "item_size", SETTING_SIZE, OPTIONAL, offsetof(struct drop, item_size), "100 MB", KB, GB, NULL,
	    "a larger file or subfolder is left where it is and reported" },
	{ "patience", SETTING_TIME, OPTIONAL, offsetof(struct drop, patience), "1 h", MINUTE, 30 * DAY, NULL,
	    "what is not complete after so long is reported" },
};

const struct section_kind section_drop = SOME("drop", NAMED, drop, struct drop,
    drops, drop_count, "NAME", "a folder that scans, faxes and files are put into");

static const struct setting transcription[] = {
	{ "addresses", SETTING_ADDRESSES, OPTIONAL, IN(transcription.addresses), "", 0, 0, NULL,
	    "who types in what was written by hand; the desk when not set" },
	{ "second", SETTING_ADDRESSES, OPTIONAL, IN(transcription.second), "", 0, 0, NULL,
	    "a second person who types it in; then the two are compared" },
	{ "third", SETTING_ADDRESSES, OPTIONAL, IN(transcription.third), "", 0, 0, NULL,
	    "who decides where the two differ; the desk when not set" },
	{ "ocr", SETTING_YES_NO, OPTIONAL, IN(transcription.ocr), "yes", 0, 0, NULL,
	    "whether the machine proposes what it can read" },
};

const struct section_kind section_transcription = ONE("transcription", transcription, "who types in what was written by hand");

static const struct setting print[] = {
	{ "kind", SETTING_CHOICE, OPTIONAL, IN(print.kind), "none", 0, 0, PRINT_WORDS,
	    "how letters are printed; none: the desk writes them by itself" },
	{ "folder", SETTING_PATH, OPTIONAL, IN(print.folder), "", 0, 0, NULL,
	    "for kind = folder: a run of letters is one PDF there" },
	{ "printer", SETTING_TEXT, OPTIONAL, IN(print.printer), "", 0, 0, NULL,
	    "for kind = printer: ipp:// of this machine's CUPS, or ipps:// of a printer" },
	{ "ca_file", SETTING_PATH, OPTIONAL, IN(print.ca_file), "", 0, 0, NULL,
	    "certificates to trust instead of the system's" },
	{ "duplex", SETTING_YES_NO, OPTIONAL, IN(print.duplex), "no", 0, 0, NULL,
	    "whether letters are printed on both sides" },
	{ "job_each", SETTING_YES_NO, OPTIONAL, IN(print.job_each), "no", 0, 0, NULL,
	    "whether each letter is a print job of its own" },
	{ "timeout", SETTING_TIME, OPTIONAL, IN(print.timeout), "15 min", 10, DAY, NULL, "longest wait for the printer" },
	{ "font", SETTING_TEXT, OPTIONAL, IN(print.font), "Noto Serif CJK JP", 0, 0, NULL, "the font of letters" },
	{ "fallback_font", SETTING_TEXT, OPTIONAL, IN(print.fallback_font), "", 0, 0, NULL,
	    "the font of characters that it lacks" },
	{ "document_number", SETTING_TEXT, OPTIONAL, IN(print.document_number), "", 0, 0, NULL,
	    "the letters' number, with {year} and {number}" },
	{ "signature", SETTING_TEXT, OPTIONAL, IN(print.signature), "", 0, 0, NULL,
	    "who answers, above the text; the office's name when not set" },
	{ "seal_omitted", SETTING_YES_NO, OPTIONAL, IN(print.seal_omitted), "yes", 0, 0, NULL,
	    "whether letters say that the official seal is omitted" },
	{ "barcode", SETTING_YES_NO, OPTIONAL, IN(print.barcode), "yes", 0, 0, NULL,
	    "whether the post's customer barcode stands below the address" },
	{ "large", SETTING_YES_NO, OPTIONAL, IN(print.large), "no", 0, 0, NULL, "whether all letters are in large print" },
	{ "window_left", SETTING_NUMBER, OPTIONAL, IN(print.window_left), "20", 5, 120, NULL,
	    "the envelope's window on the folded sheet in mm: its left edge" },
	{ "window_top", SETTING_NUMBER, OPTIONAL, IN(print.window_top), "15", 5, 90, NULL, "its upper edge" },
	{ "window_width", SETTING_NUMBER, OPTIONAL, IN(print.window_width), "90", 50, 150, NULL, "its width" },
	{ "window_height", SETTING_NUMBER, OPTIONAL, IN(print.window_height), "45", 25, 80, NULL, "its height" },
	{ "return_window", SETTING_TIME, OPTIONAL, IN(print.return_window), "14 days", 0, 90 * DAY, NULL,
	    "a letter that has not come back after this counts as delivered" },
	{ "limit", SETTING_NUMBER, OPTIONAL, IN(print.limit), "500", 1, 10000, NULL, "letters in one run" },
	{ "every", SETTING_TIME, OPTIONAL, IN(print.every), "0 s", 0, 30 * DAY, NULL,
	    "a run begins so long after the one before; 0 s: whenever letters wait" },
};

const struct section_kind section_print = ONE("print", print, "letters on paper");

static const struct setting sending[] = {
	{ "kind", SETTING_CHOICE, OPTIONAL, IN(send.kind), "sendmail", 0, 0, SEND_WORDS, "how mails leave" },
	SERVER(struct settings, send.server),
	{ "command", SETTING_COMMAND, OPTIONAL, IN(send.command), "/usr/sbin/sendmail -oi", 0, 0, NULL,
	    "the program for kind = sendmail; sender and recipients are added; run without a shell" },
	{ "folder", SETTING_PATH, OPTIONAL, IN(send.folder), "", 0, 0, NULL, "the Maildir for kind = maildir" },
	{ "limit", SETTING_NUMBER, OPTIONAL, IN(send.limit), "2000", 1, 1000000, NULL,
	    "mails sent in one run" },
	{ "message_size", SETTING_SIZE, OPTIONAL, IN(send.message_size), "20 MB", 100 * KB, GB, NULL,
	    "a larger mail goes without its attachments" },
	{ "first_pause", SETTING_TIME, OPTIONAL, IN(send.first_pause), "5 min", 1, DAY, NULL,
	    "wait after the first failure of a mail; doubles with each more" },
	{ "longest_pause", SETTING_TIME, OPTIONAL, IN(send.longest_pause), "4 h", 1, 7 * DAY, NULL,
	    "the wait does not grow beyond this" },
	{ "give_up_after", SETTING_TIME, OPTIONAL, IN(send.give_up_after), "5 days", HOUR, 60 * DAY,
	    NULL, "then the mail is set aside and the administrator is told" },
	{ "bounce_window", SETTING_TIME, OPTIONAL, IN(send.bounce_window), "2 days", 0, 60 * DAY, NULL,
	    "an answer that has not come back after this counts as delivered" },
};

const struct section_kind section_send = ONE("send", sending, "how mails leave");

static const struct setting trust[] = {
	{ "authserv_id", SETTING_TEXT, OPTIONAL, IN(trust.authserv_id), "", 0, 0, NULL,
	    "the mail server whose Authentication-Results are believed" },
	{ "required", SETTING_CHOICES, OPTIONAL, IN(trust.required), "spf, dkim, dmarc", 0, 0,
	    LIST("spf", "dkim", "dmarc"), "one of these must have passed for a department's answer" },
};

const struct section_kind section_trust = ONE("trust", trust, "whose word on a mail's sender is believed");

static const struct setting virus[] = {
	{ "scanner", SETTING_CHOICE, OPTIONAL, IN(virus.scanner), "clamd", 0, 0, SCANNER_WORDS,
	    "what looks for viruses in all that comes in; none: nothing does" },
	{ "socket", SETTING_PATH, OPTIONAL, IN(virus.socket), "/run/clamav/clamd.ctl", 0, 0, NULL,
	    "the socket of clamd on this machine" },
	{ "port", SETTING_NUMBER, OPTIONAL, IN(virus.port), "0", 0, 65535, NULL,
	    "clamd's port on 127.0.0.1 instead of its socket; 0 is the socket" },
	{ "timeout", SETTING_TIME, OPTIONAL, IN(virus.timeout), "3 min", 1, HOUR, NULL,
	    "longest wait for an answer of the scanner" },
	{ "patterns_age", SETTING_TIME, OPTIONAL, IN(virus.patterns_age), "3 days", 0, 365 * DAY, NULL,
	    "with older patterns nothing is taken in; 0 s: however old they are" },
};

const struct section_kind section_virus = ONE("virus", virus, "the virus scanner that everything goes through");

static const struct setting limits[] = {
	{ "parse_seconds", SETTING_SECONDS, OPTIONAL, IN(limits.parse_seconds), "10", 1, HOUR, NULL,
	    "processor time for reading one mail, or one page of a scan" },
	{ "parse_memory", SETTING_SIZE, OPTIONAL, IN(limits.parse_memory), "256 MB", 32 * MB, 16 * GB,
	    NULL, "memory for reading one mail; a scan may have 512 MB at least" },
	{ "parts", SETTING_NUMBER, OPTIONAL, IN(limits.parts), "500", 1, 100000, NULL, "parts that a mail may have" },
	{ "depth", SETTING_NUMBER, OPTIONAL, IN(limits.depth), "30", 1, 200, NULL, "how deep parts may be nested" },
	{ "text_size", SETTING_SIZE, OPTIONAL, IN(limits.text_size), "1 MB", KB, 100 * MB, NULL,
	    "text of one mail that is kept for reading" },
	{ "automatic_per_address", SETTING_NUMBER, OPTIONAL, IN(limits.automatic_per_address), "10", 1,
	    100000, NULL, "automatic mails to one address in a day" },
	{ "automatic_per_domain", SETTING_NUMBER, OPTIONAL, IN(limits.automatic_per_domain), "200", 1,
	    1000000, NULL, "automatic mails to one domain in a day" },
	{ "automatic_per_day", SETTING_NUMBER, OPTIONAL, IN(limits.automatic_per_day), "5000", 1,
	    10000000, NULL, "automatic mails in a day; then none leaves and the administrator is told" },
	{ "finish_within", SETTING_TIME, OPTIONAL, IN(limits.finish_within), "1 h", MINUTE, 30 * DAY, NULL,
	    "the administrator is told of a program that does not finish in this time" },
	{ "token_days", SETTING_DAYS, OPTIONAL, IN(limits.token_days), "180", 1, 3650, NULL,
	    "a reply address closes this long after its opinion did" },
};

const struct section_kind section_limits = ONE("limits", limits, "what a mail may cost and what may leave by itself");

static const struct setting page[] = {
	{ "url", SETTING_TEXT, OPTIONAL, IN(page.url), "", 0, 0, NULL,
	    "the page's address, https://iken.example.jp/; without it there is no page" },
	{ "folder", SETTING_PATH, OPTIONAL, IN(page.folder), "", 0, 0, NULL,
	    "what the page exchanges with the spool; FOLDER/page when not set" },
	{ "answers", SETTING_CHOICE, OPTIONAL, IN(page.answers), "page", 0, 0, ANSWERS_WORDS,
	    "where an answer is read: on the page, or in the mail's body" },
	{ "reserve", SETTING_NUMBER, OPTIONAL, IN(page.reserve), "500", 10, 100000, NULL,
	    "numbers that the page may give away" },
	{ "keep", SETTING_TIME, OPTIONAL, IN(page.keep), "90 days", DAY, 3650 * DAY, NULL,
	    "what can be read on the page is withdrawn so long after the answer" },
	{ "link", SETTING_TIME, OPTIONAL, IN(page.link_time), "14 days", HOUR, 90 * DAY, NULL,
	    "a one-time link opens so long" },
	{ "reissues", SETTING_NUMBER, OPTIONAL, IN(page.reissues), "3", 1, 100, NULL,
	    "new passwords for one number in a day" },
	{ "faq", SETTING_PATH, OPTIONAL, IN(page.faq), "", 0, 0, NULL,
	    "file with questions and answers that the page shows" },
	{ "office_en", SETTING_TEXT, OPTIONAL, IN(page.office_en), "", 0, 0, NULL, "the office's name on the English page" },
	{ "contact_en", SETTING_TEXT, OPTIONAL, IN(page.contact_en), "", 0, 0, NULL, "telephone and hours on the English page" },
	{ "languages", SETTING_CHOICES, OPTIONAL, IN(page.languages), "ja, en, easy", 0, 0, PAGE_LANGUAGE_WORDS,
	    "what the page can be read in; the first is the usual one" },
	{ "ways", SETTING_CHOICES, OPTIONAL, IN(page.ways), "mail, post, none", 0, 0, WAY_WORDS,
	    "how an answer may be wished" },
	{ "name_required", SETTING_YES_NO, OPTIONAL, IN(page.name_required), "no", 0, 0, NULL,
	    "whether who posts has to give a name" },
	{ "text_length", SETTING_NUMBER, OPTIONAL, IN(page.text_length), "20000", 100, 200000, NULL, "characters of a post" },
	{ "files", SETTING_NUMBER, OPTIONAL, IN(page.files), "5", 0, 50, NULL, "files that may be attached to a post" },
	{ "file_size", SETTING_SIZE, OPTIONAL, IN(page.file_size), "10 MB", KB, GB, NULL, "the largest file" },
	{ "total_size", SETTING_SIZE, OPTIONAL, IN(page.total_size), "25 MB", KB, GB, NULL, "all files of a post" },
	{ "session", SETTING_TIME, OPTIONAL, IN(page.session), "20 min", MINUTE, DAY, NULL,
	    "a number that was opened stays open so long" },
};

const struct section_kind section_page = ONE("page", page, "where residents post and read their answers");
