"""A compound file, version 3, [MS-CFB]: storages and streams as a small file system in one file.

Streams below 4096 bytes share the ministream of the root. No times, no class ids: the same
streams give the same bytes.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

SECTOR, MINI = 512, 64  # bytes
CUTOFF = 4096  # bytes; smaller streams go to the ministream
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NOTHING = 0xFFFFFFFF  # no such directory entry
NAMED = 109  # sectors of the allocation table that the header itself can name
PER_SECTOR = SECTOR // 4
STORAGE, STREAM, ROOT = 1, 2, 5
RED, BLACK = 0, 1
SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
HEADER = struct.Struct("<8s16s5H6s10L")
ENTRY = struct.Struct("<64sH2B3L16sL2QLQ")
UNUSED = ENTRY.pack(b"", 0, 0, 0, NOTHING, NOTHING, NOTHING, bytes(16), 0, 0, 0, 0, 0)
PER_DIRECTORY_SECTOR = SECTOR // ENTRY.size


@dataclass(eq=False, slots=True)
class Entry:
    """One directory entry; a storage has entries below it."""

    name: str
    kind: int
    content: bytes = b""
    start: int = END
    below: "list[Entry]" = field(default_factory=list)
    number: int = NOTHING  # in the directory
    color: int = BLACK
    left: int = NOTHING
    right: int = NOTHING
    child: int = NOTHING


class Sectors:
    """The sectors behind the header, and the allocation table that chains them."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.content = bytearray()
        self.table: list[int] = []

    def add(self, content: bytes) -> int:
        """Where the content starts; nothing starts nowhere."""
        if not content:
            return END
        start, count = len(self.table), -(-len(content) // self.size)
        self.content += content.ljust(count * self.size, b"\0")
        self.table += [*range(start + 1, start + count), END]
        return start

    def add_table(self) -> range:
        """The allocation table itself, which counts its own sectors too."""
        start, count = len(self.table), 1
        while count * PER_SECTOR < start + count:
            count += 1
        self.table += [TABLE] * count
        self.content += _longs(self.table, count * PER_SECTOR)
        return range(start, start + count)


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """The file with these streams, by path: "PROJECT", "VBA/dir"."""
    entries = _entries(streams)
    sectors, mini = Sectors(SECTOR), Sectors(MINI)
    for entry in entries:
        if entry.kind == STREAM:
            entry.start = (sectors if len(entry.content) >= CUTOFF else mini).add(entry.content)
    entries[0].content = bytes(mini.content)
    entries[0].start = sectors.add(entries[0].content)
    mini_sectors = -(-len(mini.table) // PER_SECTOR)
    mini_table = sectors.add(_longs(mini.table, mini_sectors * PER_SECTOR))
    directory = sectors.add(b"".join(map(_record, entries)) + UNUSED * (-len(entries) % PER_DIRECTORY_SECTOR))
    return _header(directory, mini_table, mini_sectors, sectors.add_table()) + bytes(sectors.content)


def _longs(numbers: Iterable[int], count: int) -> bytes:
    """Numbers of 4 bytes, filled up with free sectors."""
    known = list(numbers)
    return struct.pack(f"<{count}L", *known, *[FREE] * (count - len(known)))


def _header(directory: int, mini_table: int, mini_sectors: int, table: range) -> bytes:
    if len(table) > NAMED:
        raise ValueError("more than 7 MB of streams")
    fixed = HEADER.pack(
        SIGNATURE, bytes(16),
        0x3E, 3, 0xFFFE,  # version 3.62, little endian
        SECTOR.bit_length() - 1, MINI.bit_length() - 1, bytes(6),
        0, len(table), directory, 0, CUTOFF,
        mini_table, mini_sectors, END, 0, table[0],
    )  # fmt: skip
    return fixed + _longs(table[1:], NAMED - 1)


# Directory ---------------------------------------------------------------------


def _entries(streams: Mapping[str, bytes]) -> list[Entry]:
    """The root and everything below it, numbered, and with the search tree of each storage drawn."""
    root = Entry("Root Entry", ROOT)
    storages = {"": root}
    for path, content in streams.items():
        folder, _, name = path.rpartition("/")
        if folder not in storages:
            storages[folder] = Entry(folder, STORAGE, start=0)
            root.below.append(storages[folder])
        storages[folder].below.append(Entry(name, STREAM, content))
    entries = [root, *(entry for storage in storages.values() for entry in storage.below)]
    for number, entry in enumerate(entries):
        entry.number = number
    for storage in storages.values():
        ordered = sorted(storage.below, key=lambda entry: (len(entry.name), entry.name.upper()))
        storage.child = _tree(ordered, len(ordered).bit_length() - 1, BLACK)
    return entries


def _tree(ordered: Sequence[Entry], levels: int, color: int) -> int:
    """A balanced red-black tree, all black but its last level; gives the number at its top."""
    if not ordered:
        return NOTHING
    middle = len(ordered) // 2
    top = ordered[middle]
    below = RED if levels == 1 else BLACK
    top.color = color
    top.left = _tree(ordered[:middle], levels - 1, below)
    top.right = _tree(ordered[middle + 1 :], levels - 1, below)
    return top.number


def _record(entry: Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    if len(name) > 62:
        raise ValueError(f"{entry.name!r} is too long for a stream")
    return ENTRY.pack(
        name, len(name) + 2, entry.kind, entry.color, entry.left, entry.right, entry.child,
        bytes(16), 0, 0, 0, entry.start, len(entry.content),
    )  # fmt: skip

