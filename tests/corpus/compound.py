"""The smallest compound file (OLE) with one stream, as macros and encrypted workbooks are kept in."""

import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
MINIMUM = 4096  # bytes; a shorter stream would live in a mini stream


def compound(stream: str, data: bytes) -> bytes:
    """A file with that stream: header, allocation table, directory, then the data."""
    data = data.ljust(max(MINIMUM, -(-len(data) // SECTOR) * SECTOR), b"\0")
    sectors = len(data) // SECTOR
    assert sectors <= SECTOR // 4 - 2  # one allocation table is enough
    table = [FAT, END, *range(3, sectors + 2), END]
    table += [FREE] * (SECTOR // 4 - len(table))
    directory = _entry("Root Entry", 5, FREE, 1, END, 0) + _entry(stream, 2, FREE, FREE, 2, len(data))
    return _header() + struct.pack(f"<{len(table)}L", *table) + directory.ljust(SECTOR, b"\0") + data


def _header() -> bytes:
    start = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    start += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    start += struct.pack("<9L", 0, 1, 1, 0, MINIMUM, END, 0, END, 0)
    return start + struct.pack("<109L", 0, *[FREE] * 108)


def _entry(name: str, kind: int, sibling: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    entry = text.ljust(64, b"\0") + struct.pack("<HBB3L", len(text), kind, 1, sibling, sibling, child)
    return entry + bytes(16 + 4 + 16) + struct.pack("<LQ", start, size)
