/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post_receive - the body of the form, read as it comes; attachments go to their sealed files at once. */
#ifndef INGEST_POST_RECEIVE_H
#define INGEST_POST_RECEIVE_H

#include "ingest/post_form.h"

/* A body longer than this is not read at all. */
int64_t post_longest_body(const struct page *page);

/* Reads the body into post->page->form and post->draft's attachments; post->values is made. What is wrong with the
 * transport or the attachments is a problem of the post, and what could be read is there. 0; or the status to answer with
 * when there is nothing to show: 400, 411, 413. */
int post_receive(struct post *post, const char *self);

#endif
