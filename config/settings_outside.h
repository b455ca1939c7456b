/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings_outside - what of the settings leads out of a folder: paths, hosts, commands that are started.
 *
 * For a rehearsal, whose settings must lead nowhere but into its own folder. It asks the table of all settings, so that
 * one that is new is known here as well.
 */
#ifndef CONFIG_SETTINGS_OUTSIDE_H
#define CONFIG_SETTINGS_OUTSIDE_H

#include "config/settings.h"

enum setting_leads { LEADS_NOWHERE, LEADS_TO_A_PATH, LEADS_OUT };

/* Of a setting by its section and name, as the file writes them: whether its value is a path, or a host or a command. */
enum setting_leads settings_leads(const char *section, const char *name);

/* Adds a line to out for each setting in force that leads out of folder: "send.host = mail.example". The virus scanner of
 * this machine is no such. Nothing added: nothing leads out. */
void settings_outside(const struct settings *s, const char *folder, struct buffer *out);

#endif
