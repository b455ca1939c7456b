/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_7 - the step of the register from version 6 to 7. */
#include "spool/schema_7.h"

#include <stddef.h>

const char *const schema_step_7[SCHEMA_PIECES] = {
/* A correction goes to those, too, who got the same answer later. Of the answers that are there nobody wrote down what they
 * repeat: each is the first of its own, as before. */
"CREATE TABLE campaign_answer_new ("
"  draft INTEGER PRIMARY KEY,"
"  campaign INTEGER NOT NULL REFERENCES campaign,"
"  opinion INTEGER NOT NULL REFERENCES opinion,"	/* for which it was drafted */
"  root INTEGER NOT NULL REFERENCES opinion,"	/* for which the first of these was drafted that it repeats or corrects */
"  department TEXT NOT NULL,"
"  at INTEGER NOT NULL,"
"  state TEXT NOT NULL CHECK (state IN ('waiting','going','done','void'))"
") STRICT;"
"INSERT INTO campaign_answer_new SELECT draft, campaign, opinion, opinion, department, at, state FROM campaign_answer;"
"DROP TABLE campaign_answer;"
"ALTER TABLE campaign_answer_new RENAME TO campaign_answer;"
"CREATE INDEX campaign_answer_open ON campaign_answer(draft) WHERE state IN ('waiting','going');"
"CREATE INDEX campaign_answer_of ON campaign_answer(campaign, draft);",
};
