"""Deflate and inflate, with ISA-L where it is installed and zlib where not.

ISA-L is several times faster; both write what every zip reader reads.
"""

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol, cast

try:
    from isal import isal_zlib
except ImportError:  # pragma: no cover - depends on the machine
    isal_zlib = None  # type: ignore[assignment]

RAW = -15  # deflate without a header, as a zip holds it
FIRST = 1 << 16  # bytes unpacked first: enough for whoever looks at the head of a part only
PIECE = 1 << 18  # of packed bytes fed at once, so that no long tail is copied again and again


class Deflater(Protocol):
    """What both libraries give."""

    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


class Inflater(Protocol):
    """What both libraries give."""

    eof: bool
    unconsumed_tail: bytes

    def decompress(self, data: bytes | memoryview, max_length: int = ..., /) -> bytes: ...


def deflater() -> Deflater:
    """A compressor at the level that is fast."""
    if isal_zlib is not None:
        return isal_zlib.compressobj(1, zlib.DEFLATED, RAW)
    return zlib.compressobj(1, zlib.DEFLATED, RAW)


def _inflater() -> Inflater:
    if isal_zlib is not None:
        return isal_zlib.decompressobj(RAW)
    return zlib.decompressobj(RAW)


crc32: Callable[[bytes, int], int] = zlib.crc32 if isal_zlib is None else isal_zlib.crc32
BROKEN: tuple[type[BaseException], ...] = (zlib.error,)  # what a stream that does not unpack raises
if isal_zlib is not None:
    BROKEN = (zlib.error, cast("type[Exception]", isal_zlib.error))


def inflate(packed: memoryview, step: int) -> Iterator[bytes]:
    """The unpacked bytes, a little first and then at most `step` at a time; ends where the stream ends.

    A stream that stops short simply yields less: whoever counts notices.
    """
    stream = _inflater()
    most = min(step, FIRST)
    for start in range(0, len(packed), PIECE):
        piece: bytes | memoryview = packed[start : start + PIECE]
        while piece and not stream.eof:
            out = stream.decompress(piece, most)
            if out:
                yield out
            piece = stream.unconsumed_tail
            most = step
    while not stream.eof:
        out = stream.decompress(b"", step)
        if not out:
            return
        yield out
