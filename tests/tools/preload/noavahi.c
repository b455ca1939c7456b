/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * noavahi - lets ippeveprinter start where no Avahi runs.
 *
 * Preloaded, it stands in for the Avahi client: everything is said to have been announced, nothing
 * is. Without it the printer ends with "Unable to initialize DNS-SD".
 */
#include <stddef.h>

/* Avahi's headers are not there; these are as far as ippeveprinter needs them. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"

static int something;

void *
avahi_threaded_poll_new(void)
{
	return &something;
}

const void *
avahi_threaded_poll_get(void *poll)
{
	return poll;
}

int
avahi_threaded_poll_start(void *poll)
{
	(void)poll;
	return 0;
}

void
avahi_threaded_poll_lock(void *poll)
{
	(void)poll;
}

void
avahi_threaded_poll_unlock(void *poll)
{
	(void)poll;
}

void *
avahi_client_new(const void *poll, int flags, void *callback, void *user, int *error_out)
{
	(void)poll;
	(void)flags;
	(void)callback;
	(void)user;
	if (error_out != NULL)
		*error_out = 0;
	return &something;
}

void
avahi_client_free(void *client)
{
	(void)client;
}

const char *
avahi_client_get_host_name(void *client)
{
	(void)client;
	return "localhost";
}

const char *
avahi_client_get_host_name_fqdn(void *client)
{
	(void)client;
	return "localhost";
}

void *
avahi_entry_group_new(void *client, void *callback, void *user)
{
	(void)client;
	(void)callback;
	(void)user;
	return &something;
}

int
avahi_entry_group_add_service_strlst(void *group, ...)
{
	(void)group;
	return 0;
}

int
avahi_entry_group_add_service_subtype(void *group, ...)
{
	(void)group;
	return 0;
}

int
avahi_entry_group_add_record(void *group, ...)
{
	(void)group;
	return 0;
}

int
avahi_entry_group_commit(void *group)
{
	(void)group;
	return 0;
}

int
avahi_entry_group_free(void *group)
{
	(void)group;
	return 0;
}
