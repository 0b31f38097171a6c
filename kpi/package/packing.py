"""Members of the new zip: new content packed, the rest copied as it is."""

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kpi.package.archive import DEFLATED, DIRECTORY, FULL_16, FULL_32, LOCAL, STEP, Archive, Member
from kpi.package.deflating import crc32, deflater, inflate

STREAMED = 1 << 3  # flag: sizes stand behind the data; ours stand in front
KEPT_FLAGS = 1 << 11  # flag: the name is in UTF-8


class Packed(NamedTuple):
    """New content of one member, deflated."""

    pieces: tuple[bytes, ...]
    crc: int
    length: int

    @property
    def size(self) -> int:
        return sum(map(len, self.pieces))


def pack(chunks: Iterable[bytes]) -> Packed:
    """Deflates content as it comes."""
    stream = deflater()
    pieces = []
    crc = length = 0
    for chunk in chunks:
        crc = crc32(chunk, crc)
        length += len(chunk)
        pieces.append(stream.compress(chunk))
    pieces.append(stream.flush())
    return Packed(pieces=tuple(piece for piece in pieces if piece), crc=crc, length=length)


def same(archive: Archive, member: Member, packed: Packed) -> bool:
    """True when the new content is the old one, byte for byte."""
    if (packed.crc, packed.length) != (member.crc, member.length):
        return False
    return _same_bytes(archive.packed(member), packed) or _same_content(archive, member, packed)


def _same_bytes(old: memoryview, packed: Packed) -> bool:
    at = 0
    for piece in packed.pieces:
        if old[at : at + len(piece)] != piece:
            return False
        at += len(piece)
    return at == len(old)


def _same_content(archive: Archive, member: Member, packed: Packed) -> bool:
    old, new = archive.chunks(member), inflate(memoryview(b"".join(packed.pieces)), STEP)
    held = b""
    for chunk in old:
        while len(held) < len(chunk):
            more = next(new, b"")
            if not more:
                return False
            held += more
        if held[: len(chunk)] != chunk:
            return False
        held = held[len(chunk) :]
    return not held


def file_pieces(archive: Archive, new: dict[str, Packed], removed: frozenset[str]) -> Iterator[bytes | memoryview]:
    """The whole new file, in the order of the old one."""
    at = 0
    records = []
    for member in sorted(archive.members, key=lambda one: one.offset):
        if member.name in removed:
            continue
        records.append((member, at, new.get(member.name)))
        for piece in _member_pieces(archive, member, new.get(member.name)):
            at += len(piece)
            yield piece
    by_name = {member.name: (offset, packed) for member, offset, packed in records}
    directory = b"".join(_record(member, *by_name[member.name]) for member in archive.members if member.name in by_name)
    yield directory + _end(len(by_name), len(directory), at, archive.comment)


def _member_pieces(archive: Archive, member: Member, packed: Packed | None) -> Iterator[bytes | memoryview]:
    if packed is None:
        yield archive.raw(member)
        return
    old = LOCAL.unpack_from(archive.data, member.offset)
    name_at = member.offset + LOCAL.size
    name = archive.data[name_at : name_at + old[9]]
    extra = _without_zip64(archive.data[name_at + old[9] : name_at + old[9] + old[10]])
    flags = old[2] & KEPT_FLAGS
    sizes = packed.crc, packed.size, packed.length
    yield LOCAL.pack(old[0], 20, flags, DEFLATED, old[4], old[5], *sizes, len(name), len(extra)) + name + extra
    yield from packed.pieces


def _without_zip64(extra: bytes) -> bytes:
    kept = b""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        if kind != 1:
            kept += extra[at : at + 4 + size]
        at += 4 + size
    return kept


def _record(member: Member, offset: int, packed: Packed | None) -> bytes:
    """The directory record of a member at its new place."""
    old = list(DIRECTORY.unpack_from(member.record))
    name_end = DIRECTORY.size + old[10]
    name = member.record[DIRECTORY.size : name_end]
    extra = member.record[name_end : name_end + old[11]]
    comment = member.record[name_end + old[11] :]
    if packed is not None:
        old[2], old[3], old[4] = 20, old[3] & KEPT_FLAGS, DEFLATED
        old[7:10] = [packed.crc, packed.size, packed.length]
    else:
        old[8:10] = [member.packed, member.length]
    extra = _without_zip64(extra)
    old[11], old[16] = len(extra), offset
    return DIRECTORY.pack(*old) + name + extra + comment


def _end(count: int, size: int, start: int, comment: bytes) -> bytes:
    if count >= FULL_16 or start + size >= FULL_32:
        raise ValueError("beyond what was accepted on opening")
    return struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, start, len(comment)) + comment
