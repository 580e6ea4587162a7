#include "test.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "render/encode/huffman.h"
#include "render/encode/lz.h"

static uint32_t noise(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void assert_inflates(const struct bit_buffer *bits, const uint8_t *want, size_t size)
{
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    uint8_t *got = malloc(size + 1);
    size_t got_size = 0;
    assert_false(bits->failed);
    assert_int_equal(libdeflate_deflate_decompress(inflater, bits->bytes, bits->size, got, size + 1, &got_size),
                     LIBDEFLATE_SUCCESS);
    assert_int_equal(got_size, size);
    assert_memory_equal(got, want, size);
    free(got);
    libdeflate_free_decompressor(inflater);
}

/* Kinds of pictures' bytes: from one value to noise, with rows that repeat and shift. */
static void bytes_fill(uint8_t *bytes, size_t size, size_t row, unsigned kind, uint32_t *state)
{
    for (size_t i = 0; i < size; i++) {
        switch (kind % 6) {
        case 0:
            bytes[i] = 7;
            break;
        case 1:
            bytes[i] = (uint8_t)noise(state);
            break;
        case 2:
            bytes[i] = (uint8_t)(noise(state) % 97 ? (i > 0 ? bytes[i - 1] : 0) : noise(state));
            break;
        case 3:
            bytes[i] = (uint8_t)(i < row || noise(state) % 53 == 0 ? noise(state) : bytes[i - row]);
            break;
        case 4:
            bytes[i] = (uint8_t)((i / row + i % row) / 9);
            break;
        default:
            bytes[i] = (uint8_t)(noise(state) % 3 ? 0 : noise(state) % 5);
            break;
        }
    }
}

static void every_input_comes_back(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 2, 3, 4, 5, 257, 258, 259, 3000, 32768, 32769, 100000};
    static const unsigned depths[] = {0, 1, 1, 8, 300};
    struct lz *lz = lz_create();
    uint8_t *bytes = malloc(100000);
    uint32_t random = 11;
    for (unsigned kind = 0; kind < 6; kind++) {
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            for (size_t d = 0; d < sizeof depths / sizeof *depths; d++) {
                size_t row = 1 + noise(&random) % 1500, size = sizes[s];
                bytes_fill(bytes, size, row, kind, &random);
                struct token_list tokens = {0};
                struct bit_buffer bits = {0};
                lz_reset(lz);
                struct lz_input input = {.bytes = bytes,
                                         .end = size,
                                         .row_bytes = row,
                                         .pixel_bytes = 1 + noise(&random) % 4,
                                         .reach = 1 + d % 2,
                                         .lazy = d % 2,
                                         .depth = depths[d]};
                input.end = size / 3; /* quickly only where there are rows above */
                assert_true(lz_run(lz, &input, &tokens));
                input.start = input.end;
                input.end = size;
                input.quick = depths[d] == 1;
                assert_true(lz_run(lz, &input, &tokens));
                struct token_span span = {tokens.tokens, tokens.count};
                deflate_block(&bits, &span, 1, true);
                bit_buffer_align(&bits);
                assert_inflates(&bits, bytes, size);
                token_list_free(&tokens);
                bit_buffer_free(&bits);
            }
        }
    }
    free(bytes);
    lz_destroy(lz);
}

/* Pieces compressed one after the other, each as a block at whatever bit the last ended: some written elsewhere first.
 */
static void pieces_join_at_any_bit(void **state)
{
    (void)state;
    enum { SIZE = 60000 };
    struct lz *lz = lz_create();
    uint8_t *bytes = malloc(SIZE);
    uint32_t random = 5;
    for (unsigned round = 0; round < 20; round++) {
        struct token_list tokens = {0};
        struct bit_buffer bits = {0};
        bytes_fill(bytes, SIZE, 700, 2 + round % 4, &random);
        lz_reset(lz);
        for (size_t start = 0; start < SIZE;) {
            size_t end = start + 1 + noise(&random) % 9000;
            struct bit_buffer other = {0};
            end = end < SIZE ? end : SIZE;
            tokens.count = 0;
            struct lz_input input = {.bytes = bytes,
                                     .window = 0,
                                     .start = start,
                                     .end = end,
                                     .row_bytes = 700,
                                     .pixel_bytes = 1,
                                     .depth = 4};
            assert_true(lz_run(lz, &input, &tokens));
            struct token_span halves[2] = {{tokens.tokens, tokens.count / 2},
                                           {tokens.tokens + tokens.count / 2, tokens.count - tokens.count / 2}};
            if (noise(&random) % 2) {
                deflate_block(&other, halves, 2, end == SIZE);
                size_t count = bit_buffer_count(&other);
                bit_buffer_align(&other);
                bit_buffer_append(&bits, other.bytes, count);
            } else {
                deflate_block(&bits, halves, 2, end == SIZE);
            }
            bit_buffer_free(&other);
            start = end;
        }
        bit_buffer_align(&bits);
        assert_inflates(&bits, bytes, SIZE);
        token_list_free(&tokens);
        bit_buffer_free(&bits);
    }
    free(bytes);
    lz_destroy(lz);
}

static void matches_stay_within_the_window(void **state)
{
    (void)state;
    struct lz *lz = lz_create();
    uint8_t bytes[9000];
    uint32_t random = 9;
    bytes_fill(bytes, sizeof bytes, 2000, 3, &random);
    for (int quick = 0; quick < 2; quick++) {
        struct token_list tokens = {0};
        struct lz_input input = {.bytes = bytes,
                                 .window = 1700,
                                 .start = quick ? 4000 : 2000,
                                 .end = sizeof bytes,
                                 .row_bytes = 900,
                                 .pixel_bytes = 1,
                                 .quick = quick,
                                 .lazy = !quick,
                                 .depth = quick ? 1 : 50};
        struct lz_input before = {.bytes = bytes, .end = 1700, .row_bytes = 900, .pixel_bytes = 1, .depth = 1};
        assert_true(lz_run(lz, &before, &tokens)); /* places that are too far back later */
        tokens.count = 0;
        assert_true(lz_run(lz, &input, &tokens));
        size_t at = input.start;
        for (size_t i = 0; i < tokens.count; i++) {
            if (!(tokens.tokens[i] & DEFLATE_MATCH)) {
                at++;
                continue;
            }
            size_t distance = (tokens.tokens[i] & 0x7fff) + 1;
            assert_true(at - distance >= 1700);
            at += (tokens.tokens[i] >> 16 & 0xff) + DEFLATE_MIN_MATCH;
        }
        assert_int_equal(at, sizeof bytes);
        token_list_free(&tokens);
    }
    lz_destroy(lz);
}

static void codes_are_complete_and_bounded(void **state)
{
    (void)state;
    for (unsigned limit = 7; limit <= 15; limit += 8) {
        for (unsigned symbols = 1; symbols <= 40; symbols++) {
            uint32_t counts[HUFFMAN_MAX_SYMBOLS] = {0};
            uint32_t a = 1, b = 1;
            for (unsigned i = 0; i < symbols; i++) { /* Fibonacci: the deepest tree there is */
                counts[i * 3] = a;
                uint32_t next = a + b;
                a = b;
                b = next;
            }
            struct huffman huffman;
            huffman_build(&huffman, counts, 120, limit);
            uint32_t sum = 0;
            for (unsigned i = 0; i < HUFFMAN_MAX_SYMBOLS; i++) {
                assert_true(huffman.lengths[i] <= limit);
                assert_true(i >= 120 || counts[i] == 0 || huffman.lengths[i] > 0);
                if (huffman.lengths[i])
                    sum += 1u << (limit - huffman.lengths[i]);
            }
            assert_int_equal(sum, 1u << limit);
        }
    }
}

static void checksums_combine(void **state)
{
    (void)state;
    uint8_t bytes[70000];
    uint32_t random = 3;
    bytes_fill(bytes, sizeof bytes, 1, 1, &random);
    for (size_t cut = 0; cut <= sizeof bytes; cut += 977) {
        uint32_t first = libdeflate_adler32(1, bytes, cut),
                 second = libdeflate_adler32(1, bytes + cut, sizeof bytes - cut);
        assert_int_equal(checksum_combine(first, second, sizeof bytes - cut),
                         libdeflate_adler32(1, bytes, sizeof bytes));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_input_comes_back),
        cmocka_unit_test(pieces_join_at_any_bit),
        cmocka_unit_test(matches_stay_within_the_window),
        cmocka_unit_test(codes_are_complete_and_bounded),
        cmocka_unit_test(checksums_combine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
