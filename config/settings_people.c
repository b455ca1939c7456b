/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_people - settings: who works with opinions, and by which rules. */
#include "config/settings_sections.h"

/* In the order of the enums of config/settings.h. */
#define LANGUAGE_WORDS LIST("ja", "en")
#define RIGHT_WORDS LIST("enter", "look-up", "read", "list", "reissue", "correct", "note")
#define WEEKDAY_WORDS LIST("mon", "tue", "wed", "thu", "fri", "sat", "sun")

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

const struct section_kind section_office = ONE("office", office, "who runs the opinion box");

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

const struct section_kind section_department = SOME("department", NAMED, department, struct department,
    departments, department_count, "CODE", "a department that requests go to");

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

const struct section_kind section_purpose = SOME("purpose", NAMED, purpose, struct purpose,
    purposes, purpose_count, "CODE", "a purpose that residents choose from");

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

const struct section_kind section_rule = SOME("rule", MANY, rule, struct rule,
    rules, rule_count, NULL, "the first rule whose every condition holds decides the department");

static const struct setting approver[] = {
	{ "name", SETTING_TEXT, REQUIRED, offsetof(struct approver, name), "", 0, 0, NULL,
	    "the person's or the post's name" },
	{ "addresses", SETTING_ADDRESSES, REQUIRED, offsetof(struct approver, addresses), "", 0, 0, NULL,
	    "drafts go to all of these" },
	{ "senders", SETTING_SENDERS, OPTIONAL, offsetof(struct approver, senders), "", 0, 0, NULL,
	    "whose decisions are believed besides; *@DOMAIN is a whole domain" },
};

const struct section_kind section_approver = SOME("approver", NAMED, approver, struct approver,
    approvers, approver_count, "CODE", "somebody who approves answers or sees them before they leave");

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

const struct section_kind section_staff = SOME("staff", NAMED, staff, struct staff,
    staff, staff_count, "CODE", "clerks who give commands by mail");

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

const struct section_kind section_reason = SOME("reason", NAMED, reason, struct reason,
    reasons, reason_count, "CODE", "a reason not to process an opinion");

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

const struct section_kind section_calendar = ONE("calendar", calendar, "open days and what is counted in them");

static const struct setting campaign[] = {
	{ "size", SETTING_NUMBER, OPTIONAL, IN(campaign.size), "5", 0, 100000, NULL,
	    "so many residents' same letter is asked for once and answered with one draft; 0: never" },
	{ "days", SETTING_DAYS, OPTIONAL, IN(campaign.days), "180", 1, 3650, NULL,
	    "the same letter is looked for among those of so many days" },
};

const struct section_kind section_campaign = ONE("campaign", campaign, "the same letter from many");

static const struct setting request[] = {
	{ "similar", SETTING_NUMBER, OPTIONAL, IN(request.similar), "3", 0, 10, NULL,
	    "so many similar answered opinions stand in a processing request, at most" },
};

const struct section_kind section_request = ONE("request", request, "what a processing request shows besides");

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

const struct section_kind section_danger = ONE("danger", danger, "what somebody has to see at once");
