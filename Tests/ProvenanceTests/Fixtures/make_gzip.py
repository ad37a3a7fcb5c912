"""Writes members.gz, a gzip file of four members as different tools write them, and members.txt, what it holds.

The members: Python's gzip; one with every optional header field (RFC 1952) whose line goes on in the next; an empty one;
one of stored blocks. Zeros follow, as on a tape.
"""

import gzip
import pathlib
import struct
import zlib


def deflate(data, level):
    compressor = zlib.compressobj(level, zlib.DEFLATED, -15)
    return compressor.compress(data) + compressor.flush() + struct.pack("<LL", zlib.crc32(data), len(data))


def with_every_field(data):
    text, header_crc, extra, name, comment = 1, 2, 4, 8, 16
    flags = text | header_crc | extra | name | comment
    header = b"\x1f\x8b\x08" + struct.pack("<BLBB", flags, 1, 0, 3)
    header += struct.pack("<H", 8) + b"AB\x04\x00\n\x1f\x8b\n" + b"na\nme\0" + b"com\nment\0"
    return header + struct.pack("<H", zlib.crc32(header) & 0xFFFF) + deflate(data, 9)


texts = [
    "first line\n\nthird, after an empty one\r\n",
    "é🜁 " * 200 + "\nthis line goes on ",
    "",
    "in the last member\nand this one has no line feed",
]
members = [
    gzip.compress(texts[0].encode(), mtime=0),
    with_every_field(texts[1].encode()),
    gzip.compress(texts[2].encode(), mtime=0),
    b"\x1f\x8b\x08" + struct.pack("<BLBB", 0, 0, 0, 3) + deflate(texts[3].encode(), 0),
]
data = b"".join(members)
assert gzip.decompress(data) == "".join(texts).encode()
folder = pathlib.Path(__file__).parent
(folder / "members.gz").write_bytes(data + bytes(512))
(folder / "members.txt").write_text("".join(texts), newline="")
