/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper - carries out what was found out about an arrival from a drop folder (paper_plan.h). */
#ifndef PROCESS_PAPER_H
#define PROCESS_PAPER_H

#include "process/decide.h"
#include "process/take.h"
#include "spool/intake.h"
#include "spool/opinion.h"

/* Registers it within the caller's transaction; makes the plan first where t has none. */
enum verdict paper_decide(struct ledger *l, void *ctx, const struct taken *t, struct decision *out, struct fault *f)
    MUST_USE;

/* A held one that the desk wants taken as something new; t->entering->held is its line. *code_out is set when
 * that is not possible. *number_out: of the opinion that it made, "" none yet. */
enum verdict paper_take_anew(struct ledger *l, void *ctx, const struct taken *t, const char **number_out,
    const char **code_out, struct fault *f) MUST_USE;

/* An opinion, or what adds to one, from a form that was typed for the arrival: its line in the register holds what
 * was typed, and its files. *o: the opinion. *code_out is set when the form adds to an opinion that is not there or
 * takes nothing any more; else NULL. */
enum verdict paper_enter(struct ledger *l, void *ctx, const struct taken *t, const struct intake *intake,
    struct opinion *o, const char **code_out, struct fault *f) MUST_USE;

/* What became of an arrival that something was split into; the desk is told once all of it is known. */
enum verdict paper_outcome(struct ledger *l, const char *id, const char *outcome, struct fault *f) MUST_USE;

#endif
