/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table - CSV files */
#include "config/memory.h"
#include "spool/csv.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_begin(void)
{
}

void
fuzz_one(void *ctx, struct bytes input)
{
	struct csv csv = { 0 };
	struct fault f;
	enum verdict v = csv_read(ctx, input, 1000, &csv, &f);

	must_hold(v == DONE || v == NEVER, "a table or none");
	must_hold(v == DONE || (csv.line > 0 && csv_wrong_name(csv.wrong) != NULL), "why not is told, and where");
	for (size_t i = 0; v == DONE && i < csv.count; i++)
		for (size_t c = 0; c < csv.row[i].count; c++)
			must_hold(csv.row[i].cell[c] != NULL, "each cell is there");
}
