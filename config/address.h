/* SPDX-License-Identifier: GPL-3.0-or-later */
/* address - whether a mail address that somebody wrote down can be sent to. */
#ifndef CONFIG_ADDRESS_H
#define CONFIG_ADDRESS_H

/* NULL when address is one mail address; else what is wrong with it, a static string. Dots may
 * stand anywhere in the local part, because carriers in Japan gave out such addresses
 * (a..b@docomo.ne.jp, .c.@ezweb.ne.jp). The local part is ASCII and never quoted. */
const char *address_fault(const char *address);

/* The same for a host's name, or an IPv4 or IPv6 address. */
const char *host_fault(const char *host);

#endif
