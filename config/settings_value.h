/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings_value - a setting's value as it is written, and as it is stored.
 *
 * Private to config/settings*.c.
 */
#ifndef CONFIG_SETTINGS_VALUE_H
#define CONFIG_SETTINGS_VALUE_H

#include "config/bytes.h"
#include "config/settings_table.h"

/* Stores value (trimmed text, not empty) at target, the setting's member; what is allocated belongs
 * to ctx; lists get longer. NULL when it is well, else "what is wrong; what to do", owned by ctx. */
const char *value_store(void *ctx, const struct setting *setting, const char *value, void *target);

/* The member with nothing in it: "", 0, an empty list. */
void value_clear(void *ctx, const struct setting *setting, void *target);

/* What is stored, written so that value_store() would store the same. */
void value_print(const struct setting *setting, const void *target, struct buffer *out);

/* NULL when code is letters, digits, - and _, 32 at most; else what is wrong, static. */
const char *code_fault(const char *code);

#endif
