/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * role - what a department is to an opinion, and what it may say about it.
 *
 * The lead (the opinion's department) may say everything. One that was asked for its part answers to
 * the lead, has nothing to write, or names another department for it; it may do so again, as long as there is
 * a lead. One that got a copy, and one that had the opinion before, may send a note. What anybody else
 * says than the one whose matter it is changes nothing and goes back to who said it.
 */
#ifndef PROCESS_ROLE_H
#define PROCESS_ROLE_H

#include "process/matter.h"

enum role { ROLE_LEAD, ROLE_PART, ROLE_COPY, ROLE_FORMER, ROLES };

/* The role of the department that speaks; sets m->part where it is ROLE_PART or ROLE_COPY. */
enum verdict role_of(struct matter *m, enum role *role_out, struct fault *f) MUST_USE;

/* The handler of a role that is not the lead for a kind of answer; NULL: it may not, and *code_out says why
 * (a code of the reasons). */
matter_handler *role_handler(enum role role, enum answer_kind kind, const char **code_out);

#endif
