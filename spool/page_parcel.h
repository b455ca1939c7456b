/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_parcel - a notice on its way into DIR/in: durable there before anybody is told so (law 1). */
#ifndef SPOOL_PAGE_PARCEL_H
#define SPOOL_PAGE_PARCEL_H

#include "spool/page_notice.h"

struct page_parcel;

/* place names it: the same place again is the same file. For a post, go on with the bundle; free the parcel to
 * forget it. LATER: in/ is not there, or there is no room. */
enum verdict page_parcel_open(void *ctx, const char *dir, const unsigned char public[SEAL_PUBLIC], const char *place,
    const struct page_notice *notice, struct page_parcel **out, struct fault *f) MUST_USE;
struct bundle *page_parcel_bundle(struct page_parcel *parcel);
/* Ends the bundle and makes the whole durable; *parcel is NULL afterwards in every case. */
enum verdict page_parcel_commit(struct page_parcel **parcel, struct fault *f) MUST_USE;

/* Both, for a notice that has no parts. */
enum verdict page_parcel_send(const char *dir, const unsigned char public[SEAL_PUBLIC], const char *place,
    const struct page_notice *notice, struct fault *f) MUST_USE;

#endif
