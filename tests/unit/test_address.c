#include "test.h"

#include "server/address.h"

static void addresses_are_read(void **state)
{
    (void)state;
    static const char *const forms[][2] = {
        {"192.0.2.1", "192.0.2.1"},
        {"192.0.2.1:80", "192.0.2.1"},
        {"2001:db8::1", "2001:db8::1"},
        {"[2001:db8::1]:80", "2001:db8::1"},
        {"[::1]", "::1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
    };
    static const char *const bad[] = {"", "x", "1.2.3", "1.2.3.4.5", "[::1", "unknown", "_hidden", ":::"};
    struct address address;
    char text[ADDRESS_TEXT_SIZE];
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        assert_true(address_parse(forms[i][0], &address));
        address_print(&address, text);
        assert_string_equal(text, forms[i][1]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(address_parse(bad[i], &address));
}

static void a_client_is_an_ipv4_address_or_an_ipv6_network(void **state)
{
    (void)state;
    struct address one, two;
    assert_true(address_parse("2001:db8:0:1::1", &one) && address_parse("2001:db8:0:1:ffff::2", &two));
    one = address_client(&one);
    two = address_client(&two);
    assert_true(address_equal(&one, &two));
    assert_true(address_parse("2001:db8:0:2::1", &two));
    two = address_client(&two);
    assert_false(address_equal(&one, &two));
    assert_true(address_parse("192.0.2.1", &one) && address_parse("192.0.2.2", &two));
    one = address_client(&one);
    two = address_client(&two);
    assert_false(address_equal(&one, &two));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read),
        cmocka_unit_test(a_client_is_an_ipv4_address_or_an_ipv6_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
