/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sealed - a file whose content only the holder of one key can read. */
#include "spool/sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include "config/memory.h"

static const unsigned char magic[8] = { 'i', 'k', 'e', 'n', 0, 1, '\r', '\n' };

enum {
	TAG = crypto_aead_chacha20poly1305_ietf_ABYTES,
	NONCE = crypto_aead_chacha20poly1305_ietf_NPUBBYTES,
	KEY_AT = sizeof magic,
	SALT = 16,
	KEY_LENGTH = SEAL_BOXED_KEY + SALT,
	NOTE_LENGTH_AT = KEY_AT + KEY_LENGTH,
	HEAD = NOTE_LENGTH_AT + 4,
	NOTE_MAX = 65536,
	KEPT = 4,			/* opened chunks of a file that are kept */
	FILES_A_KEY = 1000		/* then a writer takes a new key */
};

_Static_assert(SEALED_KEY_AT == KEY_AT && SEALED_KEY_LENGTH == KEY_LENGTH, "where the key is");

enum piece { PIECE_MIDDLE, PIECE_LAST, PIECE_NOTE };

static void
make_nonce(unsigned char nonce[NONCE], enum piece piece, uint64_t index)
{
	memset(nonce, 0, NONCE);
	nonce[0] = (unsigned char)piece;
	for (int i = 0; i < 8; i++)
		nonce[4 + i] = (unsigned char)(index >> (8 * i));
}

static void
seal_piece(const struct seal_key *key, enum piece piece, uint64_t index, const unsigned char *data,
    size_t len, unsigned char *out)
{
	unsigned char nonce[NONCE];
	unsigned long long written;

	make_nonce(nonce, piece, index);
	crypto_aead_chacha20poly1305_ietf_encrypt(out, &written, data, len, magic, sizeof magic, NULL,
	    nonce, key->octets);
}

static bool
open_piece(const struct seal_key *key, enum piece piece, uint64_t index, const unsigned char *data,
    size_t len, unsigned char *out)
{
	unsigned char nonce[NONCE];
	unsigned long long opened;

	if (len < TAG)
		return false;
	make_nonce(nonce, piece, index);
	return crypto_aead_chacha20poly1305_ietf_decrypt(out, &opened, NULL, data, len, magic,
	    sizeof magic, nonce, key->octets) == 0;
}

static struct seal_key
derive(const struct seal_key *shared, const unsigned char salt[SALT])
{
	struct seal_key key;

	if (sodium_is_zero(salt, SALT))
		return *shared;
	seal_hash(shared, "file", (struct bytes){ salt, SALT }, key.octets, sizeof key.octets);
	return key;
}

/* ---- writing ---- */

struct sealed_writer {
	int fd;
	unsigned char public[SEAL_PUBLIC];
	struct seal_key shared;
	unsigned char boxed[SEAL_BOXED_KEY];	/* shared, sealed to public */
	unsigned files;				/* written under shared */
	struct seal_key key;
	uint64_t index;
	size_t held;			/* octets in chunk */
	struct buffer out;		/* head, note and sealed chunks not yet written */
	unsigned char chunk[SEALED_CHUNK];
	unsigned char sealed[SEALED_CHUNK + TAG];
};

static int
wipe_writer(struct sealed_writer *w)
{
	sodium_memzero(&w->key, sizeof w->key);
	sodium_memzero(&w->shared, sizeof w->shared);
	sodium_memzero(w->chunk, sizeof w->chunk);
	return 0;
}

struct sealed_writer *
sealed_begin(void *ctx, int fd, const unsigned char public[SEAL_PUBLIC], struct bytes note)
{
	struct sealed_writer *w = memory_new(ctx, sizeof *w);

	talloc_set_destructor(w, wipe_writer);
	w->out = buffer_init(w);
	memcpy(w->public, public, SEAL_PUBLIC);
	sealed_again(w, fd, note);
	return w;
}

static void
begin_key(struct sealed_writer *w, unsigned char salt[SALT])
{
	if (w->files++ % FILES_A_KEY == 0) {
		w->shared = seal_new_key();
		seal_box_key(w->public, &w->shared, w->boxed);
	}
	seal_random(salt, SALT);
	w->key = derive(&w->shared, salt);
}

void
sealed_again(struct sealed_writer *w, int fd, struct bytes note)
{
	unsigned char head[HEAD];
	size_t note_len = note.len + TAG;
	unsigned char *sealed_note = must(talloc_size(w, note_len));

	w->fd = fd;
	w->index = 0;
	w->held = 0;
	buffer_clear(&w->out);
	memcpy(head, magic, sizeof magic);
	begin_key(w, head + KEY_AT + SEAL_BOXED_KEY);
	memcpy(head + KEY_AT, w->boxed, SEAL_BOXED_KEY);
	for (int i = 0; i < 4; i++)
		head[NOTE_LENGTH_AT + i] = (unsigned char)(note_len >> (24 - 8 * i));
	seal_piece(&w->key, PIECE_NOTE, 0, note.data, note.len, sealed_note);
	buffer_add(&w->out, head, sizeof head);
	buffer_add(&w->out, sealed_note, note_len);
	talloc_free(sealed_note);
}

const struct seal_key *
sealed_writer_key(const struct sealed_writer *w)
{
	return &w->key;
}

static enum verdict
write_out(struct sealed_writer *w, struct fault *f)
{
	const unsigned char *p = w->out.data;
	size_t left = w->out.len;

	while (left != 0) {
		ssize_t n = write(w->fd, p, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fail(f, LATER, "write a sealed file: %s", n < 0 ? strerror(errno) : "no room");
		p += n;
		left -= (size_t)n;
	}
	buffer_clear(&w->out);
	return DONE;
}

static void
seal_chunk(struct sealed_writer *w, enum piece piece)
{
	seal_piece(&w->key, piece, w->index++, w->chunk, w->held, w->sealed);
	buffer_add(&w->out, w->sealed, w->held + TAG);
	w->held = 0;
}

enum verdict
sealed_write(struct sealed_writer *w, const void *data, size_t len, struct fault *f)
{
	const unsigned char *p = data;

	while (len != 0) {
		size_t n = SEALED_CHUNK - w->held;

		if (n == 0) {
			enum verdict v;

			seal_chunk(w, PIECE_MIDDLE);
			v = write_out(w, f);
			if (v != DONE)
				return v;
			continue;
		}
		n = n < len ? n : len;
		memcpy(w->chunk + w->held, p, n);
		w->held += n;
		p += n;
		len -= n;
	}
	return DONE;
}

enum verdict
sealed_end(struct sealed_writer *w, struct fault *f)
{
	seal_chunk(w, PIECE_LAST);
	sodium_memzero(&w->key, sizeof w->key);
	return write_out(w, f);
}

/* ---- reading ---- */

struct sealed_opener {
	const unsigned char *public, *secret;
	struct former_pair {
		unsigned char public[SEAL_PUBLIC];
		const unsigned char *secret;
	} *former;
	size_t former_count;
	unsigned char boxed[SEAL_BOXED_KEY];	/* the last one, and what was in it */
	struct seal_key shared;
};

static int
wipe_opener(struct sealed_opener *o)
{
	sodium_memzero(&o->shared, sizeof o->shared);
	return 0;
}

struct sealed_opener *
sealed_opener_new(void *ctx, const unsigned char public[SEAL_PUBLIC], const unsigned char secret[SEAL_SECRET])
{
	struct sealed_opener *o = memory_new(ctx, sizeof *o);

	talloc_set_destructor(o, wipe_opener);
	o->public = public;
	o->secret = secret;
	return o;
}

void
sealed_opener_add(struct sealed_opener *o, const unsigned char secret[SEAL_SECRET])
{
	struct former_pair *pair;

	o->former = must(talloc_realloc(o, o->former, struct former_pair, o->former_count + 1));
	pair = &o->former[o->former_count++];
	pair->secret = secret;
	seal_public_of(secret, pair->public);
}

static bool
open_boxed(struct sealed_opener *o, const unsigned char boxed[SEAL_BOXED_KEY])
{
	bool opened = seal_open_boxed_key(o->public, o->secret, boxed, &o->shared);

	for (size_t i = 0; !opened && i < o->former_count; i++)
		opened = seal_open_boxed_key(o->former[i].public, o->former[i].secret, boxed, &o->shared);
	return opened;
}

struct sealed {
	int fd;
	struct seal_key key;
	struct octets content;
	struct buffer note;
	int64_t chunks_at;
	int64_t chunk_count;
	/* Most mails are read twice, for their digest and by their reader, and fit in here: chunk i is
	 * kept in place i % KEPT. */
	int64_t kept[KEPT];		/* index of the chunk there, -1 for none */
	size_t used[KEPT];		/* octets of plain that ever held something */
	unsigned char plain[KEPT][SEALED_CHUNK];
	unsigned char raw[SEALED_CHUNK + TAG];
};

static int
close_sealed(struct sealed *s)
{
	if (s->fd >= 0)
		close(s->fd);
	sodium_memzero(&s->key, sizeof s->key);
	for (int i = 0; i < KEPT; i++)
		sodium_memzero(s->plain[i], s->used[i]);
	return 0;
}

static enum verdict
read_at(int fd, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	while (len != 0) {
		ssize_t n = pread(fd, out, len, offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(f, LATER, "read a sealed file: %s", strerror(errno));
		if (n == 0)
			return fail(f, NEVER, "sealed file is cut short");
		out += n;
		offset += n;
		len -= (size_t)n;
	}
	return DONE;
}

/* The chunk's octets, opened; valid until KEPT others have been loaded. */
static enum verdict
load_chunk(struct sealed *s, int64_t index, const unsigned char **plain_out, size_t *len_out, struct fault *f)
{
	bool last = index == s->chunk_count - 1;
	size_t len = last ? (size_t)(s->content.size - index * SEALED_CHUNK) : SEALED_CHUNK;
	int place = (int)(index % KEPT);
	enum verdict v;

	*plain_out = s->plain[place];
	*len_out = len;
	if (s->kept[place] == index)
		return DONE;
	s->kept[place] = -1;
	v = read_at(s->fd, s->chunks_at + index * (SEALED_CHUNK + TAG), s->raw, len + TAG, f);
	if (v != DONE)
		return v;
	if (!open_piece(&s->key, last ? PIECE_LAST : PIECE_MIDDLE, (uint64_t)index, s->raw, len + TAG,
	    s->plain[place]))
		return fail(f, NEVER, "sealed file is damaged or cut short at chunk %lld", (long long)index);
	s->kept[place] = index;
	s->used[place] = s->used[place] > len ? s->used[place] : len;
	return DONE;
}

static enum verdict
read_content(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	struct sealed *s = state;

	if (offset < 0 || offset > s->content.size || (int64_t)len > s->content.size - offset)
		return fail(f, NEVER, "read beyond the end of a sealed file");
	while (len != 0) {
		const unsigned char *plain;
		size_t within = (size_t)(offset % SEALED_CHUNK), there, n;
		enum verdict v = load_chunk(s, offset / SEALED_CHUNK, &plain, &there, f);

		if (v != DONE)
			return v;
		n = there - within < len ? there - within : len;
		memcpy(out, plain + within, n);
		out += n;
		offset += (int64_t)n;
		len -= n;
	}
	return DONE;
}

static enum verdict
read_key(struct sealed *s, const unsigned char *head, struct sealed_opener *o, struct fault *f)
{
	const unsigned char *boxed = head + KEY_AT;

	if (sodium_is_zero(boxed, SEAL_BOXED_KEY))
		return fail(f, NEVER, "sealed file: its key was taken over by the register");
	if (memcmp(boxed, o->boxed, SEAL_BOXED_KEY) != 0) {
		sodium_memzero(o->boxed, sizeof o->boxed);
		if (!open_boxed(o, boxed))
			return fail(f, NEVER, "sealed file is not for this spool's key, or damaged");
		memcpy(o->boxed, boxed, SEAL_BOXED_KEY);
	}
	s->key = derive(&o->shared, boxed + SEAL_BOXED_KEY);
	return DONE;
}

static enum verdict
read_note(struct sealed *s, size_t len, struct fault *f)
{
	unsigned char *raw = must(talloc_size(s, len)), *plain = must(talloc_size(s, len));
	enum verdict v = read_at(s->fd, HEAD, raw, len, f);

	if (v == DONE && !open_piece(&s->key, PIECE_NOTE, 0, raw, len, plain))
		v = fail(f, NEVER, "sealed file does not open with this key, or is damaged");
	if (v == DONE)
		buffer_add(&s->note, plain, len - TAG);
	talloc_free(raw);
	talloc_free(plain);
	return v;
}

static enum verdict
read_head(struct sealed *s, struct sealed_opener *opener, const struct seal_key *key, struct fault *f)
{
	unsigned char head[HEAD];
	size_t note_len = 0;
	struct stat st;
	enum verdict v;

	if (fstat(s->fd, &st) != 0)
		return fail(f, LATER, "look at a sealed file: %s", strerror(errno));
	v = read_at(s->fd, 0, head, sizeof head, f);
	if (v != DONE)
		return v;
	if (memcmp(head, magic, sizeof magic) != 0)
		return fail(f, NEVER, "not a sealed file");
	for (int i = 0; i < 4; i++)
		note_len = note_len << 8 | head[NOTE_LENGTH_AT + i];
	s->chunks_at = HEAD + (int64_t)note_len;
	if (note_len < TAG || note_len > NOTE_MAX || st.st_size < s->chunks_at + TAG)
		return fail(f, NEVER, "sealed file is cut short");
	if (key != NULL)
		s->key = *key;
	else if ((v = read_key(s, head, opener, f)) != DONE)
		return v;
	s->chunk_count = (st.st_size - s->chunks_at + SEALED_CHUNK + TAG - 1) / (SEALED_CHUNK + TAG);
	s->content.size = st.st_size - s->chunks_at - s->chunk_count * TAG;
	if (s->content.size < (s->chunk_count - 1) * SEALED_CHUNK)
		return fail(f, NEVER, "sealed file is cut short");
	return read_note(s, note_len, f);
}

static enum verdict
open_file(void *ctx, const char *path, struct sealed_opener *opener, const struct seal_key *key,
    struct sealed **out, struct fault *f)
{
	struct sealed *s = must(talloc_size(ctx, sizeof *s));
	enum verdict v;

	/* All but the two large arrays behind them. */
	memset(s, 0, offsetof(struct sealed, plain));
	talloc_set_destructor(s, close_sealed);
	for (int i = 0; i < KEPT; i++)
		s->kept[i] = -1;
	s->note = buffer_init(s);
	s->content.state = s;
	s->content.read = read_content;
	s->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (s->fd < 0)
		v = fail(f, errno == ENOENT ? NEVER : verdict_of_errno(errno), "open a sealed file: %s",
		    strerror(errno));
	else
		v = read_head(s, opener, key, f);
	if (v != DONE) {
		talloc_free(s);
		return v;
	}
	*out = s;
	return DONE;
}

enum verdict
sealed_open(void *ctx, const char *path, struct sealed_opener *opener, struct sealed **out, struct fault *f)
{
	return open_file(ctx, path, opener, NULL, out, f);
}

enum verdict
sealed_open_with(void *ctx, const char *path, const struct seal_key *key, struct sealed **out, struct fault *f)
{
	return open_file(ctx, path, NULL, key, out, f);
}

void
sealed_close(struct sealed **s)
{
	talloc_free(*s);
	*s = NULL;
}

const struct octets *
sealed_content(const struct sealed *s)
{
	return &s->content;
}

struct bytes
sealed_note(const struct sealed *s)
{
	return buffer_bytes(&s->note);
}

const struct seal_key *
sealed_key(const struct sealed *s)
{
	return &s->key;
}

enum durable { NOT_SYNCED, SYNCED };

static enum verdict
put_key(const char *path, const unsigned char key[KEY_LENGTH], enum durable durable, struct fault *f)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW), failed = 0;

	if (fd < 0)
		return fail(f, LATER, "open a registered arrival: %s", strerror(errno));
	errno = ENOSPC;
	if (pwrite(fd, key, KEY_LENGTH, KEY_AT) != KEY_LENGTH ||
	    (durable == SYNCED && fsync(fd) != 0))
		failed = errno;
	close(fd);
	if (failed != 0)
		return fail(f, LATER, "write the key of a registered arrival: %s", strerror(failed));
	return DONE;
}

enum verdict
sealed_forget_key(const char *path, struct fault *f)
{
	static const unsigned char nothing[KEY_LENGTH];

	return put_key(path, nothing, NOT_SYNCED, f);
}

enum verdict
sealed_restore_key(const char *path, const unsigned char public[SEAL_PUBLIC], const struct seal_key *key,
    struct fault *f)
{
	unsigned char head[KEY_LENGTH] = { 0 };

	seal_box_key(public, key, head);
	return put_key(path, head, SYNCED, f);
}
