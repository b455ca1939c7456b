/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_login - number and password open an opinion's page. */
#ifndef REPLY_READ_LOGIN_H
#define REPLY_READ_LOGIN_H

#include "spool/page_view.h"

/* The form; notice: words above it, or NULL. */
enum verdict read_login_form(struct page *page, int status, const char *notice, struct fault *f) MUST_USE;
/* What was typed into it. */
enum verdict read_login(struct page *page, struct fault *f) MUST_USE;

#endif
