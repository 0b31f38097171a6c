"""The zip around a workbook: its directory, guarded reading, raw slices of what stays.

Nothing is believed that costs memory: sizes and ratios are checked before a
part is unpacked, and the real length and checksum while it is.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple

from kpi.package.deflating import BROKEN, crc32, inflate
from kpi.package.refused import Refused
from kpi.problems import Problem
from kpi.problems.package import damaged, duplicate_part, password_protected, too_large

DIRECTORY = struct.Struct("<4s6H3L5H2L")  # sizes from appnote.txt, 4.3.12
LOCAL = struct.Struct("<4s5H3L2H")
END = struct.Struct("<4s4H2LH")
END_64 = struct.Struct("<4sQ2H2L4Q")
STORED, DEFLATED = 0, 8
FULL_16, FULL_32 = 0xFFFF, 0xFFFFFFFF  # "see the zip64 record"

MEMBERS = 20_000  # a large workbook has some hundreds
MOST_OF_A_PART = 1 << 30  # bytes, of a part that is read as a stream
MOST_AT_ONCE = 256 << 20  # bytes, of a part that is held in memory
SMALL = 10 << 20  # bytes; below, any ratio is harmless
RATIO = 250  # deflate can reach 1,032; sheets of real workbooks stay below 100
MOST_TO_KNOW = 512 << 10  # bytes of a part that is known again
MOST_TO_KEEP, MOST_KEPT = 256 << 10, 150  # bytes of a part that stays unpacked, and such parts
STEP = 4 << 20  # bytes of a part held at a time
Fingerprint = tuple[object, ...]


class Member(NamedTuple):
    """One entry of the zip directory."""

    name: str  # as stored, with "/" and without a leading one
    record: bytes  # its directory record, verbatim
    flags: int
    method: int
    crc: int
    packed: int  # bytes in the file
    length: int  # bytes unpacked, as declared
    offset: int  # of the local header
    end: int  # where the next member or the directory starts


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """A zip file in memory."""

    book: str  # file name, for problems
    data: bytes
    members: tuple[Member, ...]  # in directory order
    comment: bytes
    by_name: dict[str, Member] = field(repr=False)  # key as `folded` gives it
    _unpacked: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)  # small members

    def find(self, name: str) -> Member | None:
        """The member of that name, whatever the case of its letters."""
        return self.by_name.get(folded(name))

    def raw(self, member: Member) -> memoryview:
        """The member as it stands in the file, local header and all."""
        return memoryview(self.data)[member.offset : member.end]

    def packed(self, member: Member) -> memoryview:
        """Its packed bytes alone."""
        start = _data_start(self, member)
        return memoryview(self.data)[start : start + member.packed]

    def fingerprint(self, member: Member, most: int = MOST_TO_KNOW) -> Fingerprint | None:
        """What tells the content of a member from any other's; None for more than `most` bytes, packed or not."""
        if member.packed > MOST_TO_KNOW or member.length > most:
            return None
        return member.flags, member.method, member.crc, member.length, sha256(self.packed(member)).digest()

    def chunks(self, member: Member, most: int = MOST_OF_A_PART) -> Iterator[bytes]:
        """The content, a few megabytes at a time; a wrong length or checksum is refused at the end."""
        self._guard(member, most)
        if member.name in self._unpacked:
            yield self._unpacked[member.name]
            return
        length = checksum = 0
        small = member.length <= MOST_TO_KEEP and len(self._unpacked) < MOST_KEPT
        kept = []
        try:
            for chunk in self._pieces(member):
                length += len(chunk)
                if length > member.length:
                    break
                checksum = crc32(chunk, checksum)
                if small:
                    kept.append(chunk)
                yield chunk
        except BROKEN as error:
            raise Refused(damaged(self.book, member.name)) from error
        if length != member.length or checksum != member.crc:
            raise Refused(damaged(self.book, member.name))
        if small:
            self._unpacked[member.name] = b"".join(kept)

    def read(self, member: Member, most: int = MOST_AT_ONCE) -> bytes:
        """The whole content."""
        return b"".join(self.chunks(member, most))

    def _pieces(self, member: Member) -> Iterator[bytes]:
        packed = self.packed(member)
        if member.method == DEFLATED:
            return inflate(packed, min(STEP, max(member.length, 1)))
        return (bytes(packed[at : at + STEP]) for at in range(0, len(packed), STEP))

    def _guard(self, member: Member, most: int) -> None:
        if member.flags & 1:
            raise Refused(password_protected(self.book))
        if member.method not in {STORED, DEFLATED}:
            raise Refused(damaged(self.book, member.name))
        if member.length > most:
            raise Refused(too_large(self.book, member.name, f"{most >> 20} MB"))
        if member.length > SMALL and member.length > RATIO * member.packed:
            raise Refused(too_large(self.book, member.name, f"{RATIO}:1"))


def folded(name: str) -> str:
    """The name as programs compare part names: any case, either slash."""
    return name.replace("\\", "/").lstrip("/").casefold()


def open_archive(book: str, data: bytes) -> Archive | Problem:
    """The directory of a zip, checked for what would mislead a reader."""
    try:
        start, count, comment = _directory_of(data)
        found = _members(data, start, count)
        twice = _twice([member.name for member in found])
    except (struct.error, ValueError, IndexError):
        return damaged(book, "zip")
    if twice:
        return duplicate_part(book, twice)
    if len(found) > MEMBERS:
        return too_large(book, "zip", str(MEMBERS))
    by_name = {folded(member.name): member for member in found}
    return Archive(book=book, data=data, members=tuple(found), comment=comment, by_name=by_name)


def _directory_of(data: bytes) -> tuple[int, int, bytes]:
    at = data.rfind(b"PK\5\6", max(0, len(data) - END.size - FULL_16))
    _, disk, _, _, count, size, start, comment = END.unpack_from(data, at) if at >= 0 else _no_end()
    if disk not in {0, FULL_16}:
        raise ValueError("one of several volumes")
    if count == FULL_16 or FULL_32 in {size, start}:
        count, size, start = _directory_of_64(data, at)
    if start + size > at or count > len(data) // DIRECTORY.size:
        raise ValueError("the directory lies elsewhere")
    text = data[at + END.size : at + END.size + comment]
    return start, count, text


def _no_end() -> tuple[bytes, int, int, int, int, int, int, int]:
    raise ValueError("no end of the directory")


def _directory_of_64(data: bytes, end: int) -> tuple[int, int, int]:
    if data[end - 20 : end - 16] != b"PK\6\7":
        raise ValueError("no zip64 locator")
    (at,) = struct.unpack_from("<Q", data, end - 12)
    record = END_64.unpack_from(data, at)
    if record[0] != b"PK\6\6":
        raise ValueError("no zip64 record")
    return record[7], record[8], record[9]


def _members(data: bytes, start: int, count: int) -> list[Member]:
    found = []
    at = start
    for _ in range(count):
        member, at = _member(data, at)
        found.append(member)
    return _with_ends(found, start)


def _member(data: bytes, at: int) -> tuple[Member, int]:
    fields = DIRECTORY.unpack_from(data, at)
    if fields[0] != b"PK\1\2":
        raise ValueError("not a directory record")
    flags, method, crc = fields[3], fields[4], fields[7]
    end = at + DIRECTORY.size + sum(fields[10:13])
    name = data[at + DIRECTORY.size : at + DIRECTORY.size + fields[10]]
    extra = data[end - fields[12] - fields[11] : end - fields[12]]
    length, packed, offset = _sizes_64(extra, [fields[9], fields[8], fields[16]])
    return Member(
        name=_text(name, flags),
        record=data[at:end],
        flags=flags,
        method=method,
        crc=crc,
        packed=packed,
        length=length,
        offset=offset,
        end=0,
    ), end


def _text(name: bytes, flags: int) -> str:
    plain = flags & 0x800 or name.isascii()
    text = name.decode("utf-8", "replace") if plain else name.decode("cp437")
    return text.replace("\\", "/").lstrip("/")


def _sizes_64(extra: bytes, sizes: list[int]) -> list[int]:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            wide = iter(struct.unpack_from(f"<{size // 8}Q", extra, at + 4))
            return [next(wide, value) if value == FULL_32 else value for value in sizes]
        at += 4 + size
    return sizes


def _with_ends(found: list[Member], directory: int) -> list[Member]:
    starts = [*sorted(member.offset for member in found), directory]
    following = dict(pairwise(starts))
    if len(following) != len(found) or (found and starts[-1] < starts[-2]):
        raise ValueError("members overlap")
    return [_until(member, following[member.offset]) for member in found]


def _until(member: Member, end: int) -> Member:
    if member.offset + LOCAL.size + member.packed > end:
        raise ValueError("members overlap")
    return member._replace(end=end)


def _twice(names: list[str]) -> str:
    seen: set[str] = set()
    for name in names:
        key = folded(name)
        if key in seen:
            return name
        seen.add(key)
    return ""


def _data_start(archive: Archive, member: Member) -> int:
    data, at = archive.data, member.offset
    try:
        fields = LOCAL.unpack_from(data, at)
    except struct.error as error:
        raise Refused(damaged(archive.book, member.name)) from error
    start: int = at + LOCAL.size + fields[9] + fields[10]
    name = data[at + LOCAL.size : at + LOCAL.size + fields[9]]
    if fields[0] != b"PK\3\4" or start + member.packed > member.end:
        raise Refused(damaged(archive.book, member.name))
    if _text(name, fields[2]) != member.name:
        raise Refused(damaged(archive.book, member.name))
    return start
