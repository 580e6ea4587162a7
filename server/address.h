/* A client's network address, as far as limits go by it. */
#ifndef SERVER_ADDRESS_H
#define SERVER_ADDRESS_H

#include <stdbool.h>
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

#endif
