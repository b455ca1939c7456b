/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-staff - shows the groups of clerks who give commands by mail, sends them their addresses, renews them */

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "spool/access.h"
#include "spool/intent.h"
#include "spool/staff.h"

enum { OPTION_MAIL, OPTION_RENEW };

static struct run_option options[] = {
	[OPTION_MAIL] = { .name = "mail", .argument = "CODE", .help = "send the group its address and the forms with the next iken-send" },
	[OPTION_RENEW] = { .name = "renew", .argument = "CODE", .help = "give the group a new address; the old one opens nothing more" },
	{ .name = NULL }
};

static void
print_list(const char *name, const struct list *list)
{
	if (list->count == 0)
		return;
	printf("  %-10s", name);
	for (size_t i = 0; i < list->count; i++)
		printf("%s%s", i != 0 ? ", " : "", list->item[i]);
	putchar('\n');
}

/* Whoever has the address and a sender's name may give commands: that somebody saw it is on record before it is shown. */
static enum verdict
note_look(struct run *run, struct ledger *l, const struct staff *staff)
{
	return access_note(l, must(talloc_asprintf(run->ctx, "show staff %s", staff->code)), 0, &run->fault);
}

static enum verdict
show(struct run *run, struct ledger *l, const struct staff *staff)
{
	struct staff_standing standing;
	enum verdict v = staff_standing(l, staff, &standing, &run->fault);

	if (v == DONE)
		v = note_look(run, l, staff);
	if (v != DONE)
		return v;
	printf("%s: %s\n", staff->code, staff->name);
	print_list("rights", &staff->rights);
	print_list("mail to", &staff->addresses);
	print_list("senders", &staff->senders);
	printf("  %-10s%s\n", "address", staff_address(run->ctx, l, staff, standing.generation));
	if (standing.renewed != 0)
		printf("  %-10s%.10s\n", "since", clock_local(run->ctx, standing.renewed));
	return DONE;
}

static enum verdict
show_all(struct run *run, struct ledger *l)
{
	enum verdict v = DONE;

	if (run->settings->staff_count == 0)
		puts("no group of clerks is in the settings ([staff CODE])");
	for (size_t i = 0; v == DONE && i < run->settings->staff_count; i++)
		v = show(run, l, &run->settings->staff[i]);
	return v;
}

/* *staff_out: the group that an option names; NULL when it was not given. */
static enum verdict
find(struct run *run, int option, const struct staff **staff_out)
{
	const char *code = options[option].value;

	*staff_out = code != NULL ? settings_staff(run->settings, code) : NULL;
	if (code != NULL && *staff_out == NULL)
		return fail(&run->fault, NEVER, "there is no section [staff %s] in %s", code, run->settings_file);
	return DONE;
}

static enum verdict
note_change(struct run *run, struct ledger *l, const char *what, const struct staff *staff)
{
	return access_note_within(l, NULL, must(talloc_asprintf(run->ctx, "%s staff %s", what, staff->code)), 0, &run->fault);
}

static enum verdict
change(struct run *run, struct ledger *l, const struct staff *renewed, const struct staff *mailed)
{
	struct new_intent welcome = { .kind = "welcome" };
	struct staff_standing standing;
	enum verdict v = DONE;

	if (renewed != NULL)
		v = staff_renew(l, renewed, &standing, &run->fault);
	if (v == DONE && renewed != NULL)
		v = note_change(run, l, "renew", renewed);
	if (v == DONE && mailed != NULL) {
		welcome.party = must(talloc_asprintf(run->ctx, "staff:%s", mailed->code));
		v = intent_insert(l, &welcome, &run->fault);
		if (v == DONE)
			v = note_change(run, l, "mail", mailed);
	}
	return v;
}

static enum verdict
change_and_tell(struct run *run, struct ledger *l, const struct staff *renewed, const struct staff *mailed)
{
	enum verdict v = db_begin(l->db, &run->fault);

	if (v == DONE)
		v = change(run, l, renewed, mailed);
	v = db_end(l->db, v, !run->dry_run, &run->fault);
	if (v != DONE)
		return v;
	if (renewed != NULL) {
		printf("%s: %s\n", renewed->code, run->dry_run ? "would have a new address" : "has a new address");
		if (!run->dry_run)
			log_line(LOG_NOTE, "staff:%s: a new address", renewed->code);
	}
	if (mailed != NULL) {
		printf("%s: %s\n", mailed->code, run->dry_run ? "would be sent its address" :
		    "its address leaves with the next iken-send");
		if (!run->dry_run)
			log_line(LOG_NOTE, "staff:%s: its address is sent", mailed->code);
	}
	return DONE;
}

static enum verdict
work(struct run *run)
{
	const struct staff *renewed, *mailed;
	struct ledger *l;
	enum verdict v = find(run, OPTION_RENEW, &renewed);
	bool writes;

	if (v == DONE)
		v = find(run, OPTION_MAIL, &mailed);
	if (v != DONE)
		return v;
	writes = renewed != NULL || mailed != NULL;
	v = ledger_open(run->ctx, run->settings, run->check ? LEDGER_READ : LEDGER_WRITE, KEYS_OF_REPLY, &l, &run->fault);
	if (v != DONE || run->check)
		return v;
	return writes ? change_and_tell(run, l, renewed, mailed) : show_all(run, l);
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-staff", .lock = RUN_UNLOCKED, .synopsis = "", .options = options,
		.purpose = "Shows the groups of clerks who give commands by mail, and their addresses." };

	run_begin(&run, argc, argv);
	run.verdict = work(&run);
	return run_end(&run);
}
