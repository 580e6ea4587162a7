/* libmicrohttpd, opened by the commands that serve. It brings GnuTLS and six more libraries, which ogcard makes no use
 * of but would wait 1.5 ms for at every start, a seventh of what `ogcard render` takes. */
#ifndef SERVER_MHD_H
#define SERVER_MHD_H

#include <microhttpd.h>

#include "ogcard.h"

/* Name of the field; with MHD_ before it that of the function. */
#define MHD_FUNCTIONS(X)                                                                                               \
    X(add_connection)                                                                                                  \
    X(add_response_header)                                                                                             \
    X(create_response_from_buffer)                                                                                     \
    X(create_response_from_buffer_with_free_callback_cls)                                                              \
    X(destroy_response)                                                                                                \
    X(get_connection_info)                                                                                             \
    X(get_connection_values)                                                                                           \
    X(lookup_connection_value)                                                                                         \
    X(queue_response)                                                                                                  \
    X(resume_connection)                                                                                               \
    X(start_daemon)                                                                                                    \
    X(stop_daemon)                                                                                                     \
    X(suspend_connection)

struct mhd {
#define MHD_FIELD(name) __typeof__(MHD_##name) *name;
    MHD_FUNCTIONS(MHD_FIELD)
#undef MHD_FIELD
};

/* Filled by mhd_open(), which is called before any thread uses it. */
extern struct mhd mhd;

/* OGCARD_INTERNAL: the library is not installed. */
enum ogcard_status mhd_open(struct ogcard_error *error);

#endif
