/* Where the time of drawing and encoding goes: a table by ground and stage, medians and 95th percentiles. The titles
 * change from card to card; the first card of each ground is shown by itself.
 *
 *     bench_paint [CARDS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench_scene.h"
#include "render/encode/encode.h"

enum { MAX_CARDS = 2000 };

static double now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time); /* of this thread: others on the machine do not count */
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

struct samples {
    double values[MAX_CARDS];
    int count;
};

static void row_print(const char *ground, const char *stage, struct samples *samples, double first, size_t bytes)
{
    qsort(samples->values, (size_t)samples->count, sizeof *samples->values, compare);
    printf("%-8s %-16s %8.3f %8.3f %8.3f", ground, stage, first, samples->values[samples->count / 2],
           samples->values[samples->count * 95 / 100]);
    if (bytes)
        printf(" %9zu", bytes);
    printf("\n");
}

/* The card without its ground's items is what glyphs cost; with a ground that is never found again, all of it. */
static void draw_measure(struct bench_scene *scene, enum bench_ground ground, int cards)
{
    struct raster *raster, *fresh;
    struct samples kept = {.count = cards}, anew = {.count = cards < 20 ? cards : 20};
    struct card_pixels pixels;
    double first = 0;
    if (raster_create(&raster, NULL) != OGCARD_OK)
        return;
    for (int i = 0; i < cards; i++) {
        struct display_list list = bench_scene_list(scene, (unsigned)i);
        double start = now_ms();
        raster_draw(raster, &list, 1, &pixels, NULL);
        kept.values[i] = now_ms() - start;
        first = i ? first : kept.values[0];
    }
    for (int i = 0; i < anew.count && raster_create(&fresh, NULL) == OGCARD_OK; i++) {
        struct display_list list = bench_scene_list(scene, (unsigned)i);
        double start = now_ms();
        raster_draw(fresh, &list, 1, &pixels, NULL);
        anew.values[i] = now_ms() - start;
        raster_destroy(fresh);
    }
    row_print(bench_ground_names[ground], "draw", &kept, first, 0);
    row_print(bench_ground_names[ground], "draw, all anew", &anew, anew.values[0], 0);
    raster_destroy(raster);
}

static void encode_measure(struct bench_scene *scene, enum bench_ground ground, enum ogcard_format format,
                           enum ogcard_effort effort, int cards)
{
    static const char *const formats[] = {"png", "jpeg", "webp"}, *const efforts[] = {"fast", "balanced", "small"};
    struct raster *raster = NULL;
    struct encoder *encoder = NULL;
    struct samples samples = {.count = cards};
    double first = 0;
    size_t total = 0;
    char stage[40];
    if (raster_create(&raster, NULL) != OGCARD_OK || encoder_create(&encoder, NULL) != OGCARD_OK)
        goto out;
    for (int i = 0; i < cards; i++) {
        struct display_list list = bench_scene_list(scene, (unsigned)i);
        struct card_pixels pixels;
        uint8_t *bytes;
        size_t size;
        if (raster_draw(raster, &list, 1, &pixels, NULL) != OGCARD_OK)
            goto out;
        double start = now_ms();
        if (encoder_encode(encoder, &pixels, format, effort, &bytes, &size, NULL) != OGCARD_OK)
            goto out;
        samples.values[i] = now_ms() - start;
        first = i ? first : samples.values[0];
        total += size;
        free(bytes);
    }
    snprintf(stage, sizeof stage, "%s %s", formats[format], efforts[effort]);
    row_print(bench_ground_names[ground], stage, &samples, first, total / (size_t)cards);
out:
    encoder_destroy(encoder);
    raster_destroy(raster);
}

int main(int argc, char **argv)
{
    int cards = argc > 1 ? atoi(argv[1]) : 120;
    if (cards < 1 || cards > MAX_CARDS) {
        fprintf(stderr, "bench_paint: CARDS is 1 to %d\n", MAX_CARDS);
        return 2;
    }
    printf("%-8s %-16s %8s %8s %8s %9s\n", "ground", "stage, ms", "first", "median", "p95", "bytes");
    for (int ground = 0; ground < BENCH_GROUND_COUNT; ground++) {
        struct bench_scene *scene = bench_scene_create(ground);
        if (!scene)
            return 1;
        draw_measure(scene, ground, cards);
        int few = ground == BENCH_PICTURE && cards > 12 ? 12 : cards;
        encode_measure(scene, ground, OGCARD_FORMAT_PNG, OGCARD_EFFORT_FAST, few);
        encode_measure(scene, ground, OGCARD_FORMAT_PNG, OGCARD_EFFORT_BALANCED, few);
        encode_measure(scene, ground, OGCARD_FORMAT_PNG, OGCARD_EFFORT_SMALL, cards < 6 ? cards : 6);
        encode_measure(scene, ground, OGCARD_FORMAT_JPEG, OGCARD_EFFORT_BALANCED, cards < 6 ? cards : 6);
        encode_measure(scene, ground, OGCARD_FORMAT_WEBP, OGCARD_EFFORT_BALANCED, cards < 6 ? cards : 6);
        bench_scene_destroy(scene);
    }
    return 0;
}
