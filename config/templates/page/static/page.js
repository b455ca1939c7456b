// SPDX-License-Identifier: GPL-3.0-or-later
// The residents' page is complete without this; what it adds: a print button, one click is one post, what is needed for the
// way of answer, the address of a postal code, questions that were answered before. Nothing typed leaves the browser.
'use strict';
(() => {
	const by = id => document.getElementById(id);
	const form = by('form');

	const summary = by('summary');
	if (summary) summary.focus();

	const print = by('print');
	if (print) {
		print.hidden = false;
		print.addEventListener('click', () => window.print());
	}

	// A second click while the first is under way is none. Coming back to the page makes the button new.
	const once = by('once');
	if (once) {
		let sent = false;
		once.form.addEventListener('submit', event => {
			if (sent) event.preventDefault();
			else if (event.submitter === once || once.form.elements.do === undefined) sent = true;
		});
		window.addEventListener('pageshow', () => { sent = false; });
	}

	if (!form) return;

	// Only what the chosen way needs is shown; without this all of it is.
	const ways = Array.from(form.querySelectorAll('input[name=way]'));
	const showWay = () => {
		const chosen = ways.find(way => way.checked);
		form.querySelectorAll('[data-way]').forEach(field => {
			const filled = Array.from(field.querySelectorAll('input')).some(i => i.type === 'checkbox' ? i.checked : i.value !== '');
			field.hidden = Boolean(chosen) && field.dataset.way !== chosen.value && !filled;
		});
	};
	ways.forEach(way => way.addEventListener('change', showWay));
	showWay();

	const text = by('text');
	const count = by('text-count');
	const showLeft = () => {
		const left = Number(text.dataset.length) - Array.from(text.value).length;
		count.textContent = left < 500 ? left + ' ' + form.dataset.left : '';
	};
	text.addEventListener('input', showLeft);

	// Too many or too large files are told before they are sent.
	const files = by('files');
	if (files) files.addEventListener('change', () => {
		const chosen = Array.from(files.files);
		const large = chosen.filter(file => file.size > Number(form.dataset.size)).map(file => file.name);
		const total = chosen.reduce((sum, file) => sum + file.size, 0);
		by('files-said').textContent = chosen.length > Number(form.dataset.files) ? form.dataset.tooMany :
			large.length ? form.dataset.tooLarge + ' (' + large.join(', ') + ')' :
			total > Number(form.dataset.total) ? form.dataset.tooLarge : '';
	});

	// Full-width digits and hyphens are as good as others.
	const narrow = typed => typed.normalize('NFKC');

	const fill = by('fill');
	if (fill) {
		const postal = by('postal'), address = by('address'), said = by('postal-said');
		const look = async asked => {
			const digits = narrow(postal.value).replace(/[^0-9]/g, '');
			if (digits.length !== 7) return;
			let found = null;
			try {
				const answer = await fetch(form.dataset.postal + '/' + digits.slice(0, 3) + '.txt');
				const lines = answer.ok ? (await answer.text()).split('\n') : [];
				const line = lines.find(one => one.startsWith(digits.slice(3) + '\t'));
				if (line) found = line.slice(5);
			} catch { return; }
			said.textContent = found === null ? form.dataset.none : '';
			if (found !== null && (address.value === '' || asked)) {
				if (!address.value.startsWith(found)) address.value = found;
				if (asked) address.focus();
			}
		};
		fill.addEventListener('click', event => { event.preventDefault(); look(true); });
		postal.addEventListener('input', () => look(false));
	}

	// Questions that fit the purpose and the words, compared here.
	const faq = by('faq');
	const purpose = by('purpose');
	let questions = [];
	const language = form.elements.lang.value;
	const safe = url => /^https:\/\//.test(url) || /^\/(?!\/)/.test(url) || /^[^:\/?#\\]+(?:[\/?#][^\\]*)?$/.test(url);
	const suggest = () => {
		const words = narrow(text.value + ' ' + by('subject').value).toLowerCase();
		const fitting = questions.map(question => ({ question, points:
			question.words.filter(word => words.includes(word)).length * 2 +
			(purpose.value !== '' && question.purposes.includes(purpose.value) ? 1 : 0) }))
			.filter(one => one.points > 0).sort((a, b) => b.points - a.points).slice(0, 5);
		const list = faq.querySelector('ul');
		list.replaceChildren(...fitting.map(({ question }) => {
			const item = document.createElement('li'), link = document.createElement('a');
			link.href = question.url;
			link.textContent = question.text;
			link.target = '_blank';
			link.rel = 'noopener noreferrer';
			item.append(link);
			return item;
		}));
		faq.hidden = fitting.length === 0;
	};
	const read = line => {
		const [lang, purposes, words, question, url] = line.split('\t');
		return url && lang === language && safe(url.trim()) ? { purposes: purposes.split(','), text: question, url: url.trim(),
			words: narrow(words).toLowerCase().split(' ').filter(word => word !== '') } : null;
	};
	fetch(form.dataset.faq).then(answer => answer.ok ? answer.text() : '').then(lines => {
		questions = lines.split('\n').map(read).filter(question => question !== null);
		if (questions.length === 0) return;
		text.addEventListener('input', suggest);
		by('subject').addEventListener('input', suggest);
		purpose.addEventListener('change', suggest);
		suggest();
	}).catch(() => {});
})();
