/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_link - a one-time link or a letter's code gives a new password, and asking for one. */
#ifndef REPLY_READ_LINK_H
#define REPLY_READ_LINK_H

#include "spool/page_view.h"

/* The page with the button, for the link that was opened; or, for "", where a letter's code is typed. Nothing is spent by
 * it: mail scanners open links. */
enum verdict read_link_form(struct page *page, const char *typed, struct fault *f) MUST_USE;
/* The button: the link is spent, the password shown. The same form again shows the same password. */
enum verdict read_link_spend(struct page *page, struct fault *f) MUST_USE;

/* Where a new password is asked for, and what was typed there. The answer is the same whatever is true. */
enum verdict read_reissue_form(struct page *page, struct fault *f) MUST_USE;
enum verdict read_reissue(struct page *page, struct fault *f) MUST_USE;

#endif
