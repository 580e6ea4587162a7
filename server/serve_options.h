/* The settings of `ogcard serve`. */
#ifndef SERVER_SERVE_OPTIONS_H
#define SERVER_SERVE_OPTIONS_H

#include "server/http.h"
#include "server/options.h"

struct serve_options {
    const char *listen, *metrics_listen;
    struct ogcard_engine_options engine;
    bool watch, sandbox;
    const char *user;
    const char *cache_dir; /* a folder, "auto" or "none" */
    int64_t disk_bytes, memory_bytes;
    int64_t workers, queue_limit;
    int64_t wait_s, render_s, drain_s;
    int64_t client_per_minute, client_burst;
    const char *keys, *key_file;
    const char *fallback;        /* a picture file */
    const char *trusted_proxies; /* networks, which serve_options_check() puts into http.trusted */
    int effort;                  /* enum ogcard_effort */
    bool recompress;
    struct http_options http;
    int signatures; /* enum signature_mode */
    int log_level, log_format;
    const char *config; /* read by options_parse() */
    bool print_config;
};

/* What the table cannot say. */
enum ogcard_status serve_options_check(struct serve_options *options, struct ogcard_error *error);

extern const struct option_set serve_option_set;

#endif
