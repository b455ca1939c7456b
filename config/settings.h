/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings - what the administrator decided, read from one file (iken.conf(5)).
 *
 * The file is UTF-8, a byte order mark and CR LF are accepted: `[section name]` lines,
 * `name = value` lines, `#` comments on lines of their own. Full-width ＝, ［, ］ and spaces are
 * taken for the ASCII ones. Lists are separated by commas (, or 、 or ，). A name may be
 * repeated only where it says list; unknown and repeated names are errors. All errors of a
 * file are found in one reading, each with file and line.
 *
 * Every string is text (config/text.h), never NULL ("" where not set), and belongs to the
 * struct settings. Times are seconds, sizes are bytes.
 */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/bytes.h"
#include "config/fault.h"

struct list {
	char **item;
	size_t count;
};

/* Where a connection goes and how it proves who it is; shared by [source] and [send]. */
enum tls { TLS_IMPLICIT, TLS_STARTTLS };

struct server {
	const char *host;		/* also the name that the certificate must carry */
	int64_t port;			/* 0: the protocol's usual one */
	enum tls tls;
	const char *ca_file;		/* "" : the system's certificates */
	const char *user;
	const char *password_file;	/* 0600 or 0400, ours; one line */
	const char *password_command;	/* argv split at spaces, no shell; its first line is the password */
	const char *token_command;	/* prints an OAuth2 access token: XOAUTH2 is used */
	int64_t timeout;		/* one answer; default 30 */
	int64_t deadline;		/* the whole session; default 900 */
};

enum source_kind { SOURCE_IMAP, SOURCE_POP3, SOURCE_MAILDIR, SOURCE_MBOX };
enum after { AFTER_LEAVE, AFTER_MARK, AFTER_MOVE, AFTER_DELETE };

/* [source NAME] */
struct source {
	const char *name;
	enum source_kind kind;
	const char *channel;		/* mail, fax, ...: a channel of the register */
	struct server server;
	const char *folder;		/* IMAP mailbox (UTF-8), or the path of a Maildir or an mbox */
	enum after after;
	const char *move_to;		/* IMAP mailbox or Maildir path, for after = move */
	int64_t batch;			/* arrivals that share one sync; default 100 */
	int64_t limit;			/* arrivals a run; default 5000 */
	int64_t message_size;		/* octets; a larger mail is left and reported; default 100 MB */
};

enum drop_after { DROP_DELETE, DROP_MOVE };

/* [drop NAME]: a folder that scans, faxes and files are put into, one for each channel; flow 3 ① */
struct drop {
	const char *name;
	const char *folder;		/* absolute */
	const char *channel;		/* postcard, letter, fax, counter, phone, ...: a channel of the register */
	int64_t settle;			/* a file is taken when nothing has changed about it for so long; default 10 */
	enum drop_after after;		/* what becomes of a file that was taken; default delete */
	const char *move_to;		/* absolute, of the same file system, for after = move */
	struct list owners;		/* users whose files are taken besides the folder's owner's */
	bool returned;			/* letters of ours that came back are put here */
	int64_t limit;			/* items a run; default 5000 */
	int64_t item_size;		/* octets of a file, or of a subfolder's files; default 100 MB */
	int64_t patience;		/* what is not complete after so long is reported; default 1 h */
};

enum print_kind { PRINT_NONE, PRINT_FOLDER, PRINT_PRINTER };

/* [print]: letters on paper; flow 2 ⑥, flow 3 ⑤ */
struct printing {
	enum print_kind kind;		/* none: answers by post are the desk's to write; default none */
	const char *folder;		/* for kind = folder: a run is one PDF there */
	const char *printer;		/* for kind = printer: ipp:// of this machine, or ipps:// */
	const char *ca_file;		/* certificates to trust instead of the system's */
	bool duplex;			/* default no */
	bool job_each;			/* a job for each letter instead of one for the run; default no */
	int64_t timeout;		/* longest wait for a printer to print a job; default 15 min */
	const char *font;		/* a family of fontconfig; default Noto Serif CJK JP */
	const char *fallback_font;	/* for characters that it lacks; "" none */
	const char *document_number;	/* 文書番号: {year} is the fiscal year of 令和, {number} runs; "" none */
	const char *signature;		/* who answers, at the right above the text: 〇〇区長; "" the office's name */
	bool seal_omitted;		/* （公印省略）; default yes */
	bool barcode;			/* カスタマバーコード; default yes */
	bool large;			/* large print for everybody; default no */
	int64_t window_left, window_top, window_width, window_height;	/* of the envelope's window on the sheet, mm */
	int64_t return_window;		/* a letter that has not come back after this counts as delivered; default 14 days */
	int64_t limit;			/* letters a run; default 500 */
	int64_t every;			/* a run begins so long after the one before; default 0: in every round */
};

/* [transcription]: clerks who type in what residents wrote by hand; flow 3 ② */
struct transcription {
	struct list addresses;		/* the first clerk; the desk's when not set */
	struct list second;		/* the second one: two type in, and are compared; "" one person is enough */
	struct list third;		/* decides where two differ; the desk's when not set */
	bool ocr;			/* a proposal is made by machine; default yes */
};

enum send_kind { SEND_SMTP, SEND_SENDMAIL, SEND_MAILDIR };

/* [send] */
struct sending {
	enum send_kind kind;
	struct server server;
	const char *command;		/* sendmail program and arguments, split at spaces, no shell */
	const char *folder;		/* Maildir for send = maildir */
	int64_t limit;			/* mails a run; default 2000 */
	int64_t message_size;		/* octets; a larger mail goes without its attachments; default 20 MB */
	int64_t first_pause;		/* after the first failure for now; doubles; default 300 */
	int64_t longest_pause;		/* default 14400 */
	int64_t give_up_after;		/* then the administrator is told; default 5 days */
	int64_t bounce_window;		/* an answer counts as delivered after this; default 2 days */
};

enum language { LANGUAGE_JA, LANGUAGE_EN };

/* [office] */
struct office {
	const char *name;		/* 〇〇区役所 */
	const char *section;		/* 区政情報課, shown in mails */
	const char *contact;		/* one line: phone, hours */
	const char *address;		/* the opinion box's mail address; reply addresses add +TOKEN to it */
	const char *administrator;	/* who is told what needs a person */
	const char *desk;		/* code of the department that takes what no rule matches */
	enum language language;
	const char *templates;		/* folder with own templates that replace the built-in ones; "" none */
	const char *answers;		/* folder with standard answers (回答コード), a file for each code; "" none */
	int64_t cooling_off;		/* an answer that a list has approved waits so long; any on the list
					 * can stop it meanwhile; default 30 min */
	bool receipts;			/* receipt mails are sent; default yes */
};

/* [calendar]: open days (開庁日) and what is counted in them */
struct calendar_settings {
	struct list weekend;		/* "sat", "sun" */
	struct list closed_each_year;	/* "12-29" */
	struct list closed;		/* "2026-08-14": own closing days */
	struct list open;		/* "2026-05-02": open although it would be closed */
	int64_t due_days;		/* open days for an answer where neither purpose nor department says; default 10 */
	int64_t part_days;		/* a part of an answer is due so many open days before the whole; default 3 */
	int64_t chief_after;		/* open days late after which the chief is reminded too; default 3 */
	int64_t head_after;		/* the same of the head; default 7 */
	int64_t remind_from;		/* seconds of the day in Tokyo: reminders leave on open days from this ... */
	int64_t remind_until;		/* ... until this; default 08:30 to 12:00 */
};

/* [campaign]: the same letter from many */
struct campaign_settings {
	int64_t size;			/* so many are answered together; 0: nothing is looked for; default 5 */
	int64_t days;			/* the same letter is looked for among those that came in so lately; default 180 */
};

/* [request]: what a processing request shows besides */
struct request_settings {
	int64_t similar;		/* so many similar answered opinions, at most; 0 none; default 3 */
};

/* [danger]: what a person has to see at once, at night too */
struct danger {
	struct list words;		/* any of them in a resident's text */
	struct list protected_words;	/* 支援措置 and the like: the opinion's addresses are protected besides */
	struct list addresses;		/* who is told; the administrator when not set */
};

/* [approver CODE]: somebody on a list of 決裁 or 供覧 */
struct approver {
	const char *code;
	const char *name;		/* 土木部長 */
	struct list addresses;		/* drafts go to all of them; answers from them are believed */
	struct list senders;		/* whose answers are believed besides */
};

enum staff_right { STAFF_ENTER, STAFF_LOOK_UP, STAFF_READ, STAFF_LIST, STAFF_REISSUE, STAFF_CORRECT, STAFF_NOTE };

/* [staff CODE]: clerks who give commands by mail */
struct staff {
	const char *code;		/* 16 signs at most: it stands in their reply address */
	const char *name;		/* コールセンター */
	struct list addresses;		/* where their address and the forms are sent; believed as senders */
	struct list senders;		/* whose commands are believed besides */
	struct list rights;		/* enter, look-up, read, list, reissue, correct, note */
	const char *channel;		/* of opinions that they enter, where the form does not say */
};

/* [reason CODE]: why an opinion is not processed (処理しないもの). anonymous, sales, repeated,
 * outside and procedure are always there, written or not. */
struct reason {
	const char *code;
	const char *name;		/* 営業・宣伝 */
	struct list words;		/* other ways to say it */
	const char *department;		/* who gets a copy for information; "" nobody */
	bool tell;			/* the resident is told; default no */
	const char *advice;		/* one line for the resident: which procedure instead */
};

/* [department CODE]. Times: valid_from is the second it begins, valid_to the begin of its last day; 0 not said. */
struct department {
	const char *code;
	const char *name;		/* 道路課 */
	struct list addresses;		/* requests go to all of them */
	struct list senders;		/* whose answers are believed besides; *@domain is allowed */
	bool masked;			/* requests without personal data; default yes */
	bool attachments;		/* requests carry the opinion's files; default yes */
	int64_t due_days;		/* open days; 0: as the purpose or [calendar] says */
	bool approval;			/* answers go to the desk for approval first; default no */
	struct list approvers;		/* codes: 決裁, one after the other; nothing leaves before the last */
	struct list circulate;		/* codes: 供覧, who sees the approved answer and may stop it */
	struct list chief, head;	/* addresses of the ladder; "" none */
	int64_t valid_from, valid_to;
	const char *successor;		/* code: who takes over when valid_to has passed; "" the desk */
};

/* [purpose CODE]: 投稿目的 */
struct purpose {
	const char *code;
	const char *name;
	const char *name_en, *name_easy;	/* on the residents' page; "" the same */
	struct list words;		/* other ways to say it in a form line or a subject */
	int64_t due_days;		/* open days; 0: as the department or [calendar] says */
	struct list approvers;		/* codes, after the department's */
};

/* [rule]: the first whose every given condition holds decides. */
struct rule {
	struct list purposes;		/* codes or names */
	struct list words;		/* any of them in subject or text */
	struct list recipients;		/* addresses the mail was sent to */
	struct list sources;
	bool anonymous;			/* who wrote it has given no name */
	bool repeated;			/* the same sender has sent the same text in the last 90 days */
	const char *department;		/* takes the lead (取りまとめ課) when there are parts */
	struct list parts;		/* codes of departments that answer in part, to the lead */
	struct list copies;		/* codes of departments that get a copy for information */
	const char *reason;		/* not processed, for this reason; "" none */
	int line;			/* in the settings file */
};

/* [trust]: the relay whose Authentication-Results (RFC 8601) are believed */
struct trust {
	const char *authserv_id;	/* "" : none */
	struct list required;		/* spf, dkim, dmarc: one of them must have passed for an answer */
};

/* [limits] */
struct limits {
	int64_t parse_seconds;		/* processor time for one mail, or page of a scan; default 10 */
	int64_t parse_memory;		/* default 256 MB; 512 MB at least for scans */
	int64_t parts;			/* default 500 */
	int64_t depth;			/* default 30 */
	int64_t text_size;		/* octets of text kept for reading; default 1 MB */
	int64_t automatic_per_address;	/* automatic mails to one address a day; default 10 */
	int64_t automatic_per_domain;	/* default 200 */
	int64_t automatic_per_day;	/* the breaker; default 5000 */
	int64_t finish_within;		/* a program that does not finish in this time is reported; default 1 h */
	int64_t token_days;		/* a reply address closes this long after the opinion did; default 180 */
};

/* [erase NAME]: what is erased at which age. The first whose states, channels and purposes match decides. */
struct erase_rule {
	const char *name;
	struct list states;		/* delivered, closed, undeliverable; default delivered and closed */
	struct list channels;		/* channels of the register; none: all */
	struct list purposes;		/* codes or names; none: all */
	int64_t age;			/* days since anything happened to the opinion */
};

/* [search] */
struct search_settings {
	bool index;			/* whether words can be searched */
};

/* [erasure] */
struct erasure_settings {
	int64_t people;			/* so many different people release a proposal; default 2 */
	int64_t loose;			/* days: arrivals that belong to no opinion, at most the shortest age; default 365 */
	struct list clerks;		/* of the desk, one address a person: they release or withdraw it by mail; none: nobody does */
	struct list logins;		/* of those clerks, LOGIN=ADDRESS */
};

/* [export]: what leaves the office on a medium */
struct export_settings {
	const char *folder;		/* where case folders and archives are put; "" --folder says */
	const char *notices;		/* where notices of passwords are put, apart from that; "" --notice says */
	int64_t people;			/* so many different people agree to several opinions; default 2 */
	int64_t case_people;		/* the same for a single one; default 1 */
	int64_t valid;			/* a proposal is approved, and then written, within so long; default 7 days */
};

/* [faq] */
struct faq_settings {
	int64_t asked;			/* so many similar opinions in the period make a proposal; default 3 */
	int64_t period;			/* days; default 92 */
	int64_t review;			/* days that an answer holds without a word of its department; default 365 */
	int64_t notice;			/* days before, its department is asked; default 30 */
	const char *folder;		/* where the page, the list and the sheets are written; "" nowhere */
	const char *url;		/* of the page that the web team publishes; "" not known */
};

enum audit_mail { AUDIT_MAIL_NONE, AUDIT_MAIL_ADMINISTRATOR, AUDIT_MAIL_DESK };

/* [audit]: the access log and what is unusual in it */
struct audit {
	const char *checkpoints;	/* file; "" FOLDER/log/access.checkpoints */
	int64_t checkpoint_lines;	/* the log is signed after so many lines; default 100 */
	int64_t checkpoint_every;	/* ... and so much time; default 1 h */
	enum audit_mail mail;		/* who gets the day's checkpoint; default none */
	int64_t hours_from, hours_until;	/* seconds of the day in Tokyo: looks outside of them are unusual; 08:00 to 19:00 */
	int64_t many;			/* looks at so many different opinions ... */
	int64_t many_within;		/* ... within so much time are unusual; default 30 in 1 h */
};

/* [stats]: the statistics */
struct stats_settings {
	const char *folder;		/* where reports are written; "" none */
	struct list mail;		/* who gets that of the month before; none: nobody */
	int64_t suppress;		/* what is smaller than this is not said in what is published; default 5, 0: all is said */
};

/* [keys]: keys that were renewed (spool/keys_change.h) */
struct renewal {
	int64_t accept_addresses;	/* so long what was made with a former token.key is accepted; default 180 days */
	int64_t accept_arrivals;	/* so long what is sealed to a former arrival.public is taken in; default 30 days */
	int64_t tell_age;		/* iken-check says so when a key is older; default 1095 days, 0 never */
};

enum virus_by { VIRUS_BY_CLAMD, VIRUS_BY_NONE };

/* [virus]: what comes in is scanned before anything reads it */
struct virus_settings {
	enum virus_by scanner;	/* default clamd; none: nothing is scanned, and iken check and status say so */
	const char *socket;		/* clamd's, of this machine */
	int64_t port;			/* of 127.0.0.1 instead of the socket; 0: the socket */
	int64_t timeout;		/* longest wait for an answer; default 3 min */
	int64_t patterns_age;		/* older patterns count as no scanner; default 3 days, 0: any age will do */
};

/* [backup]: encrypted copies, for the day when the disk is gone */
struct backup_settings {
	const char *folder;		/* "" none: there is no backup */
	const char *keyring;		/* where the keys go, apart from all else; FOLDER/keyring when not set */
	const char *public_key;		/* file with the public half of the key that opens the backups */
	int64_t keep;			/* so many stay however old they are; default 3 */
	int64_t keep_age;		/* what is older is removed; default 35 days */
	int64_t keyrings;		/* keyrings that are kept; default 2 */
	int64_t alarm_after;		/* the last backup is too old after this; default 2 days */
};

enum page_answers { PAGE_ANSWERS_PAGE, PAGE_ANSWERS_BODY };

/* [page]: where residents post and read their answers; flow 1 ①②⑧⑨ */
struct page_settings {
	const char *url;		/* "" none: there is no page. Ends with / */
	const char *folder;		/* what it exchanges with the spool; FOLDER/page when not set */
	enum page_answers answers;	/* where an answer is read: there, or in the mail; default page */
	int64_t reserve;		/* numbers that it may give away; default 500 */
	int64_t keep;			/* an answer is withdrawn after this; default 90 days */
	int64_t link_time;		/* seconds that a one-time link opens; default 14 days */
	int64_t reissues;		/* passwords made anew for one number in a day; default 3 */
	const char *faq;		/* file with questions and answers; "" none */
	const char *office_en, *contact_en;	/* the office's name and contact on the English page */
	struct list languages;		/* "ja", "en", "easy": offered, the usual one first */
	struct list ways;		/* "mail", "post", "none": in which an answer may be wished */
	bool name_required;		/* default no */
	int64_t text_length;		/* characters of a post; default 20000 */
	int64_t files;			/* that may be attached to one; default 5 */
	int64_t file_size;		/* octets of one; default 10 MB */
	int64_t total_size;		/* octets of them all; default 25 MB */
	int64_t session;		/* seconds that a number stays open; default 20 min */
};

/* [board]: the desk's page (iken-board) */
struct board_settings {
	const char *file;		/* "" none */
	int64_t refresh;		/* seconds: a browser looks again after this; default 5 min */
	int64_t old_after;		/* the page says by itself that it is old after this; default 30 min */
};

/* [users]: a user for the programs of each folder (config/users.h) */
struct users_settings {
	const char *ingest, *process, *reply, *report;	/* "" one user runs all */
	const char *group;		/* of all four; default iken */
	const char *of_register;	/* the group of all but ingest; default iken-register */
	const char *web;		/* the web server's on this machine; "" there is none */
};

/* [trial]: a rehearsal on a machine of its own */
struct trial {
	int64_t now;			/* what the programs take for the present; 0: the clock. Only with
					 * send.kind = maildir, so that nothing leaves */
};

struct settings {
	const char *file;		/* where it was read */
	const char *folder;		/* [spool] folder: absolute */
	const char *keys;		/* [spool] keys: default FOLDER/keys */
	struct office office;
	struct sending send;
	struct trust trust;
	struct limits limits;
	struct calendar_settings calendar;
	struct campaign_settings campaign;
	struct request_settings request;
	struct danger danger;
	struct printing print;
	struct transcription transcription;
	struct search_settings search;
	struct erasure_settings erasure;
	struct export_settings export;
	struct faq_settings faq;
	struct audit audit;
	struct stats_settings stats;
	struct renewal renewal;
	struct virus_settings virus;
	struct backup_settings backup;
	struct page_settings page;
	struct board_settings board;
	struct users_settings users;
	struct trial trial;
	struct approver *approvers;
	size_t approver_count;
	struct staff *staff;
	size_t staff_count;
	struct reason *reasons;
	size_t reason_count;
	struct source *sources;
	size_t source_count;
	struct drop *drops;
	size_t drop_count;
	struct department *departments;
	size_t department_count;
	struct purpose *purposes;
	size_t purpose_count;
	const char *default_purpose;	/* [office] default_purpose: a code; default other */
	struct rule *rules;
	size_t rule_count;
	struct erase_rule *erase_rules;
	size_t erase_rule_count;
};

/* Reads file. On success *settings_out belongs to ctx. HALT: errors_out (a buffer that the
 * caller made) holds one line "FILE:LINE: what is wrong; what to do" for each error, f the
 * first of them. */
enum verdict settings_read(void *ctx, const char *file, struct settings **settings_out,
    struct buffer *errors_out, struct fault *f) MUST_USE;

/* Look-ups by code; NULL when there is none. */
const struct department *settings_department(const struct settings *s, const char *code);
const struct purpose *settings_purpose(const struct settings *s, const char *code);
const struct source *settings_source(const struct settings *s, const char *name);
const struct drop *settings_drop(const struct settings *s, const char *name);
const struct approver *settings_approver(const struct settings *s, const char *code);
const struct staff *settings_staff(const struct settings *s, const char *code);
const struct reason *settings_reason(const struct settings *s, const char *code);
/* Whether there is a page for residents. */
bool settings_has_page(const struct settings *s);
/* The purpose that a person's words name exactly: its code, name or one of its words. */
const struct purpose *settings_purpose_named(const struct settings *s, const char *words);
bool staff_may(const struct staff *staff, enum staff_right right);
bool settings_list_has(const struct list *list, const char *item);

/* Who a department's work belongs to at a moment: the department itself while it is valid; when it has
 * ended its successor, and so on, else the desk; before it has begun the one that names it as successor, else
 * the desk. NULL: there is no department with this code. */
const struct department *settings_department_at(const struct settings *s, const char *code, int64_t utc);

/* Whether its last day has passed. */
bool department_has_ended(const struct department *d, int64_t utc);

/* What is in force, one "section.name = value" line each, passwords' places included but
 * never a password. */
void settings_print(const struct settings *s, struct buffer *out);

/* Every setting there is, with its value when not set and one line of explanation. */
void settings_explain(struct buffer *out);

#endif
