/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_static - out/static: what the web server gives by itself: page.css and page.js, built into the programs. */
#ifndef SPOOL_PAGE_STATIC_H
#define SPOOL_PAGE_STATIC_H

#include "config/fault.h"

/* Writes those that are missing or different; what else lies there stays. */
enum verdict page_static_write(const char *dir, struct fault *f) MUST_USE;

#endif
