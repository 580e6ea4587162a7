/* What the process uses, read from the kernel. */
#ifndef SERVER_PROCESS_STAT_H
#define SERVER_PROCESS_STAT_H

#include <stdint.h>

struct process_stat {
    int64_t resident_bytes;
    double cpu_s;
    int open_descriptors;
};

/* What cannot be read is 0. */
struct process_stat process_stat_read(void);

#endif
