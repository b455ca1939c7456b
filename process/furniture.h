/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * furniture - the lines that mail programs and habits put around what a person writes.
 *
 * Everything is asked of a struct line (spool/lines.h) and looks at no more than a few hundred
 * octets of it and a few lines around, so that hostile input costs no more than its length.
 */
#ifndef PROCESS_FURNITURE_H
#define PROCESS_FURNITURE_H

#include <stdbool.h>
#include <stddef.h>

#include "spool/lines.h"

/* How sure a line announces a quote. */
enum attribution {
	ATTRIBUTION_NONE,
	ATTRIBUTION_FAINT,	/* only when quoted lines follow and nothing stands before: Taro wrote: */
	ATTRIBUTION_WEAK,	/* only when quoted lines follow: 2024年5月1日 10:00 山田太郎: */
	ATTRIBUTION_STRONG	/* by itself: On ... wrote:, 2024年5月1日(水) 10:00 山田 <a@example.jp>: */
};

/* Whether an announcement ends on line end; *first_out is the line it begins on (it may be
 * wrapped over up to four). */
enum attribution furniture_attribution(const struct lines *lines, size_t end, size_t *first_out);

/* -----Original Message-----, ----- 元のメッセージ -----, Begin forwarded message: ... */
bool furniture_separator(const struct line *line);

/* What begins with quote marks and is none: >>> NAME <ADDRESS> DATE >>> of GroupWise, above an
 * original without marks, and >>>>> "NAME" == NAME writes: of Emacs, above a name's own marks. */
bool furniture_marked_announcement(const struct line *line);

/* NAME ---2024/05/01 10:00:00---first words: what Notes puts above the original's header. */
bool furniture_summary(const struct line *line);

/* The number of lines from first on that are the original's header as mail programs copy it
 * (差出人:, 送信日時:, 宛先:, 件名:; From:, Sent:, ...), a rule before it included; 0 when they are not.
 * introduced: a separator stands before it, which makes fewer lines enough. */
size_t furniture_header(const struct lines *lines, size_t first, bool introduced);

/* A line of nothing but - = * _ ━ and the like, at least four. */
bool furniture_rule(const struct line *line);

/* Greetings and the writer's name, which stand before what the mail is about: お世話になっております,
 * 道路課の山田です, 区政情報課 御中. They are text, but no command is looked for in them. */
bool furniture_greeting(const struct line *line);

#endif
