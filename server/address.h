/* A client's network address, as far as limits go by it. */
#ifndef SERVER_ADDRESS_H
#define SERVER_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/* An IPv6 address; IPv4 as ::ffff:a.b.c.d; all zero for a local socket. */
struct address {
    uint8_t bytes[16];
};

struct address address_from_socket(const struct sockaddr *socket_address);
/* "192.0.2.1", "2001:db8::1"; an IPv4 address with ":port" and "[IPv6]:port" too. False when it is none. */
bool address_parse(const char *text, struct address *address);
#define ADDRESS_TEXT_SIZE 46
void address_print(const struct address *address, char text[ADDRESS_TEXT_SIZE]);
bool address_equal(const struct address *a, const struct address *b);

/* Who counts as one client: an IPv4 address, an IPv6 /64. */
struct address address_client(const struct address *address);

/* A network: "10.0.0.0/8", "2001:db8::/32", one address. */
struct network {
    struct address address;
    unsigned bits; /* of the address that count, of its 128 */
};

#define NETWORKS_MAX 64

struct networks {
    struct network list[NETWORKS_MAX];
    size_t count;
};

/* Reads networks that are separated by spaces or commas; NULL text is none. On failure `bad` (of `bad_size`) is the
 * word that is no network. */
bool networks_parse(const char *text, struct networks *networks, char *bad, size_t bad_size);
bool networks_contain(const struct networks *networks, const struct address *address);

#endif
