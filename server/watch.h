/* Watching a folder and its sub-folders (inotify): one call when changes have come to rest. */
#ifndef SERVER_WATCH_H
#define SERVER_WATCH_H

#include "ogcard.h"

struct watch;

/* Calls `changed` from a thread of its own, which must be no hurry: at least WATCH_QUIET_MS after the last change, but
 * not later than WATCH_LATEST_MS after the first. Files whose name begins with one dot are passed over (editors keep
 * their copies there). A folder that is replaced or mounted anew is found again. Fails with OGCARD_USAGE without a
 * folder, OGCARD_IO when it cannot be watched. */
#define WATCH_QUIET_MS  150
#define WATCH_LATEST_MS 2000
enum ogcard_status watch_start(const char *folder, void (*changed)(void *context), void *context, struct watch **watch,
                               struct ogcard_error *error);
/* Waits for a call that is under way. Accepts NULL. */
void watch_stop(struct watch *watch);

#endif
