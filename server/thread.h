/* Starting threads, and what each does first. */
#ifndef SERVER_THREAD_H
#define SERVER_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* Renders and housekeeping give way to the threads that answer requests. */
#define THREAD_NICE_RENDER     10
#define THREAD_NICE_BACKGROUND 15

/* Signals are blocked in the new thread: the main thread alone takes them. */
bool thread_start(pthread_t *thread, void *(*run)(void *), void *context);

/* Names the calling thread and lowers its priority by `nice` (0: leaves it). */
void thread_begin(const char *name, int nice);

/* A condition that waits on the monotonic clock. */
void thread_cond_init(pthread_cond_t *cond);

/* `seconds` from now, for pthread_cond_timedwait() on such a condition. */
struct timespec thread_deadline(unsigned seconds);

/* The same at `monotonic_ms` of CLOCK_MONOTONIC. */
struct timespec thread_deadline_at(int64_t monotonic_ms);

/* Cores that this process may use. */
unsigned thread_cores(void);

#endif
