/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan-loop - what it costs to have mails looked at by clamd: by our client, and by the least that can be done.
 *
 * usage: scan-loop bare|ours SOCKET FOLDER
 * bare: a connection and one INSTREAM for each file, as clamdscan --stream does, without its other work. ours: spool/virus.h,
 * 64 at a time. Every file must be called clean.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "config/memory.h"
#include "spool/virus.h"

enum { AT_ONCE = 64, FILES_MAX = 100000 };

struct file {
	const unsigned char *octets;
	size_t len;
};

static struct file files[FILES_MAX];
static size_t file_count;

static void
load(const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL && file_count < FILES_MAX) {
		int fd = openat(dirfd(d), e->d_name, O_RDONLY | O_CLOEXEC);
		struct stat st;

		if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
			files[file_count++] = (struct file){ mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0),
				(size_t)st.st_size };
		if (fd >= 0)
			close(fd);
	}
	if (d != NULL)
		closedir(d);
}

static bool
put(int fd, const void *data, size_t len)
{
	const unsigned char *p = data;

	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

static bool
scan_bare(const struct sockaddr_un *address, const struct file *file)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	uint32_t len = htonl((uint32_t)file->len), end = 0;
	char answer[256] = "";
	bool sent;

	sent = fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) == 0 && put(fd, "zINSTREAM", 10) &&
	    put(fd, &len, sizeof len) && put(fd, file->octets, file->len) && put(fd, &end, sizeof end);
	if (sent && read(fd, answer, sizeof answer - 1) <= 0)
		answer[0] = 0;
	if (fd >= 0)
		close(fd);
	return strcmp(answer, "stream: OK") == 0;
}

static bool
bare(const char *socket_path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof address.sun_path, "%s", socket_path);
	for (size_t i = 0; i < file_count; i++)
		if (!scan_bare(&address, &files[i]))
			return false;
	return true;
}

static enum verdict
read_file(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	const struct file *file = state;

	(void)f;
	memcpy(out, file->octets + offset, len);
	return DONE;
}

static bool
ours(const char *socket_path)
{
	struct virus_settings settings = { .scanner = VIRUS_BY_CLAMD, .socket = socket_path, .timeout = 60 };
	struct virus_scanner *scanner = virus_scanner_new(NULL, &settings);
	struct virus_item items[AT_ONCE];
	struct octets octets[AT_ONCE];
	struct fault f;
	bool clean = true;

	for (size_t from = 0; clean && from < file_count; from += AT_ONCE) {
		size_t n = file_count - from < AT_ONCE ? file_count - from : AT_ONCE;

		for (size_t i = 0; i < n; i++) {
			octets[i] = (struct octets){ &files[from + i], (int64_t)files[from + i].len, read_file };
			items[i] = (struct virus_item){ .octets = &octets[i] };
		}
		clean = virus_scan(scanner, items, n, &f) == DONE;
		for (size_t i = 0; i < n; i++)
			clean = clean && items[i].is == VIRUS_CLEAN;
	}
	virus_scanner_close(&scanner);
	return clean;
}

int
main(int argc, char **argv)
{
	bool clean;

	if (argc != 4) {
		fprintf(stderr, "usage: scan-loop bare|ours SOCKET FOLDER\n");
		return 64;
	}
	load(argv[3]);
	clean = strcmp(argv[1], "bare") == 0 ? bare(argv[2]) : ours(argv[2]);
	printf("%zu files\n", file_count);
	return clean && file_count != 0 ? 0 : 1;
}
