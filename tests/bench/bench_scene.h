/* Cards made by hand for the benchmarks: a ground, a headline of real length, a line below it. */
#ifndef TESTS_BENCH_BENCH_SCENE_H
#define TESTS_BENCH_BENCH_SCENE_H

#include "fonts/font.h"
#include "render/paint/raster.h"

enum bench_ground { BENCH_FLAT, BENCH_LINEAR, BENCH_PICTURE, BENCH_GROUND_COUNT };

struct bench_scene;

/* NULL with a message on stderr when the fonts cannot be opened. */
struct bench_scene *bench_scene_create(enum bench_ground ground);
void bench_scene_destroy(struct bench_scene *scene);

/* The card with the title of the given number (any), valid until the next call. */
struct display_list bench_scene_list(struct bench_scene *scene, unsigned title);

extern const char *const bench_ground_names[BENCH_GROUND_COUNT];

#endif
