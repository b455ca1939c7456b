/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_case - an opinion's page for who has shown its password: state, answer, files; 1-⑨. */
#ifndef REPLY_READ_CASE_H
#define REPLY_READ_CASE_H

#include "reply/read_session.h"

/* Answers with the page; the first time that an answer is shown, the spool is told. */
enum verdict read_case_page(struct page *page, struct session *session, struct fault *f) MUST_USE;
/* Answers with the file of that index, as it was typed into the URL. */
enum verdict read_case_file(struct page *page, const struct session *session, const char *index, struct fault *f) MUST_USE;
/* Whether the password that began the session is still the one. */
bool read_case_is_current(struct page *page, const struct session *session);

#endif
