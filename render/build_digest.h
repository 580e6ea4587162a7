/* Which build of the renderer this is. */
#ifndef RENDER_BUILD_DIGEST_H
#define RENDER_BUILD_DIGEST_H

/* Hexadecimal, of the sources of render/ and fonts/ and the versions of their libraries (build_digest.py): equal where
 * cards are equal. */
extern const char build_digest[];

#endif
