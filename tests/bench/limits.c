/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * limits - what this machine's disk allows: a bare loop that writes files and makes them durable.
 *
 * usage: limits FOLDER COUNT SIZE BATCH
 * Writes COUNT files of SIZE octets under a temporary name; after each BATCH of them (0: never)
 * makes them durable with one sync, renames them and syncs the folder. Prints files per second.
 * BATCH "log": writes all of it to one file, with a sync after each SIZE octets, as the log of a
 * database does for each commit.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

struct job {
	int folder;
	long count, size, batch;
	unsigned char *content;
};

static void
die(const char *doing)
{
	fprintf(stderr, "limits: %s: %s\n", doing, strerror(errno));
	exit(1);
}

static void
name_file(char *name, size_t room, const char *prefix, long i)
{
	if (snprintf(name, room, "%s%ld", prefix, i) >= (int)room)
		die("name a file");
}

static void
write_file(const struct job *job, long i)
{
	char name[64];
	int fd;

	name_file(name, sizeof name, "tmp-", i);
	fd = openat(job->folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, job->content, (size_t)job->size) != job->size)
		die("write a file");
	if (job->batch == 1 && fsync(fd) != 0)
		die("sync a file");
	if (close(fd) != 0)
		die("close a file");
}

static void
make_durable(const struct job *job, long from, long to)
{
	if (job->batch > 1 && syncfs(job->folder) != 0)
		die("sync");
	for (long i = from; i < to; i++) {
		char before[64], after[64];

		name_file(before, sizeof before, "tmp-", i);
		name_file(after, sizeof after, "file-", i);
		if (renameat(job->folder, before, job->folder, after) != 0)
			die("rename");
	}
	if (job->batch > 0 && fsync(job->folder) != 0)
		die("sync the folder");
}

static void
write_log(const struct job *job)
{
	int fd = openat(job->folder, "log", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		die("create the log");
	for (long i = 0; i < job->count; i++)
		if (write(fd, job->content, (size_t)job->size) != job->size || fdatasync(fd) != 0)
			die("write the log");
	close(fd);
}

static void
write_files(const struct job *job)
{
	long from = 0;

	for (long i = 0; i < job->count; i++) {
		write_file(job, i);
		if (i + 1 == job->count || (job->batch > 0 && i + 1 - from == job->batch)) {
			make_durable(job, from, i + 1);
			from = i + 1;
		}
	}
}

static double
seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

int
main(int argc, char **argv)
{
	struct timespec start;
	struct job job;

	if (argc != 5) {
		fprintf(stderr, "usage: limits FOLDER COUNT SIZE BATCH|log\n");
		return 64;
	}
	job.folder = open(argv[1], O_RDONLY | O_DIRECTORY);
	job.count = strtol(argv[2], NULL, 10);
	job.size = strtol(argv[3], NULL, 10);
	job.batch = strtol(argv[4], NULL, 10);
	job.content = calloc(1, (size_t)job.size + 1);
	if (job.folder < 0 || job.content == NULL || job.count < 1)
		die("begin");
	for (long i = 0; i < job.size; i++)
		job.content[i] = (unsigned char)(i * 131 >> 3);
	clock_gettime(CLOCK_MONOTONIC, &start);
	if (strcmp(argv[4], "log") == 0)
		write_log(&job);
	else
		write_files(&job);
	printf("%.0f\n", (double)job.count / seconds_since(&start));
	free(job.content);
	return 0;
}
