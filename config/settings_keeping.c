/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_keeping - settings: what is kept, shown, given out and erased. */
#include "config/settings_sections.h"

/* In the order of the enums of config/settings.h. */
#define AUDIT_MAIL_WORDS LIST("none", "administrator", "desk")
#define FINAL_WORDS LIST("delivered", "closed", "undeliverable")

static const struct setting spool[] = {
	{ "folder", SETTING_PATH, REQUIRED, IN(folder), "", 0, 0, NULL, "where everything is kept" },
	{ "keys", SETTING_PATH, OPTIONAL, IN(keys), "", 0, 0, NULL, "where the keys are kept; FOLDER/keys when not set" },
};

const struct section_kind section_spool = ONE("spool", spool, "where data is kept");

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

const struct section_kind section_erase = SOME("erase", NAMED, erase, struct erase_rule,
    erase_rules, erase_rule_count, "NAME", "the first rule that matches an opinion decides at which age it is erased");

static const struct setting search[] = {
	{ "index", SETTING_YES_NO, OPTIONAL, IN(search.index), "yes", 0, 0, NULL,
	    "whether the blind index is kept that words are searched in and similar cases are found with" },
};

const struct section_kind section_search = ONE("search", search, "words that can be searched");

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

const struct section_kind section_erasure = ONE("erasure", erasure, "who releases what is erased");

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

const struct section_kind section_export = ONE("export", export, "what leaves the office on a medium");

static const struct setting faq[] = {
	{ "asked", SETTING_NUMBER, OPTIONAL, IN(faq.asked), "3", 2, 1000, NULL, "so many similar opinions make a proposal" },
	{ "period", SETTING_DAYS, OPTIONAL, IN(faq.period), "92", 7, 3660, NULL, "in so long" },
	{ "review", SETTING_DAYS, OPTIONAL, IN(faq.review), "365", 1, 3660, NULL, "an answer holds so long without its department" },
	{ "notice", SETTING_DAYS, OPTIONAL, IN(faq.notice), "30", 1, 365, NULL, "so long before, its department is asked" },
	{ "folder", SETTING_PATH, OPTIONAL, IN(faq.folder), "", 0, 0, NULL, "where faq.html, faq.csv and faq-a5.pdf are written" },
	{ "url", SETTING_TEXT, OPTIONAL, IN(faq.url), "", 0, 0, NULL, "where the web team publishes it, https://..." },
};

const struct section_kind section_faq = ONE("faq", faq, "questions and answers for everybody");

static const struct setting keys[] = {
	{ "accept_addresses", SETTING_TIME, OPTIONAL, IN(renewal.accept_addresses), "180 days", 0, 3650 * DAY, NULL,
	    "reply addresses and sheets made with a former token.key are accepted for so long" },
	{ "accept_arrivals", SETTING_TIME, OPTIONAL, IN(renewal.accept_arrivals), "30 days", 0, 3650 * DAY, NULL,
	    "what is sealed to a former arrival.public is taken in for so long" },
	{ "tell_age", SETTING_TIME, OPTIONAL, IN(renewal.tell_age), "1095 days", 0, 36500 * DAY, NULL,
	    "iken check says so when a key is older; 0: never" },
};

const struct section_kind section_keys = ONE("keys", keys, "keys that are renewed");

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

const struct section_kind section_audit = ONE("audit", audit, "the access log, and what is unusual in it");

static const struct setting stats[] = {
	{ "folder", SETTING_PATH, OPTIONAL, IN(stats.folder), "", 0, 0, NULL,
	    "where iken stats writes its reports" },
	{ "mail", SETTING_ADDRESSES, OPTIONAL, IN(stats.mail), "", 0, 0, NULL,
	    "who gets the report of each month from iken stats --mail" },
	{ "suppress", SETTING_NUMBER, OPTIONAL, IN(stats.suppress), "5", 0, 1000, NULL,
	    "smaller numbers are not told in what is published; 0: all are" },
};

const struct section_kind section_stats = ONE("stats", stats, "the statistics");

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

const struct section_kind section_backup = ONE("backup", backup, "encrypted copies for the day when the disk is gone");

static const struct setting board[] = {
	{ "file", SETTING_PATH, OPTIONAL, IN(board.file), "", 0, 0, NULL, "the desk's page, which iken board writes" },
	{ "refresh", SETTING_TIME, OPTIONAL, IN(board.refresh), "5 min", 30, DAY, NULL, "a browser looks again after this" },
	{ "old_after", SETTING_TIME, OPTIONAL, IN(board.old_after), "30 min", MINUTE, 7 * DAY, NULL,
	    "the page says that it is old after this" },
};

const struct section_kind section_board = ONE("board", board, "the desk's page: what is open, late, set aside");

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

const struct section_kind section_users = ONE("users", users, "a user for the programs of each folder");

static const struct setting trial[] = {
	{ "now", SETTING_MOMENT, OPTIONAL, IN(trial.now), "", 0, 0, NULL, "for rehearsals: what the programs take for the present" },
};

const struct section_kind section_trial = ONE("trial", trial, "a rehearsal on a machine of its own");
