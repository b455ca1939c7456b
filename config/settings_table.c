/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_table - every setting there is: its name, what it may be, what it is when not set. */
#include "config/settings_table.h"

#include "config/settings.h"

#define KB INT64_C(1024)
#define MB (1024 * KB)
#define GB (1024 * MB)
#define MINUTE INT64_C(60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

#define LIST(...) (const char *const[]){ __VA_ARGS__, NULL }
#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define IN(member) offsetof(struct settings, member)

/* In the order of the enums of config/settings.h. */
#define TLS_WORDS LIST("implicit", "starttls")
#define SOURCE_WORDS LIST("imap", "pop3", "maildir", "mbox")
#define AFTER_WORDS LIST("leave", "mark", "move", "delete")
#define DROP_WORDS LIST("delete", "move")
#define PRINT_WORDS LIST("none", "folder", "printer")
#define SEND_WORDS LIST("smtp", "sendmail", "maildir")
#define AUDIT_MAIL_WORDS LIST("none", "administrator", "desk")
#define SCANNER_WORDS LIST("clamd", "none")
#define PAGE_LANGUAGE_WORDS LIST("ja", "en", "easy")
#define WAY_WORDS LIST("mail", "post", "none")
#define ANSWERS_WORDS LIST("page", "body")
#define LANGUAGE_WORDS LIST("ja", "en")
#define RIGHT_WORDS LIST("enter", "look-up", "read", "list", "reissue", "correct", "note")
#define FINAL_WORDS LIST("delivered", "closed", "undeliverable")
#define WEEKDAY_WORDS LIST("mon", "tue", "wed", "thu", "fri", "sat", "sun")

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

static const struct setting spool[] = {
	{ "folder", SETTING_PATH, REQUIRED, IN(folder), "", 0, 0, NULL, "where everything is kept" },
	{ "keys", SETTING_PATH, OPTIONAL, IN(keys), "", 0, 0, NULL, "where the keys are kept; FOLDER/keys when not set" },
};

static const struct setting office[] = {
	{ "name", SETTING_TEXT, REQUIRED, IN(office.name), "", 0, 0, NULL, "the office's name, shown in mails and letters" },
	{ "section", SETTING_TEXT, OPTIONAL, IN(office.section), "", 0, 0, NULL,
	    "the section that runs the opinion box, shown in mails and letters" },
	{ "contact", SETTING_TEXT, OPTIONAL, IN(office.contact), "", 0, 0, NULL,
	    "telephone and hours in one line, shown in mails and letters" },
	{ "address", SETTING_ADDRESS, REQUIRED, IN(office.address), "", 0, 0, NULL,
	    "the opinion box's mail address; reply addresses add +... to it" },
	{ "administrator", SETTING_ADDRESS, REQUIRED, IN(office.administrator), "", 0, 0, NULL,
	    "the mail address of whoever looks after the programs" },
	{ "desk", SETTING_CODE, REQUIRED, IN(office.desk), "", 0, 0, NULL, "the department that takes what no rule matches" },
	{ "language", SETTING_CHOICE, OPTIONAL, IN(office.language), "ja", 0, 0, LANGUAGE_WORDS,
	    "the language of mails and letters" },
	{ "templates", SETTING_PATH, OPTIONAL, IN(office.templates), "", 0, 0, NULL,
	    "folder with own templates that replace the built-in ones" },
	{ "answers", SETTING_PATH, OPTIONAL, IN(office.answers), "", 0, 0, NULL,
	    "folder with standard answers, a file for each code" },
	{ "cooling_off", SETTING_TIME, OPTIONAL, IN(office.cooling_off), "30 min", 0, 30 * DAY, NULL,
	    "an approved answer waits so long and can be stopped meanwhile" },
	{ "receipts", SETTING_YES_NO, OPTIONAL, IN(office.receipts), "yes", 0, 0, NULL,
	    "whether a resident's mail is answered with a receipt" },
	{ "default_purpose", SETTING_CODE, OPTIONAL, IN(default_purpose), "other", 0, 0, NULL,
	    "the purpose of an opinion that names none" },
};

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

static const struct setting department[] = {
	{ "name", SETTING_TEXT, REQUIRED, offsetof(struct department, name), "", 0, 0, NULL,
	    "the department's name, shown in mails and letters" },
	{ "addresses", SETTING_ADDRESSES, REQUIRED, offsetof(struct department, addresses), "", 0, 0,
	    NULL, "requests go to all of these" },
	{ "senders", SETTING_SENDERS, OPTIONAL, offsetof(struct department, senders), "", 0, 0, NULL,
	    "whose answers are believed besides; *@DOMAIN is a whole domain" },
	{ "masked", SETTING_YES_NO, OPTIONAL, offsetof(struct department, masked), "yes", 0, 0, NULL,
	    "whether requests go without the resident's name and addresses" },
	{ "attachments", SETTING_YES_NO, OPTIONAL, offsetof(struct department, attachments), "yes", 0, 0, NULL,
	    "whether requests carry the files that came with the opinion" },
	{ "due_days", SETTING_DAYS, OPTIONAL, offsetof(struct department, due_days), "0", 0, 365, NULL,
	    "an answer is expected within this many open days; 0 is as the purpose or [calendar] says" },
	{ "approval", SETTING_YES_NO, OPTIONAL, offsetof(struct department, approval), "no", 0, 0, NULL,
	    "whether the desk approves answers before they leave" },
	{ "approvers", SETTING_CODES, OPTIONAL, offsetof(struct department, approvers), "", 0, 0, NULL,
	    "who approves answers, one after the other" },
	{ "circulate", SETTING_CODES, OPTIONAL, offsetof(struct department, circulate), "", 0, 0, NULL,
	    "who sees approved answers and may stop them" },
	{ "chief", SETTING_ADDRESSES, OPTIONAL, offsetof(struct department, chief), "", 0, 0, NULL,
	    "reminded of what is late by calendar.chief_after" },
	{ "head", SETTING_ADDRESSES, OPTIONAL, offsetof(struct department, head), "", 0, 0, NULL,
	    "reminded of what is late by calendar.head_after" },
	{ "valid_from", SETTING_DATE, OPTIONAL, offsetof(struct department, valid_from), "", 0, 0, NULL,
	    "the first day of the department" },
	{ "valid_to", SETTING_DATE, OPTIONAL, offsetof(struct department, valid_to), "", 0, 0, NULL,
	    "its last day; keep the section afterwards" },
	{ "successor", SETTING_CODE, OPTIONAL, offsetof(struct department, successor), "", 0, 0, NULL,
	    "the department that takes over after that; the desk when not set" },
};

static const struct setting approver[] = {
	{ "name", SETTING_TEXT, REQUIRED, offsetof(struct approver, name), "", 0, 0, NULL,
	    "the person's or the post's name" },
	{ "addresses", SETTING_ADDRESSES, REQUIRED, offsetof(struct approver, addresses), "", 0, 0, NULL,
	    "drafts go to all of these" },
	{ "senders", SETTING_SENDERS, OPTIONAL, offsetof(struct approver, senders), "", 0, 0, NULL,
	    "whose decisions are believed besides; *@DOMAIN is a whole domain" },
};

static const struct setting staff[] = {
	{ "name", SETTING_TEXT, REQUIRED, offsetof(struct staff, name), "", 0, 0, NULL,
	    "the group's name" },
	{ "addresses", SETTING_ADDRESSES, REQUIRED, offsetof(struct staff, addresses), "", 0, 0, NULL,
	    "their signed address and the forms are sent there" },
	{ "senders", SETTING_SENDERS, OPTIONAL, offsetof(struct staff, senders), "", 0, 0, NULL,
	    "whose commands are believed besides; *@DOMAIN is a whole domain" },
	{ "rights", SETTING_CHOICES, OPTIONAL, offsetof(struct staff, rights), "enter, look-up", 0, 0,
	    RIGHT_WORDS, "what they may do by mail" },
	{ "channel", SETTING_CODE, OPTIONAL, offsetof(struct staff, channel), "counter", 0, 0, NULL,
	    "how the opinions that they enter came in, where the form does not say" },
};

static const struct setting reason[] = {
	{ "name", SETTING_TEXT, REQUIRED, offsetof(struct reason, name), "", 0, 0, NULL,
	    "the reason as people read it" },
	{ "words", SETTING_TEXTS, OPTIONAL, offsetof(struct reason, words), "", 0, 0, NULL,
	    "other ways to say it" },
	{ "department", SETTING_CODE, OPTIONAL, offsetof(struct reason, department), "", 0, 0, NULL,
	    "the department that gets a copy for information" },
	{ "tell", SETTING_YES_NO, OPTIONAL, offsetof(struct reason, tell), "no", 0, 0, NULL,
	    "whether the resident is told" },
	{ "advice", SETTING_TEXT, OPTIONAL, offsetof(struct reason, advice), "", 0, 0, NULL,
	    "what the resident is told to do instead" },
};

static const struct setting calendar[] = {
	{ "weekend", SETTING_CHOICES, OPTIONAL, IN(calendar.weekend), "sat, sun", 0, 0, WEEKDAY_WORDS,
	    "weekdays on which the office is closed" },
	{ "closed_each_year", SETTING_YEARLY, OPTIONAL, IN(calendar.closed_each_year),
	    "12-29, 12-30, 12-31, 01-01, 01-02, 01-03", 0, 0, NULL, "days on which it is closed each year" },
	{ "closed", SETTING_DATES, OPTIONAL, IN(calendar.closed), "", 0, 0, NULL,
	    "own closing days besides national holidays" },
	{ "open", SETTING_DATES, OPTIONAL, IN(calendar.open), "", 0, 0, NULL,
	    "days that are open although they would be closed" },
	{ "due_days", SETTING_DAYS, OPTIONAL, IN(calendar.due_days), "10", 1, 365, NULL,
	    "open days for an answer where neither purpose nor department says" },
	{ "part_days", SETTING_DAYS, OPTIONAL, IN(calendar.part_days), "3", 0, 365, NULL,
	    "a part of an answer is due so many open days before the whole" },
	{ "chief_after", SETTING_DAYS, OPTIONAL, IN(calendar.chief_after), "3", 1, 365, NULL,
	    "open days late after which the chief is reminded too" },
	{ "head_after", SETTING_DAYS, OPTIONAL, IN(calendar.head_after), "7", 1, 365, NULL,
	    "open days late after which the head is reminded too" },
	{ "remind_from", SETTING_CLOCK, OPTIONAL, IN(calendar.remind_from), "08:30", 0, 0, NULL,
	    "reminders leave on open days from this time" },
	{ "remind_until", SETTING_CLOCK, OPTIONAL, IN(calendar.remind_until), "12:00", 0, 0, NULL,
	    "until this time" },
};

static const struct setting campaign[] = {
	{ "size", SETTING_NUMBER, OPTIONAL, IN(campaign.size), "5", 0, 100000, NULL,
	    "so many residents' same letter is asked for once and answered with one draft; 0: never" },
	{ "days", SETTING_DAYS, OPTIONAL, IN(campaign.days), "180", 1, 3650, NULL,
	    "the same letter is looked for among those of so many days" },
};

static const struct setting request[] = {
	{ "similar", SETTING_NUMBER, OPTIONAL, IN(request.similar), "3", 0, 10, NULL,
	    "so many similar answered opinions stand in a processing request, at most" },
};

static const struct setting danger[] = {
	{ "words", SETTING_TEXTS, OPTIONAL, IN(danger.words),
	    "死にたい, 自殺, 死のう, 殺す, 殺して, 爆破, 放火, 虐待, 暴力を振", 0, 0, NULL,
	    "one of these in a resident's text: somebody is told at once" },
	{ "protected_words", SETTING_TEXTS, OPTIONAL, IN(danger.protected_words),
	    "支援措置, ＤＶ, 配偶者からの暴力, ストーカー", 0, 0, NULL,
	    "the same, and the resident's addresses are protected" },
	{ "addresses", SETTING_ADDRESSES, OPTIONAL, IN(danger.addresses), "", 0, 0, NULL,
	    "who is told; the desk and the administrator when not set" },
};

static const struct setting erase[] = {
	{ "states", SETTING_CHOICES, OPTIONAL, offsetof(struct erase_rule, states), "delivered, closed", 0, 0, FINAL_WORDS,
	    "holds for opinions in these states" },
	{ "channels", SETTING_CODES, OPTIONAL, offsetof(struct erase_rule, channels), "", 0, 0, NULL,
	    "holds for these channels; all when not set" },
	{ "purposes", SETTING_TEXTS, OPTIONAL, offsetof(struct erase_rule, purposes), "", 0, 0, NULL,
	    "holds for these purposes (codes or names); all when not set" },
	{ "age", SETTING_DAYS, REQUIRED, offsetof(struct erase_rule, age), "", 1, 36500, NULL,
	    "erased so long after the last thing that happened to the opinion" },
};

static const struct setting search[] = {
	{ "index", SETTING_YES_NO, OPTIONAL, IN(search.index), "yes", 0, 0, NULL,
	    "whether the blind index is kept that words are searched in and similar cases are found with" },
};

static const struct setting erasure[] = {
	{ "people", SETTING_NUMBER, OPTIONAL, IN(erasure.people), "2", 2, 5, NULL,
	    "so many different people release what is to be erased" },
	{ "loose", SETTING_DAYS, OPTIONAL, IN(erasure.loose), "365", 1, 36500, NULL,
	    "age of what came in and belongs to no opinion; never more than the shortest age of a rule" },
	{ "clerks", SETTING_ADDRESSES, OPTIONAL, IN(erasure.clerks), "", 0, 0, NULL,
	    "clerks of the desk who release or withdraw a proposal by mail, one address a person" },
	{ "logins", SETTING_TEXTS, OPTIONAL, IN(erasure.logins), "", 0, 0, NULL,
	    "their logins, LOGIN=ADDRESS: then one release by mail and one by login are two people" },
};

static const struct setting export[] = {
	{ "folder", SETTING_PATH, OPTIONAL, IN(export.folder), "", 0, 0, NULL,
	    "where case folders and archives are put; without it --folder has to say" },
	{ "notices", SETTING_PATH, OPTIONAL, IN(export.notices), "", 0, 0, NULL,
	    "where the notices of their passwords are put; never the same place" },
	{ "people", SETTING_NUMBER, OPTIONAL, IN(export.people), "2", 2, 5, NULL,
	    "so many different people agree to an export of several opinions, who asks for it included" },
	{ "case_people", SETTING_NUMBER, OPTIONAL, IN(export.case_people), "1", 1, 5, NULL,
	    "the same for a single opinion; 1: whoever exports it gives the reason" },
	{ "valid", SETTING_TIME, OPTIONAL, IN(export.valid), "7 days", HOUR, 365 * DAY, NULL,
	    "a proposal is approved within so long, and then written within so long" },
};

static const struct setting faq[] = {
	{ "asked", SETTING_NUMBER, OPTIONAL, IN(faq.asked), "3", 2, 1000, NULL, "so many similar opinions make a proposal" },
	{ "period", SETTING_DAYS, OPTIONAL, IN(faq.period), "92", 7, 3660, NULL, "in so long" },
	{ "review", SETTING_DAYS, OPTIONAL, IN(faq.review), "365", 1, 3660, NULL, "an answer holds so long without its department" },
	{ "notice", SETTING_DAYS, OPTIONAL, IN(faq.notice), "30", 1, 365, NULL, "so long before, its department is asked" },
	{ "folder", SETTING_PATH, OPTIONAL, IN(faq.folder), "", 0, 0, NULL, "where faq.html, faq.csv and faq-a5.pdf are written" },
	{ "url", SETTING_TEXT, OPTIONAL, IN(faq.url), "", 0, 0, NULL, "where the web team publishes it, https://..." },
};

static const struct setting keys[] = {
	{ "accept_addresses", SETTING_TIME, OPTIONAL, IN(renewal.accept_addresses), "180 days", 0, 3650 * DAY, NULL,
	    "reply addresses and sheets made with a former token.key are accepted for so long" },
	{ "accept_arrivals", SETTING_TIME, OPTIONAL, IN(renewal.accept_arrivals), "30 days", 0, 3650 * DAY, NULL,
	    "what is sealed to a former arrival.public is taken in for so long" },
	{ "tell_age", SETTING_TIME, OPTIONAL, IN(renewal.tell_age), "1095 days", 0, 36500 * DAY, NULL,
	    "iken check says so when a key is older; 0: never" },
};

static const struct setting stats[] = {
	{ "folder", SETTING_PATH, OPTIONAL, IN(stats.folder), "", 0, 0, NULL,
	    "where iken stats writes its reports" },
	{ "mail", SETTING_ADDRESSES, OPTIONAL, IN(stats.mail), "", 0, 0, NULL,
	    "who gets the report of each month from iken stats --mail" },
	{ "suppress", SETTING_NUMBER, OPTIONAL, IN(stats.suppress), "5", 0, 1000, NULL,
	    "smaller numbers are not told in what is published; 0: all are" },
};

static const struct setting audit[] = {
	{ "checkpoints", SETTING_PATH, OPTIONAL, IN(audit.checkpoints), "", 0, 0, NULL,
	    "file outside the register to which signed states of the access log are added" },
	{ "checkpoint_lines", SETTING_NUMBER, OPTIONAL, IN(audit.checkpoint_lines), "100", 1, 100000, NULL,
	    "the access log is signed after so many lines" },
	{ "checkpoint_every", SETTING_TIME, OPTIONAL, IN(audit.checkpoint_every), "1 h", 0, 7 * DAY, NULL,
	    "and with the first line, or iken audit --checkpoint, after so long" },
	{ "mail", SETTING_CHOICE, OPTIONAL, IN(audit.mail), "none", 0, 0, AUDIT_MAIL_WORDS,
	    "who gets the newest signed state once a day" },
	{ "hours_from", SETTING_CLOCK, OPTIONAL, IN(audit.hours_from), "08:00", 0, 0, NULL,
	    "looks before this time of an open day are unusual" },
	{ "hours_until", SETTING_CLOCK, OPTIONAL, IN(audit.hours_until), "19:00", 0, 0, NULL,
	    "and from this time on" },
	{ "many", SETTING_NUMBER, OPTIONAL, IN(audit.many), "30", 2, 100000, NULL,
	    "looks at so many different opinions are unusual" },
	{ "many_within", SETTING_TIME, OPTIONAL, IN(audit.many_within), "1 h", MINUTE, 7 * DAY, NULL,
	    "within so much time" },
};

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

static const struct setting backup[] = {
	{ "folder", SETTING_PATH, OPTIONAL, IN(backup.folder), "", 0, 0, NULL,
	    "where backups go: another disk, or what another machine shares" },
	{ "keyring", SETTING_PATH, OPTIONAL, IN(backup.keyring), "", 0, 0, NULL,
	    "where the keys go, apart from all else; FOLDER/keyring when not set" },
	{ "public_key", SETTING_PATH, OPTIONAL, IN(backup.public_key), "", 0, 0, NULL,
	    "file that iken backup --new-key made; its secret half is kept off this machine" },
	{ "keep", SETTING_NUMBER, OPTIONAL, IN(backup.keep), "3", 1, 10000, NULL,
	    "so many backups stay however old they are" },
	{ "keep_age", SETTING_TIME, OPTIONAL, IN(backup.keep_age), "35 days", HOUR, 3650 * DAY, NULL,
	    "older backups are removed" },
	{ "keep_keyrings", SETTING_NUMBER, OPTIONAL, IN(backup.keyrings), "2", 1, 10, NULL,
	    "so many keyrings are kept; what was erased can be read as long as one of them is older" },
	{ "alarm_after", SETTING_TIME, OPTIONAL, IN(backup.alarm_after), "2 days", HOUR, 365 * DAY, NULL,
	    "the newest backup is too old after this" },
};

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

static const struct setting board[] = {
	{ "file", SETTING_PATH, OPTIONAL, IN(board.file), "", 0, 0, NULL, "the desk's page, which iken board writes" },
	{ "refresh", SETTING_TIME, OPTIONAL, IN(board.refresh), "5 min", 30, DAY, NULL, "a browser looks again after this" },
	{ "old_after", SETTING_TIME, OPTIONAL, IN(board.old_after), "30 min", MINUTE, 7 * DAY, NULL,
	    "the page says that it is old after this" },
};

static const struct setting users[] = {
	{ "ingest", SETTING_CODE, OPTIONAL, IN(users.ingest), "", 0, 0, NULL, "the user of the programs that take mails and scans in" },
	{ "process", SETTING_CODE, OPTIONAL, IN(users.process), "", 0, 0, NULL,
	    "of those that read, register and route them, and of backups" },
	{ "reply", SETTING_CODE, OPTIONAL, IN(users.reply), "", 0, 0, NULL, "of those that send and print" },
	{ "report", SETTING_CODE, OPTIONAL, IN(users.report), "", 0, 0, NULL, "of those that list, show, count and erase" },
	{ "group", SETTING_CODE, OPTIONAL, IN(users.group), "iken", 0, 0, NULL, "the group of all four, which may enter the data folder" },
	{ "register", SETTING_CODE, OPTIONAL, IN(users.of_register), "iken-register", 0, 0, NULL,
	    "the group of all but ingest, which may read the register" },
	{ "web", SETTING_CODE, OPTIONAL, IN(users.web), "", 0, 0, NULL,
	    "the web server's user, where it runs the residents' page on this machine" },
};

static const struct setting trial[] = {
	{ "now", SETTING_MOMENT, OPTIONAL, IN(trial.now), "", 0, 0, NULL, "for rehearsals: what the programs take for the present" },
};

static const struct setting purpose[] = {
	{ "name", SETTING_TEXT, REQUIRED, offsetof(struct purpose, name), "", 0, 0, NULL, "the purpose as residents read it" },
	{ "name_en", SETTING_TEXT, OPTIONAL, offsetof(struct purpose, name_en), "", 0, 0, NULL, "the same on the English page" },
	{ "name_easy", SETTING_TEXT, OPTIONAL, offsetof(struct purpose, name_easy), "", 0, 0, NULL,
	    "the same on the page in easy Japanese" },
	{ "words", SETTING_TEXTS, OPTIONAL, offsetof(struct purpose, words), "", 0, 0, NULL,
	    "other ways to say it in a form line or a subject" },
	{ "due_days", SETTING_DAYS, OPTIONAL, offsetof(struct purpose, due_days), "0", 0, 365, NULL,
	    "an answer is expected within this many open days; 0 is as the department or [calendar] says" },
	{ "approvers", SETTING_CODES, OPTIONAL, offsetof(struct purpose, approvers), "", 0, 0, NULL,
	    "who approves answers after those of the department" },
};

static const struct setting rule[] = {
	{ "purposes", SETTING_TEXTS, OPTIONAL, offsetof(struct rule, purposes), "", 0, 0, NULL,
	    "holds for these purposes (codes or names)" },
	{ "words", SETTING_TEXTS, OPTIONAL, offsetof(struct rule, words), "", 0, 0, NULL,
	    "holds when one of these is in subject or text" },
	{ "recipients", SETTING_ADDRESSES, OPTIONAL, offsetof(struct rule, recipients), "", 0, 0, NULL,
	    "holds when the mail was sent to one of these" },
	{ "sources", SETTING_TEXTS, OPTIONAL, offsetof(struct rule, sources), "", 0, 0, NULL,
	    "holds when the mail was fetched from one of these" },
	{ "anonymous", SETTING_YES_NO, OPTIONAL, offsetof(struct rule, anonymous), "no", 0, 0, NULL,
	    "holds when who wrote it has given no name" },
	{ "repeated", SETTING_YES_NO, OPTIONAL, offsetof(struct rule, repeated), "no", 0, 0, NULL,
	    "holds when the same sender has sent the same text in the last 90 days" },
	{ "department", SETTING_CODE, REQUIRED, offsetof(struct rule, department), "", 0, 0, NULL,
	    "the department that the request goes to; it leads where there are parts" },
	{ "parts", SETTING_CODES, OPTIONAL, offsetof(struct rule, parts), "", 0, 0, NULL,
	    "departments that answer in part, to the leading one" },
	{ "copies", SETTING_CODES, OPTIONAL, offsetof(struct rule, copies), "", 0, 0, NULL,
	    "departments that get a copy for information" },
	{ "reason", SETTING_CODE, OPTIONAL, offsetof(struct rule, reason), "", 0, 0, NULL,
	    "not processed, for this reason; then department is the desk's, and no request leaves" },
};

static const struct setting trust[] = {
	{ "authserv_id", SETTING_TEXT, OPTIONAL, IN(trust.authserv_id), "", 0, 0, NULL,
	    "the mail server whose Authentication-Results are believed" },
	{ "required", SETTING_CHOICES, OPTIONAL, IN(trust.required), "spf, dkim, dmarc", 0, 0,
	    LIST("spf", "dkim", "dmarc"), "one of these must have passed for a department's answer" },
};

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

#define ONE(name, settings, help) { name, ONCE, help, settings, COUNT(settings), 0, 0, 0, NULL }
#define SOME(name, times, settings, type, array, number, argument, help) \
	{ name, times, help, settings, COUNT(settings), sizeof(type), IN(array), IN(number), argument }

const struct section_kind section_kinds[] = {
	ONE("office", office, "who runs the opinion box"),
	ONE("spool", spool, "where data is kept"),
	SOME("source", NAMED, source, struct source, sources, source_count, "NAME",
	    "a mailbox that opinions and answers are fetched from"),
	SOME("drop", NAMED, drop, struct drop, drops, drop_count, "NAME",
	    "a folder that scans, faxes and files are put into"),
	ONE("transcription", transcription, "who types in what was written by hand"),
	ONE("print", print, "letters on paper"),
	ONE("send", sending, "how mails leave"),
	SOME("department", NAMED, department, struct department, departments, department_count, "CODE",
	    "a department that requests go to"),
	SOME("purpose", NAMED, purpose, struct purpose, purposes, purpose_count, "CODE",
	    "a purpose that residents choose from"),
	SOME("rule", MANY, rule, struct rule, rules, rule_count, NULL,
	    "the first rule whose every condition holds decides the department"),
	SOME("approver", NAMED, approver, struct approver, approvers, approver_count, "CODE",
	    "somebody who approves answers or sees them before they leave"),
	SOME("staff", NAMED, staff, struct staff, staff, staff_count, "CODE",
	    "clerks who give commands by mail"),
	SOME("reason", NAMED, reason, struct reason, reasons, reason_count, "CODE",
	    "a reason not to process an opinion"),
	ONE("calendar", calendar, "open days and what is counted in them"),
	ONE("campaign", campaign, "the same letter from many"),
	ONE("request", request, "what a processing request shows besides"),
	ONE("danger", danger, "what somebody has to see at once"),
	ONE("trust", trust, "whose word on a mail's sender is believed"),
	ONE("virus", virus, "the virus scanner that everything goes through"),
	ONE("limits", limits, "what a mail may cost and what may leave by itself"),
	SOME("erase", NAMED, erase, struct erase_rule, erase_rules, erase_rule_count, "NAME",
	    "the first rule that matches an opinion decides at which age it is erased"),
	ONE("search", search, "words that can be searched"),
	ONE("erasure", erasure, "who releases what is erased"),
	ONE("export", export, "what leaves the office on a medium"),
	ONE("faq", faq, "questions and answers for everybody"),
	ONE("keys", keys, "keys that are renewed"),
	ONE("audit", audit, "the access log, and what is unusual in it"),
	ONE("stats", stats, "the statistics"),
	ONE("backup", backup, "encrypted copies for the day when the disk is gone"),
	ONE("page", page, "where residents post and read their answers"),
	ONE("board", board, "the desk's page: what is open, late, set aside"),
	ONE("users", users, "a user for the programs of each folder"),
	ONE("trial", trial, "a rehearsal on a machine of its own"),
};

const size_t section_kind_count = COUNT(section_kinds);
