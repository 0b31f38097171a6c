"""The compressed container in which VBA keeps source text, [MS-OVBA] 2.4.1.

Chunks of 4096 bytes; each is a run of literal bytes and copy tokens, eight to a flag byte. How many
bits of a token say how far back to look, and how many how much to copy, follows from the place in the chunk.
"""

import struct
from collections.abc import Iterator

CHUNK = 4096  # bytes of text in a chunk
SHORTEST = 3  # bytes that are worth a copy token
SIGNATURE = 0b011 << 12
COMPRESSED = 1 << 15


def compress(text: bytes) -> bytes:
    """The container of a text."""
    chunks = (_chunk(text[at : at + CHUNK]) for at in range(0, len(text), CHUNK))
    return b"\x01" + b"".join(chunks)


def _chunk(text: bytes) -> bytes:
    packed = b"".join(_token_groups(text))
    if len(packed) <= CHUNK:
        return _header(len(packed), COMPRESSED) + packed
    if len(text) < CHUNK:  # stored as it is, it would be filled up with zeros and the text would grow
        raise ValueError("the last bytes of a text do not compress")
    return _header(CHUNK, 0) + text


def _header(size: int, flag: int) -> bytes:
    return struct.pack("<H", size - 1 | SIGNATURE | flag)


def _token_groups(text: bytes) -> Iterator[bytes]:
    tokens = list(_tokens(text))
    for first in range(0, len(tokens), 8):
        group = tokens[first : first + 8]
        flags = sum(1 << bit for bit, token in enumerate(group) if len(token) == 2)
        yield bytes([flags]) + b"".join(group)


def _tokens(text: bytes) -> Iterator[bytes]:
    """Literals of one byte, copies of two."""
    at = 0
    while at < len(text):
        offset, length = _match(text, at)
        if length:
            yield struct.pack("<H", (offset - 1) << (16 - _offset_bits(at)) | (length - SHORTEST))
            at += length
        else:
            yield text[at : at + 1]
            at += 1


def _match(text: bytes, at: int) -> tuple[int, int]:
    """How far back the longest repetition starts, the nearest of equals, and how long it is."""
    most = min(len(text) - at, (0xFFFF >> _offset_bits(at)) + SHORTEST)
    best = length = 0
    start = at
    while length < most:
        wanted = max(length + 1, SHORTEST)
        start = text.rfind(text[at : at + wanted], 0, start + wanted - 1) if at + wanted <= len(text) else -1
        if start < 0:
            break
        best, length = at - start, _common(text, start, at, most)
    return (best, length) if length >= SHORTEST else (0, 0)


def _common(text: bytes, start: int, at: int, most: int) -> int:
    """How many bytes from `start` on are those from `at` on; the copy may run into itself."""
    length = 0
    while length < most and text[start + length] == text[at + length]:
        length += 1
    return length


def _offset_bits(at: int) -> int:
    return max((at - 1).bit_length(), 4)
