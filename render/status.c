#include "ogcard.h"

static const struct ogcard_status_info status_table[OGCARD_STATUS_COUNT] = {
    [OGCARD_OK] = {"ok", 200, 0, "success"},
    [OGCARD_USAGE] = {"usage", 400, 2, "the command line or an option is wrong"},
    [OGCARD_BAD_REQUEST] = {"bad-request", 400, 3, "a parameter is missing, malformed or out of its bounds"},
    [OGCARD_UNKNOWN_TEMPLATE] = {"unknown-template", 404, 4, "there is no template of that name"},
    [OGCARD_URI_TOO_LONG] = {"uri-too-long", 414, 3, "the request target is longer than the limit"},
    [OGCARD_BAD_TEMPLATE] = {"bad-template", 500, 5, "a template does not load"},
    [OGCARD_BAD_FONT] = {"bad-font", 500, 5, "a font file does not load"},
    [OGCARD_BAD_IMAGE] = {"bad-image", 500, 5, "a picture file does not load or is past the limits"},
    [OGCARD_TOO_LARGE] = {"too-large", 422, 6, "the card cannot be made within its limits"},
    [OGCARD_IO] = {"io", 500, 7, "a file could not be read or written"},
    [OGCARD_BUSY] = {"busy", 503, 8, "the service has more to do than it can: try again later"},
    [OGCARD_TIME_LIMIT] = {"time-limit", 503, 8, "the card takes longer to make than it may"},
    [OGCARD_LIMITED] = {"limited", 429, 8, "one client asks for more than its share: try again later"},
    [OGCARD_FORBIDDEN] = {"forbidden", 403, 3, "a signature is missing, wrong or expired"},
    [OGCARD_INTERNAL] = {"internal", 500, 9, "a library failed or memory ran out"},
};

const struct ogcard_status_info *ogcard_status_info(enum ogcard_status status)
{
    if ((unsigned)status >= OGCARD_STATUS_COUNT)
        status = OGCARD_INTERNAL;
    return &status_table[status];
}

const char *ogcard_version(void)
{
    return OGCARD_VERSION;
}
