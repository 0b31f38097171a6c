"""vbaProject.bin read by code that shares nothing with the writer: [MS-CFB] and [MS-OVBA] from the reader's side.

Strict where the specifications say MUST for writers; a broken rule is a line in `findings`.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

NO_ENTRY, END, FREE, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


@dataclass
class Node:
    name: str
    kind: int
    black: bool
    left: int
    right: int
    child: int
    start: int
    size: int


@dataclass
class CompoundFile:
    """A compound file of version 3 with its streams by path, and what is wrong with it."""

    data: bytes
    findings: list[str] = field(default_factory=list)
    streams: dict[str, bytes] = field(default_factory=dict)
    used: dict[int, str] = field(default_factory=dict)  # sectors by what they belong to

    def __post_init__(self) -> None:
        (magic, clsid, _minor, major, order, shift, mini_shift, reserved, in_directory, tables, directory, _, cutoff,
         mini_first, mini_count, more_first, more_count) = struct.unpack_from("<8s16s5H6s9L", self.data)  # fmt: skip
        self.need(magic == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not a compound file")
        self.need(clsid == bytes(16) and reserved == bytes(6), "header: reserved bytes")
        self.need((major, order, shift, mini_shift, in_directory, cutoff) == (3, 0xFFFE, 9, 6, 0, 4096), "header")
        self.need((more_first, more_count) == (END, 0), "a table of tables")
        self.need(len(self.data) % 512 == 0, "length is no multiple of a sector")
        named = struct.unpack_from("<109L", self.data, 76)
        self.need(set(named[tables:]) <= {FREE}, "header names more tables than it counts")
        self.table = [n for at in named[:tables] for n in struct.unpack("<128L", self.sector(at))]
        for at in named[:tables]:
            self.need(self.table[at] == TABLE, f"sector {at} is not marked as a table")
            self.used[at] = "table"
        self.nodes = list(self.read_nodes(self.chain(directory, "directory")))
        self.mini_table = self.longs(self.chain(mini_first, "ministream table") if mini_count else b"")
        root = self.nodes[0]
        self.need((root.name, root.kind) == ("Root Entry", 5), "no root entry")
        self.ministream = self.chain(root.start, "ministream")[: root.size] if root.size else b""
        self.walk(root.child, "")
        for number, entry in enumerate(self.table):
            inside = number < len(self.data) // 512 - 1
            self.need(entry == FREE or (inside and number in self.used), f"sector {number} belongs to nobody")

    def need(self, rule: bool, finding: str) -> None:
        if not rule:
            self.findings.append(f"compound file: {finding}")

    def sector(self, number: int) -> bytes:
        return self.data[512 * (number + 1) : 512 * (number + 2)]

    @staticmethod
    def longs(data: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(data) // 4}L", data))

    def chain(self, start: int, owner: str) -> bytes:
        content, at = bytearray(), start
        while at != END:
            if at in self.used or at >= len(self.table):
                self.need(False, f"the chain of {owner} is broken at {at}")
                break
            self.used[at] = owner
            content += self.sector(at)
            at = self.table[at]
        return bytes(content)

    def read_nodes(self, directory: bytes) -> Iterator[Node]:
        for at in range(0, len(directory), 128):
            (name, length, kind, black, left, right, child, clsid, state, made, changed, start, size) = struct.unpack_from(
                "<64sH2B3L16sL2QLQ", directory, at
            )
            self.need((clsid, state, made, changed) == (bytes(16), 0, 0, 0), f"entry {at // 128}: ids or times")
            text = name[: max(length - 2, 0)].decode("utf-16-le")
            self.need(not name[max(length - 2, 0) :].strip(b"\0"), f"entry {at // 128}: text behind its name")
            self.need(kind in {1, 2, 5} or not text, f"entry {at // 128}: kind")
            yield Node(text, kind, bool(black), left, right, child, start, size)

    def walk(self, top: int, folder: str) -> None:
        """The tree of one storage: sorted, and red-black."""
        if top == NO_ENTRY:
            return
        self.need(self.nodes[top].black, f"the top of {folder or 'the root'} is red")
        order: list[str] = []
        self.heights(top, folder, order)
        keys = [(len(name), name.upper()) for name in order]
        self.need(keys == sorted(set(keys)), f"the tree of {folder or 'the root'} is out of order")

    def heights(self, number: int, folder: str, order: list[str]) -> int:
        """How many black entries every path below has."""
        if number == NO_ENTRY:
            return 1
        node = self.nodes[number]
        left = self.heights(node.left, folder, order)
        self.content(node, folder)
        order.append(node.name)
        right = self.heights(node.right, folder, order)
        self.need(left == right, f"{node.name}: the tree is out of balance")
        for below in (node.left, node.right):
            self.need(node.black or below == NO_ENTRY or self.nodes[below].black, f"{node.name}: red below red")
        return left + node.black

    def content(self, node: Node, folder: str) -> None:
        if node.kind == 1:
            self.walk(node.child, node.name)
            return
        path = f"{folder}/{node.name}" if folder else node.name
        if node.size >= 4096:
            whole = self.chain(node.start, path)
        else:
            whole = self.mini_chain(node.start, path) if node.size else b""
        self.need(len(whole) >= node.size, f"{path} is cut off")
        self.streams[path] = whole[: node.size]

    def mini_chain(self, start: int, path: str) -> bytes:
        content, at, seen = bytearray(), start, set()
        while at != END and at < len(self.mini_table) and at not in seen:
            seen.add(at)
            content += self.ministream[64 * at : 64 * (at + 1)]
            at = self.mini_table[at]
        self.need(at == END, f"the chain of {path} is broken")
        return bytes(content)


def decompressed(container: bytes) -> bytes:
    """[MS-OVBA] 2.4.1.3.1 to 2.4.1.3.5."""
    if container[:1] != b"\x01":
        raise ValueError("no compressed container")
    out, at = bytearray(), 1
    while at < len(container):
        (header,) = struct.unpack_from("<H", container, at)
        size = (header & 0x0FFF) + 3
        if header >> 12 & 7 != 3 or at + size > len(container):
            raise ValueError("a chunk is broken")
        chunk, at = container[at + 2 : at + size], at + size
        out += unpacked(chunk) if header >> 15 else chunk
    return bytes(out)


def unpacked(chunk: bytes) -> bytes:
    out, at = bytearray(), 0
    while at < len(chunk):
        flags, at = chunk[at], at + 1
        for bit in range(8):
            if at >= len(chunk):
                break
            if not flags >> bit & 1:
                out.append(chunk[at])
                at += 1
                continue
            (token,) = struct.unpack_from("<H", chunk, at)
            at += 2
            bits = 4
            while 1 << bits < len(out):
                bits += 1
            offset, length = (token >> 16 - bits) + 1, (token & (0xFFFF >> bits)) + 3
            if offset > len(out):
                raise ValueError("a copy from before the chunk")
            for _ in range(length):
                out.append(out[-offset])
    return bytes(out)


def records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of `dir`."""
    at = 0
    while at < len(stream):
        identifier, size = struct.unpack_from("<HL", stream, at)
        size = 6 if identifier == 9 else size  # the version says 4 and has 6
        if at + 6 + size > len(stream):
            raise ValueError(f"record {identifier:#x} is cut off")
        yield identifier, stream[at + 6 : at + 6 + size]
        at += 6 + size


def revealed(text: str) -> tuple[int, bytes]:
    """The key and the data of CMG, DPB or GC, [MS-OVBA] 2.4.3.3."""
    seed, *rest = bytes.fromhex(text)
    version, key = rest[0] ^ seed, rest[1] ^ seed
    if version != 2:
        raise ValueError(f"version {version}")
    out, before, last, plain = bytearray(), rest[0], rest[1], key
    for byte in rest[2:]:
        plain = byte ^ ((before + plain) & 0xFF)
        before, last = last, byte
        out.append(plain)
    data = out[(seed & 6) // 2 :]
    (length,) = struct.unpack_from("<L", data)
    if len(data) - 4 != length:
        raise ValueError(f"{len(data) - 4} bytes where {length} are promised")
    return key, bytes(data[4:])
