/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq_html - the questions and answers as one page, which is a plain list by purpose and can be searched where there is a script. */
#include <string.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "report/faq.h"
#include "report/faq_words.h"
#include "spool/html.h"

static const char style[] =
	":root{color-scheme:light dark;--text:#1a1a1a;--back:#fff;--soft:#f3f5f7;--line:#767c82;--link:#0b4f9e;--easy:#eef5e9}\n"
	"@media(prefers-color-scheme:dark){:root{--text:#ececec;--back:#16181b;--soft:#22262b;--line:#8b939b;--link:#9cc7ff;--easy:#1f2b1b}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0;color:var(--text);background:var(--back);font:1rem/1.75 system-ui,\"Hiragino Sans\",\"Noto Sans JP\",\"Yu Gothic\",Meiryo,"
	"sans-serif;overflow-wrap:anywhere}\n"
	"header,main,footer{max-width:48rem;margin:0 auto;padding:0 1rem}\n"
	"h1{font-size:1.6rem;line-height:1.4;margin:1.5rem 0 .5rem}\n"
	"h2{font-size:1.25rem;margin:2.5rem 0 .5rem;border-bottom:2px solid var(--line)}\n"
	"h3{font-size:1.08rem;margin:0 0 .5rem}\n"
	"a{color:var(--link)}\n"
	"a:focus-visible,input:focus-visible{outline:3px solid var(--link);outline-offset:2px}\n"
	"nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1rem}\n"
	"nav a{display:inline-block;padding:.4rem 0;min-height:2.5rem}\n"
	"article{border:1px solid var(--line);border-radius:.4rem;padding:1rem;margin:1rem 0;background:var(--soft);scroll-margin-top:1rem}\n"
	"article:target{outline:3px solid var(--link)}\n"
	"article p{margin:.5rem 0;white-space:pre-line}\n"
	".easy{background:var(--easy);border-left:.3rem solid var(--line);padding:.5rem .75rem}\n"
	".of{font-size:.9rem}\n"
	"label{display:block;font-weight:bold}\n"
	"input{font:inherit;width:100%;padding:.6rem;border:2px solid var(--line);border-radius:.3rem;color:inherit;background:var(--back)}\n"
	"[hidden]{display:none!important}\n"
	"@media print{:root{color-scheme:light;--text:#000;--back:#fff;--soft:#fff;--easy:#fff;--link:#000}form,nav{display:none}"
	"article{break-inside:avoid}h2{break-after:avoid}body{font-size:10.5pt}}\n";

/* Folded as people look for it: widths, cases and kinds of kana are the same; each word has to be somewhere in an entry. */
static const char script[] =
	"'use strict';\n"
	"(function(){\n"
	"var fold=function(s){return s.normalize('NFKC').toLowerCase().replace(/[\\u30a1-\\u30f6]/g,function(c){"
	"return String.fromCharCode(c.charCodeAt(0)-0x60);});};\n"
	"var form=document.getElementById('search'),box=document.getElementById('words'),said=document.getElementById('found');\n"
	"var items=Array.prototype.map.call(document.querySelectorAll('article'),function(a){"
	"return{node:a,text:fold(a.textContent+' '+(a.getAttribute('data-words')||''))};});\n"
	"var parts=document.querySelectorAll('section');\n"
	"var look=function(){\n"
	"var words=fold(box.value).split(/\\s+/).filter(Boolean),n=0;\n"
	"items.forEach(function(i){var hit=words.every(function(w){return i.text.indexOf(w)>=0;});i.node.hidden=!hit;n+=hit?1:0;});\n"
	"Array.prototype.forEach.call(parts,function(p){p.hidden=!p.querySelector('article:not([hidden])');});\n"
	"said.textContent=words.length?said.getAttribute('data-found').replace('{n}',n):'';};\n"
	"form.hidden=false;\n"
	"form.addEventListener('submit',function(e){e.preventDefault();look();});\n"
	"box.addEventListener('input',look);\n"
	"look();\n"
	"})();\n";

struct page {
	void *ctx;
	const struct faq_book *book;
	enum language language;
	struct buffer *out;
};

static const char *
word(const struct page *p, enum faq_word w)
{
	return faq_words(p->language, w);
}

static void
put_head(const struct page *p)
{
	const struct settings *s = p->book->s;

	buffer_printf(p->out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>%s - ", p->language == LANGUAGE_JA ? "ja" : "en",
	    word(p, FAQ_TITLE));
	html_escape(s->office.name, p->out);
	buffer_printf(p->out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<header>\n<h1>%s</h1>\n<p>", style, word(p, FAQ_TITLE));
	html_escape(s->office.name, p->out);
	buffer_string(p->out, "</p>\n");
	buffer_printf(p->out, "<form id=\"search\" role=\"search\" hidden>\n<label for=\"words\">%s</label>\n"
	    "<input id=\"words\" type=\"search\" autocomplete=\"off\" enterkeyhint=\"search\">\n"
	    "<p id=\"found\" role=\"status\" data-found=\"%s\"></p>\n</form>\n", word(p, FAQ_SEARCH), word(p, FAQ_FOUND));
}

static bool
begins_purpose(const struct page *p, size_t i)
{
	return i == 0 || strcmp(p->book->item[i].q->purpose, p->book->item[i - 1].q->purpose) != 0;
}

static void
put_nav(const struct page *p)
{
	buffer_printf(p->out, "<nav aria-label=\"%s\">\n<ul>\n", word(p, FAQ_PURPOSES));
	for (size_t i = 0; i < p->book->count; i++) {
		if (!begins_purpose(p, i))
			continue;
		buffer_string(p->out, "<li><a href=\"#purpose-");
		html_escape(p->book->item[i].q->purpose, p->out);
		buffer_string(p->out, "\">");
		html_escape(p->book->item[i].purpose, p->out);
		buffer_string(p->out, "</a></li>\n");
	}
	buffer_string(p->out, "</ul>\n</nav>\n</header>\n<main>\n");
}

static void
put_entry(const struct page *p, const struct faq_entry *e)
{
	const struct faq_text *t = &e->q->text;

	buffer_printf(p->out, "<article id=\"faq-%lld\" data-words=\"", (long long)e->q->id);
	html_escape(t->words, p->out);
	buffer_string(p->out, "\">\n<h3>");
	html_escape(t->question, p->out);
	buffer_string(p->out, "</h3>\n<p>");
	html_escape(t->answer, p->out);
	buffer_string(p->out, "</p>\n");
	if (t->easy[0] != 0) {
		buffer_printf(p->out, "<div class=\"easy\"><strong>%s</strong>\n<p lang=\"ja\">", word(p, FAQ_EASY));
		html_escape(t->easy, p->out);
		buffer_string(p->out, "</p></div>\n");
	}
	buffer_printf(p->out, "<p class=\"of\">%s", word(p, FAQ_OWNER));
	html_escape(e->department, p->out);
	buffer_printf(p->out, "%s%s</p>\n</article>\n", word(p, FAQ_AS_OF), faq_words_day(p->ctx, p->language, e->q->changed));
}

static void
put_entries(const struct page *p)
{
	for (size_t i = 0; i < p->book->count; i++) {
		if (begins_purpose(p, i)) {
			buffer_string(p->out, i == 0 ? "" : "</section>\n");
			buffer_string(p->out, "<section aria-labelledby=\"purpose-");
			html_escape(p->book->item[i].q->purpose, p->out);
			buffer_string(p->out, "\">\n<h2 id=\"purpose-");
			html_escape(p->book->item[i].q->purpose, p->out);
			buffer_string(p->out, "\">");
			html_escape(p->book->item[i].purpose, p->out);
			buffer_string(p->out, "</h2>\n");
		}
		put_entry(p, &p->book->item[i]);
	}
	if (p->book->count != 0)
		buffer_string(p->out, "</section>\n");
	else
		buffer_printf(p->out, "<p>%s</p>\n", word(p, FAQ_NOTHING));
}

void
faq_html(void *ctx, const struct faq_book *book, struct buffer *out)
{
	const struct office *office = &book->s->office;
	struct page p = { ctx, book, office->language, out };

	put_head(&p);
	if (book->count != 0)
		put_nav(&p);
	else
		buffer_string(out, "</header>\n<main>\n");
	put_entries(&p);
	buffer_string(out, "</main>\n<footer>\n<p>");
	html_escape(office->name, out);
	if (office->section[0] != 0) {
		buffer_char(out, ' ');
		html_escape(office->section, out);
	}
	buffer_string(out, "</p>\n<p style=\"white-space:pre-line\">");
	html_escape(office->contact, out);
	buffer_string(out, "</p>\n</footer>\n");
	buffer_printf(out, "<script>\n%s</script>\n</body>\n</html>\n", script);
}
