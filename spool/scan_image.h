/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_image - what is done with the picture of a page: size, noise, blankness, JPEG. Within iken-scan only. */
#ifndef SPOOL_SCAN_IMAGE_H
#define SPOOL_SCAN_IMAGE_H

#include "config/bytes.h"
#include "spool/scan_source.h"

/* Pixels per inch of a picture of so many pixels, from what its file says (0: nothing): what cannot be is replaced by a
 * guess. */
struct resolution {
	double x, y;
};
struct resolution image_resolution(int64_t width, int64_t height, double x, double y);

/* Pixels per inch for a page whose longer side is so many inches. best: what the file has; 0: any. */
double image_dpi(const struct source_wish *wish, double longer, double best);

/* Makes *pix what wish asks for, with square pixels, and notes its size on paper. Takes *pix over. */
enum verdict image_fit(PIX **pix, struct resolution resolution, const struct source_wish *wish,
    struct source_page *out, struct fault *f) MUST_USE;

/* Gray. Whether there is next to nothing on it but dirt. */
bool image_is_blank(PIX *gray);

/* Gray. Whether single dark and white dots are strewn over it, as a bad line or a bad scanner does. */
bool image_is_noisy(PIX *gray);

/* A copy without such dots. */
PIX *image_clean(PIX *gray);

/* Makes *pix gray where it is of no colour to speak of. */
enum verdict image_drop_colour(PIX **pix, struct fault *f) MUST_USE;

/* Turns by quarters clockwise. */
enum verdict image_turn(PIX **pix, int quarters, struct fault *f) MUST_USE;

enum verdict image_jpeg(PIX *pix, int quality, struct buffer *out, struct fault *f) MUST_USE;

/* For libraries that answer NULL, whatever the reason. */
enum verdict image_failed(struct fault *f);

#endif
