"""Writing PNG files, for pictures that tests make; checking those that they get."""

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
