/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grid_html - a grid as a table of a page. */
#include "spool/grid.h"

#include "config/memory.h"
#include "spool/html.h"

/* html_escape() keeps line ends for textareas; in a cell they are lines. */
static void
put_text(struct buffer *out, const char *text)
{
	char *copy = must(talloc_strdup(out->ctx, text)), *rest = copy, *line;
	bool first = true;

	while ((line = strsep(&rest, "\n")) != NULL) {
		if (!first)
			buffer_string(out, "<br>");
		html_escape(line, out);
		first = false;
	}
	talloc_free(copy);
}

static void
put_head(const struct grid *g, struct buffer *out)
{
	buffer_string(out, "<thead><tr>");
	for (size_t i = 0; i < g->columns; i++) {
		buffer_printf(out, "<th scope=\"col\"%s>", grid_is_figure(g->column[i].kind) ? " class=\"figure\"" : "");
		put_text(out, g->column[i].title);
		buffer_string(out, "</th>");
	}
	buffer_string(out, "</tr></thead>\n");
}

static void
put_row(const struct grid *g, size_t row, struct buffer *out)
{
	void *ctx = must(talloc_new(out->ctx));

	buffer_string(out, g->row[row].total ? "<tr class=\"total\">" : "<tr>");
	for (size_t i = 0; i < g->columns; i++) {
		const struct grid_cell *cell = grid_at(g, row, i);
		bool head = i == 0 && g->column[0].kind == GRID_TEXT;

		buffer_printf(out, "<%s%s>", head ? "th scope=\"row\"" : "td",
		    grid_is_figure(g->column[i].kind) ? " class=\"figure\"" : "");
		put_text(out, grid_show(ctx, cell, true));
		buffer_string(out, head ? "</th>" : "</td>");
	}
	buffer_string(out, "</tr>\n");
	talloc_free(ctx);
}

void
grid_html(const struct grid *g, const char *caption, const char *labelled_by, struct buffer *out)
{
	buffer_string(out, "<table class=\"grid\"");
	if (labelled_by != NULL) {
		buffer_string(out, " aria-labelledby=\"");
		html_escape(labelled_by, out);
		buffer_char(out, '"');
	}
	buffer_string(out, ">\n");
	if (caption == NULL)
		caption = g->title;
	if (*caption != 0) {
		buffer_string(out, "<caption>");
		put_text(out, caption);
		buffer_string(out, "</caption>\n");
	}
	put_head(g, out);
	buffer_string(out, "<tbody>\n");
	for (size_t i = 0; i < g->rows; i++)
		put_row(g, i, out);
	buffer_string(out, "</tbody>\n</table>\n");
	if (g->notes == 0)
		return;
	buffer_string(out, "<ul class=\"notes\">\n");
	for (size_t i = 0; i < g->notes; i++) {
		buffer_string(out, "<li>");
		put_text(out, g->note[i]);
		buffer_string(out, "</li>\n");
	}
	buffer_string(out, "</ul>\n");
}
