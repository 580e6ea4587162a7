"""Writing PNG files, for pictures that tests make; checking and reading those that they get."""

import struct
import zlib


def write_png(path, width, height, rgb):
    """`rgb`: bytes, three a pixel, rows from the top."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + rgb[y * width * 3 : (y + 1) * width * 3] for y in range(height))
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.write(chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)))
        file.write(chunk(b"IDAT", zlib.compress(rows)))
        file.write(chunk(b"IEND", b""))


def check_png(data, size=(1200, 630)):
    """ValueError unless `data` is a PNG of that size whose chunks and image data are whole."""

    def expect(right, what):
        if not right:
            raise ValueError(f"a PNG of {len(data)} bytes with a wrong {what}")

    expect(data[:8] == b"\x89PNG\r\n\x1a\n", "signature")
    at, pixels, end = 8, b"", False
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        expect(zlib.crc32(kind + body) == struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0], "sum")
        if kind == b"IHDR":
            expect(struct.unpack(">II", body[:8]) == size, "size")
        if kind == b"IDAT":
            pixels += body
        end = kind == b"IEND"
        at += 12 + length
    expect(end and at == len(data), "end")
    expect(len(zlib.decompress(pixels)) > size[1], "number of pixels")


def unfiltered(data, height, stride, step):
    """The rows of decompressed image data (PNG third edition, 9.2), `step` bytes a pixel."""
    rows, above = [], bytearray(stride)
    for y in range(height):
        kind, row = data[y * (stride + 1)], bytearray(data[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
        for x in range(stride) if kind else ():
            a, c = (row[x - step], above[x - step]) if x >= step else (0, 0)
            b = above[x]
            near = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
            row[x] = row[x] + (0, a, b, (a + b) // 2, near)[kind] & 255
        rows.append(row)
        above = row
    return rows


def pixels_of(data):
    """Width, height and the pixels as bytes of red, green and blue, of an opaque PNG as ogcard writes it."""
    at, image, palette = 8, b"", b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, color = struct.unpack(">IIBB", body[:10])
        palette = body if kind == b"PLTE" else palette
        image += body if kind == b"IDAT" else b""
        at += 12 + length
    channels = {2: 3, 3: 1}[color]
    rows = unfiltered(zlib.decompress(image), height, (width * channels * depth + 7) // 8, channels)
    if color == 3:
        colors = [palette[3 * i : 3 * i + 3] for i in range(len(palette) // 3)] + [b""] * 256
        groups = [b"".join(colors[byte >> shift & (1 << depth) - 1] for shift in range(8 - depth, -1, -depth))
                  for byte in range(256)]
        rows = [b"".join(map(groups.__getitem__, row))[: width * 3] for row in rows]
    return width, height, b"".join(rows)
