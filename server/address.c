#include "server/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t v4_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static struct address from_v4(const void *bytes)
{
    struct address address;
    memcpy(address.bytes, v4_prefix, sizeof v4_prefix);
    memcpy(address.bytes + 12, bytes, 4);
    return address;
}

struct address address_from_socket(const struct sockaddr *socket_address)
{
    struct address address = {{0}};
    if (socket_address->sa_family == AF_INET)
        address = from_v4(&((const struct sockaddr_in *)(const void *)socket_address)->sin_addr);
    else if (socket_address->sa_family == AF_INET6)
        memcpy(address.bytes, &((const struct sockaddr_in6 *)(const void *)socket_address)->sin6_addr, 16);
    return address;
}

bool address_parse(const char *text, struct address *address)
{
    char copy[64];
    uint8_t bytes[16];
    size_t length = strlen(text);
    if (length == 0 || length >= sizeof copy)
        return false;
    memcpy(copy, text, length + 1);
    char *start = copy, *colon = strchr(copy, ':');
    if (copy[0] == '[') {
        char *end = strchr(copy, ']');
        if (!end)
            return false;
        *end = '\0';
        start++;
    } else if (colon && !strchr(colon + 1, ':')) {
        *colon = '\0';
    }
    if (inet_pton(AF_INET, start, bytes) == 1) {
        *address = from_v4(bytes);
        return true;
    }
    return inet_pton(AF_INET6, start, address->bytes) == 1;
}

void address_print(const struct address *address, char text[ADDRESS_TEXT_SIZE])
{
    static const struct address local = {{0}};
    bool v4 = memcmp(address->bytes, v4_prefix, sizeof v4_prefix) == 0;
    if (address_equal(address, &local))
        snprintf(text, ADDRESS_TEXT_SIZE, "local");
    else if (!inet_ntop(v4 ? AF_INET : AF_INET6, address->bytes + (v4 ? 12 : 0), text, ADDRESS_TEXT_SIZE))
        snprintf(text, ADDRESS_TEXT_SIZE, "?");
}

bool address_equal(const struct address *a, const struct address *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

struct address address_client(const struct address *address)
{
    struct address client = *address;
    if (memcmp(address->bytes, v4_prefix, sizeof v4_prefix) != 0)
        memset(client.bytes + 8, 0, 8);
    return client;
}

static bool network_parse(const char *word, struct network *network)
{
    char copy[ADDRESS_TEXT_SIZE + 8];
    if (strlen(word) >= sizeof copy)
        return false;
    strcpy(copy, word);
    char *slash = strchr(copy, '/'), *end = NULL;
    if (slash)
        *slash = '\0';
    if (strchr(copy, '[') || !address_parse(copy, &network->address))
        return false;
    unsigned bits = memcmp(network->address.bytes, v4_prefix, sizeof v4_prefix) == 0 ? 32 : 128;
    unsigned long prefix = slash ? strtoul(slash + 1, &end, 10) : bits;
    if (slash && (end == slash + 1 || *end || slash[1] == '-' || slash[1] == '+' || prefix > bits))
        return false;
    network->bits = 128 - bits + (unsigned)prefix;
    return true;
}

bool networks_parse(const char *text, struct networks *networks, char *bad, size_t bad_size)
{
    networks->count = 0;
    for (const char *word = text; word && *word;) {
        size_t length = strcspn(word, " ,");
        snprintf(bad, bad_size, "%.*s", (int)length, word);
        if (length > 0 && (networks->count == NETWORKS_MAX || !network_parse(bad, &networks->list[networks->count++])))
            return false;
        word += length;
        word += *word != '\0';
    }
    return true;
}

static bool network_contains(const struct network *network, const struct address *address)
{
    unsigned whole = network->bits / 8, rest = network->bits % 8;
    if (memcmp(network->address.bytes, address->bytes, whole) != 0)
        return false;
    return rest == 0 || ((network->address.bytes[whole] ^ address->bytes[whole]) >> (8 - rest)) == 0;
}

bool networks_contain(const struct networks *networks, const struct address *address)
{
    for (size_t i = 0; i < networks->count; i++) {
        if (network_contains(&networks->list[i], address))
            return true;
    }
    return false;
}
