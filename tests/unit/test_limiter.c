#include "test.h"

#include <string.h>

#include "server/client.h"
#include "server/limiter.h"

static struct address address(const char *text)
{
    struct address parsed;
    assert_true(address_parse(text, &parsed));
    return parsed;
}

static void a_burst_then_a_steady_rate(void **state)
{
    (void)state;
    struct limiter *limiter = limiter_create(60, 5);
    struct address one = address("192.0.2.1"), two = address("192.0.2.2");
    unsigned wait_s = 0;
    for (int i = 0; i < 5; i++)
        assert_true(limiter_take(limiter, &one, 1000, &wait_s));
    assert_false(limiter_take(limiter, &one, 1000, &wait_s));
    assert_in_range(wait_s, 1, 2);
    assert_true(limiter_take(limiter, &two, 1000, &wait_s));
    assert_false(limiter_take(limiter, &one, 1999, &wait_s));
    assert_true(limiter_take(limiter, &one, 2000, &wait_s));
    assert_false(limiter_take(limiter, &one, 2000, &wait_s));
    /* However long the pause, no more than the burst. */
    for (int i = 0; i < 5; i++)
        assert_true(limiter_take(limiter, &one, INT64_MAX / 2, &wait_s));
    assert_false(limiter_take(limiter, &one, INT64_MAX / 2, &wait_s));
    limiter_destroy(limiter);
}

static void slow_rates_are_exact(void **state)
{
    (void)state;
    struct limiter *limiter = limiter_create(1, 1);
    struct address one = address("2001:db8::1"), neighbour = address("2001:db8::2");
    unsigned wait_s = 0;
    assert_true(limiter_take(limiter, &one, 1, &wait_s));
    for (int64_t now = 2; now < 60000; now += 7)
        assert_false(limiter_take(limiter, &one, now, &wait_s));
    assert_false(limiter_take(limiter, &neighbour, 60000, &wait_s));
    assert_true(limiter_take(limiter, &one, 60001, &wait_s));
    limiter_destroy(limiter);
}

static void many_clients_do_not_lift_the_limit_of_one(void **state)
{
    (void)state;
    struct limiter *limiter = limiter_create(1, 1);
    struct address busy = address("192.0.2.1"), other = address("10.0.0.0");
    unsigned wait_s = 0;
    int64_t now = 1;
    assert_true(limiter_take(limiter, &busy, now, &wait_s));
    int taken = 0;
    for (uint32_t i = 0; i < 20000; i++) {
        memcpy(other.bytes + 12, &i, sizeof i);
        limiter_take(limiter, &other, now + i, &wait_s);
        taken += limiter_take(limiter, &busy, now + i, &wait_s);
    }
    assert_int_equal(taken, 0);
    limiter_destroy(limiter);
}

static void networks_are_read_and_matched(void **state)
{
    (void)state;
    struct networks networks;
    char bad[64];
    assert_true(networks_parse("10.0.0.0/9, 192.0.2.7 2001:db8::/33", &networks, bad, sizeof bad));
    static const char *const inside[] = {"10.0.0.1", "10.127.255.255", "192.0.2.7", "2001:db8::1", "2001:db8:7fff::1"};
    static const char *const outside[] = {"10.128.0.0", "11.0.0.1", "192.0.2.8", "2001:db8:8000::1", "::1"};
    for (size_t i = 0; i < 5; i++) {
        struct address in = address(inside[i]), out = address(outside[i]);
        assert_true(networks_contain(&networks, &in));
        assert_false(networks_contain(&networks, &out));
    }
    assert_true(networks_parse("0.0.0.0/0", &networks, bad, sizeof bad));
    struct address v4 = address("8.8.8.8"), v6 = address("2001:db8::1");
    assert_true(networks_contain(&networks, &v4));
    assert_false(networks_contain(&networks, &v6));
    assert_true(networks_parse(NULL, &networks, bad, sizeof bad));
    assert_int_equal(networks.count, 0);
    static const char *const wrong[] = {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129", "proxy", "10.0.0.0/8x"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(networks_parse(wrong[i], &networks, bad, sizeof bad));
        assert_string_equal(bad, wrong[i]);
    }
}

static void only_trusted_proxies_name_the_client(void **state)
{
    (void)state;
    struct networks trusted;
    char bad[64], text[ADDRESS_TEXT_SIZE];
    static const struct {
        const char *peer, *values[3], *client;
    } cases[] = {
        {"192.0.2.1", {NULL}, "192.0.2.1"},
        {"192.0.2.1", {"198.51.100.1"}, "192.0.2.1"},
        {"10.0.0.1", {"198.51.100.1"}, "198.51.100.1"},
        {"10.0.0.1", {"203.0.113.9, 198.51.100.1 , 10.2.3.4"}, "198.51.100.1"},
        {"10.0.0.1", {"203.0.113.9", "198.51.100.1", "10.9.9.9"}, "198.51.100.1"},
        {"10.0.0.1", {"10.0.0.2,10.0.0.3"}, "10.0.0.2"},
        {"10.0.0.1", {"198.51.100.1, unknown"}, "10.0.0.1"},
        {"10.0.0.1", {"198.51.100.1, unknown, 10.0.0.5"}, "10.0.0.5"},
        {"10.0.0.1", {" , ,"}, "10.0.0.1"},
        {"::", {"198.51.100.1:1234"}, "198.51.100.1"},
    };
    assert_true(networks_parse("10.0.0.0/8", &trusted, bad, sizeof bad));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct address peer = address(cases[i].peer);
        size_t count = 0;
        while (count < 3 && cases[i].values[count])
            count++;
        struct address client = client_address(&trusted, &peer, cases[i].values, count);
        address_print(&client, text);
        assert_string_equal(text, cases[i].client);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_then_a_steady_rate),
        cmocka_unit_test(slow_rates_are_exact),
        cmocka_unit_test(many_clients_do_not_lift_the_limit_of_one),
        cmocka_unit_test(networks_are_read_and_matched),
        cmocka_unit_test(only_trusted_proxies_name_the_client),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
