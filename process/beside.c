/* SPDX-License-Identifier: GPL-3.0-or-later */
/* beside - what people write beside or below the word that says what their mail is. */
#include "process/beside.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "process/piece.h"
#include "spool/lines.h"

enum { REASON_CHARACTERS = 40 };

static bool
is_target(enum word word, const struct line *line)
{
	switch (word) {
	case WORD_PASS_ON:
		return piece_starts(line->folded, line->folded_len, "移送先") || words_department(line->text, line->len);
	case WORD_DISMISS:
		return line->folded_len <= (size_t)REASON_CHARACTERS * 3 &&
		    (piece_starts(line->folded, line->folded_len, "理由") || !piece_has(line->text, line->len, "。"));
	case WORD_CODE:
		return words_code(line->text, line->len) == line->len;
	default:
		return false;
	}
}

const char *
beside_target(void *ctx, enum word word, bool alone, const char **text)
{
	struct lines lines = lines_split(ctx, *text);
	const char *target;
	size_t i = 0;

	while (i < lines.count && line_is_blank(&lines.item[i]))
		i++;
	if (i == lines.count || (!is_target(word, &lines.item[i]) && !(alone && i + 1 == lines.count)))
		return "";
	target = must(talloc_strndup(ctx, lines.item[i].text, lines.item[i].len));
	*text = lines_join(ctx, &lines, i + 1, lines.count, 0);
	return target;
}

bool
beside_is_code(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || words_code(text, len) != len)
		return false;
	return !text_is_digit(text[strspn(text, "0123456789-_")]) && text[strspn(text, "0123456789-_")] != 0;
}

const char *
beside_value(void *ctx, const char *rest)
{
	static const char *const closers[] = { ")", "）", "】", "]", "」", NULL };
	char *value = text_trim(ctx, rest);
	size_t len = strlen(value);

	for (size_t i = 0; closers[i] != NULL; i++) {
		size_t n = strlen(closers[i]);

		if (len >= n && memcmp(value + len - n, closers[i], n) == 0)
			value[len -= n] = 0;
	}
	return value;
}
